import SeededRandom
import Testing

@testable import FlowTracing

/// What must hold of a watch under every rule, whatever the ledger and however it grows.
@Suite struct WatchLawTests {
    static let worlds = 40

    /// A world whose rows can come one by one, asked with openings that a watch knows.
    struct Story {
        var world: World
        var whole: Ledger
        var cases: [Case]
        var options: TraceOptions
        var attribution: Attribution

        init?(_ rule: TaintRule, seed: UInt64) throws {
            world = RandomWorld.make(seed: seed).asking(rule.rawValue)
            if world.question.opening == .inferred { world.question.opening = .observed }
            options = Engine.options(world.question)
            attribution = Engine.attribution(world.question.tags)
            guard let whole = try? world.engineLedger(),
                (try? Tracer(ledger: whole, attribution: attribution, options: options)) != nil
            else { return nil }
            self.whole = whole
            cases = try Engine.cases(world.cases)
        }

        func watch(_ change: (inout WatchOptions) -> Void = { _ in }) throws -> Watch {
            var watched = WatchOptions()
            watched.rule = options.rule
            watched.opening = options.opening
            watched.stops = options.stops
            watched.coverage = options.coverage
            (watched.maxHops, watched.minAmount) = (options.maxHops, options.minAmount)
            watched.behaviourGuard = options.behaviourGuard
            watched.dormantAfter = 20
            watched.threshold = 300
            for chain in whole.chains { watched.undoBlocks[chain.name] = 10_000 }
            watched.undoSeconds = .max
            change(&watched)
            return try Watch(options: watched, attribution: attribution)
        }

        func batch(_ ledger: Ledger) throws -> [CaseTrace] {
            try Tracer(ledger: ledger, attribution: attribution, options: options).trace(cases)
        }

        /// Compares every answer of the watch with a trace of the ledger that it has followed.
        func check(_ watch: borrowing Watch, _ ledger: Ledger, _ what: String) throws {
            let graph = FlowGraph(ledger)
            for expected in try batch(ledger) {
                guard let answer = watch.answer(expected.id, graph: graph) else {
                    Issue.record("no answer for \(expected.id)")
                    continue
                }
                if answer != expected {
                    Issue.record("\(what)\nwatched: \(answer)\nbatch:   \(expected)\n\(world)")
                    throw Stop()
                }
                for asset in answer.assets where expected.rule.isMoney { #expect(asset.residual == 0) }
            }
        }

        func expectSame(_ a: AlertReader, _ b: AlertReader, _ what: String) throws {
            for protest in a.protests + b.protests {
                Issue.record("\(what): \(protest)\n\(world)")
                throw Stop()
            }
            guard a.content != b.content else { return }
            let keys = Set(a.content.keys).union(b.content.keys).filter { a.content[$0] != b.content[$0] }.sorted()
            for key in keys.prefix(2) {
                Issue.record(
                    "\(what)\n\(a.content[key].map { "\($0)" } ?? "nothing")\n\(b.content[key].map { "\($0)" } ?? "nothing")\n\(world)"
                )
            }
            throw Stop()
        }
    }
    struct Stop: Error {}

    private func forEachStory(
        _ rule: TaintRule, salt: UInt64, _ body: (Story, inout SeededRandom) throws -> Void
    ) throws {
        var tried = 0
        for i in 0..<WatchLawTests.worlds {
            let seed = SeededRandom.base &+ salt << 32 &+ UInt64(i)
            guard let story = try Story(rule, seed: seed) else { continue }
            var random = SeededRandom(seed: ~seed)
            do { try body(story, &random) } catch is Stop {
                Issue.record("world \(seed)")
                return
            }
            tried += 1
        }
        #expect(tried > WatchLawTests.worlds / 2, "too few worlds of seed \(SeededRandom.base) can be watched")
    }

    /// `0..<count` in stretches.
    private func batches(_ count: Int, _ random: inout SeededRandom) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        let most = random.pick([1, 3, 10, 50])
        var start = 0
        while start < count {
            let end = min(count, start + random.number(1...most))
            batches.append(start..<end)
            start = end
        }
        return batches
    }

    /// The alerts of a watch that hears of everything at once.
    private func fresh(_ story: Story, _ ledger: Ledger) throws -> AlertReader {
        var watch = try story.watch()
        var alerts: [Alert] = []
        try watch.add(story.cases, into: &alerts)
        try watch.follow(ledger, LedgerChange(firstRow: 0, countBefore: 0, count: ledger.count), into: &alerts)
        var reader = AlertReader()
        reader.read(alerts)
        try story.check(watch, ledger, "fresh")
        return reader
    }

    @Test(arguments: TaintRule.onAccounts)
    func `streamed in any batching is the batch, after every block`(rule: TaintRule) throws {
        try forEachStory(rule, salt: 31) { story, random in
            var growing = try GrowingLedger(story.whole)
            var watch = try story.watch()
            var reader = AlertReader()
            var alerts: [Alert] = []
            try watch.add(story.cases, into: &alerts)
            for batch in batches(story.whole.count, &random) {
                guard let change = try growing.change(add: batch) else { return }
                try watch.follow(growing.ledger, change, into: &alerts)
                reader.read(alerts)
                alerts = []
                try story.check(watch, growing.ledger, "after \(batch)")
            }
            try story.expectSame(reader, try fresh(story, growing.ledger), "alerts by batching")
        }
    }

