import FlowTracing
import Testing

/// One small ledger for each rule and each way to book an output, with the answer worked out by hand. How to read the
/// tables: `OutputTable`.
@Suite struct OutputExamples {
    // MARK: Rules

    /// 100 of one's own, 60 stolen, 40 of one's own, spent together; a fee of 5.
    private static let commingled = """
        own    coinbase          -> 100 m
        theft  coinbase          -> 60 m
        wages  coinbase          -> 40 m
        spend  own, theft, wages -> 50 a, 70 b, 30 c, 45 d
        """

    @Test(arguments: [
        // ⌊60·50/200⌋ = 15 leave 45 of 150; ⌊45·70/150⌋ = 21 leave 24 of 80; ⌊24·30/80⌋ = 9 leave 15 of 50;
        // ⌊15·45/50⌋ = 13; the fee takes what is left.
        ("haircut", "fee 2; rests a 15, b 21, c 9, d 13"),
        // The first 100 are clean, the next 60 are not.
        ("fifo", "rests b 20, c 30, d 10"),
        // 40 clean and 10 stolen, then 50 stolen and 20 clean.
        ("lifo", "rests a 10, b 50"),
        // 140 clean go first: 50, 70, 20 of the 30.
        ("libr", "fee 5; rests c 10, d 45"),
        ("taint-first", "rests a 50, b 10"),
        // The largest output first.
        ("tiho", "rests b 60"),
    ])
    func `every rule answers differently`(rule: String, answer: String) throws {
        try expect(OutputExamples.commingled, "tx:theft", rule: rule, "injected 60; \(answer)")
    }

    @Test func `tiho: ties in listed order, the fee last`() throws {
        func ledger(_ stolen: Int) -> String {
            """
            theft  coinbase   -> \(stolen) m
            own    coinbase   -> \(120 - stolen) m
            spend  theft, own -> 30 c, 40 a, 40 b
            """
        }
        try expect(ledger(50), "tx:theft", rule: "tiho", "injected 50; rests a 40, b 10")
        try expect(ledger(90), "tx:theft", rule: "tiho", "injected 90; rests a 40, b 40, c 10")
        try expect(ledger(115), "tx:theft", rule: "tiho", "injected 115; fee 5; rests a 40, b 40, c 30")
    }

    @Test func `lots enter an output in the order in which they left`() throws {
        let ledger = """
            own    coinbase          -> 10 m
            theft  coinbase          -> 10 m
            wages  coinbase          -> 10 m
            merge  own, theft, wages -> 25 x
            split  merge             -> 12 b, 13 c
            """
        // Own 10, stolen 10, wages 5 stand in x; the fee was wages.
        try expect(ledger, "tx:theft", rule: "fifo", "injected 10; rests b 2, c 8")
        // Wages 10, stolen 10, own 5 stand in x; own is the newest.
        try expect(ledger, "tx:theft", rule: "lifo", "injected 10; rests b 7, c 3")
    }

    @Test func `what one output holds does not dilute another of the same address`() throws {
        let ledger = """
            own    coinbase -> 90 m
            theft  coinbase -> 10 m
            pay    own      -> 90 a
            onward theft    -> 10 b
            """
        for rule in TaintRule.allCases where rule.isMoney {
            try expect(ledger, "tx:theft", rule: rule.rawValue, "injected 10; rests b 10")
        }
    }

    @Test func `poison follows outputs, reach addresses`() throws {
        let ledger = """
            early  coinbase -> 3 m
            other  coinbase -> 5 m
            before early    -> 3 z
            theft  coinbase -> 10 m
            pay    theft    -> 6 a, 4 m
            apart  other    -> 5 b
            """
        try expect(ledger, "tx:theft", rule: "poison", "rests a 6, m 14")
        // `other` came before and was spent after m was reached; `early` was spent before.
        try expect(ledger, "tx:theft", rule: "reach", "rests a 6, b 5, m 14")
    }

    @Test func `poison takes the whole of every output, reach all that its address ever held`() throws {
        let ledger = """
            own    coinbase   -> 99 a
            theft  coinbase   -> 1 m
            merge  theft, own -> 50 b, 50 c
            last   coinbase   -> 7 b
            late   last       -> 7 d
            """
        try expect(ledger, "tx:theft", rule: "poison", "rests b 50, c 50, m 1")
        try expect(ledger, "tx:theft", rule: "reach", "rests b 50, c 50, d 7, m 1")
        try expect(ledger, "tx:theft", rule: "haircut", "injected 1; rests c 1")
    }

