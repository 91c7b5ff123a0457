import SeededRandom
import Testing

@testable import FlowTracing

/// Screening of UTXO chains against paths enumerated one by one, and against its definition computed plainly.
@Suite struct OutputScreeningLawTests {
    private static let classes = [
        "exchange/community", "mixer/community", "sanctioned_party/ofac-sdn", "exchange/other-sanctions",
    ]

    private func sources(_ random: inout SeededRandom, among owners: [String], percent: Int) -> [String: Set<String>] {
        var sources: [String: Set<String>] = [:]
        for owner in owners where OutputScreeningWorld.isSomebody(owner) && random.chance(percent) {
            sources[owner] = [random.pick(OutputScreeningLawTests.classes)]
            if random.chance(20) { sources[owner]?.insert(random.pick(OutputScreeningLawTests.classes)) }
        }
        return sources
    }

    private func owners(_ world: OutputWorld) -> [String] {
        Set(world.transactions.flatMap { $0.outputs.map(\.owner) + $0.inputs.compactMap(\.owner) }).sorted()
    }

    /// Some owners count as others, always as the first that the ledger numbers.
    private func entities(_ random: inout SeededRandom, _ owners: [String], _ ledger: Ledger) -> [String: String] {
        var entities: [String: String] = [:]
        var firsts: [String] = []
        func number(_ owner: String) -> AddressID? {
            ["bitcoin", "litecoin"].compactMap { ledger.find(.script(OutputNames.script(owner, chain: $0))) }.first
        }
        for owner in owners.filter({ number($0) != nil }).sorted(by: { number($0)! < number($1)! })
        where OutputScreeningWorld.isSomebody(owner) {
            if !firsts.isEmpty, random.chance(40) {
                entities[owner] = random.pick(firsts)
            } else {
                firsts.append(owner)
            }
        }
        return entities
    }

    private func screening(
        _ world: OutputScreeningWorld, _ ledger: Ledger, options: ScreeningOptions? = nil
    ) throws -> Screening {
        var clusters: ScreeningEntities?
        if !world.entities.isEmpty {
            let names = (0..<UInt32(ledger.scriptCount)).map { number -> UInt32 in
                let script = ledger.scripts[number]
                let chain = script.network == .litecoin ? "litecoin" : "bitcoin"
                let first = OutputNames.script(world.entity(OutputNames.name(script)), chain: chain)
                return ledger.find(.script(first)).map { $0 & ~Ledger.firstScript } ?? number
            }
            clusters = ScreeningEntities(
                ledger, accounts: (0..<UInt32(ledger.addressCount)).map { $0 },
                scripts: ledger.outputChains.map { _ in names })
        }
        return try Screening(
            ledger: ledger, attribution: world.attribution(), options: options ?? world.options, entities: clusters)
    }

    private func answer(_ screening: Screening) -> ScreeningAnswer {
        var all: [Exposure] = []
        screening.all { all.append($0) }
        return ScreeningAnswer(all, screening.ledger)
    }

    private func expectSame(_ a: ScreeningAnswer, _ b: ScreeningAnswer, _ world: OutputScreeningWorld) {
        if a != b { Issue.record("\(a)\n--- expected\n\(b)\n---\n\(world)") }
    }

