import SeededRandom
import Testing

@testable import FlowTracing

/// A ledger made from the changes of another goes on as the other would have.
@Suite struct ReopeningLawTests {
    /// A ledger, and the one that its changes make.
    private struct Logged: ~Copyable {
        var feed: FeedWorld.Feed
        private var copy = LiveLedger()
        private var lengths: [Int] = []
        private let world: FeedWorld

        init(_ world: FeedWorld) {
            self.world = world
            feed = FeedWorld.Feed(world)
            lengths = feed.live.sectionCounts()
        }

        mutating func log(_ change: LedgerChange) throws {
            let bytes = feed.live.delta(from: change.firstRow, previous: lengths).encode()
            try bytes.withUnsafeBytes { try copy.apply(LedgerDelta(decoding: $0)) }
            lengths = feed.live.sectionCounts()
        }

        /// From here on the copy is the ledger, its first rows indexed by a run.
        mutating func reopen(indexed: Int) throws {
            swap(&feed.live, &copy)
            if indexed > 0 { feed.live.adopt(transactions: [feed.live.transactionRun(0..<indexed)]) }
            (feed.live.intake.keepsDuplicates, feed.live.intake.until) = (world.keepsDuplicates, world.until)
            copy = LiveLedger()
            lengths = copy.sectionCounts()
            try log(LedgerChange(firstRow: 0, countBefore: 0, count: feed.live.count))
        }
    }

    static func difference(_ world: FeedWorld) -> String? {
        // Of rows without an index a ledger keeps in memory only what files repeat.
        guard world.rows.allSatisfy({ $0.row.index != nil }), let sealed = try? world.sealed() else { return nil }
        do {
            var logged = Logged(world)
            for (i, one) in world.rows.enumerated() {
                try logged.feed.take(one)
                if one.after == .commit || one.after == .endAndCommit { try logged.log(logged.feed.live.commit()) }
                if one.after == .endAndCommit {
                    try logged.reopen(indexed: logged.feed.live.count / (i % 3 + 1))
                }
            }
            _ = try logged.feed.finish()
            let answer = FeedAnswer(logged.feed.live.snapshot())
            if answer.rows != sealed.rows {
                return
                    "sealed:\n\(sealed.rows.joined(separator: "\n"))\nreopened:\n\(answer.rows.joined(separator: "\n"))"
            }
            if answer.undecidedOrder != sealed.undecidedOrder { return "undecided order" }
            if answer.duplicates != sealed.duplicates { return "duplicates" }
            if world.until == nil, answer.coverage != sealed.coverage { return "\(sealed.coverage) \(answer.coverage)" }
            return nil
        } catch { return "\(error)" }
    }

    @Test func `reopened anywhere it goes on`() {
        let base = SeededRandom.base &+ 13 << 40
        expectAgreement(
            "sealed, reopened", seeds: (0..<800).map { base &+ UInt64($0) }, make: FeedWorld.make,
            difference: Self.difference)
    }
}
