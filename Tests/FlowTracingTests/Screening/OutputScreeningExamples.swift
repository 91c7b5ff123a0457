import Testing

@testable import FlowTracing

/// Small ledgers of transactions with the exposures worked out by hand. How to read the tables: `OutputTable`; `x1` and `x2`
/// are exchanges, `bad` stands on a sanctions list. An answer is `total: category/kind direct+indirect @hops, …`.
@Suite struct OutputScreeningExamples {
    private static let sources: [String: Set<String>] = [
        "x1": ["exchange/community"], "x2": ["exchange/community"], "bad": ["sanctioned_party/ofac-sdn"],
    ]

    private func expect(
        _ table: String, hops: Int = 5, _ expected: [String: String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let world = OutputScreeningWorld(
            world: OutputWorld(
                transactions: try OutputTable.transactions(table).list, cases: [], question: OutputQuestion()),
            sources: OutputScreeningExamples.sources, hops: hops)
        let ledger = try EngineOutputs.ledger(world.world)
        let screening = try Screening(ledger: ledger, attribution: world.attribution(), options: world.options)
        var all: [Exposure] = []
        screening.all { all.append($0) }
        let answer = ScreeningAnswer(all, ledger)
        for (name, line) in expected {
            let words = name.split(separator: " ").map(String.init)
            let key = OutputScreeningWorld.key("bitcoin", words[1], Exposure.Direction(rawValue: words[0])!)
            #expect(
                answer.found[key].map(\.line) ?? "nothing" == line, "\(name)", sourceLocation: sourceLocation)
        }
        #expect(answer == (try NaiveOutputScreening.answer(world)), "definition", sourceLocation: sourceLocation)
    }

    @Test func `a payment with change to the same address moves only the payment`() throws {
        let ledger = """
            coins  ? 100 x1      -> 100 a
            pay    coins         -> 30 b, 65 a
            again  pay:1         -> 60 c
            """
        try expect(
            ledger,
            [
                "in a": "100: exchange/community 100+0 @1",
                // 30 and the fee of 5; then 60 and a fee of 5. Fees reach nobody.
                "out a": "100:", "in b": "30: exchange/community 0+30 @2",
                // The change was never sent: c is two transfers from the exchange, not three.
                "in c": "60: exchange/community 0+60 @2",
            ])
    }

    @Test func `who spends together is one pool`() throws {
        let ledger = """
            one    ? 30 x1   -> 30 a
            two    ? 10 bad  -> 10 b
            three  ? 60 d    -> 60 c
            joint  one, two, three -> 50 e, 40 x2
            """
        // Half of the hundred goes to e, two fifths to the exchange, a tenth is the fee.
        try expect(
            ledger,
            [
                "in e": "50: exchange/community 0+15 @2, sanctioned_party/ofac-sdn 0+5 @2",
                "in x2": "40: exchange/community 0+12 @2, sanctioned_party/ofac-sdn 0+4 @2",
                "out a": "30: exchange/community 12+0 @1", "out b": "10: exchange/community 4+0 @1",
                "out bad": "10: exchange/community 0+4 @2", "in c": "60:",
            ])
    }

    @Test func `an output from before the ledger is its owner's`() throws {
        try expect("pay ? 10 bad, ? 30 m -> 40 a", ["in a": "40: sanctioned_party/ofac-sdn 10+0 @1"])
        try expect("pay ? 10, pool 30 -> 40 a", ["in a": "40:"])
        try expect("coin coinbase -> 40 x1, 10 a", ["in x1": "40:", "in a": "10:"])
    }

    @Test func `a walk stops at a labelled service and beyond the limit of hops`() throws {
        let ledger = """
            one    ? 100 bad -> 100 x1
            two    one       -> 100 a
            three  two       -> 100 b
            four   three     -> 100 c
            """
        try expect(
            ledger, hops: 2,
            [
                "in a": "100: exchange/community 100+0 @1", "in b": "100: exchange/community 0+100 @2", "in c": "100:",
                "out bad": "100: exchange/community 100+0 @1", "out x1": "100:",
            ])
    }

    @Test func `data and shielded pools are nobody`() throws {
        try expect(
            """
            one  ? 100 bad -> 100 a
            two  one       -> 60 op_return, 40 b
            """,
            ["in b": "40: sanctioned_party/ofac-sdn 0+40 @2", "out a": "100:", "in op_return": "nothing"])
        try expect(
            """
            one  ? 100 bad -> 100 a
            in   one       -> 100 shielded
            out  in        -> 100 b
            """,
            ["in b": "100:", "in shielded": "nothing", "out shielded": "nothing", "out bad": "100:"])
    }

    @Test func `nothing leads through a coinjoin, which is a row of its own`() throws {
        let ledger = """
            dirty   ? 100010 bad             -> 100010 w1
            others  ? 250000 m               -> 120000 w2, 130000 w3
            mix     dirty, others:0, others:1 -> 100000 w11, 100000 w12, 100000 w13, 19000 w21, 29000 w22
            spend   mix                      -> 100000 x1
            """
        let mixed = "coinjoin/heuristic 100000+0 @1"
        try expect(
            ledger,
            [
                "out w1": "100010: coinjoin/heuristic 100010+0 @1", "out bad": "100010: coinjoin/heuristic 0+100010 @2",
                "in w11": "100000: \(mixed)", "in x1": "100000: coinjoin/heuristic 0+100000 @2",
                "out w11": "100000: exchange/community 100000+0 @1",
            ])
    }
}
