import FlowTracing
import Testing

/// When the heuristic `deposit-address` speaks, and when it just does not: one condition at a time.
@Suite struct DepositTests {
    private func expect(
        _ table: String, tags: String = "hot exchange", chain: String = "test", _ expected: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let ledger = try DepositLedger(table, tags: tags, chain: chain)
        #expect(ledger.lines(["dep", "hot-2", "user"]) == expected, sourceLocation: sourceLocation)
        // The scan of the whole ledger says the same.
        let search = DepositAddresses(ledger: ledger.ledger, graph: ledger.graph, attribution: ledger.attribution)
        let all = search.all()
        for one in all {
            let fresh = DepositAddresses(ledger: ledger.ledger, graph: ledger.graph, attribution: ledger.attribution)
            #expect(fresh.deposit(at: one.address, chain: one.chain) == one, sourceLocation: sourceLocation)
        }
        #expect(all.count == expected.count, sourceLocation: sourceLocation)
    }

    private static let once = """
        user -> dep  100
        dep  -> hot  100
        """

    @Test func `one exact sweep to a hot wallet`() throws {
        try expect(DepositTests.once, "dep HOT 55, 1 sweep")
        try expect("user -> dep 100\ndep -> hot 99")
        try expect("user -> dep 100\nuser -> dep 1\ndep -> hot 100")
        try expect("dep -> hot 100")
    }

    @Test func `the coin may differ by its fee and a hundredth`() throws {
        // Eight decimals: a hundredth is 1,000,000.
        try expect("user -> dep 100000000 ETH\ndep -> hot 97999000 ETH fee 1001000", "dep HOT 55, 1 sweep")
        try expect("user -> dep 100000000 ETH\ndep -> hot 97998999 ETH fee 1001000")
        try expect("user -> dep 100000000 ETH\ndep -> hot 101000000 ETH", "dep HOT 55, 1 sweep")
        try expect("user -> dep 100000000 ETH\ndep -> hot 101000001 ETH")
    }

    @Test func `soon: in blocks on Ethereum, in seconds elsewhere`() throws {
        try expect("user -> dep 100\n+43200 dep -> hot 100", "dep HOT 55, 1 sweep")
        try expect("user -> dep 100\n+43201 dep -> hot 100")
        try expect("user -> dep 100\n+3200 dep -> hot 100", chain: "eip155:1", "dep HOT 55, 1 sweep")
        try expect("user -> dep 100\n+3201 dep -> hot 100", chain: "eip155:1")
    }

    @Test func `a sweep takes along what waited, and counts from the last receipt`() throws {
        try expect("user -> dep 30\n+90000 user -> dep 70\ndep -> hot 100", "dep HOT 55, 1 sweep")
        try expect("user -> dep 30\nuser -> dep 70\ndep -> hot 70")
    }

    @Test func `nearly all of it goes to the service`() throws {
        let sweep = "user -> dep 95\ndep -> hot 95\n"
        try expect(sweep + "user -> dep 5\ndep -> shop 5", "dep HOT 50, 1 sweep, another recipient")
        try expect(sweep + "user -> dep 6\ndep -> shop 6")
        // What waits speaks neither way, until it has waited too long.
        try expect(sweep + "user -> dep 900", "dep HOT 55, 1 sweep")
        try expect(sweep + "user -> dep 900\n+43201 a -> b 1")
        try expect(sweep + "user -> dep 5\n+43201 a -> b 1", "dep HOT 55, 1 sweep")
    }

    @Test func `two other recipients are a life of its own, and so is a second service`() throws {
        let sweep = "user -> dep 1000\ndep -> hot 1000\n"
        try expect(sweep + "dep -> a 1\ndep -> a 1", "dep HOT 50, 1 sweep, another recipient")
        try expect(sweep + "dep -> a 1\ndep -> b 1")
        try expect(sweep + "dep -> a 1 DUST\ndep -> b 1 MORE")
        try expect(sweep + "dep -> cold 1", tags: "hot exchange, cold exchange")
        try expect(sweep + "dep -> hot-2 1", tags: "hot exchange, hot-2 exchange", "dep HOT 55, 1 sweep")
        try expect(sweep + "dep -> a 0\ndep -> b 0\ndep -> dep 1000", "dep HOT 55, 1 sweep")
    }

    @Test func `only an address that no list names`() throws {
        func tagged(_ tag: String) -> String { "hot exchange, dep \(tag)" }
        try expect(DepositTests.once, tags: tagged("scam 60"))
        try expect(DepositTests.once, tags: tagged("scam 59"), "dep HOT 55, 1 sweep")
        try expect(DepositTests.once, tags: tagged("guarantee_marketplace 100 counterparty"), "dep HOT 55, 1 sweep")
    }

