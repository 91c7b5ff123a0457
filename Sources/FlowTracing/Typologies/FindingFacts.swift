/// What a finding looks like from outside its typology: whole numbers that scores are made of. All of it was known when the
/// finding's last transfer came.
public struct FindingFacts: Sendable, Equatable {
    /// How far the strongest measure is beyond its threshold, in thousandths of it; at most 9,000.
    public var excess = 0
    /// Members, services left out, that first did anything at most a day before the finding's first transfer, of 1,000.
    public var newMembers = 0
    /// Subjects that did so, of 1,000.
    public var newSubjects = 0
    /// Transfers of its subjects that belong to it, of 1,000 they had made or got when it fired: a collector exists for the
    /// pattern, a shop has a history.
    public var dedication = 0
    /// Transfers to or from a labelled service, of 1,000.
    public var servedTransfers = 0
    /// Transfers of the commonest amount of their asset, of 1,000: wages, prizes and airdrops are equal.
    public var equalAmounts = 0
    /// Transfers of a whole number of hundreds of the asset's units, of 1,000.
    public var roundAmounts = 0
    /// Pairs of payer and payee, of 1,000 transfers.
    public var pairs = 0
    /// What members who were paid in it pay on in it, of 1,000 they were paid.
    public var passedOn = 0
    /// Transfers in one transaction with another of its transfers, of 1,000.
    public var batched = 0
    /// Members that lists name for crime, and markets of it.
    public var knownCrime = 0
    public var members = 0
    public var transfers = 0
    /// Seconds from the first transfer to the last.
    public var duration = 0

    public init() {}

    /// By name, in the order of tables.
    public var list: [(name: String, value: Int)] {
        [
            ("excess", excess), ("newMembers", newMembers), ("newSubjects", newSubjects), ("dedication", dedication),
            ("servedTransfers", servedTransfers), ("equalAmounts", equalAmounts), ("roundAmounts", roundAmounts),
            ("pairs", pairs), ("passedOn", passedOn), ("batched", batched), ("knownCrime", knownCrime),
            ("members", members), ("transfers", transfers), ("duration", duration),
        ]
    }
}

extension Flagging {
    /// - Complexity: O(transfers and members of the finding).
    func facts(of finding: Finding, subjectTransfers: Int) -> FindingFacts {
        var facts = FindingFacts()
        (facts.members, facts.transfers) = (finding.members.count, finding.rows.count)
        let (duration, isOver) = finding.lastTime.subtractingReportingOverflow(finding.firstTime)
        facts.duration = isOver ? .max : Int(duration)
        for one in finding.measures where one.description.threshold > 0 {
            let (value, threshold) = (one.value, one.description.threshold)
            let over =
                one.description.isAtLeast
                ? (value - threshold) * 1000 / threshold : (threshold - value) * 1000 / max(1, threshold)
            facts.excess = min(9_000, max(facts.excess, over))
        }
        addTransfers(of: finding, subjectTransfers, to: &facts)
        addMembers(of: finding, to: &facts)
        return facts
    }

    private func addTransfers(of finding: Finding, _ subjectTransfers: Int, to facts: inout FindingFacts) {
        struct Holding: Hashable {
            var address: AddressID
            var asset: AssetID
        }
        let subjects = Set(finding.subjects)
        var (own, served, round, batched) = (0, 0, 0, 0)
        var amounts: [AssetID: [Amount: Int]] = [:]
        var pairs: Set<UInt64> = []
        var received: [Holding: Amount] = [:]
        var sent: [Holding: Amount] = [:]
        for (place, row) in finding.rows.enumerated() {
            let (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
            let (asset, amount) = (ledger.columns.assets[row], ledger.columns.amounts[row])
            if row <= finding.firedAt {
                own += (subjects.contains(sender) ? 1 : 0) + (subjects.contains(recipient) ? 1 : 0)
            }
            if !step.roles(sender).union(step.roles(recipient)).isDisjoint(with: .services) { served += 1 }
            amounts[asset, default: [:]][amount, default: 0] += 1
            pairs.insert(UInt64(sender) << 32 | UInt64(recipient))
            if amount != 0, amount % hundred(asset) == 0 { round += 1 }
            if place > 0,
                ledger.columns.hashes.ordinal(of: row) == ledger.columns.hashes.ordinal(of: finding.rows[place - 1])
            {
                batched += 1
            }
            let (into, from) = (Holding(address: recipient, asset: asset), Holding(address: sender, asset: asset))
            received[into] = received[into, default: 0].addingClamped(amount)
            sent[from] = sent[from, default: 0].addingClamped(amount)
        }
        let transfers = max(1, finding.rows.count)
        facts.servedTransfers = served * 1000 / transfers
        facts.equalAmounts = amounts.values.reduce(0) { $0 + ($1.values.max() ?? 0) } * 1000 / transfers
        facts.roundAmounts = round * 1000 / transfers
        facts.pairs = pairs.count * 1000 / transfers
        facts.batched = batched * 1000 / transfers
        facts.dedication = min(1000, own * 1000 / max(1, subjectTransfers))
        // Of the asset most of which is passed on.
        var through: [AssetID: (in: Amount, out: Amount)] = [:]
        for (holding, amount) in received {
            let old = through[holding.asset, default: (0, 0)]
            through[holding.asset] = (
                old.in.addingClamped(amount), old.out.addingClamped(min(amount, sent[holding, default: 0]))
            )
        }
        facts.passedOn = through.values.map { Permille.share($0.out, of: $0.in) }.max() ?? 0
    }

    /// A hundred whole units; where nobody knows the decimals, no amount is round.
    private func hundred(_ asset: AssetID) -> Amount {
        guard let decimals = ledger.assets[Int(asset)].decimals, (0...30).contains(decimals) else { return .max }
        return (0..<decimals + 2).reduce(1) { value, _ in value * 10 }
    }

    private func addMembers(of finding: Finding, to facts: inout FindingFacts) {
        func isNew(_ address: AddressID) -> Bool {
            Int64(step.window.activity(address).firstTime) + 86_400 >= finding.firstTime
        }
        var (strangers, new) = (0, 0)
        for member in finding.members {
            let roles = step.roles(member)
            if !roles.isDisjoint(with: [.illicit, .market]) { facts.knownCrime += 1 }
            guard roles.isDisjoint(with: .services) else { continue }
            strangers += 1
            if isNew(member) { new += 1 }
        }
        facts.newMembers = new * 1000 / max(1, strangers)
        facts.newSubjects = finding.subjects.count(where: isNew) * 1000 / max(1, finding.subjects.count)
    }
}
