extension Tracer {
    /// Backward: where the value of the named transfers, or of what an address holds, came from. One answer a case; a
    /// case whose seeds match nothing has `failure` set.
    ///
    /// - Throws: `FlowError.refused` for rules with one claimant (`libr`, `taint-first`, `poison`) and for a minimum amount.
    /// - Complexity: O(transfers of the keys that can reach the target · log keys).
    public func origins(_ cases: [Case], rule: TaintRule? = nil) throws(FlowError) -> [CaseOrigins] {
        let rule = rule ?? options.rule
        switch rule {
        case .haircut, .fifo, .lifo, .reach: break
        case .libr, .taintFirst, .tiho, .poison:
            throw .refused(
                "--backward cannot use \(rule.rawValue): it needs one claimant whose money is told from all other; "
                    + "use haircut, fifo, lifo or reach")
        }
        if options.minAmount != nil {
            throw .refused(
                "--backward cannot use --min-amount: a limit on tainted parts has no meaning without a claimant")
        }
        return cases.map { question in
            var answer = CaseOrigins(id: question.id, rule: rule, seeds: question.seeds.map(\.text), assets: [])
            do throws(FlowError) {
                let field =
                    question.stops.isEmpty
                    ? field
                    : TraceField(ledger: ledger, attribution: attribution, stops: options.stops + question.stops)
                let trace = BackwardTrace(
                    field: field, graph: graph, rule: rule, opening: options.opening, given: openings,
                    maxHops: options.maxHops)
                let target = try target(question.seeds)
                answer.assets = try trace.answer(target.account)
                for (place, asked) in target.outputs where !asked.isEmpty {
                    answer.assets.append(try outputOrigins(place, asked, field, rule))
                }
                answer.assets.sort { ledger.precedes(asset: $0.asset, $1.asset) }
                if graph.isDamaged { throw FlowGraph.damage }
            } catch {
                answer.assets = []
                answer.failure = error.description
            }
            return answer
        }
    }

    private func outputOrigins(
        _ place: Int, _ target: OutputTarget, _ field: TraceField, _ rule: TaintRule
    ) throws(FlowError) -> AssetOrigins {
        let outputs = ledger.outputChains[place]
        guard rule.isMoney else {
            return OutputReachBack(
                outputs: outputs, owners: graph.owners[place].index, field: field, target: target,
                maxHops: options.maxHops
            ).answer()
        }
        let cone = OutputCone(outputs: outputs, field: field, target: target, maxHops: options.maxHops)
        return try OutputOrigins(cone, rule: rule).answer()
    }

    /// What a case asks about: on account chains, and by place of the UTXO chain.
    private func target(
        _ seeds: [Seed]
    ) throws(FlowError) -> (account: BackwardTrace.Target, outputs: [Int: OutputTarget]) {
        let matching = SeedMatching(ledger: ledger, graph: graph, transactions: transactions)
        var target = BackwardTrace.Target()
        var outputs: [Int: OutputTarget] = [:]
        var seen: Set<Key> = []
        var named: Set<UInt32> = []
        for seed in seeds {
            guard case .held(let address, let time) = seed.form else {
                let found = try matching.find([seed])
                for row in found.rows where named.insert(row).inserted { target.transfers.append(row) }
                for (place, seeds) in found.outputs { outputs[place, default: OutputTarget()].formUnion(seeds) }
                continue
            }
            let holdings = heldKeys(address, time, seed, matching)
            let heldOutputs = matching.held(by: address, at: time, seed)
            if holdings.isEmpty, heldOutputs.isEmpty { throw .seedMatchesNothing(seed: seed.text) }
            for holding in holdings where seen.insert(holding.key).inserted { target.holdings.append(holding) }
            for (place, asked) in heldOutputs {
                outputs[place, default: OutputTarget()].held.formUnion(asked.held)
                outputs[place, default: OutputTarget()].holders += asked.holders
            }
        }
        return (target, outputs)
    }

    /// What a `held:` seed asks about on account chains: keys, and the row before which.
    private func heldKeys(
        _ address: String, _ time: Int64?, _ seed: Seed, _ matching: SeedMatching
    ) -> [(key: Key, before: UInt32)] {
        if ledger.count == 0 { return [] }
        var found: [(key: Key, before: UInt32)] = []
        let before = time.map { ledger.firstRow(after: $0) } ?? UInt32(ledger.count)
        for id in matching.ids(of: address, chain: seed.chain) {
            let wanted = seed.asset.map { Set(ledger.assets(called: $0, chain: seed.chain)) }
            let rows = graph.receivedRows(id) + graph.sentRows(id)
            for asset in Set(rows.map { ledger.asset(Int($0)) }).sorted() where wanted?.contains(asset) ?? true {
                if let chain = seed.chain, ledger.chains[Int(ledger.assets[Int(asset)].chain)].name != chain {
                    continue
                }
                found.append((Key(address: id, asset: asset), before))
            }
        }
        return found
    }
}

extension Ledger {
    /// The first row later than `time` (Unix seconds), or `count`.
    func firstRow(after time: Int64) -> UInt32 {
        for i in 0..<columns.runs.count where columns.runs[i].time > time { return columns.runs[i].firstRow }
        return UInt32(count)
    }
}
