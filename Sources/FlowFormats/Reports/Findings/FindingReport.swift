import FlowTracing

/// What `lymer flag` found, for people and for programs. All of it is inference, and says so.
public struct FindingReport {
    public static let schema = "lymer.finding/1"

    public enum Format: String, Sendable, CaseIterable { case table, jsonl, csv }

    public var ledger: Ledger
    public var result: Flagging.Result
    public var configuration: FlaggingConfiguration
    public var attribution: Attribution
    public var notes: [String]
    /// Clusters that the table shows; `nil` for all.
    public var top: Int?
    /// Clusters left out because they have fewer points than the least.
    public var below: Int
    public var leastScore: Int
    /// Transfers of the longest path that exposures follow.
    public var exposureHops: Int

    public init(
        ledger: Ledger, result: Flagging.Result, configuration: FlaggingConfiguration, attribution: Attribution,
        notes: [String] = [], top: Int? = nil, below: Int = 0, leastScore: Int = 0, exposureHops: Int = 1
    ) {
        self.exposureHops = exposureHops
        (self.below, self.leastScore) = (below, leastScore)
        (self.ledger, self.result, self.configuration) = (ledger, result, configuration)
        (self.attribution, self.notes, self.top) = (attribution, notes, top)
    }

    public func write(_ format: Format, style: ReportStyle, into out: inout ReportWriter) {
        switch format {
        case .table: table(style, into: &out)
        case .jsonl: jsonLines(into: &out)
        case .csv: csv(into: &out)
        }
    }

    func typology(_ finding: Finding) -> (any Typology)? {
        configuration.typologies.first { $0.name == finding.typology }
    }

    /// How an address is written in a finding: as the chain of its first transfer does.
    func text(_ address: AddressID, _ finding: Finding) -> String {
        FindingMembers(ledger: ledger, typology: nil).text(address, finding)
    }

    /// An address with its name, where it has one.
    func named(_ address: AddressID, _ finding: Finding) -> String {
        let chain = finding.rows.first.map { ledger.chainName(of: ledger.asset($0)) } ?? ""
        let tag = attribution.decidingTag(of: ledger.address(address), chain: chain)
        return text(address, finding) + (tag.map { " (\(VisibleText.of($0.entity ?? $0.label)))" } ?? "")
    }

    func values(_ finding: Finding) -> String {
        finding.values.map {
            AmountText.grouped($0.amount, decimals: ledger.assets[Int($0.asset)].decimals) + " "
                + VisibleText.of(ledger.name(of: $0.asset))
        }.joined(separator: ", ")
    }

    func measure(_ one: Finding.Measure) -> String {
        let unit = one.description.unit
        return "\(one.description.name) \(unit.text(one.value)) "
            + "(\(one.description.isAtLeast ? "at least" : "at most") \(unit.text(one.description.threshold)))"
    }

    /// What was not looked at, as a sentence; empty where nothing was cut.
    var cuts: String {
        let cuts = result.cuts
        if cuts.isEmpty { return "" }
        return
            "Not looked at: \(counted(cuts.walks, "walk", "walks")) cut after \(configuration.walkLimit) neighbours, "
            + "\(counted(cuts.hubs, "transfer", "transfers")) of unlabelled hubs not followed, "
            + "\(counted(cuts.bounds, "search", "searches")) given up, "
            + "\(counted(cuts.rows, "transfer", "transfers")) of findings not kept."
    }
}
