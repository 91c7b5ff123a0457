extension WatchFold where H: ~Copyable {
    /// Watches more cases. What the ledger already tells of them is told first: the rows before the journal through the
    /// index, only where a case reaches; the rows in the journal are played once more with the new cases.
    ///
    /// - Throws: `FlowError.malformed` for an id that is watched already; `seedIsAmbiguous` and `refused` for a seed that
    ///   cannot be one. Nothing is watched then.
    mutating func add(
        _ questions: [Case], _ graph: FlowGraph?, _ transactions: TransactionIndex?, into alerts: inout [Alert]
    ) throws(FlowError) {
        if let fault { throw fault }
        var ids: Set<String> = []
        for question in questions where numbers[question.id] != nil || !ids.insert(question.id).inserted {
            throw .malformed(what: "the id of a new case", value: question.id, expected: "one that is not watched yet")
        }
        for question in questions {
            for seed in question.seeds {
                if case .held = seed.form {
                    throw .refused(
                        "seed '\(seed.text)' asks what an address holds; that is a question for --backward")
                }
            }
        }
        let end = count
        var candidates: [[[UInt32]]] = []
        var first = UInt32.max
        if end > 0 {
            let graph = GraphWhenNeeded(ledger, graph)
            for question in questions {
                var found: [[UInt32]] = []
                for seed in question.seeds { found.append(rows(named: WatchedSeed(seed), graph, transactions)) }
                first = found.reduce(first) { min($0, $1.first ?? .max) }
                try checkUnique(question, found, graph, transactions)
                candidates.append(found)
            }
            if first < end { try rewind(to: max(Int(first), floor)) }
            for (question, rows) in zip(questions, candidates) { try replay(register(question), rows, graph, &alerts) }
        } else {
            for question in questions { _ = register(question) }
        }
        try play(to: end, into: &alerts)
        self.alerts.settle(into: &alerts)
    }

    private func rows(named seed: WatchedSeed, _ graph: GraphWhenNeeded, _ transactions: TransactionIndex?) -> [UInt32]
    {
        var rows: Set<UInt32> = []
        for transaction in seed.transactions { rows.formUnion(ledger.rows(of: transaction, index: transactions)) }
        for address in seed.addresses {
            guard let id = ledger.find(address), id < Ledger.firstScript else { continue }
            rows.formUnion(seed.isAbout(sender: true) ? graph.made.sentRows(id) : graph.made.receivedRows(id))
        }
        return rows.sorted()
    }

    private func checkUnique(
        _ question: Case, _ rows: [[UInt32]], _ graph: GraphWhenNeeded, _ transactions: TransactionIndex?
    ) throws(FlowError) {
        for (seed, rows) in zip(question.seeds, rows) {
            var trial = WatchedSeed(seed)
            for row in rows { _ = trial.injects(Int(row), ledger) }
            guard trial.found.second != WatchedSeed.Found.none else { continue }
            // For the sentence that lists the choices.
            _ = try SeedMatching(ledger: ledger, graph: graph.made, transactions: transactions).rows(of: seed)
        }
    }

    private mutating func register(_ question: Case) -> UInt32 {
        let number = UInt32(cases.count)
        numbers[question.id] = number
        cases.append(WatchedCase(question: question, seeds: question.seeds.map(WatchedSeed.init)))
        seededAt.append(0)
        sentAt.append(0)
        savedIn.append(0)
        hasStops.append(question.stops.isEmpty ? 0 : 1)
        for (place, seed) in question.seeds.enumerated() {
            let reference = SeedReference(caseNumber: number, seed: UInt32(place))
            let watched = WatchedSeed(seed)
            seeds.add(reference, transactions: watched.transactions)
            seeds.relearn(ledger.transactionTexts, for: reference, transactions: watched.transactions)
            for address in watched.addresses {
                if let id = ledger.find(address), id < marks.count {
                    watch(reference, at: id)
                } else {
                    interests.add(address, seed: reference)
                }
            }
        }
        for stop in question.stops {
            if let id = ledger.find(stop), id < marks.count {
                cases[Int(number)]?.stops[id] = 1
            } else {
                interests.add(stop, stopOf: number)
            }
        }
        return number
    }

    /// What happened to the case in the rows before those under watch, by the index.
    ///
    /// - Complexity: O(transfers of the keys it reaches).
    private mutating func replay(
        _ number: UInt32, _ candidates: [[UInt32]], _ graph: GraphWhenNeeded, _ alerts: inout [Alert]
    ) throws(FlowError) {
        var rows: Set<UInt32> = []
        for (place, candidates) in candidates.enumerated() {
            for row in candidates where row < count {
                if cases[Int(number)]!.seeds[place].injects(Int(row), ledger) { rows.insert(row) }
            }
        }
        guard !rows.isEmpty else { return }
        keepsUndo = false
        let assets = Set(rows.map { ledger.asset(Int($0)) }).sorted()
        let history = PassOptions(
            ledger, following: assets, rule: options.rule, laneCount: 1, maxHops: options.maxHops,
            minAmount: options.minAmount, caseStops: cases[Int(number)]!.stops)
        var schedule = IndexSchedule(
            pass: TracePass<H, EventLog>(field: field, options: history, states: 0, judge: nil), graph: graph.made,
            opening: interests.source(ledger))
        var holders: [(address: AddressID, slot: Int, contents: [Parcel.Stretch])] = []
        let events = schedule.history(rows.sorted().map { SeedRow(row: $0, lanes: 1) }, before: count) {
            holders.append(($0, $1, $2))
        }
        for event in events {
            run = ledger.columns.runs[ledger.columns.runIndex(of: Int(event.row))]
            note(event, number, into: &alerts)
        }
        // A slot's group: the asset, or for `reach` the chain, that was given it.
        var groups: [Int: UInt32] = [:]
        for (asset, slot) in history.slots.enumerated() where slot >= 0 { groups[Int(slot)] = group(AssetID(asset)) }
        for holder in holders {
            guard let group = groups[holder.slot], let key = keys.find(number, holder.address, group) else {
                preconditionFailure("taint at a key that no event tells of")
            }
            pass.holdings.clear(Int(key))
            pass.holdings.restore(Int(key), from: holder.contents[...])
            if keys.link(key) { marks[holder.address] |= Mark.holding }
        }
        for key in cases[Int(number)]!.keys { pass.setHops(Int(key), keys.facts[key].hops) }
    }

    /// Watches a case no longer. Returns false where there is none of that id.
    mutating func remove(_ id: String) -> Bool {
        guard let number = numbers.removeValue(forKey: id), let gone = cases[Int(number)] else { return false }
        // Newest first: what a route begins with goes last.
        for key in gone.keys.reversed() {
            routes[Int(key)] = nil
            if keys.facts[key].isHolding { release(key) }
            keys.release(key)
        }
        var awaited = Set(gone.question.stops)
        for (place, seed) in gone.seeds.enumerated() {
            awaited.formUnion(seed.addresses)
            let reference = SeedReference(caseNumber: number, seed: UInt32(place))
            let known = seed.addresses.compactMap { ledger.find($0) }.filter { $0 < marks.count }
            seeds.remove(reference, transactions: seed.transactions, addresses: known)
            for id in known where seeds.at(id).isEmpty { marks[id] &= ~Mark.seed }
        }
        interests.remove(number, awaited)
        alerts.remove(caseNumber: number)
        eventCount -= gone.events.count
        cases[Int(number)] = nil
        return true
    }
}

/// Rows by address, made only where a seed names an address or a case reaches into the settled past: most cases are added
/// minutes after the transfer that they begin with.
private final class GraphWhenNeeded {
    private let ledger: Ledger
    private let given: FlowGraph?
    lazy var made = given ?? FlowGraph(ledger)

    init(_ ledger: Ledger, _ given: FlowGraph?) { (self.ledger, self.given) = (ledger, given) }
}
