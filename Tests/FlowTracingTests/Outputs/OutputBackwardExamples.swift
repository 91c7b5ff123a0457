import Testing

@testable import FlowTracing

/// Small ledgers whose origins are worked out by hand. How to read the tables: `OutputTable`.
@Suite struct OutputBackwardExamples {
    /// 100 of m's own mining, 60 from before the data, 40 from somebody nobody knows, spent together; a fee of 5.
    private static let commingled = """
        mine   coinbase               -> 100 m
        gather mine, ? 60 p, ? 40     -> 50 a, 70 b, 30 c, 45 d
        """

    @Test(arguments: [
        ("fifo", 0, "50: mint m 50 @1"),
        ("fifo", 1, "70: mint m 50 @1, opening p 20 @0"),
        ("fifo", 2, "30: opening p 30 @0"),
        ("fifo", 3, "45: opening p 10 @0, opening unknown 35 @0"),
        ("lifo", 0, "50: opening p 10 @0, opening unknown 40 @0"),
        ("lifo", 1, "70: mint m 20 @1, opening p 50 @0"),
        ("lifo", 2, "30: mint m 30 @1"),
        ("lifo", 3, "45: mint m 45 @1"),
        // Of 200: ⌊100·50/200⌋, ⌊60·50/200⌋, ⌊40·50/200⌋ = 25, 15, 10 leave 75, 45, 30 of 150.
        ("haircut", 0, "50: mint m 25 @1, opening p 15 @0, opening unknown 10 @0"),
        // ⌊75·70/150⌋, ⌊45·70/150⌋, ⌊30·70/150⌋ = 35, 21, 14 leave 40, 24, 16 of 80.
        ("haircut", 1, "70: mint m 35 @1, opening p 21 @0, opening unknown 14 @0"),
        // ⌊40·30/80⌋, ⌊24·30/80⌋, ⌊16·30/80⌋ = 15, 9, 6 leave 25, 15, 10 of 50.
        ("haircut", 2, "30: mint m 15 @1, opening p 9 @0, opening unknown 6 @0"),
        // ⌊25·45/50⌋, ⌊15·45/50⌋, ⌊10·45/50⌋ = 22, 13, 9.
        ("haircut", 3, "45: mint m 22 @1, opening p 13 @0, opening unknown 9 @0; rounding 1"),
        ("reach", 3, "45: mint m @1, opening p @0, opening unknown @0"),
    ])
    func `every rule answers differently`(rule: String, output: Int, answer: String) throws {
        try expect(OutputBackwardExamples.commingled, "tx:gather:\(output)", rule: rule, answer)
    }

    @Test func `several outputs are one answer`() throws {
        let all = "195: mint m 100 @1, opening p 60 @0, opening unknown 35 @0"
        try expect(OutputBackwardExamples.commingled, "tx:gather:*", rule: "fifo", all)
        try expect(OutputBackwardExamples.commingled, "in:a", rule: "fifo", "50: mint m 50 @1")
    }

    @Test func `lots keep the order in which they left, pooled or not`() throws {
        let ledger = """
            one   coinbase  -> 10 x
            two   coinbase  -> 10 y
            merge one, two  -> 15 z, 5 w
            split merge:0   -> 7 a, 8 b
            """
        // Under fifo z is x 10, y 5. Under lifo it is y 10, x 5, and x is the newest.
        try expect(ledger, "tx:split:0", rule: "fifo", "7: mint x 7 @2")
        try expect(ledger, "tx:split:1", rule: "fifo", "8: mint x 3 @2, mint y 5 @2")
        try expect(ledger, "tx:split:0", rule: "lifo", "7: mint x 5 @2, mint y 2 @2")
        try expect(ledger, "tx:split:1", rule: "lifo", "8: mint y 8 @2")
    }

    /// a's 30 came over m and, before that, out of x.
    private static let chain = """
        mine  coinbase    -> 50 x
        pay   mine        -> 50 m
        later pay         -> 30 a, 20 m
        last  later:0     -> 30 b
        """