    @Test func `only to a place where a service gathers`() throws {
        for category in ["exchange", "vasp", "hosted_wallet", "payment_processor"] {
            try expect(DepositTests.once, tags: "hot \(category) 60", "dep HOT 55, 1 sweep")
        }
        for category in ["gambling", "darknet_market", "guarantee_marketplace", "mixer", "bridge", "scam"] {
            try expect(DepositTests.once, tags: "hot \(category)")
        }
        try expect(DepositTests.once, tags: "hot exchange 59")
        try expect(DepositTests.once, tags: "hot exchange counterparty")
        try expect(DepositTests.once, tags: "hot exchange 80 Hot Exchange deposit")
        // The tagged address sweeps itself: it is a deposit address, and who pays it a customer.
        try expect(DepositTests.once + "\nhot -> hot-2 100", tags: "hot exchange, hot-2 exchange")
        // A hot wallet pays many.
        try expect(
            DepositTests.once + "\nhot -> hot-2 100\nhot -> a 1\nhot -> b 1", tags: "hot exchange, hot-2 exchange",
            "dep HOT 55, 1 sweep")
    }

    @Test func `what the service sends is fuel, and nobody's deposit`() throws {
        try expect("hot -> dep 5 ETH\n" + DepositTests.once, "dep HOT 60, 1 sweep, fuelled")
        try expect("hot -> dep 100\ndep -> hot 100")
        try expect("user -> dep 100\nhot -> dep 5 ETH\ndep -> hot 100 fee 4", "dep HOT 60, 1 sweep, fuelled")
    }

    @Test func `confidence adds up by stated steps and never proves anything`() throws {
        let thrice = (1...3).map { "user -> dep \($0)\ndep -> hot \($0)" }.joined(separator: "\n")
        try expect(thrice, "dep HOT 65, 3 sweeps")
        func crowd(_ count: Int) -> String { (1...count).map { "x\($0) -> hot \(100 + $0)" }.joined(separator: "\n") }
        try expect(crowd(9) + "\n" + DepositTests.once, "dep HOT 65, 1 sweep")
        try expect(crowd(8) + "\n" + DepositTests.once, "dep HOT 55, 1 sweep")
        try expect(crowd(9) + "\nhot -> dep 1 ETH\n" + thrice, "dep HOT 80, 3 sweeps, fuelled")
        #expect(DepositRules.mostConfidence < 85)
    }

    @Test func `a nested service shows by its customers`() throws {
        func paid(_ count: Int) -> String { (1...count).map { "u\($0) -> dep 10" }.joined(separator: "\n") }
        try expect(paid(7) + "\ndep -> hot 70", "dep HOT 55, 1 sweep")
        try expect(paid(8) + "\ndep -> hot 80", "dep HOT 55, 1 sweep, 8 senders")
        try expect(
            "swap -> dep 10\ndep -> hot 10", tags: "hot exchange, swap coin_swapping",
            "dep HOT 55, 1 sweep, swap pays in")
        try expect("tumble -> dep 10\ndep -> hot 10", tags: "hot exchange, tumble mixer", "dep HOT 55, 1 sweep")
    }

    @Test func `the evidence is the rows that were received and swept`() throws {
        let table = """
            user -> dep  10
            user -> dep  20
            dep  -> hot  30
            user -> dep  5
            dep  -> hot  5
            """
        let ledger = try DepositLedger(table)
        let search = DepositAddresses(ledger: ledger.ledger, graph: ledger.graph, attribution: ledger.attribution)
        let deposit = try #require(ledger.id("dep").flatMap { search.deposit(at: $0, chain: 0) })
        #expect(
            deposit.evidence == [
                DepositSweep(receipt: 1, receipts: 2, sweep: 2), DepositSweep(receipt: 3, receipts: 1, sweep: 4),
            ])
        #expect(deposit.hotWallet == ledger.id("hot") && deposit.senders == 1)
    }

    @Test func `what an address does on another chain is another matter`() throws {
        let ledger = try DepositLedger(
            """
            eip155:56: user -> dep 100
            dep -> a 1
            eip155:56: dep -> hot 100
            dep -> b 1
            eip155:10: user -> dep 100
            dep -> hot 100
            """, chain: "eip155:1")
        #expect((0..<3).map { ledger.lines(["dep"], chain: $0) } == [[], ["dep HOT 55, 1 sweep"], []])
        let search = DepositAddresses(ledger: ledger.ledger, graph: ledger.graph, attribution: ledger.attribution)
        #expect(search.all().map(\.chain) == [1])
    }

    @Test func `without labels nobody is asked`() throws {
        try expect(DepositTests.once, tags: "")
    }
}