    @Test(arguments: TaintRule.onAccounts)
    func `reorgs and late rows: as if never seen, never late`(rule: TaintRule) throws {
        var steps = 0
        try forEachStory(rule, salt: 32) { story, random in
            var growing = try GrowingLedger(story.whole)
            var watch = try story.watch()
            var reader = AlertReader()
            var alerts: [Alert] = []
            try watch.add(story.cases, into: &alerts)
            func step(add: [Int] = [], remove: [Int] = []) throws -> Bool {
                guard let change = try growing.change(add: add, remove: remove) else { return false }
                try watch.follow(growing.ledger, change, into: &alerts)
                if random.chance(30) { watch.confirm(heads: ["eip155:1": random.chance(50) ? 1000 : 0], into: &alerts) }
                reader.read(alerts)
                alerts = []
                try story.check(watch, growing.ledger, "after +\(add) -\(remove)")
                steps += change.isAppend ? 0 : 1
                return true
            }
            var late: [Int] = []
            for batch in batches(story.whole.count, &random) {
                let kept = batch.filter { _ in !random.chance(20) }
                late += batch.filter { !kept.contains($0) }
                guard try step(add: kept) else { return }
                if random.chance(30), let last = growing.present.max() {
                    let gone = growing.present.filter { $0 >= last - random.number(0...6) }
                    late += gone
                    guard try step(remove: Array(gone)) else { return }
                }
                if random.chance(40), !late.isEmpty {
                    late.shuffle(using: &random)
                    let count = random.number(1...late.count)
                    guard try step(add: Array(late.prefix(count))) else { return }
                    late.removeFirst(count)
                }
            }
            guard try step(add: late) else { return }
            try story.expectSame(reader, try fresh(story, growing.ledger), "alerts after reorgs")
        }
        #expect(steps > 15)
    }

    @Test(arguments: TaintRule.onAccounts)
    func `a case added late is the case watched from the start`(rule: TaintRule) throws {
        try forEachStory(rule, salt: 33) { story, random in
            var growing = try GrowingLedger(story.whole)
            // Shallow undo: much of the past is known by the index alone.
            let depth = random.number(1...8)
            var watch = try story.watch { options in
                for chain in story.whole.chains {
                    options.undoBlocks[chain.name] = depth
                    options.confirmations[chain.name] = 1
                }
            }
            var reader = AlertReader()
            var alerts: [Alert] = []
            var waiting = story.cases
            var refused: Set<String> = []
            for batch in batches(story.whole.count, &random) {
                guard let change = try growing.change(add: batch) else { return }
                // Late swap legs may lie deeper than what is kept.
                do throws(FlowError) { try watch.follow(growing.ledger, change, into: &alerts) } catch { return }
                while !waiting.isEmpty && random.chance(40) {
                    let next = waiting.removeFirst()
                    do throws(FlowError) { try watch.add([next], into: &alerts) } catch { refused.insert(next.id) }
                }
                reader.read(alerts)
                alerts = []
            }
            for question in waiting {
                do throws(FlowError) { try watch.add([question], into: &alerts) } catch { refused.insert(question.id) }
            }
            reader.read(alerts)
            var accepted = story
            accepted.cases.removeAll { refused.contains($0.id) }
            try accepted.check(watch, growing.ledger, "added late")
            try accepted.expectSame(reader, try fresh(accepted, growing.ledger), "alerts of cases added late")
        }
    }

    @Test(arguments: TaintRule.onAccounts)
    func `a case among others is that case alone, and one removed leaves no trace`(rule: TaintRule) throws {
        try forEachStory(rule, salt: 34) { story, random in
            var growing = try GrowingLedger(story.whole)
            var watch = try story.watch()
            var alerts: [Alert] = []
            try watch.add(story.cases, into: &alerts)
            let gone = random.pick(story.cases).id
            let parts = batches(story.whole.count, &random)
            let goes = random.number(0...max(0, parts.count - 1))
            for (number, batch) in parts.enumerated() {
                if number == goes {
                    let removed = (watch.remove(gone), watch.remove(gone))
                    #expect(removed == (true, false))
                }
                guard let change = try growing.change(add: batch) else { return }
                try watch.follow(growing.ledger, change, into: &alerts)
                // Back and forth again, over the removal.
                if random.chance(30), let last = growing.present.max() {
                    let again = growing.present.filter { $0 >= last - 3 }
                    guard let back = try growing.change(remove: again) else { return }
                    try watch.follow(growing.ledger, back, into: &alerts)
                    guard let forth = try growing.change(add: again.sorted()) else { return }
                    try watch.follow(growing.ledger, forth, into: &alerts)
                }
            }
            for question in story.cases where question.id != gone {
                var alone = story
                alone.cases = [question]
                try alone.check(watch, growing.ledger, "among others")
            }
            let answer = watch.answer(gone, graph: FlowGraph(growing.ledger))
            if goes < parts.count { #expect(answer == nil) }
        }
    }
}
