import CFlowKernels

/// Builds one case's answer on a UTXO chain from its record: who holds what since when, where value ended, by which
/// route. Knows no rule.
///
/// - Complexity: O(record), and O(record) more for each distinct width of a route.
struct OutputAssembly {
    let field: TraceField
    let graph: FlowGraph
    /// Place of the chain among the ledger's UTXO chains.
    let place: Int
    let rule: TaintRule
    let coverage: TraceAssembly.CoverageSet
    let guardLimits: BehaviourGuard
    let inference: DepositInference?
    let findsPaths: Bool

    var ledger: Ledger { field.ledger }
    var outputs: OutputLedger { ledger.outputChains[place] }
    var firstRow: Int { ledger.outputRows[place].lowerBound }

    func row(_ output: UInt32) -> UInt32 { UInt32(firstRow) + output }

    func owner(_ output: UInt32) -> AddressID {
        outputs.owner(Int(output)).map { Ledger.firstScript | $0 } ?? .max
    }

    /// - Throws: `overflow` where what passed an address adds up to 2¹²⁸ (rules that are not money).
    func answer(_ record: OutputRecord) throws(FlowError) -> AssetTrace {
        var trace = AssetTrace(asset: outputs.asset)
        var arrivals = Arrivals(isMoney: rule.isMoney)
        for (number, step) in record.steps.enumerated() {
            lookAhead(from: number, record, arrivals.holders)
            for arrival in record.arrivals[step.arrivals] {
                try take(arrival, into: &trace, &arrivals)
            }
            addFlows(step, record, to: &trace)
            for entry in record.entries[step.entries] {
                if rule.isMoney {
                    let before = entry.isSeed ? entry.before : entry.tainted
                    if before != 0 { arrivals.holders.send(Amount(before), from: owner(entry.output)) }
                    if entry.isSeed { trace.injected += Amount(entry.tainted - entry.before) }
                } else if entry.tainted != 0 {
                    arrivals.holders.send(0, from: owner(entry.output))
                }
            }
            if step.isMixer { mix(step, record, into: &trace, &arrivals) }
            if isOnTrace(step, record) { trace.transactions.append(transaction(step, record)) }
            trace.closing.fee += step.fee
            trace.untrackedOnPath += untracked(step, record)
        }
        arrivals.finish(field, inference, chain: outputs.chain, into: &trace)
        finish(arrivals.holders, record, into: &trace)
        inference?.list(arrivals.holders, ledger, chain: outputs.chain, into: &trace)
        addCoinJoins(record, to: &trace)
        trace.peelChains = PeelChains(outputs, owners: graph.owners[place].index, firstRow: firstRow).find(record)
        if findsPaths { addRoutes(record, to: &trace) }
        sortLists(&trace)
        return trace
    }

    /// Asks for the owners of what later steps spend, and nearer for what is known of them.
    @inline(__always)
    private func lookAhead(from number: Int, _ record: OutputRecord, _ holders: borrowing Holders) {
        if number + 12 < record.steps.count {
            for entry in record.entries[record.steps[number + 12].entries] {
                flow_prefetch_read(outputs.columns.owners.base + Int(entry.output))
            }
        }
        if number + 6 < record.steps.count {
            let step = record.steps[number + 6]
            for entry in record.entries[step.entries] { holders.prefetch(owner(entry.output)) }
            for arrival in record.arrivals[step.arrivals] { holders.prefetch(owner(arrival.output)) }
        }
    }

    private func take(
        _ arrival: OutputRecord.Arrival, into trace: inout AssetTrace, _ arrivals: inout Arrivals
    ) throws(FlowError) {
        let flow = Flow(row: row(arrival.output), tainted: Amount(arrival.tainted))
        if arrival.isSeed && rule.isMoney { trace.injected += flow.tainted - Amount(arrival.before) }
        guard
            arrivals.take(
                flow, at: owner(arrival.output), arrival.booking, hop: Int(arrival.hop),
                time: ledger.time(Int(flow.row)), into: &trace)
        else { throw .overflow(row: "what passed an address", asset: ledger.name(of: outputs.asset)) }
    }

