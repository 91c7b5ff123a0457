/// The registered input formats. **The** list: a new format is one file and one line here.
public enum BlockDecoders {
    public static let all: [any BlockDecoder] = [
        CanonicalTransfers(),
        CaseFlows(),
    ]

    public static func named(_ name: String) -> (any BlockDecoder)? { all.first { $0.name == name } }
}
