/// One shape of transfers to plant: a typology, or an honest trade that looks like one.
///
/// The sizes, spans and ratios that a kind draws are the generator's own. They never follow a detector's thresholds, and
/// some instances are meant to be missed.
protocol PatternKind: Sendable {
    /// As in the truth file.
    var name: String { get }

    /// Draws one instance.
    func draw(_ sketch: inout Sketch)
}

/// Everything that can be planted: a new kind is one file and one line here.
public enum PatternKinds {
    static let typologies: [any PatternKind] = [
        FanIn(), FanOut(), GatherScatter(), ScatterGather(), TemporalCycle(), Bipartite(), Stack(), PassThrough(),
        PeelChain(), Structuring(), AddressPoisoning(), PigButchering(), Drainer(), MarketplaceFloat(), RapidCashOut(),
    ]

    static let hardNegatives: [any PatternKind] = [
        Payroll(), ExchangeSweeps(), TradingDesk(), PaymentProcessor(), Airdrop(), HonestBridge(), MarketMaker(),
        GasRental(), TreasuryConsolidation(), Charity(), Lottery(), FriendsLending(), TokenVesting(),
    ]

    /// Names of what criminals do, in the order of the registry.
    public static var typologyNames: [String] { typologies.map(\.name) }
    /// Names of what only looks like it.
    public static var hardNegativeNames: [String] { hardNegatives.map(\.name) }
}