    /// The outputs that carry taint; a transaction's tainted fee stands at the first of them, or at its first output.
    private func addFlows(_ step: OutputRecord.Step, _ record: OutputRecord, to trace: inout AssetTrace) {
        let first = trace.flows.count
        for arrival in record.arrivals[step.arrivals] {
            trace.flows.append(Flow(row: row(arrival.output), tainted: Amount(arrival.tainted)))
        }
        guard step.fee != 0 else { return }
        if first == trace.flows.count {
            let created = outputs.outputs(of: Int(step.transaction))
            guard !created.isEmpty else { return }
            trace.flows.append(Flow(row: row(UInt32(created.lowerBound)), tainted: 0))
        }
        trace.flows[first].fee = step.fee
    }

    /// False for a transaction that spends from a reached address what is worth nothing.
    private func isOnTrace(_ step: OutputRecord.Step, _ record: OutputRecord) -> Bool {
        step.fee != 0 || !step.arrivals.isEmpty || record.entries[step.entries].contains { $0.tainted != 0 }
    }

    private func transaction(_ step: OutputRecord.Step, _ record: OutputRecord) -> TransactionTrace {
        let entries = record.entries[step.entries]
        return TransactionTrace(
            transaction: step.transaction,
            inputs: entries.map { Flow(row: row($0.output), tainted: Amount($0.tainted)) },
            seeded: entries.enumerated().filter { $0.element.isSeed }.map(\.offset), fee: step.fee)
    }

    /// Value from before the ledger that was pooled with tainted value.
    private func untracked(_ step: OutputRecord.Step, _ record: OutputRecord) -> Amount {
        // What enters a coinjoin ends before it is pooled.
        guard rule.isMoney, !step.isMixer, record.entries[step.entries].contains(where: { $0.tainted != 0 }) else {
            return 0
        }
        var sum: Amount = 0
        for entry in record.entries[step.entries] where !entry.isSeed && outputs.isPrior(Int(entry.output)) {
            sum += Amount(outputs.amount(Int(entry.output)))
        }
        return sum
    }

    private func finish(
        _ holders: borrowing Holders, _ record: OutputRecord, into trace: inout AssetTrace
    ) {
        var judge = GuardJudge(ledger: ledger, graph: graph, limits: guardLimits)
        let owners = graph.owners[place].index
        var unspent: [AddressID: [Flow]] = [:]
        for arrival in record.arrivals where arrival.booking == .rests && outputs.spender(Int(arrival.output)) == nil {
            unspent[owner(arrival.output), default: []].append(
                Flow(row: row(arrival.output), tainted: Amount(arrival.tainted)))
        }
        for holder in holders.all where holder.minHops != .max {
            let address = holder.address
            let isLabelled = field.standing(address, chain: outputs.chain).contains(.labelled)
            let finding = guardLimits.action == .off || isLabelled ? nil : judge.finding(address)
            if let finding, holder.hasSent { trace.crossed.append(finding) }
            let amount = rule.isMoney ? holder.tainted : holder.passed
            if amount == 0 { continue }
            let covered = coverage.contains(address) && !isShielded(address)
            if rule.isMoney {
                if covered { trace.closing.resting += amount } else { trace.closing.unseen += amount }
            }
            let (balance, spent) = holding(address, owners)
            trace.resting.append(
                Resting(
                    address: address, amount: amount, balance: rule.isMoney ? balance : 0, since: holder.since,
                    minHops: holder.minHops, isCovered: covered, outgoing: spent,
                    tags: field.tags(of: address, chain: outputs.chain), guardFinding: finding,
                    outputs: (unspent[address] ?? []).sorted { $0.row < $1.row }))
        }
    }

    /// Nobody can follow value inside the pool.
    private func isShielded(_ address: AddressID) -> Bool {
        address != .max && ledger.scripts.kind(address & ~Ledger.firstScript) == .shielded
    }

    /// What an address holds at the end, and how many of its outputs are spent.
    private func holding(_ address: AddressID, _ owners: OwnerIndex) -> (balance: Amount, spent: Int) {
        var balance: Amount = 0
        var spent = 0
        for output in owners.outputs(of: address & ~Ledger.firstScript) {
            if outputs.spender(Int(output)) == nil {
                balance += Amount(outputs.amount(Int(output)))
            } else {
                spent += 1
            }
        }
        return (balance, spent)
    }
}