    // MARK: Seeds

    @Test func `out covers the inputs before they are pooled, in what each output`() throws {
        let ledger = """
            mine  coinbase  -> 60 v
            own   coinbase  -> 40 m
            pay   mine, own -> 90 a
            """
        try expect(ledger, "out:v", "injected 60; fee 6; rests a 54")
        try expect(ledger, "in:v", "injected 60; fee 6; rests a 54")
        try expect(ledger, "in:a", "injected 90; rests a 90")
        try expect(ledger, "out:v@1800..1800", "injected 60; fee 6; rests a 54")
        try expect(ledger, "out:v@1801..", "refused")
        try expect(ledger, "out:a", "refused")
    }

    @Test func `money that comes round again is not injected again`() throws {
        let ledger = """
            mine  coinbase -> 60 v
            pay   mine     -> 20 a, 40 v
            again pay:1    -> 40 b
            """
        try expect(ledger, "out:v", "injected 60; rests a 20, b 40")
        try expect(ledger, "in:v", "injected 60; rests a 20, b 40")
    }

    @Test func `tx names one output, or all of them`() throws {
        let ledger = """
            mine  coinbase -> 60 v
            pay   mine     -> 20 a, 0 op_return, 40 b
            one   pay:2    -> 0 c, 40 d
            """
        try expect(ledger, "tx:pay", "refused")
        try expect(ledger, "tx:pay:0", "injected 20; rests a 20")
        try expect(ledger, "tx:pay:1", "nothing")
        try expect(ledger, "tx:pay:3", "refused")
        try expect(ledger, "tx:pay:*", "injected 60; rests a 20, d 40")
        try expect(ledger, "tx:one", "injected 40; rests d 40")
        try expect(ledger, "tx:none", "refused")
    }

    @Test func `a seed overrides clean and burned, and stops at once`() throws {
        let ledger = """
            mine  coinbase -> 60 v
            pay   mine     -> 20 x, 40 op_return
            """
        try expect(ledger, "tx:mine", stops: ["v"], "injected 60; endpoint v 60")
        try expect(ledger, "tx:pay:*", stops: ["x"], "injected 60; endpoint x 20; burned 40")
    }

    // MARK: Booking, in order of precedence

    @Test func `an OP_RETURN burns, even at a stop`() throws {
        let ledger = """
            theft coinbase -> 60 m
            end   theft    -> 20 op_return, 40 a
            """
        try expect(ledger, "tx:theft", stops: ["op_return"], "injected 60; burned 20; rests a 40")
    }

    @Test func `a stop is an endpoint, whatever its labels say; then labels`() throws {
        let ledger = """
            theft coinbase -> 60 m
            end   theft    -> 60 x
            out   end      -> 60 b
            """
        func tag(_ category: String, _ confidence: Int = 100) -> [NaiveTag] {
            [NaiveTag(address: "x", category: category, confidence: confidence)]
        }
        try expect(ledger, "tx:theft", stops: ["x"], tags: tag("mixer"), "injected 60; endpoint x 60")
        try expect(ledger, "tx:theft", tags: tag("exchange"), "injected 60; endpoint x 60")
        try expect(ledger, "tx:theft", tags: tag("mixer"), "injected 60; mixer x 60")
        try expect(ledger, "tx:theft", tags: tag("bridge"), "injected 60; bridge x 60")
        try expect(ledger, "tx:theft", tags: tag("exchange", 59), "injected 60; rests b 60")
        try expect(ledger, "tx:theft", tags: tag("scam"), "injected 60; rests b 60")
    }

    @Test func `limits prune what would otherwise rest, and the recipient has it clean`() throws {
        let ledger = """
            theft  coinbase -> 90 m
            one    theft    -> 50 a, 36 m, 4 c
            two    one:0    -> 20 b, 30 x
            three  two:0    -> 20 d
            """
        try expect(
            ledger, "tx:theft", stops: ["x"], maxHops: 1, "injected 90; endpoint x 30; pruned b 20; rests c 4, m 36")
        try expect(
            ledger, "tx:theft", stops: ["x"], minAmount: 5,
            "injected 90; endpoint x 30; pruned c 4; rests d 20, m 36")
        try expect(ledger, "tx:theft", maxHops: 0, minAmount: 1000, "injected 90; pruned a 50, c 4, m 36")
    }

