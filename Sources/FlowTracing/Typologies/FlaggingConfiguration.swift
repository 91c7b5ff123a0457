/// Which typologies run, and with what thresholds.
public struct FlaggingConfiguration: Sendable {
    /// In the order of the registry.
    public var typologies: [any Typology] = Typologies.all
    /// Seconds that transfers are remembered.
    public var window = 14 * 86_400
    /// Seconds of silence after which a finding is whole. One that lasts longer than the window is whole too.
    public var silence = 3 * 86_400
    /// Neighbours that one walk looks at.
    public var walkLimit = 64
    /// An address with more transfers in the window is a service by behaviour: nothing is followed through it.
    public var hubLimit = 1_000

    public init() {}

    /// - Throws: `FlowError.malformed` for a typology, a setting or a value that there is not.
    public mutating func set(_ typology: String, _ setting: String, to value: Int) throws(FlowError) {
        guard let place = typologies.firstIndex(where: { $0.name == typology }) else {
            throw .malformed(
                what: "a typology that runs", value: typology, expected: typologies.map(\.name).joined(separator: ", "))
        }
        try typologies[place].set(setting, to: value)
    }

    /// Runs these alone.
    ///
    /// - Throws: `FlowError.malformed` for a name that is none.
    public mutating func run(only names: [String]) throws(FlowError) {
        for name in names where Typologies.named(name) == nil {
            throw .malformed(
                what: "a typology", value: name, expected: Typologies.all.map(\.name).joined(separator: ", "))
        }
        typologies = typologies.filter { names.contains($0.name) }
    }
}
