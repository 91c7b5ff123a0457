import FlowTracing

/// The engine fed with the oracle's transactions and asked the oracle's question.
enum EngineOutputs {
    static func ledger(_ world: OutputWorld) throws -> Ledger {
        var builder = LedgerBuilder()
        builder.until = world.until
        try append(world, to: &builder)
        return try builder.seal()
    }

    static func append(_ world: OutputWorld, to builder: inout LedgerBuilder) throws {
        for file in 0..<world.files {
            builder.beginFile(SourceFile(name: "blocks\(file)", format: "test", hasIndex: true))
            for (line, one) in world.transactions.filter({ $0.file == file }).enumerated() {
                try builder.append(transaction(one, line: line + 1, &builder))
            }
            builder.endFile()
        }
    }

    static func transaction(
        _ one: NaiveTransaction, line: Int, _ builder: inout LedgerBuilder
    ) -> OutputTransaction {
        let chain = builder.chain(OutputNames.chainName(one.chain))
        _ = builder.asset(
            Asset(chain: chain, identity: .native, symbol: OutputNames.symbol(one.chain), decimals: 8))
        var result = OutputTransaction(chain: chain)
        result.id = OutputNames.hash(one.id)
        (result.block, result.position, result.time) = (one.block, one.position, one.time)
        (result.isCoinbase, result.line) = (one.isCoinbase, line)
        result.inputs = one.inputs.map {
            .init(
                previous: OutputNames.hash($0.previous ?? 0), index: UInt32($0.vout), amount: $0.amount,
                owner: $0.owner.map { OutputNames.script($0, chain: one.chain) }, isUntracked: $0.previous == nil)
        }
        result.outputs = one.outputs.map {
            .init(amount: $0.amount, owner: OutputNames.script($0.owner, chain: one.chain))
        }
        return result
    }

    static func tracer(
        _ ledger: Ledger, _ question: OutputQuestion, schedule: Schedule = .automatic
    ) throws(FlowError) -> Tracer {
        var options = options(question)
        options.schedule = schedule
        return try Tracer(ledger: ledger, attribution: attribution(question.tags), options: options)
    }

    /// One name is one address on every chain, as two scripts.
    private static func addresses(_ name: String) -> [Address] {
        ["bitcoin", "litecoin"].map { .script(OutputNames.script(name, chain: $0)) }
    }

    static func attribution(_ tags: [NaiveTag]) -> Attribution { Attribution(self.tags(tags)) }

    static func tags(_ tags: [NaiveTag]) -> [Tag] {
        tags.flatMap { tag in
            (tag.chain.map { [$0] } ?? ["bitcoin", "litecoin"]).map { chain in
                Tag(
                    chain: OutputNames.chainName(chain),
                    address: .script(OutputNames.script(tag.address, chain: chain)), label: "label of \(tag.address)",
                    category: tag.category.map { Category($0) }, confidence: tag.confidence)
            }
        }
    }

    static func options(_ question: OutputQuestion) -> TraceOptions {
        var options = TraceOptions()
        options.rule = TaintRule(rawValue: question.rule)!
        options.stops = question.stops.flatMap(addresses)
        if case .addresses(let list)? = question.coverage { options.coverage = .addresses(list.flatMap(addresses)) }
        if question.coverage == .all { options.coverage = .all }
        (options.maxHops, options.minAmount) = (question.maxHops, question.minAmount)
        options.behaviourGuard.action = .off
        options.coinjoin = question.stopsAtCoinJoins ? .stop : .through
        options.followsFees = question.followsFees
        return options
    }

    static func cases(_ cases: [NaiveCase]) throws -> [Case] {
        try cases.map {
            Case(
                id: $0.id, seeds: try $0.seeds.flatMap { try seeds($0) }, stops: $0.stops.flatMap(addresses))
        }
    }

