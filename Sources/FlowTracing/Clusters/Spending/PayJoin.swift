/// A payment to which the payee adds a coin of its own (BIP 78), so that its inputs have two owners.
///
/// It looks like an ordinary payment that spends one coin more than it needs to: two outputs, neither smaller than the
/// smallest input, so that without that input there was enough for the larger output and still a change ("unnecessary
/// input"). Known false positives: wallets that gather small coins while they pay.
///
/// Source: BIP 78; Ghesmati, Fdhila, Weippl, Unnecessary input heuristics and PayJoin transactions (HCI International 2021).
enum PayJoin {
    static func isSuspect(_ step: SpendingStep) -> Bool {
        guard step.payers.count > 1, step.payees.count == 2, step.isKnown,
            let smallest = step.paid.min(), step.payees.allSatisfy({ $0.amount >= smallest })
        else { return false }
        // Who is paid at an address that it spends from hides nothing, and one kind of script is what BIP 78 asks for.
        let kind = step.ledger.scripts.kind(step.payers[0])
        return step.payees.allSatisfy { !step.pays($0.owner) }
            && step.payers.allSatisfy { step.ledger.scripts.kind($0) == kind }
    }
}
