import SeededRandom
import Testing

@testable import FlowTracing

/// A cluster screened as one: what a ledger says in which all members are one address.
@Suite struct ClusterScreeningTests {
    private func answer(_ screening: Screening) -> ScreeningAnswer {
        var all: [Exposure] = []
        screening.all { all.append($0) }
        return ScreeningAnswer(all, screening.ledger)
    }

    @Test func `clusters as one equal the ledger with one address each`() throws {
        var (joined, inside, exposed) = (0, 0, 0)
        for i in 0..<2_000 {
            var random = SeededRandom(seed: SeededRandom.base &+ 521 << 32 &+ UInt64(i))
            let addresses = (1...random.number(3...8)).map(RandomWorld.address)
            var rows: [NaiveRow] = []
            var transaction = 0
            for number in 0..<random.number(4...30) {
                if number == 0 || random.chance(60) { transaction += 1 }
                func party() -> String { random.chance(5) ? NaiveRow.null : random.pick(addresses) }
                var row = NaiveRow(
                    chain: "eip155:1", tx: RandomWorld.hash(transaction), index: UInt32(number),
                    block: UInt64(transaction), time: Int64(transaction), from: party(), to: party(),
                    asset: random.pick(["USDT", "USDT", "ETH"]), amount: UInt128(random.number(0...1_000)))
                if random.chance(20) {
                    row.fee = UInt128(random.number(1...20))
                    row.feeAsset = random.pick(["USDT", "ETH"])
                }
                rows.append(row)
            }
            let ledger = try Engine.ledger(rows, files: [NaiveFile()])
            func number(_ address: String) -> AddressID { ledger.find(Engine.address(address, chain: nil))! }
            let present = addresses.filter { ledger.find(Engine.address($0, chain: nil)) != nil }
                .sorted { number($0) < number($1) }
            var first: [String: String] = [:]
            var firsts: [String] = []
            for address in present {
                if !firsts.isEmpty, random.chance(40) {
                    first[address] = random.pick(firsts)
                } else {
                    firsts.append(address)
                }
            }
            var sources: [String: Set<String>] = [:]
            for address in present where random.chance(30) {
                sources[address] = [random.pick(["exchange/community", "mixer/community", "scam/ofac-sdn"])]
            }
            let hops = random.number(1...5)
            let world = ScreeningWorld(
                sources: sources, hops: hops, ledger: try NaiveLedger(rows, files: [NaiveFile()]))

            var names = (0..<UInt32(ledger.addressCount)).map { $0 }
            for (address, first) in first { names[Int(number(address))] = number(first) }
            let entities = ScreeningEntities(ledger, accounts: names, scripts: [])
            let found = answer(
                try Screening(
                    ledger: ledger, attribution: world.attribution(), options: world.options, entities: entities))

            var replaced: [NaiveRow] = []
            for row in rows {
                var row = row
                (row.from, row.to) = (first[row.from] ?? row.from, first[row.to] ?? row.to)
                if row.from == row.to {
                    inside += row.amount > 0 ? 1 : 0
                    if row.fee == 0 { continue }
                    row.amount = 0
                }
                replaced.append(row)
            }
            var together: [String: Set<String>] = [:]
            for (address, pairs) in sources { together[first[address] ?? address, default: []].formUnion(pairs) }
            let other = ScreeningWorld(
                sources: together, hops: hops, ledger: try NaiveLedger(replaced, files: [NaiveFile()]))
            let expected = answer(
                try Screening(
                    ledger: try Engine.ledger(replaced, files: [NaiveFile()]), attribution: other.attribution(),
                    options: other.options))
            if found != expected {
                Issue.record("\(found)\n--- expected\n\(expected)\n---\n\(world)\n\(first)")
                return
            }
            joined += first.count
            exposed += expected.found.values.count { !$0.rows.isEmpty }

            // Asked about any member, the answer is that of the first.
            let screening = try Screening(
                ledger: ledger, attribution: world.attribution(), options: world.options, entities: entities,
                graph: FlowGraph(ledger))
            for (address, first) in first {
                let one = screening.exposures(of: [number(address)])
                #expect(one.allSatisfy { $0.address == number(address) })
                let same = one.map { exposure in
                    var exposure = exposure
                    exposure.address = number(first)
                    return exposure
                }
                #expect(same == screening.exposures(of: [number(first)]))
            }
        }
        #expect(joined > 1_000 && inside > 1_000 && exposed > 2_000, "\(joined) \(inside) \(exposed)")
    }

    @Test func `clusters of heuristics are taken as they are`() throws {
        // Two inputs spent together: one owner, so what the second pays the first moves nowhere.
        var transactions = [
            NaiveTransaction(id: 1, block: 1, position: 0, time: 1),
            NaiveTransaction(id: 2, block: 2, position: 0, time: 2),
            NaiveTransaction(id: 3, block: 3, position: 0, time: 3),
        ]
        transactions[0].inputs = [.init(previous: 900, amount: 100, owner: "x1")]
        transactions[0].outputs = [.init(amount: 60, owner: "a1"), .init(amount: 40, owner: "a2")]
        transactions[1].inputs = [.init(previous: 1, vout: 0), .init(previous: 1, vout: 1)]
        transactions[1].outputs = [.init(amount: 70, owner: "b1"), .init(amount: 30, owner: "a1")]
        transactions[2].inputs = [.init(previous: 2, vout: 1)]
        transactions[2].outputs = [.init(amount: 30, owner: "a2")]
        let world = OutputScreeningWorld(
            world: OutputWorld(transactions: transactions, cases: [], question: OutputQuestion()),
            sources: ["x1": ["exchange/community"]], hops: 5)
        let ledger = try EngineOutputs.ledger(world.world)
        let entities = ScreeningEntities(
            LedgerClusters(ledger, selection: ClusterHeuristics.Selection { $0.name == "multi-input" }))
        let screening = try Screening(ledger: ledger, attribution: world.attribution(), entities: entities)
        let (a, b) = try (
            #require(ledger.find(.script(OutputNames.script("a1", chain: "bitcoin")))),
            #require(ledger.find(.script(OutputNames.script("a2", chain: "bitcoin"))))
        )
        let chain = try #require(ledger.outputChains.first).chain
        let name = entities.name(of: a, chain: chain)
        #expect(entities.name(of: b, chain: chain) == name && entities.size(ofFirst: name) == 2)
        let exposures = screening.exposures(of: [b])
        #expect(exposures.map(\.total) == [100, 70])
        #expect(exposures.first?.rows.map(\.direct) == [100])
        // By itself it received what the first paid it, two transfers from the exchange.
        let alone = try Screening(ledger: ledger, attribution: world.attribution()).exposures(of: [b])
        #expect(alone.map(\.total) == [70, 40] && alone.first?.rows.map(\.indirect) == [30])
    }
}