    @Test(arguments: [false, true])
    func `screening a UTXO chain equals the enumeration of paths`(isClustered: Bool) throws {
        var (compared, indirect, far) = (0, 0, 0)
        for i in 0..<2_000 {
            var random = SeededRandom(seed: SeededRandom.base &+ (isClustered ? 512 : 511) << 32 &+ UInt64(i))
            var small = OutputScreeningWorld.small(&random, sources: [:])
            var world = OutputScreeningWorld(world: small, sources: [:], hops: random.number(1...5))
            if isClustered { world.entities = entities(&random, owners(small), try EngineOutputs.ledger(small)) }
            guard let scale = try OutputExposurePaths(world).scale else { continue }
            for i in small.transactions.indices {
                for j in small.transactions[i].outputs.indices { small.transactions[i].outputs[j].amount *= scale }
                for j in small.transactions[i].inputs.indices { small.transactions[i].inputs[j].amount? *= scale }
            }
            world.world = small
            world.sources = sources(&random, among: owners(small), percent: 40)
            let expected = try OutputExposurePaths(world).answer()
            let found = answer(try screening(world, try EngineOutputs.ledger(small)))
            expectSame(found, expected, world)
            if found != expected { return }
            compared += 1
            let rows = expected.found.values.flatMap(\.rows)
            indirect += rows.count { $0.value.indirect > 0 }
            far += rows.count { $0.value.minHops > 2 }
        }
        #expect(
            compared > 1_000 && indirect > 200 && (far > 10 || isClustered), "\(compared) \(indirect) \(far)")
    }

    /// Any amounts; coinjoins, shielded pools, data, two chains.
    private func forEachWorld(
        _ salt: UInt64, count: Int = 1_000, isClustered: Bool = false,
        _ body: (OutputScreeningWorld, Ledger) throws -> Void
    ) throws {
        var tried = 0
        for i in 0..<count {
            let seed = SeededRandom.base &+ salt << 32 &+ UInt64(i)
            var random = SeededRandom(seed: ~seed)
            let world = RandomOutputWorld.make(seed: seed)
            guard let ledger = try? EngineOutputs.ledger(world), (try? world.naiveLedgers()) != nil else { continue }
            var asked = OutputScreeningWorld(
                world: world, sources: sources(&random, among: owners(world), percent: 35),
                hops: random.pick([1, 2, 3, 5, 9, 32]))
            // A name is another script on another chain, which may lack its cluster's first: one chain at a time.
            if isClustered, ledger.outputChains.count == 1 {
                asked.entities = entities(&random, owners(world), ledger)
            }
            try body(asked, ledger)
            tried += 1
        }
        #expect(tried > count / 2, "too few worlds of seed \(SeededRandom.base)")
    }

    @Test(arguments: [false, true])
    func `screening a UTXO chain equals its definition, floors and all`(isClustered: Bool) throws {
        var (lost, mixes) = (0, 0)
        try forEachWorld(isClustered ? 514 : 513, count: 1_200, isClustered: isClustered) { world, ledger in
            let expected = try NaiveOutputScreening.answer(world)
            expectSame(answer(try screening(world, ledger)), expected, world)
            lost += expected.found.values.count { $0.attributed > 0 && $0.attributed < $0.total }
            mixes += expected.found.values.flatMap(\.rows.keys).count { $0 == "coinjoin/heuristic" }
        }
        #expect(lost > 200 && mixes > 30, "\(lost) \(mixes)")
    }

    @Test func `conservation on UTXO chains`() throws {
        try forEachWorld(515, count: 500) { world, ledger in
            try screening(world, ledger).all { exposure in
                let rows = exposure.rows.reduce(0) { $0 + $1.direct + $1.indirect }
                #expect(exposure.attributed <= exposure.total && exposure.total > 0, "\(world)")
                #expect(rows - exposure.overlap + exposure.untracked == exposure.total, "\(world)")
                for row in exposure.rows {
                    #expect((row.direct > 0) == (row.minHops == 1), "\(world)")
                    #expect(row.minHops <= world.hops && row.value > 0 && row.value <= exposure.total, "\(world)")
                }
            }
        }
    }

    @Test func `groups of sources, few addresses and one direction change nothing on UTXO chains`() throws {
        try forEachWorld(516, count: 200) { world, ledger in
            var plain = try screening(world, ledger)
            var all: [Exposure] = []
            plain.all { all.append($0) }
            for number in 0..<UInt32(ledger.scriptCount) {
                let id = Ledger.firstScript | number
                #expect(plain.exposures(of: [id]) == all.filter { $0.address == id }, "\(world)")
            }
            var sorted: [Exposure] = []
            plain.all(sorted: true) { sorted.append($0) }
            expectSame(ScreeningAnswer(sorted, ledger), ScreeningAnswer(all, ledger), world)
            plain.passBytes = 1
            var grouped: [Exposure] = []
            plain.all { grouped.append($0) }
            #expect(all == grouped, "\(world)")
            for direction in Exposure.Direction.allCases {
                var options = world.options
                options.directions = [direction]
                var one: [Exposure] = []
                try screening(world, ledger, options: options).all { one.append($0) }
                #expect(one == all.filter { $0.direction == direction }, "\(world)")
            }
        }
    }

    @Test func `as of a date a UTXO chain ends there`() throws {
        var cut = 0
        try forEachWorld(517, count: 600) { world, ledger in
            guard world.world.until == nil, let time = world.world.transactions.map(\.time).sorted().dropLast().last
            else {
                return
            }
            var options = world.options
            options.asOf = time
            var then = world
            then.world.until = time
            guard let short = try? EngineOutputs.ledger(then.world) else { return }
            // The shape of a coinjoin does not depend on what came later.
            expectSame(
                answer(try screening(world, ledger, options: options)), answer(try screening(then, short)), world)
            cut += short.transactionCount < ledger.transactionCount ? 1 : 0
        }
        #expect(cut > 50)
    }
}
