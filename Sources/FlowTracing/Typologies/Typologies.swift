/// Every registered typology, in the order in which findings of one row are listed.
public enum Typologies {
    /// At most 256: a finding keeps its typology's place.
    public static let all: [any Typology] = [
        FanIn(),
        FanOut(),
        GatherScatter(),
        ScatterGather(),
        Cycle(),
        Bipartite(),
        Stack(),
        PassThrough(),
        PeelChaining(),
        Structuring(),
        AddressPoisoning(),
        PigButchering(),
        Drainer(),
        MarketplaceFloat(),
        RapidCashOut(),
    ]

    public static func named(_ name: String) -> (any Typology)? { all.first { $0.name == name } }
}
