/// What a finding looks like from outside its typology: whole numbers that scores are made of. All of it was known when the
/// finding's last transfer came.
public struct FindingFacts: Sendable, Equatable {
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
    /// Transfers that belong to it of the first subject named when it last fired, of 1,000 that this one had made or got by
    /// then.
    public var lastDedication = 0
    /// Members, services left out, that first did anything at most thirty days before the finding's first transfer, of 1,000.
    public var youngMembers = 0
    /// Days from a subject's first transfer to the finding's first, of the subject for which they are most.
    public var subjectAge = 0
    /// The median of its transfers of the asset of most of them, in whole units; 0 where nobody knows the decimals, and
    /// of a chain's own coin.
    public var medianAmount = 0
    /// The largest of those in thousandths of the median; at most 1,000,000.
    public var largest = 0
    /// The smallest of those in thousandths of the median.
    public var smallest = 0
    /// Those between nine tenths and eleven tenths of the median, of 1,000.
    public var closeAmounts = 0
    /// Transfers of a chain's own coin, of 1,000.
    public var nativeTransfers = 0
    /// Transfers to a labelled service, of 1,000.
    public var toServices = 0
    /// Transfers between two of which either pays the other, of 1,000.
    public var mutual = 0
    /// The median pause between two transfers, in thousandths of the mean pause: a clock's is 1,000, chance's 690, bursts' 0.
    public var evenness = 0
    /// The longest pause, in thousandths of the duration.
    public var longestPause = 0
    /// Assets it moves.
    public var assets = 0
    /// Seconds from the first transfer to the last.
    public var duration = 0

    public init() {}

    /// By name and in words, in the order of tables.
    public var list: [(name: String, title: String, value: Int)] {
        [
            ("dedication", "dedicated subjects", dedication),
            ("lastDedication", "dedicated to the last", lastDedication),
            ("newSubjects", "new subjects", newSubjects), ("subjectAge", "days its subject is old", subjectAge),
            ("newMembers", "new members", newMembers), ("youngMembers", "young members", youngMembers),
            ("servedTransfers", "dealings with services", servedTransfers),
            ("toServices", "paid to services", toServices),
            ("closeAmounts", "like amounts", closeAmounts), ("equalAmounts", "equal amounts", equalAmounts),
            ("roundAmounts", "round amounts", roundAmounts), ("pairs", "different pairs", pairs),
            ("passedOn", "passed on", passedOn), ("batched", "paid in batches", batched),
            ("members", "members", members),
            ("transfers", "transfers", transfers), ("duration", "seconds it lasts", duration),
            ("medianAmount", "median amount", medianAmount), ("largest", "largest amount", largest),
            ("smallest", "smallest amount", smallest), ("nativeTransfers", "paid in the chain's coin", nativeTransfers),
            ("mutual", "paid both ways", mutual), ("evenness", "even pauses", evenness),
            ("longestPause", "longest pause", longestPause), ("assets", "assets", assets),
            ("knownCrime", "known crime", knownCrime),
        ]
    }
}

extension Flagging {
    /// - Complexity: O(transfers and members of the finding).
    func facts(of finding: Finding, _ draft: FindingBook.Draft) -> FindingFacts {
        var facts = FindingFacts()
        (facts.members, facts.transfers) = (finding.members.count, finding.rows.count)
        let (duration, isOver) = finding.lastTime.subtractingReportingOverflow(finding.firstTime)
        facts.duration = isOver ? .max : Int(duration)
        addTransfers(of: finding, draft, to: &facts)
        addMembers(of: finding, to: &facts)
        addAmounts(of: finding, to: &facts)
        addPauses(of: finding, to: &facts)
        return facts
    }

    private func addTransfers(of finding: Finding, _ draft: FindingBook.Draft, to facts: inout FindingFacts) {
        struct Holding: Hashable {
            var address: AddressID
            var asset: AssetID
        }
        let subjects = Set(finding.subjects)
        var (own, ownAtLast, served, toServices, round, batched, native) = (0, 0, 0, 0, 0, 0, 0)
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
            if sender == draft.lastSubject || recipient == draft.lastSubject { ownAtLast += 1 }
            if !step.roles(sender).union(step.roles(recipient)).isDisjoint(with: .services) { served += 1 }
            if !step.roles(recipient).isDisjoint(with: .services) { toServices += 1 }
            if ledger.assets[Int(asset)].identity == .native { native += 1 }
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
        facts.toServices = toServices * 1000 / transfers
        facts.nativeTransfers = native * 1000 / transfers
        facts.assets = amounts.count
        facts.dedication = min(1000, own * 1000 / max(1, draft.subjectTransfers))
        facts.lastDedication = min(1000, ownAtLast * 1000 / max(1, draft.lastSubjectTransfers))
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
        func isNew(_ address: AddressID, days: Int64 = 1) -> Bool {
            Int64(step.window.activity(address).firstTime) + days * 86_400 >= finding.firstTime
        }
        var (strangers, new, young) = (0, 0, 0)
        for member in finding.members {
            let roles = step.roles(member)
            if !roles.isDisjoint(with: [.illicit, .market]) { facts.knownCrime += 1 }
            guard roles.isDisjoint(with: .services) else { continue }
            strangers += 1
            if isNew(member) { new += 1 }
            if isNew(member, days: 30) { young += 1 }
        }
        facts.newMembers = new * 1000 / max(1, strangers)
        facts.youngMembers = young * 1000 / max(1, strangers)
        facts.newSubjects = finding.subjects.count { isNew($0) } * 1000 / max(1, finding.subjects.count)
        for subject in finding.subjects {
            let first = Int64(step.window.activity(subject).firstTime)
            // Times need not be what a clock shows.
            guard finding.firstTime > first else { continue }
            facts.subjectAge = max(facts.subjectAge, Int((finding.firstTime - first) / 86_400))
        }
    }
}
