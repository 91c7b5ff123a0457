import FlowTracing
import SeededRandom
import Testing

/// What must hold whatever the ledger: the look at one address and the scan of all agree with a plain recount, and traces
/// that end at deposit addresses conserve every unit.
@Suite struct DepositLawTests {
    static let worlds = 150

    /// Users, deposit addresses, wanderers and two services, who mostly do what such people do.
    static func table(_ random: inout SeededRandom) -> String {
        let people = (1...random.number(2...5)).map { "u\($0)" }
        let places = (1...random.number(1...5)).map { "d\($0)" }
        let hots = ["hot", "hot-2", "cold"]
        var waiting: [String: [String: Int]] = [:]
        var lines: [String] = []
        for _ in 0..<random.number(10...40) {
            let asset = random.pick(["USDT", "USDT", "ETH"])
            let step = random.pick(["", "", "", "", "", "", "", "+0 ", "+43200 ", "+43201 ", "+20000 "])
            let place = random.pick(places)
            let held = waiting[place]?[asset] ?? 0
            switch random.number(0...9) {
            case 0...3:
                let amount = random.pick([1, 10, 10, 95, 100, 3_000_000])
                lines.append(
                    "\(step)\(random.pick(people + (random.chance(10) ? ["mint"] : []))) -> \(place) \(amount) \(asset)"
                )
                waiting[place, default: [:]][asset, default: 0] += amount
            case 4...7 where held > 0:
                let sent = random.chance(95) ? held : max(1, held - random.pick([1, 5, 1_000_001]))
                let to = random.chance(97) ? hots[place.utf8.last! % 2 == 0 ? 0 : 2] : random.pick(hots + people)
                lines.append("\(step)\(place) -> \(to) \(sent) \(asset)")
                waiting[place]?[asset] = 0
            case 8:
                lines.append("\(step)\(random.pick(hots)) -> \(random.pick(places + people)) 7 \(asset)")
            default:
                lines.append("\(step)\(random.pick(people)) -> \(random.pick(people + hots + ["burn"])) 5 \(asset)")
            }
        }
        return lines.joined(separator: "\n")
    }

    static func forEachLedger(_ body: (DepositLedger, String) throws -> Void) throws {
        for number in 0..<DepositLawTests.worlds {
            var random = SeededRandom(seed: SeededRandom.base &+ 900 << 32 &+ UInt64(number))
            let text = DepositLawTests.table(&random)
            let tags = random.pick([
                "hot exchange, hot-2 exchange, cold vasp", "hot exchange, cold exchange 60", "hot exchange",
                "hot exchange, hot-2 exchange, cold exchange, u1 coin_swapping, d1 scam 50",
            ])
            let chain = random.chance(50) ? "test" : "eip155:1"
            try body(try DepositLedger(text, tags: tags, chain: chain), "\(tags)\n\(text)")
        }
    }

    @Test func `one address by the index, all by a scan, and a recount agree`() throws {
        var found = 0
        try DepositLawTests.forEachLedger { ledger, text in
            let lazy = DepositAddresses(ledger: ledger.ledger, graph: ledger.graph, attribution: ledger.attribution)
            let one = (0..<AddressID(ledger.ledger.addressCount)).compactMap { lazy.deposit(at: $0, chain: 0) }
            let all = DepositAddresses(ledger: ledger.ledger, graph: ledger.graph, attribution: ledger.attribution)
                .all()
            #expect(one == all, "\(text)")
            let naive = NaiveDeposits(ledger.ledger, ledger.attribution)
            let recount = (0..<AddressID(ledger.ledger.addressCount)).compactMap { naive.answer($0) }
            #expect(one.map(NaiveDeposits.Answer.init) == recount, "\(text)")
            found += all.count
        }
        #expect(found > DepositLawTests.worlds / 3)
    }

    @Test(arguments: TaintRule.onAccounts)
    func `a trace that ends at deposit addresses conserves every unit`(rule: TaintRule) throws {
        var ended = 0
        try DepositLawTests.forEachLedger { ledger, text in
            let cases = try (1...2).map {
                Case(id: "\($0)", seeds: [try Seed(parsing: "out:\(name("u\($0)", ledger))")])
            }
            func traces(_ inferred: InferredEndpoints, _ schedule: Schedule = .automatic) throws -> [CaseTrace] {
                var options = TraceOptions()
                (options.rule, options.inferredEndpoints, options.schedule) = (rule, inferred, schedule)
                options.behaviourGuard.action = .off
                return try Tracer(ledger: ledger.ledger, attribution: ledger.attribution, options: options).trace(cases)
            }
            let on = try traces(.ending)
            #expect(try traces(.ending, .indexDriven) == on, "\(text)")
            #expect(try traces(.ending, .scan) == on, "\(text)")
            for asset in on.flatMap(\.assets) {
                if rule.isMoney { #expect(asset.residual == 0, "\(text)") }
                let ends = asset.endpoints.filter { $0.kind == .inferredEndpoint }
                if rule.isMoney {
                    #expect(ends.reduce(Amount(0)) { $0 + $1.amount } == asset.closing.inferredEndpoint, "\(text)")
                }
                for end in ends {
                    let deposit = try #require(end.deposit)
                    #expect(deposit.ends && deposit.address == end.address && end.tag?.role != .endpoint, "\(text)")
                }
                // Nothing is followed through an address that ends the trace.
                let stopped = Set(ends.map(\.address))
                #expect(!asset.resting.contains { stopped.contains($0.address) }, "\(text)")
                #expect(asset.possibleEndpoints.allSatisfy { !$0.deposit.ends }, "\(text)")
                ended += ends.count
            }
            // Listing them changes no amount.
            let listed = try traces(.listed)
            var plain = listed
            for i in plain.indices {
                for j in plain[i].assets.indices { plain[i].assets[j].possibleEndpoints = [] }
            }
            #expect(try traces(.ignored) == plain, "\(text)")
            for (a, b) in zip(on, listed) where rule.isMoney {
                for asset in a.assets where asset.closing.inferredEndpoint > 0 {
                    let other = b.assets.first { $0.asset == asset.asset }
                    #expect(other?.injected == asset.injected && other?.possibleEndpoints.isEmpty == false, "\(text)")
                }
            }
        }
        #expect(ended > 30)
    }

    private func name(_ name: String, _ ledger: DepositLedger) -> String {
        ledger.id(name).map { ledger.ledger.text($0, asset: 0) } ?? name
    }
}
