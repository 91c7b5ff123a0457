extension Ledger {
    /// Hands every transaction that a coinjoin heuristic matches to `body`, chain by chain in ledger order. Nothing is kept.
    ///
    /// - Complexity: O(transactions), and that of the heuristics for those with three outputs or more of which two are
    ///   equal or one carries data.
    public func forEachCoinJoin(
        _ body: (_ outputs: OutputLedger, _ transaction: Int, TransactionShape, CoinJoinFinding) throws -> Void
    ) rethrows {
        var amounts: [UInt64] = []
        for outputs in outputChains {
            for transaction in 0..<outputs.transactionCount where mayMatch(transaction, outputs, &amounts) {
                let shape = shape(of: transaction, in: outputs)
                guard let finding = CoinJoinHeuristics.finding(for: shape) else { continue }
                try body(outputs, transaction, shape, finding)
            }
        }
    }

    /// True where a heuristic takes the transaction for a coinjoin, so that its inputs have several owners.
    func isMix(_ transaction: Int, in outputs: OutputLedger, _ amounts: inout [UInt64]) -> Bool {
        guard outputs.inputs(of: transaction).count > 1, mayMatch(transaction, outputs, &amounts) else { return false }
        return CoinJoinHeuristics.finding(for: shape(of: transaction, in: outputs))?.isMix ?? false
    }

    /// Most transactions are dismissed without building their shape.
    private func mayMatch(_ transaction: Int, _ outputs: OutputLedger, _ amounts: inout [UInt64]) -> Bool {
        let created = outputs.outputs(of: transaction)
        if created.count < 3 || outputs.isCoinbase(transaction) { return false }
        amounts.removeAll(keepingCapacity: true)
        for output in created {
            // A preparation of a mix carries data and may have no two equal outputs.
            if let owner = outputs.owner(output), scripts.kind(owner) == .data { return true }
            amounts.append(outputs.amount(output))
        }
        amounts.sort()
        return zip(amounts, amounts.dropFirst()).contains { $0 == $1 }
    }
}
