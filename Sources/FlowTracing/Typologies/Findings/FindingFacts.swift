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
    func facts(
        of finding: Finding, _ transfers: FindingTransfers, _ draft: FindingBook.Draft
    ) -> FindingFacts {
        var facts = FindingFacts()
        (facts.members, facts.transfers) = (finding.members.count, finding.rows.count)
        let (duration, isOver) = finding.lastTime.subtractingReportingOverflow(finding.firstTime)
        facts.duration = isOver ? .max : Int(duration)
        addTransfers(transfers, of: finding, draft, to: &facts)
        addMembers(of: finding, to: &facts)
        addAmounts(transfers, to: &facts)
        addPauses(transfers, to: &facts)
        return facts
    }

    private func addTransfers(
        _ transfers: FindingTransfers, of finding: Finding, _ draft: FindingBook.Draft, to facts: inout FindingFacts
    ) {
        var (own, ownAtLast, served, toServices, round, batched, native) = (0, 0, 0, 0, 0, 0, 0)
        var (asset, hundred): (AssetID?, Amount) = (nil, 0)
        var isNative = false
        var before = -1
        for one in transfers.list {
            if one.row <= finding.firedAt {
                own +=
                    (finding.subjects.contains(one.sender) ? 1 : 0) + (finding.subjects.contains(one.recipient) ? 1 : 0)
            }
            if one.sender == draft.lastSubject || one.recipient == draft.lastSubject { ownAtLast += 1 }
            let isToService = !step.roles(one.recipient).isDisjoint(with: .services)
            if isToService || !step.roles(one.sender).isDisjoint(with: .services) { served += 1 }
            if isToService { toServices += 1 }
            if one.asset != asset {
                (asset, hundred) = (one.asset, self.hundred(one.asset))
                isNative = ledger.assets[Int(one.asset)].identity == .native
            }
            if isNative { native += 1 }
            if one.amount != 0, one.amount % hundred == 0 { round += 1 }
            let transaction = ledger.columns.hashes.ordinal(of: one.row)
            if transaction == before { batched += 1 }
            before = transaction
        }
        let count = max(1, transfers.list.count)
        facts.servedTransfers = served * 1000 / count
        facts.equalAmounts = transfers.commonest * 1000 / count
        facts.roundAmounts = round * 1000 / count
        facts.pairs = transfers.pairs.count * 1000 / count
        facts.batched = batched * 1000 / count
        facts.toServices = toServices * 1000 / count
        facts.nativeTransfers = native * 1000 / count
        facts.assets = transfers.stretches.count
        facts.dedication = min(1000, own * 1000 / max(1, draft.subjectTransfers))
        facts.lastDedication = min(1000, ownAtLast * 1000 / max(1, draft.lastSubjectTransfers))
        facts.passedOn = transfers.passedOn
        facts.mutual = transfers.mutual * 1000 / count
    }

    /// A hundred whole units; where nobody knows the decimals, no amount is round.
    private func hundred(_ asset: AssetID) -> Amount {
        guard let decimals = ledger.assets[Int(asset)].decimals, (0...30).contains(decimals) else { return .max }
        return .tens(decimals + 2)
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
