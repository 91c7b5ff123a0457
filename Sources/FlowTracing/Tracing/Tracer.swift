/// Answers cases on a ledger: where value went (`trace`) and where it came from (`origins`).
///
/// Made once for a ledger, its tags and options; asked any number of times.
public struct Tracer: Sendable {
    public let ledger: Ledger
    public let graph: FlowGraph
    public let attribution: Attribution
    public let options: TraceOptions
    let transactions: TransactionIndex?
    let field: TraceField
    let openings: [Key: Amount]
    let coverage: [TraceAssembly.CoverageSet]
    let inference: DepositInference?

    /// - Throws: `FlowError.overflow` where an amount or balance reaches 2¹²⁸ under the options' opening; `malformed`
    ///   where an opening balance names an asset that the ledger does not have several of.
    /// - Parameters:
    ///   - graph: rows by address, made here unless given.
    ///   - transactions: rows by transaction hash; without it every `tx:` seed is looked for by a scan, which is cheaper
    ///     for a single question.
    /// - Complexity: O(rows) once, for the index of rows by address unless one is given.
    public init(
        ledger: Ledger, attribution: Attribution = Attribution(), options: TraceOptions = TraceOptions(),
        graph: FlowGraph? = nil, transactions: TransactionIndex? = nil
    ) throws(FlowError) {
        (self.ledger, self.attribution, self.options) = (ledger, attribution, options)
        self.graph = graph ?? FlowGraph(ledger)
        self.transactions = transactions
        field = TraceField(ledger: ledger, attribution: attribution, stops: options.stops)
        inference =
            options.inferredEndpoints == .ignored || attribution.isEmpty
            ? nil
            : DepositInference(
                addresses: DepositAddresses(field: field, graph: self.graph),
                ends: options.inferredEndpoints == .ending)
        openings = Tracer.given(options.opening, ledger)
        try BalanceLimit(ledger: ledger, opening: options.opening, given: openings).check()
        coverage = ledger.chains.indices.map { chain in
            switch options.coverage ?? ledger.coverageByChain[chain] {
            case .all: return .all
            case .none: return .only([])
            case .addresses(let list): return .only(Set(list.compactMap { ledger.find($0) }))
            }
        }
    }

    static func given(_ opening: Opening, _ ledger: Ledger) -> [Key: Amount] {
        guard case .given(let balances) = opening else { return [:] }
        var amounts: [Key: Amount] = [:]
        for balance in balances {
            guard let address = ledger.find(balance.address) else { continue }
            for asset in ledger.assets(called: balance.asset, chain: Chain.canonicalName(balance.chain)) {
                amounts[Key(address: address, asset: asset)] = balance.amount
            }
        }
        return amounts
    }

    /// Forward: one answer a case, in the order given. A case whose seeds match nothing, or whose totals reach 2¹²⁸, has
    /// `failure` set and no assets; the others stand. All have where the index proves damaged.
    ///
    /// - Parameters:
    ///   - rule: instead of the options' rule.
    ///   - findsPaths: false leaves `Endpoint.path` empty.
    public func trace(_ cases: [Case], rule: TaintRule? = nil, findsPaths: Bool = true) -> [CaseTrace] {
        let rule = rule ?? options.rule
        var answers =
            switch rule {
            case .haircut: run(PooledHoldings<Haircut>.self, cases, rule, findsPaths)
            case .libr: run(PooledHoldings<LowestIntermediateBalance>.self, cases, rule, findsPaths)
            case .taintFirst, .tiho: run(PooledHoldings<TaintFirst>.self, cases, rule, findsPaths)
            case .fifo: run(LotHoldings<FirstInFirstOut>.self, cases, rule, findsPaths)
            case .lifo: run(LotHoldings<LastInFirstOut>.self, cases, rule, findsPaths)
            case .poison, .reach: run(MarkHoldings.self, cases, rule, findsPaths)
            }
        if graph.isDamaged {
            for number in answers.indices { fail(&answers[number], FlowGraph.damage) }
        }
        return answers
    }

    /// A case whose seeds were found.
    struct Prepared {
        var number: Int
        var rows: [UInt32]
        var assets: [AssetID]
        /// By place of the UTXO chain.
        var outputs: [Int: OutputSeeds] = [:]
    }

    /// Finds the transfers and outputs that a case's seeds name.
    func prepare(_ number: Int, _ question: Case, _ matching: SeedMatching) throws(FlowError) -> Prepared {
        let found = try matching.find(question.seeds)
        return Prepared(
            number: number, rows: found.rows, assets: Set(found.rows.map { ledger.asset(Int($0)) }).sorted(),
            outputs: found.outputs)
    }

