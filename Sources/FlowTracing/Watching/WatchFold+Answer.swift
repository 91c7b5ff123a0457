extension WatchFold where H: ~Copyable {
    /// The case as a trace of the ledger followed so far answers it, with openings as observed or given.
    ///
    /// - Complexity: O(events of the case), and O(transfers of every key that ever held taint).
    func answer(_ id: String, _ graph: FlowGraph, _ transactions: TransactionIndex?) -> CaseTrace? {
        guard let number = numbers[id], let watched = cases[Int(number)] else { return nil }
        var answer = CaseTrace(id: id, rule: options.rule, seeds: watched.question.seeds.map(\.text), assets: [])
        do throws(FlowError) {
            if let failure = watched.failure { throw failure }
            for seed in watched.seeds {
                if seed.found.named != WatchedSeed.Found.none && seed.found.second == WatchedSeed.Found.none {
                    continue
                }
                // For the sentence.
                _ = try SeedMatching(ledger: ledger, graph: graph, transactions: transactions).find([seed.seed])
                throw .seedMatchesNothing(seed: seed.seed.text)
            }
            let assembly = TraceAssembly(
                field: field, graph: graph, rule: options.rule, coverage: coverage(),
                guardLimits: options.behaviourGuard, inference: nil, findsPaths: true)
            let assets = Set(watched.events.filter(\.isSeed).map { ledger.asset(Int($0.row)) }).sorted()
            answer.assets = try assembly.answer(
                watched.events, states: states(watched.events, graph), assets: options.rule.isMoney ? assets : [])
        } catch {
            answer.failure = error.description
        }
        return answer
    }

    private func coverage() -> [TraceAssembly.CoverageSet] {
        ledger.chains.indices.map { chain in
            switch options.coverage ?? ledger.coverageByChain[chain] {
            case .all: .all
            case .none: .only([])
            case .addresses(let list): .only(Set(list.compactMap { ledger.find($0) }))
            }
        }
    }

    /// Balances of the keys that ever held taint, and what they were short of over the ledger.
    private func states(_ events: [TraceEvent], _ graph: FlowGraph) -> FinalStates {
        let assets = Set(events.map { ledger.asset(Int($0.row)) }).sorted()
        var slots = [Int32](repeating: -1, count: ledger.assets.count)
        for (slot, asset) in assets.enumerated() { slots[Int(asset)] = Int32(slot) }
        var states = FinalStates(map: AddressMap(), slots: slots, slotCount: assets.count)
        guard H.tracksBalances else { return states }
        var openings: [Key: Amount] = [:]
        if case .given(let given) = interests.source(ledger) { openings = given }
        for event in events where event.booking == .rests {
            let address = ledger.recipient(Int(event.row))
            if states.map.find(address) != nil { continue }
            _ = states.map.add(address)
            for asset in assets {
                let key = Key(address: address, asset: asset)
                let given = openings[key] ?? 0
                var opening = given
                opening.addClamping(KeyHistory(ledger: ledger, graph: graph, key: key).missed(beyond: given))
                states.balances.append(balances.cell(asset, address).pointee)
                states.openings.append(opening)
            }
        }
        return states
    }
}
