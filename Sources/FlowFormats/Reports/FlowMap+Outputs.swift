import FlowTracing

/// A UTXO trace as a graph.
extension FlowMap {
    /// - Complexity: O(flows and inputs on the trace).
    mutating func add(outputsOf trace: AssetTrace, _ one: CaseTrace, _ outputs: OutputLedger) {
        let asset = trace.asset
        var heuristics: [UInt32: String] = [:]
        for coinjoin in trace.coinjoins where coinjoin.finding.isMix {
            heuristics[coinjoin.transaction] = coinjoin.finding.heuristic
        }
        let ended = Set(trace.endpoints.compactMap { trace.coinjoin(of: $0)?.transaction })
        let carried = Set(trace.flows.map(\.row))
        var received: Set<AddressID> = []
        // Where the edges of each transaction's outputs begin.
        var sources: [UInt32: Int] = [:]
        for step in trace.transactions {
            let tainted = step.inputs.filter { $0.tainted != 0 }
            let paying = tainted.isEmpty ? step.inputs : tainted
            let owners = paying.map { ledger.recipient(Int($0.row)) }
            func role(_ owner: AddressID) -> Role { received.contains(owner) ? .passed : .source }
            if let first = owners.first, first != .max, heuristics[step.transaction] == nil,
                owners.allSatisfy({ $0 == first })
            {
                sources[step.transaction] = node(first, asset, role(first))
            } else {
                let target = node(
                    transaction: step.transaction, of: outputs,
                    ended.contains(step.transaction) ? .mixer : .transaction,
                    entity: heuristics[step.transaction])
                sources[step.transaction] = target
                for (input, owner) in zip(paying, owners) where owner != .max {
                    let row = Int(input.row)
                    add(
                        Edge(
                            source: node(owner, asset, role(owner)), target: target, caseID: one.id,
                            rule: one.rule.rawValue, asset: asset, row: row, time: outputs.time(Int(step.transaction)),
                            amount: ledger.amount(row), tainted: input.tainted))
                }
            }
            for output in outputs.outputs(of: Int(step.transaction)) {
                let row = ledger.firstRow(of: outputs) + output
                if carried.contains(UInt32(row)) { received.insert(ledger.recipient(row)) }
            }
        }
        for flow in trace.flows {
            let row = Int(flow.row)
            let (outputs, output) = ledger.output(row)
            guard let transaction = outputs.transaction(ofOutput: output), let source = sources[UInt32(transaction)]
            else {
                continue
            }
            add(
                Edge(
                    source: source, target: node(ledger.recipient(row), asset, .passed), caseID: one.id,
                    rule: one.rule.rawValue, asset: asset, row: row, time: ledger.time(row),
                    amount: ledger.amount(row), tainted: flow.tainted, fee: flow.fee))
        }
    }
}
