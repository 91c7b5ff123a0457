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
                answer.assets = try trace.answer(try target(question.seeds))
            } catch {
                answer.failure = error.description
            }
            return answer
        }
    }

    private func target(_ seeds: [Seed]) throws(FlowError) -> BackwardTrace.Target {
        let matching = SeedMatching(ledger: ledger, graph: graph, transactions: transactions)
        var target = BackwardTrace.Target()
        var seen: Set<Key> = []
        var named: Set<UInt32> = []
        for seed in seeds {
            guard case .held(let address, let time) = seed.form else {
                for row in try matching.rows(of: seed) where named.insert(row).inserted { target.transfers.append(row) }
                continue
            }
            let before = time.map { ledger.firstRow(after: $0) } ?? UInt32(ledger.count)
            var matched = false
            for id in matching.ids(of: address, chain: seed.chain) {
                let wanted = seed.asset.map { Set(ledger.assets(called: $0, chain: seed.chain)) }
                let rows = graph.receivedRows(id) + graph.sentRows(id)
                for asset in Set(rows.map { ledger.asset(Int($0)) }).sorted() where wanted?.contains(asset) ?? true {
                    if let chain = seed.chain, ledger.chains[Int(ledger.assets[Int(asset)].chain)].name != chain {
                        continue
                    }
                    matched = true
                    let key = Key(address: id, asset: asset)
                    if seen.insert(key).inserted { target.holdings.append((key, before)) }
                }
            }
            if !matched { throw .seedMatchesNothing(seed: seed.text) }
        }
        return target
    }
}

extension Ledger {
    /// The first row later than `time` (Unix seconds), or `count`.
    func firstRow(after time: Int64) -> UInt32 {
        for i in 0..<columns.runs.count where columns.runs[i].time > time { return columns.runs[i].firstRow }
        return UInt32(count)
    }
}
