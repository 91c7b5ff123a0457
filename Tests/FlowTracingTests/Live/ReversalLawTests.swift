import SeededRandom
import Testing

@testable import FlowTracing

/// A ledger that took blocks back is one that never had them.
@Suite struct ReversalLawTests {
    /// Rows of one chain behind a block, taken back and sent again.
    struct Reorg: ShrinkingWorld {
        var world: FeedWorld
        var chain: String
        var block: UInt64

        static func make(seed: UInt64) -> Reorg {
            var random = SeededRandom(seed: seed)
            var world = FeedWorld.make(seed: seed)
            world.until = nil
            world.exports = world.exports.map { _ in false }
            // A chain that takes blocks back has blocks.
            for i in world.rows.indices where world.rows[i].row.block == nil {
                world.rows[i].row.block = UInt64(world.rows[i].row.time)
            }
            let row = random.pick(world.rows).row
            return Reorg(world: world, chain: row.chain, block: (row.block ?? 1) - (random.chance(50) ? 1 : 0))
        }

        func isTaken(_ row: FeedWorld.Row) -> Bool { row.row.chain == chain && (row.row.block ?? 0) > block }

        var kept: FeedWorld {
            var kept = world
            kept.rows.removeAll(where: isTaken)
            return kept
        }

        var again: FeedWorld {
            var again = kept
            again.rows += world.rows.filter(isTaken)
            return again
        }

        var smaller: [Reorg] { world.smaller.map { Reorg(world: $0, chain: chain, block: block) } }
        var description: String { "\(world)\n\(chain) takes back what is after \(block)" }
    }

    /// By file: whether it is newest first.
    private static func directions(_ rows: [FeedWorld.Row]) -> [Int: Bool] {
        var tracks: [Int: FileTrack] = [:]
        for one in rows { tracks[one.row.file, default: FileTrack()].note(time: one.row.time) }
        return tracks.mapValues(\.isReversed)
    }

    /// `nil` where there is nothing to compare.
    static func difference(_ reorg: Reorg) -> (compared: Bool, difference: String?) {
        let world = reorg.world
        // What files look like as a whole is not taken back.
        let files = directions(world.rows)
        guard let first = world.rows.first, !reorg.isTaken(first), world.fileOrder == reorg.kept.fileOrder,
            directions(reorg.kept.rows) == files, directions(reorg.again.rows) == files,
            directions(world.rows + world.rows.filter(reorg.isTaken)) == files
        else { return (false, nil) }
        do throws(FlowError) {
            let (kept, again) = (try reorg.kept.sealed(), try reorg.again.sealed())
            var feed = FeedWorld.Feed(world)
            for one in world.rows {
                try feed.take(one)
                if one.after == .commit || one.after == .endAndCommit { _ = try feed.live.commit() }
            }
            _ = try feed.finish()
            let before = feed.live.snapshot().told
            let change = try feed.live.revert(chain: feed.live.intake.chain(reorg.chain), after: reorg.block)
            let reverted = FeedAnswer(feed.live.snapshot())
            if change.countBefore != before.count || change.count != reverted.rows.count
                || before.prefix(change.firstRow) != reverted.rows.prefix(change.firstRow)
            {
                return (true, "\(change)\nbefore:\n\(before.joined(separator: "\n"))")
            }
            if let difference = differ(kept, reverted) { return (true, "taken back: \(difference)") }
            for one in world.rows.filter(reorg.isTaken) {
                try feed.take(one)
                if one.after == .commit { _ = try feed.live.commit() }
            }
            _ = try feed.finish()
            return (true, differ(again, FeedAnswer(feed.live.snapshot())).map { "sent again: \($0)" })
        } catch { return (false, nil) }
    }

    private static func differ(_ a: FeedAnswer, _ b: FeedAnswer) -> String? {
        if a.rows != b.rows {
            return "sealed:\n\(a.rows.joined(separator: "\n"))\nstreamed:\n\(b.rows.joined(separator: "\n"))"
        }
        return a.undecidedOrder == b.undecidedOrder ? nil : "undecided \(a.undecidedOrder), \(b.undecidedOrder)"
    }

    @Test func `taken back is never seen, sent again is sent once`() {
        let base = SeededRandom.base &+ 12 << 40
        var compared = 0
        expectAgreement(
            "sealed, reverted", seeds: (0..<800).map { base &+ UInt64($0) }, make: Reorg.make
        ) { (reorg: Reorg) in
            let (wasCompared, difference) = Self.difference(reorg)
            if wasCompared { compared += 1 }
            return difference
        }
        #expect(compared > 150)
    }
}
