import SeededRandom
import Testing

@testable import FlowTracing

/// Tags that stand in a source say what they say when they are given one by one.
@Suite struct TagSourceTests {
    /// The smallest source there is: what the protocol gives for nothing is tried with it.
    final class Listed: TagSource {
        let all: [FlowTracing.Tag]
        init(_ all: [FlowTracing.Tag]) { self.all = all }
        var count: Int { all.count }
        func tags(of address: Address) -> [FlowTracing.Tag] { all.filter { $0.address == address } }
    }

    /// What a source says of a ledger, found out beforehand.
    final class Resolved: ResolvedTags {
        let bytes: [Int?: [UInt8]]
        init(_ attribution: Attribution, _ ledger: Ledger) {
            func column(_ chain: Int?) -> [UInt8] {
                var bytes = [UInt8](repeating: 0, count: chain == nil ? ledger.scripts.count : ledger.addressCount)
                bytes.withUnsafeMutableBufferPointer { attribution.resolve(ledger, chain: chain, into: $0) }
                return bytes
            }
            var all: [Int?: [UInt8]] = [:]
            for chain in ledger.chains.indices.map(Optional.some) + [nil] {
                all.updateValue(column(chain), forKey: chain)
            }
            bytes = all
        }
        func fill(_ memory: UnsafeMutableRawBufferPointer, chain: Int?) -> Bool {
            guard let column = bytes[chain], column.count == memory.count else { return false }
            memory.copyBytes(from: column)
            return true
        }
    }

    static let worlds = 120

    private func tags(_ world: World) -> [FlowTracing.Tag] {
        world.question.tags.map {
            FlowTracing.Tag(
                chain: $0.chain, address: Engine.address($0.address, chain: $0.chain), label: "label of \($0.address)",
                category: $0.category.map { Category($0) }, confidence: $0.confidence,
                relation: [30, 61].contains($0.confidence) ? .counterparty : .owner)
        }
    }

    /// All in the source, and divided at random between both ways; the same tags may come both ways. With a ledger also with
    /// what the source says of its addresses found out beforehand.
    private func divided(
        _ tags: [FlowTracing.Tag], _ random: inout SeededRandom, resolvedFor ledger: Ledger? = nil
    ) -> [Attribution] {
        let mine = tags.filter { _ in random.chance(60) }
        let attributions = [
            Attribution([], source: Listed(tags.shuffled(using: &random))),
            Attribution(mine, source: Listed(tags.filter { !mine.contains($0) || random.chance(50) })),
        ]
        guard let ledger else { return attributions }
        return attributions
            + attributions.filter { $0.source != nil }.map { $0.reading(Resolved($0, ledger)) }
    }

    private func forEachWorld(
        _ rule: TaintRule, _ salt: UInt64, _ body: (World, Ledger, [FlowTracing.Tag], inout SeededRandom) throws -> Void
    ) throws {
        var tried = 0
        for i in 0..<UInt64(TagSourceTests.worlds) {
            let seed = SeededRandom.base &+ salt << 32 &+ i
            let world = RandomWorld.make(seed: seed).asking(rule.rawValue)
            guard !world.question.tags.isEmpty, let ledger = try? world.engineLedger(),
                (try? world.tracer(ledger)) != nil
            else { continue }
            var random = SeededRandom(seed: ~seed)
            try body(world, ledger, tags(world), &random)
            tried += 1
        }
        #expect(tried > TagSourceTests.worlds / 6, "too few worlds of seed \(SeededRandom.base) have tags")
    }

    @Test(arguments: TaintRule.onAccounts)
    func `a trace is the same`(rule: TaintRule) throws {
        try forEachWorld(rule, 71) { world, ledger, tags, random in
            let expected = try Tracer(
                ledger: ledger, attribution: Attribution(tags), options: Engine.options(world.question)
            ).trace(try Engine.cases(world.cases))
            for attribution in divided(tags, &random, resolvedFor: ledger) {
                for schedule in [Schedule.automatic, .indexDriven, .scan] {
                    let tracer = try Tracer(
                        ledger: ledger, attribution: attribution,
                        options: Engine.options(world.question, schedule: schedule))
                    for _ in 0..<2 {
                        let answer = tracer.trace(try Engine.cases(world.cases))
                        if answer != expected { Issue.record("\(schedule)\n\(answer)\n\(expected)\n\(world)") }
                    }
                }
            }
        }
    }