    @Test func `a service is an origin, whatever it had its coins from`() throws {
        try expect(OutputBackwardExamples.chain, "tx:later:0", rule: "fifo", "30: mint x 30 @2")
        try expect(OutputBackwardExamples.chain, "tx:later:0", rule: "fifo", stops: ["m"], "30: service m 30 @0")
        try expect(OutputBackwardExamples.chain, "tx:later:0", rule: "fifo", stops: ["x"], "30: service x 30 @1")
        // Its own output is asked about, not what it sends.
        try expect(OutputBackwardExamples.chain, "tx:later:0", rule: "fifo", stops: ["a"], "30: mint x 30 @2")
        let exchange = NaiveTag(address: "m", category: "exchange")
        let mixer = NaiveTag(address: "m", category: "mixer")
        for rule in ["haircut", "reach"] {
            let amount = rule == "reach" ? "" : " 30"
            try expect(
                OutputBackwardExamples.chain, "tx:later:0", rule: rule, tags: [exchange], "30: service m\(amount) @0")
            try expect(OutputBackwardExamples.chain, "tx:later:0", rule: rule, tags: [mixer], "30: mint x\(amount) @2")
        }
    }

    @Test func `limits count transfers back from the target; what is created is created at any distance`() throws {
        func answer(_ maxHops: Int, _ expected: String, seed: String = "tx:last") throws {
            try expect(OutputBackwardExamples.chain, seed, rule: "fifo", maxHops: maxHops, expected)
        }
        try answer(0, "30: limit m 30 @1")
        try answer(1, "30: limit x 30 @2")
        try answer(2, "30: mint x 30 @3")
        try answer(0, "30: limit a 30 @1", seed: "held:b")
        try answer(0, "50: mint x 50 @1", seed: "held:x@600")
        try answer(0, "50: limit x 50 @1", seed: "out:m@1800")
    }

    @Test func `what an address holds at a time`() throws {
        // In time: 600 mine, 1200 pay, 1800 later, 2400 last.
        try expect(OutputBackwardExamples.chain, "held:m", rule: "haircut", "20: mint x 20 @3")
        try expect(OutputBackwardExamples.chain, "held:m@1799", rule: "haircut", "50: mint x 50 @2")
        try expect(OutputBackwardExamples.chain, "held:m@1800", rule: "haircut", "20: mint x 20 @3")
        try expect(OutputBackwardExamples.chain, "held:a", rule: "haircut", "0:")
        try expect(OutputBackwardExamples.chain, "held:q", rule: "haircut", "refused")
        let before = """
            pay ? 7 p -> 7 a
            out ? 9 p -> 9 a
            """
        try expect(before, "held:p", rule: "fifo", "0:")
        try expect(before, "held:p@600", rule: "fifo", "9: opening p 9 @0")
        try expect(before, "held:p@1", rule: "fifo", "16: opening p 16 @0")
    }

    @Test func `what an address spends is asked about before it is pooled`() throws {
        let ledger = """
            one  coinbase    -> 6 v
            two  coinbase    -> 4 w
            pay  one, two    -> 10 a
            """
        try expect(ledger, "out:v", rule: "haircut", "6: mint v 6 @1")
        try expect(ledger, "out:v", rule: "haircut", stops: ["v"], "6: service v 6 @0")
        try expect(ledger, "tx:pay", rule: "haircut", "10: mint v 6 @1, mint w 4 @1")
    }

    @Test func `out of a shielded pool, and by a fee`() throws {
        let ledger = """
            out  pool 9, pool 1    -> 8 a
            """
        try expect(ledger, "tx:out", rule: "fifo", "8: opening shielded 8 @0")
        try expect(ledger, "tx:out", rule: "reach", "8: opening shielded @0")
    }

    @Test func `reach follows addresses back in time, not their outputs`() throws {
        let ledger = """
            other coinbase -> 5 m
            mine  coinbase -> 50 x
            pay   mine     -> 50 m
            theft pay      -> 50 a
            late  coinbase -> 1 m
            """
        try expect(ledger, "tx:theft", rule: "fifo", "50: mint x 50 @2")
        // m had mined `other` before, and `late` only afterwards.
        try expect(ledger, "tx:theft", rule: "reach", "50: mint m @1, mint x @2")
    }

