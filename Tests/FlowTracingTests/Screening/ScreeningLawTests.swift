import SeededRandom
import Testing

@testable import FlowTracing

/// Screening against paths enumerated one by one, and against its definition computed plainly.
@Suite struct ScreeningLawTests {
    private func screened(_ world: ScreeningWorld, _ ledger: Ledger) throws -> ScreeningAnswer {
        let screening = try Screening(ledger: ledger, attribution: world.attribution(), options: world.options)
        var all: [Exposure] = []
        screening.all { all.append($0) }
        return ScreeningAnswer(all, ledger)
    }

    private func expectSame(_ a: ScreeningAnswer, _ b: ScreeningAnswer, _ world: ScreeningWorld) {
        if a != b { Issue.record("\(a)\n--- expected\n\(b)\n---\n\(world)") }
    }

    private static let classes = [
        "exchange/community", "mixer/community", "sanctioned_party/ofac-sdn", "exchange/other-sanctions",
        "scam/community",
    ]

    private func sources(_ random: inout SeededRandom, among addresses: [String], percent: Int) -> [String: Set<String>]
    {
        var sources: [String: Set<String>] = [:]
        for address in addresses where address != NaiveRow.null && random.chance(percent) {
            var names: Set<String> = [random.pick(ScreeningLawTests.classes)]
            if random.chance(25) { names.insert(random.pick(ScreeningLawTests.classes)) }
            sources[address] = names
        }
        return sources
    }

    /// Few rows and small amounts, so that one number makes every division exact.
    private func smallWorld(_ random: inout SeededRandom) throws -> ScreeningWorld {
        let addresses = (1...random.number(3...6)).map(RandomWorld.address)
        let assets = random.chance(70) ? ["USDT"] : ["USDT", "ETH"]
        var rows: [NaiveRow] = []
        var transaction = 0
        for number in 0..<random.number(4...13) {
            if number == 0 || random.chance(70) { transaction += 1 }
            func party() -> String { random.chance(6) ? NaiveRow.null : random.pick(addresses) }
            var from = party()
            if let last = rows.last, last.to != NaiveRow.null, random.chance(50) { from = last.to }
            var row = NaiveRow(
                chain: "eip155:1", tx: RandomWorld.hash(transaction), index: UInt32(number), block: UInt64(transaction),
                time: Int64(transaction), from: from, to: party(), asset: random.pick(assets),
                amount: UInt128(random.number(0...6)))
            if random.chance(20) {
                row.fee = UInt128(random.number(1...2))
                row.feeAsset = random.pick(assets)
            }
            rows.append(row)
        }
        return ScreeningWorld(
            sources: sources(&random, among: addresses, percent: 40), hops: random.number(1...6),
            ledger: try NaiveLedger(rows, files: [NaiveFile()]))
    }

    @Test func `screening equals the enumeration of paths`() throws {
        var (compared, indirect, far) = (0, 0, 0)
        for i in 0..<3_000 {
            var random = SeededRandom(seed: SeededRandom.base &+ 501 << 32 &+ UInt64(i))
            let world = try smallWorld(&random)
            let paths = ExposurePaths(world)
            guard let scale = paths.scale else { continue }
            var scaled = world.ledger.rows
            for row in scaled.indices {
                scaled[row].amount *= scale
                scaled[row].fee *= scale
            }
            let expected = paths.answer(scale: scale)
            let found = try screened(world, try Engine.ledger(scaled, files: [NaiveFile()]))
            expectSame(found, expected, world)
            if found != expected { return }
            compared += 1
            let rows = expected.found.values.flatMap(\.rows.values)
            indirect += rows.count { $0.indirect > 0 }
            far += rows.count { $0.minHops > 2 }
        }
        // Agreement over ledgers on which nothing happens would mean nothing.
        #expect(compared > 1_500 && indirect > 1_000 && far > 200, "\(compared) \(indirect) \(far)")
    }

    private func largeWorld(_ random: inout SeededRandom, seed: UInt64) -> (ScreeningWorld, World)? {
        let world = RandomWorld.make(seed: seed)
        guard let ledger = try? world.naiveLedger() else { return nil }
        let addresses = Set(world.rows.flatMap { [$0.from, $0.to] }).sorted()
        let screening = ScreeningWorld(
            sources: sources(&random, among: addresses, percent: 35), hops: random.pick([1, 2, 3, 5, 9, 32]),
            ledger: ledger)
        return (screening, world)
    }

    /// Any amounts, floors and all; wide and narrow cells; several files and chains.
    private func forEachLargeWorld(
        _ salt: UInt64, count: Int = 1_000, _ body: (ScreeningWorld, Ledger) throws -> Void
    ) throws {
        var tried = 0
        for i in 0..<count {
            let seed = SeededRandom.base &+ salt << 32 &+ UInt64(i)
            var random = SeededRandom(seed: ~seed)
            guard let (world, rows) = largeWorld(&random, seed: seed), let ledger = try? rows.engineLedger(),
                let screening = try? Screening(ledger: ledger, attribution: world.attribution()),
                screening.leftOut.isEmpty
            else { continue }
            try body(world, ledger)
            tried += 1
        }
        #expect(tried > count / 2, "too few worlds of seed \(SeededRandom.base) can be screened")
    }

    @Test func `screening equals its definition, floors and all`() throws {
        var lost = 0
        try forEachLargeWorld(502, count: 3_000) { world, ledger in
            let (found, expected) = (try screened(world, ledger), NaiveScreening.answer(world))
            expectSame(found, expected, world)
            lost += expected.found.values.count { $0.attributed > 0 && $0.attributed < $0.total }
        }
        #expect(lost > 500)
    }

