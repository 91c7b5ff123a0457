/// How deposit addresses behave: what a customer sends is passed on to the service within half a day.
enum DepositPattern {
    static let source =
        "Victor, Address Clustering Heuristics for Ethereum (FC 2020); window of Wu et al., Tutela (2021): 3,200 blocks"
    /// 3,200 blocks of 13 seconds.
    static let window: Int64 = 41_600
    static let parameters = [
        HeuristicParameter("window", "\(window) s"),
        HeuristicParameter("passed on", "a token to the unit, of the native coin at least 95%"),
        HeuristicParameter(
            "service", "an owner's tag that ends a trace, confidence at least \(Tag.stoppingConfidence)"),
        HeuristicParameter("service's feeders", "at least \(DepositOwner.fewestFeeders) addresses pay it first"),
        HeuristicParameter("service's address", "is not emptied into another address of the service itself"),
        HeuristicParameter("other payments", "none, other than to services"),
    ]

    /// The row that this one passes on to a service, where the sender may be a deposit address of it.
    static func deposit(in step: TransferStep) -> Int? {
        guard step.isService(step.recipient), step.paidServiceFirst() else { return nil }
        if step.isNamed(step.sender), !step.areOneHouse(step.sender, step.recipient) { return nil }
        guard let before = step.received(within: window), step.passesOn(before) else { return nil }
        return before
    }

    /// The supposed deposit address pays others too; or the service's address is a deposit address itself, as those are
    /// that few feed and those that are emptied: then who pays it is a customer.
    static func isVoid(_ link: TransferLink, in facts: borrowing TransferFacts, _ ledger: Ledger) -> Bool {
        let service = ledger.recipient(link.row)
        return facts.firstStray[link.subject] != TransferFacts.never || facts.emptied[service] != nil
            || facts.feeders[service, default: 0] < DepositOwner.fewestFeeders
    }
}

/// A deposit address and the service that empties it.
struct DepositOwner: TransferClusterHeuristic {
    let name = "deposit-owner"
    let version = 1
    let summary =
        "An address that passes on what it receives to a known service, and pays nobody else, is the service's"
    let source = DepositPattern.source
    let knownFalsePositives =
        "customers who pass on one receipt to the service's shared address; nested services, whose account it may be"
    let parameters = DepositPattern.parameters
    let confidence = 70
    let strength = ClusterStrength.strong
    static let fewestFeeders: UInt32 = 5

    func join(in step: TransferStep) {
        guard DepositPattern.deposit(in: step) != nil else { return }
        step.join(step.recipient, step.sender, subject: step.sender)
    }

    func isVoid(_ link: TransferLink, in facts: borrowing TransferFacts, _ ledger: Ledger) -> Bool {
        DepositPattern.isVoid(link, in: facts, ledger)
    }
}

/// Those who use one deposit address.
struct DepositSenders: TransferClusterHeuristic {
    let name = "deposit-senders"
    let version = 1
    let summary = "Addresses that pay into one deposit address belong to its one customer"
    let source = DepositPattern.source
    let knownFalsePositives =
        "accounts in a borrowed name; merchants and nested services, whom strangers pay; payments to a friend's account"
    let parameters =
        DepositPattern.parameters + [
            HeuristicParameter("senders", "at most \(DepositSenders.mostSenders)"),
            HeuristicParameter("deposit addresses a sender uses", "at most \(DepositSenders.mostDeposits)"),
        ]
    let confidence = 40
    let strength = ClusterStrength.weak
    static let mostSenders = 8
    static let mostDeposits: UInt32 = 3

    func join(in step: TransferStep) {
        guard let before = DepositPattern.deposit(in: step) else { return }
        let sender = step.ledger.sender(before)
        guard !step.isNamed(sender), !step.ledger.isNull(sender) else { return }
        let known = step.facts.depositors[step.sender] ?? []
        // One more than the most says that there are too many.
        guard known.count <= Self.mostSenders, !known.contains(where: { $0.address == sender }) else { return }
        step.facts.depositors[step.sender] = known + [.init(address: sender, row: UInt32(step.row))]
        if let first = known.first { step.join(first.address, sender, subject: step.sender) }
        let used = step.facts.depositsUsed[sender, default: 0] + 1
        step.facts.depositsUsed[sender] = used
        if known.count == Self.mostSenders || used == Self.mostDeposits + 1 { step.turn() }
    }

    func isVoid(_ link: TransferLink, in facts: borrowing TransferFacts, _ ledger: Ledger) -> Bool {
        (facts.depositors[link.subject]?.count ?? 0) > Self.mostSenders
            || facts.depositsUsed[link.a, default: 0] > Self.mostDeposits
            || facts.depositsUsed[link.b, default: 0] > Self.mostDeposits
            || DepositPattern.isVoid(link, in: facts, ledger)
    }
}
