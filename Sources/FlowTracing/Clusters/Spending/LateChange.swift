// Change heuristics that look at how outputs are spent later. They speak at the transaction that settles the question, so
// that nothing they said is ever taken back by what comes after it.

/// The larger output of one step of a peel chain, told by the next step.
struct PeelingChange: SpendingClusterHeuristic {
    let name = "change-peeling"
    let version = 1
    let summary = "A peel chain's larger output is spent by a step like the one that made it: it is the change"
    let source = "Meiklejohn et al. (IMC 2013); " + BlockSci.source + ": peeling chain"
    let knownFalsePositives = "a payee who spends a large payment by a step of the same shape"
    let parameters = [
        HeuristicParameter("step", "one input, two outputs of value"),
        HeuristicParameter(
            "change", "at least two thirds, at an address never seen before; the next step spends it alone"),
    ]
    let confidence = 50
    let strength = ClusterStrength.weak

    func join(in step: SpendingStep) {
        guard !step.isShared, step.paid.count == 1, step.payees.count == 2, let owner = step.payers.first else {
            return
        }
        let (outputs, spent) = (step.outputs, step.outputs.source(step.outputs.inputs(of: step.transaction).lowerBound))
        guard let before = outputs.transaction(ofOutput: spent), outputs.inputs(of: before).count == 1,
            !outputs.isCoinbase(before),
            let payer = outputs.owner(outputs.source(outputs.inputs(of: before).lowerBound))
        else { return }
        var others: [Int] = []
        for output in outputs.outputs(of: before) where outputs.amount(output) > 0 && output != spent {
            others.append(output)
        }
        guard others.count == 1, outputs.amount(spent) / 2 >= outputs.amount(others[0]) else { return }
        guard step.firstAppearance(of: owner) == before, outputs.owner(others[0]) != owner else { return }
        step.join(payer, owner)
    }
}

/// Of a transaction's outputs, once all are spent, one was spent at the fee that the transaction itself paid.
struct FixedFeeChange: SpendingClusterHeuristic {
    let name = "change-fixed-fee"
    let version = 1
    let summary = "The only output that is spent at exactly the fee of the transaction that made it is the change"
    let source = BlockSci.source + ": fixed fee"
    let knownFalsePositives = "payees whose wallet uses the same fee; times at which many pay the same fee"
    let parameters = [HeuristicParameter("settled", "when the last output of value is spent")]
    let confidence = 30
    let strength = ClusterStrength.weak
    let isStandard = false

    func join(in step: SpendingStep) {
        let outputs = step.outputs
        var asked: [Int] = []
        for input in outputs.inputs(of: step.transaction) {
            guard let before = outputs.transaction(ofOutput: outputs.source(input)), !asked.contains(before) else {
                continue
            }
            asked.append(before)
            if asked.count > Self.mostTransactions { return }
            settle(before, step)
        }
    }

    /// Transactions that one transaction may settle: a consolidation of thousands settles none.
    static let mostTransactions = 16

    private func settle(_ before: Int, _ step: SpendingStep) {
        let outputs = step.outputs
        guard let fee = knownFee(before, outputs), fee > 0, outputs.outputs(of: before).count <= 16 else { return }
        var change: UInt32?
        var payees = 0
        for output in outputs.outputs(of: before) where outputs.amount(output) > 0 {
            guard let spender = outputs.spender(output), spender <= step.transaction, let owner = outputs.owner(output)
            else { return }
            payees += 1
            guard knownFee(spender, outputs) == fee else { continue }
            if change != nil { return }
            change = owner
        }
        guard payees > 1, let change, let payer = onlyPayer(before, outputs) else { return }
        step.join(payer, change)
    }

    private func onlyPayer(_ transaction: Int, _ outputs: OutputLedger) -> UInt32? {
        let owners = outputs.inputs(of: transaction).map { outputs.owner(outputs.source($0)) }
        guard let first = owners.first, owners.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    private func knownFee(_ transaction: Int, _ outputs: OutputLedger) -> Amount? {
        if outputs.isCoinbase(transaction) { return nil }
        for input in outputs.inputs(of: transaction) where outputs.isInferred(outputs.source(input)) { return nil }
        return outputs.fee(transaction)
    }
}