    /// A seed by address names a script of one chain.
    private static func seeds(_ seed: NaiveSeed) throws -> [Seed] {
        var seed = seed
        func text(_ name: String) -> String {
            OutputNames.script(name, chain: seed.chain ?? "bitcoin").text
        }
        switch seed.form {
        case .out(let name, let from, let to): seed.form = .out(text(name), from: from, to: to)
        case .into(let name, let from, let to): seed.form = .into(text(name), from: from, to: to)
        case .held(let name, let at): seed.form = .held(text(name), at: at)
        default: break
        }
        seed.chain = seed.chain.map { OutputNames.chainName($0) }
        return [try Seed(parsing: seed.text)]
    }
}

extension OutputWorld {
    func engineAnswers() throws -> [OutputAnswer] {
        let ledger = try EngineOutputs.ledger(self)
        return try EngineOutputs.tracer(ledger, question).trace(try EngineOutputs.cases(cases))
            .map { OutputAnswer($0, ledger: ledger) }
    }
}

extension NaivePoint {
    /// `nil` for value out of the shielded pool, and where `row` is an output that the ledger does not contain.
    init?(_ ledger: Ledger, row: UInt32) {
        let (outputs, output) = ledger.output(Int(row))
        guard !outputs.isPrior(output), let reference = outputs.reference(output) else { return nil }
        self.init(
            chain: outputs.network == .litecoin ? "litecoin" : "bitcoin", id: OutputNames.id(reference.id),
            vout: Int(reference.index))
    }
}

extension OutputAnswer {
    /// The engine's answer in the oracle's form; an unsorted list is a fault of its own and shows as such.
    init(_ trace: CaseTrace, ledger: Ledger) {
        self.init(id: trace.id, isRefused: trace.failure != nil)
        for asset in trace.assets {
            guard let outputs = ledger.outputChains.first(where: { $0.asset == asset.asset }) else { continue }
            let answer = ChainAnswer(asset, outputs, ledger: ledger, isMoney: trace.rule.isMoney)
            if answer != ChainAnswer() { chains[outputs.network == .litecoin ? "litecoin" : "bitcoin"] = answer }
        }
    }
}

extension OutputAnswer.ChainAnswer {
    init(_ trace: AssetTrace, _ outputs: OutputLedger, ledger: Ledger, isMoney: Bool) {
        self.init()
        func flow(_ flow: FlowTracing.Flow) -> OutputAnswer.Flow {
            .init(point: NaivePoint(ledger, row: flow.row), tainted: flow.tainted)
        }
        func name(_ id: AddressID) -> String {
            if case .script(let script) = ledger.address(id) { OutputNames.name(script) } else { "" }
        }
        func id(_ transaction: UInt32) -> Int { OutputNames.id(outputs.id(Int(transaction))) }
        if isMoney {
            (injected, closing, untrackedOnPath) = (trace.injected, trace.closing, trace.untrackedOnPath)
        }
        endpoints = trace.endpoints.map {
            .init(
                address: name($0.address), coinjoin: $0.coinjoin.map { id(trace.coinjoins[$0].transaction) },
                end: NaiveAnswer.End($0.kind), amount: $0.amount, minHops: $0.minHops,
                arrivals: $0.arrivals.map(flow), path: $0.path.compactMap { NaivePoint(ledger, row: $0) })
        }
        resting = trace.resting.map {
            .init(
                address: name($0.address), amount: $0.amount, balance: $0.balance, since: $0.since,
                minHops: $0.minHops, isCovered: $0.isCovered, outgoing: $0.outgoing, outputs: $0.outputs.map(flow))
        }
        burns = trace.burns.map { flow($0.flow) }
        pruned = trace.pruned.map { .init(address: name($0.address), amount: $0.amount, reason: $0.reason.rawValue) }
        flows = trace.flows.map { .init(point: NaivePoint(ledger, row: $0.row), tainted: $0.tainted, fee: $0.fee) }
        transactions = trace.transactions.map {
            .init(id: id($0.transaction), inputs: $0.inputs.map(flow), seeded: $0.seeded, fee: $0.fee)
        }
        coinjoins = trace.coinjoins.map {
            .init(id: id($0.transaction), heuristic: $0.finding.heuristic, entered: $0.entered)
        }
        sort()
    }
}