    @Test func `a hop is one more than the fewest of the inputs`() throws {
        let ledger = """
            theft  coinbase      -> 90 m
            one    theft         -> 40 a, 50 b
            two    one:0         -> 40 c
            merge  two:0, one:1  -> 90 d
            """
        // c is hop 2 and b is hop 1: d is hop 2.
        try expect(ledger, "tx:theft", maxHops: 2, "injected 90; rests d 90")
        try expect(ledger, "tx:theft", maxHops: 1, "injected 90; pruned c 40, d 50")
    }

    @Test func `what the data do not cover is unseen, and so is the shielded pool`() throws {
        let ledger = """
            theft  coinbase -> 10 m
            pay    theft    -> 4 a, 6 m
            """
        try expect(ledger, "tx:theft", coverage: .addresses(["m"]), "injected 10; rests m 6; unseen a 4")
        let hidden = """
            theft  coinbase -> 10 m
            hide   theft    -> 10 shielded
            show   pool 10  -> 10 b
            """
        try expect(hidden, "tx:theft", "injected 10; unseen shielded 10")
        try expect(hidden, "tx:show", "injected 10; rests b 10")
    }

    // MARK: What the ledger does not contain

    @Test func `a spent output of unknown amount counts what the transaction misses`() throws {
        let ledger = """
            theft  coinbase    -> 60 m
            pay    ?, theft, ? -> 80 a
            """
        try expect(ledger, "tx:theft", "injected 60; rests a 60; untracked 20")
        let enough = """
            theft  coinbase    -> 60 m
            pay    ?, theft, ? -> 50 a
            """
        try expect(enough, "tx:theft", "injected 60; fee 10; rests a 50; untracked 0")
    }

    @Test func `a spent output that only the source knows is clean, and older or newer by its place`() throws {
        let ledger = """
            theft  coinbase       -> 60 m
            pay    ? 50 q, theft  -> 80 a
            """
        // ⌊60·80/110⌋ = 43.
        try expect(ledger, "tx:theft", "injected 60; fee 17; rests a 43; untracked 50")
        try expect(ledger, "tx:theft", rule: "fifo", "injected 60; fee 30; rests a 30; untracked 50")
        try expect(ledger, "tx:theft", rule: "lifo", "injected 60; rests a 60; untracked 50")
        // Its owner is known: a seed can cover it.
        try expect(ledger, "out:q", "injected 50; fee 14; rests a 36")
    }

    // MARK: Fees

    @Test func `a followed fee goes to the block's coinbase`() throws {
        let ledger = """
            theft  coinbase -> 60 m
            pay    theft    -> 50 a
            = win  coinbase -> 20 k, 15 l
            """
        // 25 new and 10 stolen: ⌊10·20/35⌋ = 5 and the rest.
        try expect(ledger, "tx:theft", followsFees: true, "injected 60; rests a 50, k 5, l 5")
        // What is new comes first: 20 and 5 of it.
        try expect(ledger, "tx:theft", rule: "fifo", followsFees: true, "injected 60; rests a 50, l 10")
        try expect(ledger, "tx:theft", rule: "taint-first", followsFees: true, "injected 60; rests a 50, k 10")
        try expect(ledger, "tx:theft", "injected 60; fee 10; rests a 50")
    }

    @Test func `what the coinbase does not take stays a fee`() throws {
        let less = """
            theft  coinbase -> 60 m
            pay    theft    -> 50 a
            = win  coinbase -> 4 k
            """
        try expect(less, "tx:theft", followsFees: true, "injected 60; fee 6; rests a 50, k 4")
        let none = """
            theft  coinbase -> 60 m
            pay    theft    -> 50 a
            """
        try expect(none, "tx:theft", followsFees: true, "injected 60; fee 10; rests a 50")
        let spent = """
            theft  coinbase -> 60 m
            pay    theft    -> 50 a
            = win  coinbase -> 35 k
            = use  win      -> 35 l
            """
        try expect(spent, "tx:theft", followsFees: true, "injected 60; fee 10; rests a 50")
    }

    // MARK: Coinjoins