    private func run<H: Holdings & ~Copyable>(
        _ holdings: H.Type, _ cases: [Case], _ rule: TaintRule, _ findsPaths: Bool
    ) -> [CaseTrace] {
        var answers = cases.map { CaseTrace(id: $0.id, rule: rule, seeds: $0.seeds.map(\.text), assets: []) }
        let matching = SeedMatching(ledger: ledger, graph: graph, transactions: transactions)
        var wide: [Prepared] = []
        for (number, question) in cases.enumerated() {
            do throws(FlowError) {
                let prepared = try prepare(number, question, matching)
                answers[number].assets = try outputAssets(holdings, prepared, question, rule, findsPaths)
                if prepared.rows.isEmpty && !prepared.outputs.isEmpty { continue }
                guard rule.isForAccounts else {
                    throw .refused(
                        "\(rule.rawValue) is a rule of UTXO chains; the seeds name transfers of an account chain")
                }
                guard let record = narrow(holdings, prepared, question, rule) else {
                    wide.append(prepared)
                    continue
                }
                add(
                    try assembly(rule, findsPaths).answer(
                        record.events, states: record.states, assets: rule.isMoney ? prepared.assets : []),
                    to: &answers[number])
            } catch {
                fail(&answers[number], error)
            }
        }
        // Every lane keeps events of its own: more of them save passes but cost memory.
        let laneLimit = H.tracksBalances ? 4 : 8
        for start in stride(from: 0, to: wide.count, by: laneLimit) {
            let group = Array(wide[start..<min(start + laneLimit, wide.count)])
            let record = scan(holdings, group, cases, rule)
            var byLane = [[TraceEvent]](repeating: [], count: group.count)
            for event in record.events { byLane[Int(event.lane)].append(event) }
            for (lane, prepared) in group.enumerated() {
                do throws(FlowError) {
                    add(
                        try assembly(rule, findsPaths).answer(
                            byLane[lane], states: record.states, assets: rule.isMoney ? prepared.assets : []),
                        to: &answers[prepared.number])
                } catch {
                    fail(&answers[prepared.number], error)
                }
            }
        }
        return answers
    }

    /// Adds a chain's assets, in the order of all.
    private func add(_ assets: [AssetTrace], to answer: inout CaseTrace) {
        answer.assets += assets
        if answer.assets.count > assets.count {
            answer.assets.sort { ledger.precedes(asset: $0.asset, $1.asset) }
        }
    }

    /// A case has all of its assets or none.
    private func fail(_ answer: inout CaseTrace, _ error: FlowError) {
        answer.assets = []
        answer.failure = error.description
    }

    /// The index-driven trace of one case; `nil` where a scan is cheaper.
    private func narrow<H: Holdings & ~Copyable>(
        _ holdings: H.Type, _ prepared: Prepared, _ question: Case, _ rule: TaintRule
    ) -> PassRecord? {
        let budget: Int
        switch options.schedule {
        case .scan: return nil
        case .indexDriven: budget = .max
        case .automatic:
            // A visited transfer costs some misses, a scanned one a few sequential bytes: giving up after an eighth of
            // the rows keeps the worst case close to the scan alone.
            budget = max(4096, ledger.count / 8)
        }
        var stops: [AddressID: UInt64] = [:]
        for stop in question.stops {
            if let id = ledger.find(stop) { stops[id] = 1 }
        }
        let pass = TracePass<H, EventLog>(
            field: field, options: passOptions(prepared.assets, lanes: 1, rule, stops), states: 0, judge: judge())
        var schedule = IndexSchedule(pass: pass, graph: graph, opening: openingSource)
        return schedule.run(prepared.rows.map { SeedRow(row: $0, lanes: 1) }, budget: budget)
    }

    private func scan<H: Holdings & ~Copyable>(
        _ holdings: H.Type, _ group: [Prepared], _ cases: [Case], _ rule: TaintRule
    ) -> PassRecord {
        let (options, seeds) = scanQuestion(group, cases, rule)
        field.lookUpAll()
        let pass = TracePass<H, EventLog>(
            field: field, options: options, states: ledger.addressCount * options.slotCount, judge: judge())
        var schedule = ScanSchedule(pass: pass)
        schedule.run(seeds, opening: openingSource)
        return schedule.record()
    }

    /// The question of several cases, one lane each.
    func scanQuestion(_ group: [Prepared], _ cases: [Case], _ rule: TaintRule) -> (PassOptions, [SeedRow]) {
        var lanes: [UInt32: UInt64] = [:]
        var stops: [AddressID: UInt64] = [:]
        for (lane, prepared) in group.enumerated() {
            for row in prepared.rows { lanes[row, default: 0] |= 1 << UInt64(lane) }
            for stop in cases[prepared.number].stops {
                if let id = ledger.find(stop) { stops[id, default: 0] |= 1 << UInt64(lane) }
            }
        }
        let options = passOptions(Set(group.flatMap(\.assets)).sorted(), lanes: group.count, rule, stops)
        return (options, lanes.map { SeedRow(row: $0.key, lanes: $0.value) }.sorted { $0.row < $1.row })
    }

    func judge() -> GuardJudge? {
        guard options.behaviourGuard.action == .stop else { return nil }
        return GuardJudge(ledger: ledger, graph: graph, limits: options.behaviourGuard)
    }

    var openingSource: OpeningSource {
        switch options.opening {
        case .inferred: .inferred
        case .observed: .observed
        case .given: .given(openings)
        }
    }

    private func passOptions(
        _ assets: [AssetID], lanes: Int, _ rule: TaintRule, _ stops: [AddressID: UInt64]
    ) -> PassOptions {
        var passOptions = PassOptions(
            ledger, following: assets, rule: rule, laneCount: lanes, maxHops: options.maxHops,
            minAmount: options.minAmount, caseStops: stops)
        passOptions.inference = endingInference
        return passOptions
    }

    /// Set where inference may end a trace.
    var endingInference: DepositInference? { inference.flatMap { $0.ends ? $0 : nil } }

    private func assembly(_ rule: TaintRule, _ findsPaths: Bool) -> TraceAssembly {
        TraceAssembly(
            field: field, graph: graph, rule: rule, coverage: coverage, guardLimits: options.behaviourGuard,
            inference: inference, findsPaths: findsPaths)
    }
}
