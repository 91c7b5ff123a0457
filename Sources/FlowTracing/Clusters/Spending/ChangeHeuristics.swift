/// A heuristic that names the one output of a transaction that returns to its spender.
protocol ChangeHeuristic: SpendingClusterHeuristic {
    /// The change, where exactly one output can be it.
    func change(of step: SpendingStep) -> SpendingStep.Payee?
}

extension ChangeHeuristic {
    var strength: ClusterStrength { .weak }

    func join(in step: SpendingStep) {
        guard let spender = step.spender, step.payees.count > 1, let change = change(of: step) else { return }
        step.join(spender, change.owner)
    }
}

extension SpendingStep {
    /// The output that meets the condition, where exactly one does and none returns to an address that paid: that one is
    /// the change then (`ReusedChange`).
    func onlyPayee(_ condition: (Payee) -> Bool) -> Payee? {
        var found: Payee?
        for payee in payees {
            if pays(payee.owner) { return nil }
            guard condition(payee) else { continue }
            if found != nil { return nil }
            found = payee
        }
        return found
    }
}

enum BlockSci {
    static let source = "Kalodner et al., BlockSci (USENIX Security 2020), change address heuristics"
}

/// An output that returns to an address that paid.
struct ReusedChange: SpendingClusterHeuristic {
    let name = "change-reuse"
    let version = 1
    let summary = "Change returns to an address that the same transaction spends from"
    let source = BlockSci.source + ": address reuse"
    let knownFalsePositives = "PayJoins and coinjoins that no detector knows"
    let parameters: [HeuristicParameter] = []
    let confidence = 80
    let strength = ClusterStrength.strong

    func join(in step: SpendingStep) {
        guard let spender = step.spender else { return }
        for payee in step.payees where step.pays(payee.owner) { step.join(spender, payee.owner) }
    }
}

/// One output goes to an address that was never seen before, the others to known ones.
struct FreshChange: ChangeHeuristic {
    let name = "change-fresh"
    let version = 1
    let summary = "The only output to an address never seen before is the change"
    let source = "Androulaki et al. (FC 2013); Meiklejohn et al. (IMC 2013); " + BlockSci.source + ": client behaviour"
    let knownFalsePositives =
        "payments to a payee's fresh address with change at a used one; payees who reuse addresses"
    let parameters = [HeuristicParameter("outputs", "at least 2 of value; no output returns to a payer")]
    let confidence = 50

    func change(of step: SpendingStep) -> SpendingStep.Payee? { step.onlyPayee { step.isFresh($0.owner) } }
}

/// One output is locked as all inputs were, the others otherwise.
struct TypedChange: ChangeHeuristic {
    let name = "change-type"
    let version = 1
    let summary = "The only output of the kind of address that all inputs have is the change"
    let source = BlockSci.source + ": address type"
    let knownFalsePositives = "payees who use the payer's kind of address where the payer's wallet has changed its own"
    let parameters = [HeuristicParameter("inputs", "all of one kind")]
    let confidence = 40
    let isStandard = false

    func change(of step: SpendingStep) -> SpendingStep.Payee? {
        let kinds = step.ledger.scripts.kind(step.payers[0])
        guard step.payers.allSatisfy({ step.ledger.scripts.kind($0) == kinds }) else { return nil }
        return step.onlyPayee { step.ledger.scripts.kind($0.owner) == kinds }
    }
}

/// One output is smaller than every input: had it been larger, an input would not have been needed.
struct OptimalChange: ChangeHeuristic {
    let name = "change-optimal"
    let version = 1
    let summary = "The only output smaller than the smallest of several inputs is the change"
    let source = BlockSci.source + ": optimal change"
    let knownFalsePositives = "small payments beside a large change; wallets that gather coins"
    let parameters = [HeuristicParameter("inputs", "at least 2")]
    let confidence = 35
    let isStandard = false

    func change(of step: SpendingStep) -> SpendingStep.Payee? {
        guard step.paid.count > 1, let smallest = step.paid.min() else { return nil }
        return step.onlyPayee { $0.amount < smallest }
    }
}

/// All outputs but one are round amounts.
struct RoundPayment: ChangeHeuristic {
    let name = "change-round"
    let version = 1
    let summary = "The only output that is no round amount is the change"
    let source = BlockSci.source + ": power of ten"
    let knownFalsePositives = "payments of a price in another currency whose change happens to be round"
    static let unit: UInt64 = 1_000_000
    let parameters = [HeuristicParameter("round", "a multiple of \(RoundPayment.unit) base units")]
    let confidence = 35
    let isStandard = false

    func change(of step: SpendingStep) -> SpendingStep.Payee? { step.onlyPayee { $0.amount % Self.unit != 0 } }
}