    /// Three participants, each with an output of 50,000 and a change.
    private static let mix = """
        theft  coinbase          -> 60000 m
        own    coinbase          -> 60000 n
        more   coinbase          -> 60000 o
        mix    own, theft, more  -> 50000 a, 50000 b, 50000 c, 9000 x, 9500 y, 10000 z
        onward mix               -> 50000 d
        """

    @Test func `a coinjoin is a mixer, its share of the fee included`() throws {
        try expect(OutputExamples.mix, "tx:theft", "injected 60000; mixer m 60000")
        // The owner of the first tainted input names it.
        try expect(OutputExamples.mix, "in:n", "injected 60000; mixer n 60000")
        try expect(OutputExamples.mix, "out:n", "injected 60000; mixer n 60000")
        // A seed on an output of it still injects.
        try expect(OutputExamples.mix, "tx:mix:1", "injected 50000; rests b 50000")
        try expect(OutputExamples.mix, "tx:theft", rule: "poison", "mixer m 60000; rests m 60000")
    }

    @Test func `a coinjoin passed through is a transaction like any other`() throws {
        // A third of each, rounded down one after the other; 501 of the fee of 1,500.
        try expect(
            OutputExamples.mix, "tx:theft", stopsAtCoinJoins: false,
            "injected 60000; fee 501; rests b 16666, c 16667, d 16666, x 3000, y 3167, z 3333")
        try expect(
            OutputExamples.mix, "tx:theft", rule: "fifo", stopsAtCoinJoins: false,
            "injected 60000; rests b 40000, c 20000")
    }

    // MARK: Resting

    @Test func `resting is one line an address`() throws {
        let ledger = """
            theft  coinbase -> 60 m
            own    coinbase -> 7 a
            one    theft    -> 20 a, 40 m
            two    one:0    -> 20 a
            three  one:1    -> 30 b, 10 a
            four   own      -> 7 a
            """
        let (transactions, ids) = try OutputTable.transactions(ledger)
        let world = OutputWorld(
            transactions: transactions, cases: [NaiveCase(id: "1", seeds: [OutputTable.seed("tx:theft", ids)])],
            question: OutputQuestion())
        let engine = try world.engineAnswers()[0]
        #expect(engine == (try world.naiveAnswers()[0]))
        let resting = try #require(engine.chains["bitcoin"]?.resting)
        func flow(_ id: Int, _ vout: Int, _ tainted: UInt128) -> OutputAnswer.Flow {
            .init(point: NaivePoint(chain: "bitcoin", id: id, vout: vout), tainted: tainted)
        }
        // a has held taint since block 3: spending to oneself is no break. Its clean 7 count in the balance.
        #expect(
            resting == [
                .init(
                    address: "a", amount: 30, balance: 37, since: 1800, minHops: 1, isCovered: true, outgoing: 2,
                    outputs: [flow(4, 0, 20), flow(5, 1, 10)]),
                .init(
                    address: "b", amount: 30, balance: 30, since: 3000, minHops: 2, isCovered: true, outgoing: 0,
                    outputs: [flow(5, 0, 30)]),
            ])
    }

    // MARK: Reading the tables

    private func expect(
        _ ledger: String, _ seed: String, rule: String = "haircut", stops: [String] = [], tags: [NaiveTag] = [],
        coverage: NaiveCoverage? = .all, maxHops: Int? = nil, minAmount: UInt128? = nil,
        stopsAtCoinJoins: Bool = true, followsFees: Bool = false, _ expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (transactions, ids) = try OutputTable.transactions(ledger)
        let world = OutputWorld(
            transactions: transactions, cases: [NaiveCase(id: "example", seeds: [OutputTable.seed(seed, ids)])],
            question: OutputQuestion(
                rule: rule, stops: stops, tags: tags, coverage: coverage, maxHops: maxHops, minAmount: minAmount,
                stopsAtCoinJoins: stopsAtCoinJoins, followsFees: followsFees))
        let showsUntracked = expected.contains("untracked")
        let engine = try world.engineAnswers()[0]
        let oracle = try world.naiveAnswers()[0]
        #expect(engine.line(showsUntracked: showsUntracked) == expected, "engine", sourceLocation: sourceLocation)
        #expect(oracle.line(showsUntracked: showsUntracked) == expected, "oracle", sourceLocation: sourceLocation)
        #expect(engine == oracle, "\(OutputAnswer.difference(engine, oracle))", sourceLocation: sourceLocation)
    }
}