    @Test func `conservation: rows less overlap and untracked are the total`() throws {
        try forEachLargeWorld(503) { world, ledger in
            let screening = try Screening(ledger: ledger, attribution: world.attribution(), options: world.options)
            screening.all { exposure in
                let rows = exposure.rows.reduce(0) { $0 + $1.direct + $1.indirect }
                #expect(exposure.attributed <= exposure.total, "\(world)")
                #expect(rows >= exposure.attributed, "\(world)")
                #expect(rows - exposure.overlap + exposure.untracked == exposure.total, "\(world)")
                for row in exposure.rows {
                    #expect((row.direct > 0) == (row.minHops == 1), "\(world)")
                    #expect(row.minHops <= world.hops && row.value > 0 && row.value <= exposure.total, "\(world)")
                }
            }
        }
    }

    @Test func `groups of sources, few addresses and the index change nothing`() throws {
        try forEachLargeWorld(504) { world, ledger in
            var screening = try Screening(
                ledger: ledger, attribution: world.attribution(), options: world.options, graph: FlowGraph(ledger))
            var all: [Exposure] = []
            screening.all { all.append($0) }
            screening.passBytes = 1
            var grouped: [Exposure] = []
            screening.all { grouped.append($0) }
            #expect(all == grouped, "\(world)")

            let ids = (0..<ledger.addressCount).map { AddressID($0) }.filter { !ledger.isNull($0) }
            let plain = try Screening(ledger: ledger, attribution: world.attribution(), options: world.options)
            for id in ids {
                let expected = ScreeningAnswer(all.filter { $0.address == id }, ledger)
                expectSame(ScreeningAnswer(screening.exposures(of: [id]), ledger), expected, world)
                expectSame(ScreeningAnswer(plain.exposures(of: [id]), ledger), expected, world)
            }
            #expect(screening.exposures(of: ids).map(\.address) == all.map(\.address).sorted(), "\(world)")
            var sorted: [Exposure] = []
            screening.all(sorted: true) { sorted.append($0) }
            expectSame(ScreeningAnswer(sorted, ledger), ScreeningAnswer(all, ledger), world)
        }
    }

    @Test func `one direction alone is that direction of both`() throws {
        try forEachLargeWorld(505, count: 300) { world, ledger in
            let both = try screened(world, ledger)
            for direction in Exposure.Direction.allCases {
                var options = world.options
                options.directions = [direction]
                var one: [Exposure] = []
                try Screening(ledger: ledger, attribution: world.attribution(), options: options).all { one.append($0) }
                var expected = ScreeningAnswer()
                expected.found = both.found.filter { $0.key.direction == direction }
                expectSame(ScreeningAnswer(one, ledger), expected, world)
            }
        }
    }

    @Test func `as of a date: the ledger up to it, with the tags that held`() throws {
        var cut = 0
        for i in 0..<400 {
            let seed = SeededRandom.base &+ 506 << 32 &+ UInt64(i)
            var random = SeededRandom(seed: ~seed)
            guard let (world, rows) = largeWorld(&random, seed: seed), let ledger = try? rows.engineLedger() else {
                continue
            }
            let times = (0..<ledger.count).map { ledger.time($0) }
            // Rows are cut where they stand, which is in time only where order by block agrees.
            guard times == times.sorted(), let time = times.randomElement(using: &random) else { continue }
            var earlier = rows
            earlier.until = min(time, rows.until ?? .max)
            let short = try earlier.engineLedger()
            var tags: [FlowTracing.Tag] = []
            var kept: [String: Set<String>] = [:]
            for (address, names) in world.sources.sorted(by: { $0.key < $1.key }) {
                for name in names.sorted() {
                    let parts = name.split(separator: "/").map(String.init)
                    var tag = FlowTracing.Tag(
                        address: Engine.address(address, chain: nil), label: address, category: Category(parts[0]),
                        kind: ListKind(rawValue: parts[1])!)
                    tag.validFrom = random.pick([nil, time, time + 1, time - 5])
                    tag.validTo = random.pick([nil, time, time + 1])
                    tags.append(tag)
                    if tag.holds(at: time) { kept[address, default: []].insert(name) }
                }
            }
            var options = world.options
            options.asOf = time
            let screening = try Screening(ledger: ledger, attribution: Attribution(tags), options: options)
            if !screening.leftOut.isEmpty { continue }
            var found: [Exposure] = []
            screening.all { found.append($0) }
            var then = world
            then.sources = kept
            expectSame(ScreeningAnswer(found, ledger), try screened(then, short), then)
            cut += short.count < ledger.count ? 1 : 0
        }
        #expect(cut > 50)
    }

    @Test func `a share splits as long division does`() {
        var random = SeededRandom(seed: SeededRandom.base)
        func check<Cell: ShareCell>(_ part: Cell, _ amount: Cell, _ balance: Cell) {
            let (moved, kept) = Share(amount, of: balance).split(part)
            #expect(moved == balance.dividingFullWidth(part.multipliedFullWidth(by: amount)).quotient)
            #expect(kept == balance.dividingFullWidth(part.multipliedFullWidth(by: balance - amount)).quotient)
        }
        for _ in 0..<20_000 {
            let narrow = max(2, random.next() >> UInt64(random.number(1...60)))
            check(random.next() % (narrow + 1), 1 + random.next() % (narrow - 1), narrow)
            let wide = max(
                2, (UInt128(random.next()) << 64 | UInt128(random.next())) >> UInt128(random.number(1...120)))
            func number() -> UInt128 { UInt128(random.next()) << 64 | UInt128(random.next()) }
            check(number() % (wide + 1), 1 + number() % (wide - 1), wide)
            check(wide, wide - 1, wide)
            check(wide - 1, 1, wide)
        }
    }
}
