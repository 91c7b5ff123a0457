import SeededRandom
import Testing

@testable import FlowTracing

/// However rows are split into commits, the ledger is the one that sealing makes of all of them.
@Suite struct BatchingLawTests {
    static func difference(_ world: FeedWorld) -> String? {
        let sealed = Result { () throws(FlowError) in try world.sealed() }
        var broken: String?
        var before: [String] = []
        let streamed = Result { () throws(FlowError) in
            try world.streamed { change, now in
                let told = now.told
                if change.countBefore != before.count || change.count != now.count {
                    broken = broken ?? "\(change) counts"
                }
                let kept = min(change.firstRow, told.count, before.count)
                if kept < change.firstRow || told.prefix(kept) != before.prefix(kept) {
                    broken = broken ?? "\(change): rows before the first have changed"
                }
                if now.sums.zeroAmounts != RowSums(now.columns, assets: now.assets.count).zeroAmounts
                    || now.sums.totals.filter({ $0 > 0 })
                        != RowSums(now.columns, assets: now.assets.count).totals.filter({ $0 > 0 })
                {
                    broken = broken ?? "\(change): sums"
                }
                before = told
            }
        }
        switch (sealed, streamed) {
        case (.failure(let a), .failure(let b)):
            guard case .contradiction = a, case .contradiction = b else { return "\(a) or \(b)" }
            return nil
        case (.failure(let error), .success): return "sealing throws \(error), streaming does not"
        case (.success, .failure(let error)): return "streaming throws \(error), sealing does not"
        case (.success(let a), .success(let b)):
            if let broken { return broken }
            if a.rows != b.rows {
                return "sealed:\n\(a.rows.joined(separator: "\n"))\nstreamed:\n\(b.rows.joined(separator: "\n"))"
            }
            if a.duplicates != b.duplicates { return "duplicates \(a.duplicates), streamed \(b.duplicates)" }
            if a.undecidedOrder != b.undecidedOrder {
                return "undecided \(a.undecidedOrder), streamed \(b.undecidedOrder)"
            }
            if a.coverage != b.coverage { return "coverage \(a.coverage), streamed \(b.coverage)" }
            return nil
        }
    }

    @Test func `streamed in any batching is batch`() {
        let base = SeededRandom.base &+ 11 << 40
        expectAgreement(
            "sealed, streamed", seeds: (0..<800).map { base &+ UInt64($0) }, make: FeedWorld.make,
            difference: Self.difference)
    }
}
