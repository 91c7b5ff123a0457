/// What a finding looks like from outside its typology: whole numbers that scores are made of. All of it was known when the
/// finding's last transfer came.
public struct FindingFacts: Sendable, Equatable {
    /// How far the strongest measure is beyond its threshold, in thousandths of it; at most 9,000.
    public var excess = 0
    /// Members, services left out, that first did anything at most a day before the finding's first transfer, of 1,000.
    public var newMembers = 0
    /// Transfers of its subjects that belong to it, of 1,000 they had made or got when it fired: a collector exists for the
    /// pattern, a shop has a history.
    public var dedication = 0
    /// Transfers to or from a labelled service, of 1,000.
    public var servedTransfers = 0
    /// Transfers of the commonest amount of their asset, of 1,000: wages, prizes and airdrops are equal.
    public var equalAmounts = 0
    /// Members that lists name for crime, and markets of it.
    public var knownCrime = 0
    public var members = 0
    public var transfers = 0
    /// Seconds from the first transfer to the last.
    public var duration = 0

    public init() {}
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
        let subjects = Set(finding.subjects)
        var own = 0
        var counts: [Int: [Amount: Int]] = [:]
        for row in finding.rows {
            let (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
            if row <= finding.firedAt {
                own += (subjects.contains(sender) ? 1 : 0) + (subjects.contains(recipient) ? 1 : 0)
            }
            if !step.roles(sender).union(step.roles(recipient)).isDisjoint(with: .services) {
                facts.servedTransfers += 1
            }
            counts[Int(ledger.columns.assets[row]), default: [:]][ledger.columns.amounts[row], default: 0] += 1
        }
        let transfers = max(1, finding.rows.count)
        facts.servedTransfers = facts.servedTransfers * 1000 / transfers
        facts.equalAmounts = counts.values.reduce(0) { $0 + ($1.values.max() ?? 0) } * 1000 / transfers
        facts.dedication = min(1000, own * 1000 / max(1, subjectTransfers))
        var strangers = 0
        // As the window has them.
        let firstTime = Int64(UInt32(clamping: finding.firstTime))
        for member in finding.members {
            let activity = step.window.activity(member)
            if !activity.roles.isDisjoint(with: [.illicit, .market]) { facts.knownCrime += 1 }
            guard activity.roles.isDisjoint(with: .services) else { continue }
            strangers += 1
            if Int64(activity.firstTime) >= firstTime - 86_400 { facts.newMembers += 1 }
        }
        facts.newMembers = facts.newMembers * 1000 / max(1, strangers)
        return facts
    }
}