    @Test func `a target that feeds another keeps its own distance`() throws {
        let (transactions, ids) = try OutputTable.transactions(OutputBackwardExamples.chain)
        let seeds = ["tx:pay", "tx:last"].map { OutputTable.seed($0, ids) }
        let world = OutputWorld(
            transactions: transactions, cases: [NaiveCase(id: "1", seeds: seeds)],
            question: OutputQuestion(rule: "fifo", maxHops: 1))
        // `pay` is looked through for itself, and so for `last` too.
        #expect(try OutputBackwardExamples.lines(world) == ["80: mint x 80 @1", "80: mint x 80 @1"])
    }

    // MARK: Limits

    @Test func `a value from too many places is refused, not computed for ever`() throws {
        var one = NaiveTransaction(id: 1, block: 1, position: 0, time: 600)
        one.inputs = (0..<200).map { .init(previous: 1000 + $0, vout: 0, amount: 5, owner: "p\($0)") }
        one.outputs = (0..<100).map { _ in .init(amount: 10, owner: "a") }
        let world = OutputWorld(
            transactions: [one],
            cases: [NaiveCase(id: "1", seeds: [NaiveSeed(.at(tx: one.idText, index: 99))])], question: OutputQuestion())
        let ledger = try EngineOutputs.ledger(world)
        let tracer = try EngineOutputs.tracer(ledger, world.question)
        let field = TraceField(ledger: ledger, attribution: Attribution(), stops: [])
        var target = OutputTarget()
        target.created = [99]
        let cone = OutputCone(outputs: ledger.outputChains[0], field: field, target: target, maxHops: nil)
        #expect(throws: FlowError.self) {
            try OutputOrigins(cone, rule: .haircut, limits: .init(steps: 10_000)).answer()
        }
        // Floors of 5·10/1000 are 0 until little is left.
        #expect(
            try OutputOrigins(cone, rule: .haircut).answer()
                == tracer.origins(EngineOutputs.cases(world.cases))[0].assets[0])
        // Lots: an output takes two of them, wherever it stands.
        let fifo = try OutputOrigins(cone, rule: .fifo, limits: .init(steps: 10_000)).answer()
        #expect(fifo.origins.map(\.amount) == [5, 5])
    }

    // MARK: Reading the tables

    private func expect(
        _ ledger: String, _ seed: String, rule: String, stops: [String] = [], tags: [NaiveTag] = [],
        maxHops: Int? = nil,
        _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (transactions, ids) = try OutputTable.transactions(ledger)
        let world = OutputWorld(
            transactions: transactions, cases: [NaiveCase(id: "example", seeds: [OutputTable.seed(seed, ids)])],
            question: OutputQuestion(rule: rule, stops: stops, tags: tags, maxHops: maxHops))
        let lines = try OutputBackwardExamples.lines(world)
        #expect(lines[0] == expected, "engine", sourceLocation: sourceLocation)
        #expect(lines[1] == expected, "definition", sourceLocation: sourceLocation)
    }

    /// The engine's answer and that of the definition.
    private static func lines(_ world: OutputWorld) throws -> [String] {
        let ledger = try EngineOutputs.ledger(world)
        let found = try EngineOutputs.tracer(ledger, world.question).origins(EngineOutputs.cases(world.cases))[0]
        let engine = found.failure == nil ? OutputBackwardTests.answers(found, ledger) : nil
        let naive = OutputBackwardRun.answers(world, world.cases[0], try world.naiveLedgers())
        return [engine, naive].map { answers in
            guard let answers else { return "refused" }
            guard let answer = answers["bitcoin"] else { return "nothing" }
            return answer.line
        }
    }
}

extension OutputBackwardRun.Answer {
    /// `amount: kind address amount @hops, …; rounding 1`, by kind and address.
    var line: String {
        let list = hops.sorted { ($0.key.kind, $0.key.address) < ($1.key.kind, $1.key.address) }.map { origin, hop in
            let part = parts[origin].map { " \($0)" } ?? ""
            return " \(origin.kind) \(origin.address)\(part) @\(hop)"
        }
        let isMoney = !parts.isEmpty
        return "\(amount):" + list.joined(separator: ",") + (isMoney && rounding != 0 ? "; rounding \(rounding)" : "")
    }
}
