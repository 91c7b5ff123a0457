import SeededRandom
import Testing

@testable import FlowTracing

/// Typologies beside a ledger that grows say what a pass over the whole ledger says, however it came to be.
@Suite struct FindingWatchTests {
    /// A table that arrives in pieces, as a ledger that lives.
    private final class Arrival {
        let table: TypologyTable
        let watch: FindingWatch
        var live = LiveLedger()
        private(set) var news: [String] = []
        private(set) var whole: [String] = []
        private let blocks: [(block: Int, index: Int)]
        private let hasBlocks: Bool

        init(_ table: TypologyTable, hasBlocks: Bool = true, confirmations: Int = 12) {
            (self.table, self.hasBlocks, blocks) = (table, hasBlocks, table.blocks)
            watch = FindingWatch(attribution: table.attribution()) { _ in confirmations }
            live.intake.beginFile(SourceFile(name: "feed", format: "test", hasIndex: true))
        }

        /// - Parameter branch: not 0 for transfers that will be taken back: of the same time and block, but others.
        func commit(_ rows: some Sequence<Int>, branch: Amount = 0) throws {
            for place in rows {
                var row = table.rows[place]
                if branch > 0 {
                    row.amount = row.amount &* 7 % 1_000_000_007 + branch
                    row.transaction += "°\(branch)"
                }
                try table.append(
                    row, index: blocks[place].index, block: hasBlocks ? UInt64(blocks[place].block) : nil,
                    line: place + 2, to: &live.intake)
            }
            let change = try live.commit()
            watch.note(change, of: live.snapshot())
        }

        func revert(to row: Int) throws {
            let block = UInt64(row == 0 ? 0 : blocks[row - 1].block)
            watch.note(try live.revert(chain: 0, after: block), of: live.snapshot())
        }

        func advance(limit: Int = .max, isEnded: Bool = false) {
            let ledger = live.snapshot()
            watch.restart()
            let names = FindingText(table, ledger)
            var isBehind = true
            while isBehind {
                let step = watch.advance(ledger, limit: limit, isEnded: isEnded)
                for one in step.news {
                    news.append("\(one.isWhole) \(one.first) \(names.text(one.finding))")
                    if one.isWhole { whole.append(names.text(one.finding)) }
                }
                isBehind = step.isBehind && isEnded
            }
        }

        /// Of a pass over what the ledger is now.
        var expected: [String] {
            let ledger = live.snapshot()
            let names = FindingText(table, ledger)
            return Flagging.run(ledger, attribution: table.attribution()).findings.map { names.text($0) }
        }
    }

    private static let seeds = SeededRandom.base..<SeededRandom.base + 8
    private static var worlds: [(seed: UInt64, table: TypologyTable)] {
        seeds.map { ($0, LawWorld.table(seed: $0)) } + seeds.prefix(3).map { ($0, LawWorld.crowd(seed: $0)) }
    }

    /// Pieces of whole transactions, a few of them in branches that do not last.
    ///
    /// - Parameter depth: blocks that are taken back at most.
    private func arrive(_ arrival: Arrival, _ random: inout SeededRandom, depth: Int) throws {
        let borders = arrival.table.borders
        var at = 0
        while at < borders.count - 1 {
            if depth > 0, random.chance(25) {
                // What was there goes, too, and comes again.
                let begin = max(0, at - random.number(0...depth / 2))
                let end = min(borders.count - 1, at + depth / 2)
                try arrival.revert(to: borders[begin])
                try arrival.commit(borders[begin]..<borders[end], branch: Amount(random.number(1...1_000)))
                if random.chance(70) { arrival.advance(limit: random.pick([3, 50, .max])) }
                try arrival.revert(to: borders[begin])
                at = begin
            }
            let next = min(borders.count - 1, at + random.number(1...60))
            try arrival.commit(borders[at]..<borders[next])
            if random.chance(70) { arrival.advance(limit: random.pick([3, 50, .max])) }
            at = next
        }
        arrival.advance(limit: random.pick([7, .max]), isEnded: true)
    }

    @Test func `any batches and reorgs above what is final tell the same, once`() throws {
        for (seed, table) in Self.worlds {
            var random = SeededRandom(seed: seed &+ 11)
            let once = Arrival(table)
            try once.commit(table.rows.indices)
            once.advance(isEnded: true)
            #expect(once.whole.sorted() == once.expected.sorted(), "seed \(seed)")
            let arrival = Arrival(table)
            try arrive(arrival, &random, depth: 11)
            #expect(arrival.watch.restarts == 0, "seed \(seed)")
            #expect(arrival.whole.sorted() == arrival.expected.sorted(), "seed \(seed)")
            // What is said when a finding begins does not depend on the batches either.
            #expect(arrival.news.sorted() == once.news.sorted(), "seed \(seed)")
            #expect(arrival.news.count == 2 * arrival.whole.count, "seed \(seed)")
        }
    }

    @Test func `a reorg below what is final tells all that lasts, nothing twice`() throws {
        var restarts = 0
        for (seed, table) in Self.worlds {
            var random = SeededRandom(seed: seed &+ 12)
            let arrival = Arrival(table, confirmations: 3)
            try arrive(arrival, &random, depth: 40)
            restarts += arrival.watch.restarts
            #expect(Set(arrival.expected).isSubset(of: arrival.whole), "seed \(seed)")
            #expect(Set(arrival.news).count == arrival.news.count, "seed \(seed)")
        }
        #expect(restarts > 0)
    }

    @Test func `records that come late tell all that lasts, nothing twice`() throws {
        var restarts = 0
        for (seed, table) in Self.worlds {
            var random = SeededRandom(seed: seed &+ 13)
            let arrival = Arrival(table, hasBlocks: false)
            let borders = table.borders
            var pieces = zip(borders, borders.dropFirst()).map { $0..<$1 }
            for _ in 0..<pieces.count / 20 {
                let late = pieces.remove(at: random.below(pieces.count))
                pieces.insert(late, at: random.below(pieces.count + 1))
            }
            while !pieces.isEmpty {
                let count = min(pieces.count, random.number(1...60))
                try arrival.commit(pieces.prefix(count).joined())
                pieces.removeFirst(count)
                if random.chance(70) { arrival.advance(limit: random.pick([3, 50, .max])) }
            }
            arrival.advance(isEnded: true)
            restarts += arrival.watch.restarts
            #expect(Set(arrival.expected).isSubset(of: arrival.whole), "seed \(seed)")
            #expect(Set(arrival.news).count == arrival.news.count, "seed \(seed)")
        }
        #expect(restarts > 0)
    }

    @Test func `a pass that was given up stands still until it is begun again`() throws {
        let table = LawWorld.table(seed: 3)
        let arrival = Arrival(table, confirmations: 1)
        try arrival.commit(table.rows.indices)
        _ = arrival.watch.advance(arrival.live.snapshot())
        try arrival.revert(to: table.borders[table.borders.count / 2])
        #expect(arrival.watch.isStale)
        let step = arrival.watch.advance(arrival.live.snapshot(), isEnded: true)
        #expect(step.news.isEmpty && step.isBehind)
        #expect(arrival.watch.memory.first?.bytes == 0)
        arrival.watch.restart()
        #expect(!arrival.watch.isStale && arrival.watch.restarts == 1)
    }
}
