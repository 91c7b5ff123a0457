import FlowTracing
import Testing

/// Deposit addresses of UTXO chains: outputs that a service gathers.
@Suite struct OutputDepositTests {
    /// - Parameter late: seconds that everything from the transaction of that name on comes later.
    private func ledger(_ table: String, late: (name: String, seconds: Int64)? = nil) throws -> Ledger {
        var (list, ids) = try OutputTable.transactions(table)
        if let late, let from = ids[late.name] {
            for i in list.indices where list[i].id >= from { list[i].time += late.seconds }
        }
        ids.removeAll()
        return try EngineOutputs.ledger(OutputWorld(transactions: list, cases: [], question: OutputQuestion()))
    }

    private func attribution(_ tags: String) -> Attribution {
        Attribution(
            tags.split(separator: ",").map { line in
                let words = line.split(separator: " ").map(String.init)
                return FlowTracing.Tag(
                    address: .script(OutputNames.script(words[0], chain: "bitcoin")), label: words[0],
                    category: Category(words[1]), entity: String(words[0].prefix { $0.isLetter }).uppercased(),
                    confidence: words.count > 2 ? Int(words[2])! : 100)
            })
    }

    private func expect(
        _ table: String, tags: String = "hot exchange", late: (name: String, seconds: Int64)? = nil,
        _ expected: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let ledger = try ledger(table, late: late)
        func search() -> DepositAddresses {
            DepositAddresses(ledger: ledger, graph: FlowGraph(ledger), attribution: attribution(tags))
        }
        let chain = ledger.outputChains[0].chain
        let one = ["dep", "other", "user"].compactMap { name in
            ledger.find(.script(OutputNames.script(name, chain: "bitcoin")))
                .flatMap { search().deposit(at: $0, chain: chain) }.map { DepositLedger.line(name, $0) }
        }
        #expect(one == expected, sourceLocation: sourceLocation)
        let all = search().all()
        #expect(all.allSatisfy { search().deposit(at: $0.address, chain: $0.chain) == $0 })
        #expect(all.count == expected.count, sourceLocation: sourceLocation)
    }

    @Test func `an output that is gathered with others'`() throws {
        try expect(
            """
            coin    coinbase     -> 5000 user
            pay     coin         -> 1000 dep, 500 other, 3500 user
            third   ? 10 other   -> 10 third
            gather  pay:0, pay:1 -> 1490 hot
            """, "dep HOT 55, 1 sweep", "other HOT 50, 1 sweep, another recipient")
    }

    @Test func `nearly all that the transaction spends reaches the service`() throws {
        func table(_ kept: Int) -> String {
            """
            coin    coinbase -> 2000 user
            pay     coin     -> 1000 dep, 1000 user
            gather  pay      -> \(1000 - kept) hot, \(kept) dep
            """
        }
        try expect(
            """
            coin    coinbase -> 2000 user
            pay     coin     -> 1000 dep, 1000 user
            gather  pay      -> 950 hot
            """, "dep HOT 55, 1 sweep")
        try expect(
            """
            coin    coinbase -> 2000 user
            pay     coin     -> 1000 dep, 1000 user
            gather  pay      -> 949 hot, 51 shop
            """)
        // Change back to itself: it spends as people do.
        try expect(table(51))
    }

    @Test func `within thirty days`() throws {
        let table = """
            coin    coinbase -> 2000 user
            pay     coin     -> 1000 dep, 1000 user
            gather  pay      -> 1000 hot
            """
        let limit = Int64(30 * 86_400)
        try expect(table, late: ("gather", limit - OutputTable.firstTime), "dep HOT 55, 1 sweep")
        try expect(table, late: ("gather", limit - OutputTable.firstTime + 1))
    }

    @Test func `who spends elsewhere lives a life of its own`() throws {
        func table(_ rest: String) -> String {
            """
            coin    coinbase -> 90000 user
            pay     coin     -> 40000 dep, 1000 dep, 900 dep, 48100 user
            gather  pay      -> 40000 hot
            \(rest)
            """
        }
        try expect(table("shop pay:1 -> 1000 shop"), "dep HOT 50, 1 sweep, another recipient")
        try expect(table("shop pay:1 -> 1000 shop\nbar pay:2 -> 900 bar"))
        try expect(table("cold pay:1 -> 1000 cold"), tags: "hot exchange, cold exchange")
    }

    @Test func `change of the service's own payments is no deposit`() throws {
        try expect(
            """
            coin    coinbase -> 2000 hot
            payout  coin     -> 1000 dep, 1000 hot
            back    payout   -> 1000 hot
            """)
    }

    @Test func `three gatherings, and ten owners in one`() throws {
        let crowd = (1...9).map { ", ? 10 c\($0)" }.joined()
        try expect(
            """
            coin    coinbase  -> 4000 user
            pay     coin      -> 1000 dep, 1000 dep, 1000 dep, 1000 user
            one     pay:0     -> 1000 hot
            two     pay:1     -> 1000 hot
            three   pay:2     -> 1000 hot
            """, "dep HOT 65, 3 sweeps")
        let ledger = try ledger(
            """
            coin    coinbase  -> 4000 user
            pay     coin      -> 1000 dep, 3000 user
            gather  pay\(crowd) -> 1090 hot
            """)
        let search = DepositAddresses(
            ledger: ledger, graph: FlowGraph(ledger), attribution: attribution("hot exchange"))
        let dep = try #require(ledger.find(.script(OutputNames.script("dep", chain: "bitcoin"))))
        #expect(search.deposit(at: dep, chain: ledger.outputChains[0].chain)?.confidence == 65)
    }

    @Test func `a trace ends there, or lists it`() throws {
        let ledger = try ledger(
            """
            coin    coinbase  -> 4000 user
            pay     coin      -> 1000 dep, 1000 dep, 1000 dep, 900 user
            one     pay:0     -> 1000 hot
            two     pay:1     -> 1000 hot
            three   pay:2     -> 1000 hot
            """)
        for rule in TaintRule.allCases where rule.isMoney {
            for inferred in InferredEndpoints.allCases {
                var options = TraceOptions()
                (options.rule, options.inferredEndpoints) = (rule, inferred)
                let tracer = try Tracer(ledger: ledger, attribution: attribution("hot exchange"), options: options)
                let user = ledger.text(
                    try #require(ledger.find(.script(OutputNames.script("user", chain: "bitcoin")))), asset: 0)
                let trace = try #require(
                    try tracer.trace([Case(id: "1", seeds: [Seed(parsing: "out:\(user)")])]).first?.assets.first)
                #expect(trace.residual == 0 && trace.injected == 4000)
                #expect(trace.closing.inferredEndpoint == (inferred == .ending ? 3000 : 0))
                #expect(trace.closing.endpoint == (inferred == .ending ? 0 : 3000))
                #expect(trace.possibleEndpoints.map(\.amount) == (inferred == .listed ? [3000] : []))
            }
        }
    }
}