    @Test(arguments: TaintRule.allCases)
    func `a trace of outputs is the same`(rule: TaintRule) throws {
        var tried = 0
        for i in 0..<UInt64(TagSourceTests.worlds) {
            let seed = SeededRandom.base &+ 76 << 32 &+ i
            let world = RandomOutputWorld.make(seed: seed).asking(rule.rawValue)
            guard !world.question.tags.isEmpty, let ledger = try? EngineOutputs.ledger(world) else { continue }
            var random = SeededRandom(seed: ~seed)
            let cases = try EngineOutputs.cases(world.cases)
            let expected = try EngineOutputs.tracer(ledger, world.question).trace(cases)
            for attribution in divided(
                EngineOutputs.tags(world.question.tags), &random, resolvedFor: ledger)
            {
                let tracer = try Tracer(
                    ledger: ledger, attribution: attribution, options: EngineOutputs.options(world.question))
                let answer = tracer.trace(cases)
                if answer != expected { Issue.record("\(answer)\n\(expected)\n\(world)") }
            }
            tried += 1
        }
        #expect(tried > TagSourceTests.worlds / 6, "too few worlds of seed \(SeededRandom.base) have tags")
    }

    @Test(arguments: [TaintRule.haircut, .fifo, .reach])
    func `where value came from is the same`(rule: TaintRule) throws {
        try forEachWorld(rule, 72) { world, ledger, tags, random in
            let cases = (0..<UInt32(ledger.count)).prefix(4).compactMap { row -> Case? in
                let seed = try? Seed(parsing: "tx:\(ledger.transactionText(Int(row))):*")
                return seed.map { Case(id: "\(row)", seeds: [$0]) }
            }
            var options = Engine.options(world.question)
            options.minAmount = nil
            let expected = try Tracer(ledger: ledger, attribution: Attribution(tags), options: options).origins(cases)
            for attribution in divided(tags, &random, resolvedFor: ledger) {
                let answer = try Tracer(ledger: ledger, attribution: attribution, options: options).origins(cases)
                if answer != expected { Issue.record("\(answer)\n\(expected)\n\(world)") }
            }
        }
    }

    @Test func `what can be reached is the same`() throws {
        try forEachWorld(.reach, 73) { world, ledger, tags, random in
            guard ledger.chains.count == 1 else { return }
            let cases = try Engine.cases(world.cases)
            var options = Engine.options(world.question)
            (options.maxHops, options.minAmount) = (nil, nil)
            func reached(_ attribution: Attribution, _ schedule: Schedule) throws -> [[Bool]]? {
                options.schedule = schedule
                let tracer = try Tracer(ledger: ledger, attribution: attribution, options: options)
                guard let answer = try? tracer.reachability(cases) else { return nil }
                return cases.indices.map { number in
                    (0..<AddressID(ledger.addressCount)).map { answer.contains($0, case: number) }
                }
            }
            for attribution in divided(tags, &random, resolvedFor: ledger) {
                for schedule in [Schedule.indexDriven, .scan] {
                    #expect(
                        try reached(attribution, schedule) == reached(Attribution(tags), schedule),
                        "\(schedule) \(world)")
                }
            }
        }
    }

    @Test(arguments: [TaintRule.haircut, .fifo, .reach])
    func `a watch is the same`(rule: TaintRule) throws {
        for i in 0..<40 {
            let seed = SeededRandom.base &+ 74 << 32 &+ UInt64(i)
            guard var story = try WatchLawTests.Story(rule, seed: seed), !story.world.question.tags.isEmpty else {
                continue
            }
            let given = Attribution(tags(story.world))
            var random = SeededRandom(seed: seed)
            for attribution in divided(tags(story.world), &random) {
                story.attribution = attribution
                var watch = try story.watch()
                var growing = try GrowingLedger(story.whole)
                var alerts: [Alert] = []
                try watch.add(story.cases, into: &alerts)
                var row = 0
                while row < story.whole.count {
                    let end = min(story.whole.count, row + random.number(1...10))
                    guard let change = try growing.change(add: row..<end) else { break }
                    story.attribution = attribution
                    try watch.follow(growing.ledger, change, into: &alerts)
                    story.attribution = given
                    try story.check(watch, growing.ledger, "tags in a source, \(end) rows")
                    row = end
                }
            }
        }
    }

    @Test func `the tagged addresses of a ledger are found`() throws {
        try forEachWorld(.haircut, 75) { world, ledger, tags, random in
            for chain in ledger.chains.indices {
                let expected = Attribution(tags).taggedAddresses(in: ledger, chain: ChainID(chain))
                let naive = (0..<AddressID(ledger.addressCount)).filter { id in
                    tags.contains {
                        $0.address == ledger.address(id)
                            && ($0.chain ?? ledger.chains[chain].name) == ledger.chains[chain].name
                    }
                }
                #expect(expected == naive)
                for attribution in divided(tags, &random) {
                    #expect(attribution.taggedAddresses(in: ledger, chain: ChainID(chain)) == expected)
                }
            }
        }
    }
}
