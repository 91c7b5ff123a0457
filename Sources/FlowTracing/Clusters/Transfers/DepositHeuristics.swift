/// A deposit address and the service that empties it: what `deposit-address` says of an address, said of two. Its limits
/// are that heuristic's, and a link holds as long as that heuristic speaks, with its confidence.
///
/// Of an address that a list names, `deposit-address` says nothing; here it is joined where it behaves so, and the list
/// names the same service.
struct DepositOwner: TransferClusterHeuristic {
    let name = "deposit-owner"
    let version = 2
    let summary = "A deposit address (deposit-address) is the service's to whose hot wallet it sweeps"
    let source = DepositRules.heuristic.source
    let knownFalsePositives = DepositRules.heuristic.knownFalsePositives
    let parameters = DepositRules.heuristic.parameters
    let confidence = DepositRules.heuristic.confidence
    let strength = ClusterStrength.strong

    func join(in step: TransferStep) {
        if step.sweeper != nil { step.join(step.recipient, step.sender, subject: step.sender) }
    }

    func isVoid(_ link: TransferLink, in step: TransferStep) -> Bool {
        step.deposits(atRow: link.row).verdict(of: link.subject).isDisjoint(with: .deposit)
    }

    func confidence(of link: TransferLink, in step: TransferStep) -> Int {
        step.deposits(atRow: link.row).confidence(of: link.subject)
    }
}

/// Those who use one deposit address.
struct DepositSenders: TransferClusterHeuristic {
    let name = "deposit-senders"
    let version = 2
    let summary = "Addresses that pay into one deposit address (deposit-address) belong to its one customer"
    let source = DepositRules.heuristic.source
    let knownFalsePositives =
        "accounts in a borrowed name; merchants and nested services, whom strangers pay; payments to a friend's account"
    let parameters =
        DepositRules.heuristic.parameters + [
            HeuristicParameter("senders", "fewer than \(DepositRules.manySenders), none of them a swapping service"),
            HeuristicParameter("deposit addresses a sender uses", "at most \(DepositSenders.mostDeposits)"),
        ]
    let confidence = 40
    let strength = ClusterStrength.weak
    static let mostDeposits: UInt32 = 3

    func join(in step: TransferStep) {
        guard let account = step.sweeper else { return }
        for sender in step.deposits(atRow: step.row).senders(of: account) { join(sender, in: step) }
    }

    private func join(_ sender: AddressID, in step: TransferStep) {
        let known = step.facts.depositors[step.sender] ?? []
        guard !step.isNamed(sender), !known.contains(where: { $0.address == sender }) else { return }
        step.facts.depositors[step.sender] = known + [.init(address: sender, row: UInt32(step.row))]
        if let first = known.first { step.join(first.address, sender, subject: step.sender) }
        let used = step.facts.depositsUsed[sender, default: 0] + 1
        step.facts.depositsUsed[sender] = used
        if used == Self.mostDeposits + 1 { step.turn() }
    }

    func isVoid(_ link: TransferLink, in step: TransferStep) -> Bool {
        let verdict = step.deposits(atRow: link.row).verdict(of: link.subject)
        return verdict.isDisjoint(with: .deposit) || verdict.contains(.nested)
            || step.facts.depositsUsed[link.a, default: 0] > Self.mostDeposits
            || step.facts.depositsUsed[link.b, default: 0] > Self.mostDeposits
    }
}
