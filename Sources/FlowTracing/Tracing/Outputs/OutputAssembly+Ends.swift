/// Where value ended, and by which route.
extension OutputAssembly {
    /// Tainted inputs of a coinjoin end there.
    func mix(
        _ step: OutputRecord.Step, _ record: OutputRecord, into trace: inout AssetTrace, _ arrivals: inout Arrivals
    ) {
        let tainted = record.entries[step.entries].filter { $0.tainted != 0 }
        guard let first = tainted.first else { return }
        var end = Arrivals.End(
            address: owner(first.output), booking: .mixer, transaction: step.transaction, minHops: Int(step.hop))
        for entry in tainted {
            end.amount += Amount(entry.tainted)
            end.flows.append(Flow(row: row(entry.output), tainted: Amount(entry.tainted)))
        }
        arrivals.mix(end, into: &trace)
    }

    /// Every coinjoin that tainted value entered, and every preparation of one, with where the value may have gone.
    func addCoinJoins(_ record: OutputRecord, to trace: inout AssetTrace) {
        for step in record.steps {
            let entered = record.entries[step.entries].reduce(Amount(0)) { $0 + Amount($1.tainted) }
            if entered == 0 || !mayHaveFinding(Int(step.transaction)) { continue }
            let shape = ledger.shape(of: Int(step.transaction), in: outputs)
            guard let finding = CoinJoinHeuristics.finding(for: shape) else { continue }
            let tainted = record.entries[step.entries].map { Amount($0.tainted) }
            let (candidates, entropy) = MixCandidates.candidates(shape: shape, finding: finding, tainted: tainted)
            trace.coinjoins.append(
                CoinJoinTrace(
                    transaction: step.transaction, finding: finding, entered: entered, entropy: entropy,
                    candidates: candidates))
        }
        for place in trace.endpoints.indices {
            guard let transaction = trace.endpoints[place].coinjoin else { continue }
            trace.endpoints[place].coinjoin = trace.coinjoins.firstIndex { $0.transaction == transaction }
        }
    }

    /// False where no heuristic can match, by what all of them ask for: two equal outputs or data.
    private func mayHaveFinding(_ transaction: Int) -> Bool {
        let created = outputs.outputs(of: transaction)
        if created.count < 3 { return false }
        return outputs.columns.hasEqualOutputs(transaction)
            || created.contains { field.standing(owner(UInt32($0)), chain: outputs.chain).contains(.burned) }
    }

    /// Fills in the route behind every endpoint: outputs, each created by spending the one before.
    func addRoutes(_ record: OutputRecord, to trace: inout AssetTrace) {
        guard !trace.endpoints.isEmpty else { return }
        var steps: [WidestPaths.Step] = []
        var senders: [UInt32] = []
        var placesOfRow: [UInt32: [Int]] = [:]
        func key(_ output: UInt32) -> UInt32 { rule == .reach ? owner(output) : output }
        // Who paid the tainted fees that the next coinbase takes.
        var payers = (keys: [UInt32](), areSeeded: false)
        for step in record.steps {
            let entries = record.entries[step.entries]
            let first = senders.count
            let own = entries.filter { $0.tainted != 0 }.map { key($0.output) }
            var isSeeded = entries.contains { $0.isSeed }
            senders += own
            if step.passesFee {
                payers.keys += own
                payers.areSeeded = payers.areSeeded || isSeeded
            } else if !payers.keys.isEmpty, outputs.isCoinbase(Int(step.transaction)) {
                senders += payers.keys
                isSeeded = payers.areSeeded
                payers = ([], false)
            }
            // What a seed covers where it enters a coinjoin starts and ends there.
            for entry in entries where step.isMixer && entry.isSeed {
                placesOfRow[row(entry.output), default: []].append(steps.count)
                steps.append(
                    WidestPaths.Step(
                        row: row(entry.output), senders: first..<first, recipient: key(entry.output),
                        tainted: Amount(entry.tainted), isSeed: true, rests: false))
            }
            for arrival in record.arrivals[step.arrivals] {
                placesOfRow[row(arrival.output), default: []].append(steps.count)
                steps.append(
                    WidestPaths.Step(
                        row: row(arrival.output), senders: first..<senders.count, recipient: key(arrival.output),
                        tainted: Amount(arrival.tainted), isSeed: arrival.isSeed || isSeeded,
                        rests: arrival.booking == .rests))
            }
        }
        let routes = WidestPaths(steps, senders: senders).routes(
            to: trace.endpoints.map { $0.arrivals.flatMap { placesOfRow[$0.row] ?? [] } })
        for (place, route) in routes.enumerated() { trace.endpoints[place].path = route }
    }

    func sortLists(_ trace: inout AssetTrace) {
        trace.sortByAmount(ledger)
        // A coinbase that waited for the fees of its block had its turn after those who paid them.
        trace.flows.sort { $0.row < $1.row }
        trace.transactions.sort { $0.transaction < $1.transaction }
        for place in trace.endpoints.indices { trace.endpoints[place].arrivals.sort { $0.row < $1.row } }
        // All burned value is at one address: in ledger order among equals.
        trace.burns.sort { ($1.flow.tainted, $0.flow.row) < ($0.flow.tainted, $1.flow.row) }
    }
}
