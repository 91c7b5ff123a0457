import SeededRandom
import Testing

@testable import FlowTracing

/// What a commit says it changed, case by case, and what it does with bad input.
@Suite struct AdmissionTests {
    private func row(
        _ tx: String, block: UInt64?, index: UInt32? = 0, amount: UInt128 = 1, asset: String = "X",
        chain: String = "test",
        from: String = "a", to: String = "b"
    ) -> NaiveRow {
        NaiveRow(
            chain: chain, tx: tx, index: index, block: block, time: Int64(block ?? 0) * 10, from: from, to: to,
            asset: asset, amount: amount)
    }

    private func append(_ rows: [NaiveRow], to live: inout LiveLedger, file: String = "feed") throws {
        if let number = live.intake.file(named: file, format: "test") {
            live.intake.resumeFile(number)
        } else {
            live.intake.beginFile(SourceFile(name: file, format: "test", hasIndex: true))
        }
        for (line, row) in rows.enumerated() { try Engine.append(row, line: line + 2, to: &live.intake) }
        live.intake.endFile()
    }

    private func transactions(_ live: borrowing LiveLedger) -> String {
        let ledger = live.snapshot()
        return (0..<ledger.count).map { ledger.transactionText($0) }.joined(separator: " ")
    }

    @Test func `new blocks are appended, a late one is put in its place`() throws {
        var live = LiveLedger()
        try append([row("a", block: 1), row("b", block: 2)], to: &live)
        #expect(try live.commit() == LedgerChange(firstRow: 0, countBefore: 0, count: 2))
        try append([row("d", block: 4), row("e", block: 5)], to: &live)
        #expect(try live.commit() == LedgerChange(firstRow: 2, countBefore: 2, count: 4))
        try append([row("c", block: 3)], to: &live)
        #expect(try live.commit() == LedgerChange(firstRow: 2, countBefore: 4, count: 5))
        #expect(transactions(live) == "a b c d e")
    }

    @Test func `the same rows again change nothing and are counted`() throws {
        var live = LiveLedger()
        let rows = [row("a", block: 1), row("b", block: 1), row("c", block: 2)]
        try append(rows, to: &live)
        _ = try live.commit()
        try append(rows, to: &live, file: "again")
        let change = try live.commit()
        #expect(change.isEmpty)
        #expect(change.duplicates == 3)
        try append(rows + [row("d", block: 3)], to: &live, file: "once more")
        #expect(try live.commit() == LedgerChange(firstRow: 3, countBefore: 3, count: 4, duplicates: 3))
        #expect(live.snapshot().duplicates == 6)
    }

    @Test func `a transaction that goes on in the next commit makes a leg of a stored row`() throws {
        var live = LiveLedger()
        try append([row("a", block: 1), row("b", block: 2, from: "a", to: "b")], to: &live)
        _ = try live.commit()
        try append([row("b", block: 2, index: 1, asset: "Y", from: "b", to: "a")], to: &live)
        // Row 1 is told anew: its sender receives another asset.
        #expect(try live.commit() == LedgerChange(firstRow: 1, countBefore: 2, count: 3))
        let ledger = live.snapshot()
        #expect((0..<3).map { ledger.swapLegs[$0] } == [false, true, true])
    }

    @Test func `one identity with two contents is refused, and nothing of the commit is kept`() throws {
        var live = LiveLedger()
        try append([row("a", block: 1), row("b", block: 2)], to: &live)
        _ = try live.commit()
        let before = live.snapshot().told
        for bad in [row("a", block: 1, amount: 2), row("a", block: 7), row("b", block: 2, to: "c")] {
            try append([row("new", block: 9), bad], to: &live, file: "bad")
            let error = #expect(throws: FlowError.self) { try live.commit() }
            let name = bad.tx == "a" ? "feed:2" : "feed:3"
            #expect(error == .contradiction(first: name, second: "bad:3", transaction: "\(bad.tx):0"))
            #expect(live.snapshot().told == before)
            #expect(live.intake.count == 0)
        }
        try append([row("c", block: 3)], to: &live)
        #expect(try live.commit() == LedgerChange(firstRow: 2, countBefore: 2, count: 3))
    }

    @Test func `a transaction taken back may be in another block`() throws {
        var live = LiveLedger()
        try append([row("a", block: 1), row("b", block: 2), row("c", block: 3)], to: &live)
        _ = try live.commit()
        let chain = live.intake.chain("test")
        #expect(try live.revert(chain: chain, after: 1) == LedgerChange(firstRow: 1, countBefore: 3, count: 1))
        #expect(try live.revert(chain: chain, after: 1).isEmpty)
        try append([row("c", block: 2), row("b", block: 4)], to: &live)
        #expect(try live.commit() == LedgerChange(firstRow: 1, countBefore: 1, count: 3))
        #expect(transactions(live) == "a c b")
    }

    @Test func `one chain takes blocks back, the rows of another stay`() throws {
        var live = LiveLedger()
        try append(
            [
                row("a", block: 1), row("x", block: 2, chain: "other"), row("b", block: 3),
                row("y", block: 4, chain: "other"),
            ],
            to: &live)
        _ = try live.commit()
        let change = try live.revert(chain: live.intake.chain("test"), after: 1)
        #expect(change == LedgerChange(firstRow: 2, countBefore: 4, count: 3))
        #expect(transactions(live) == "a x y")
    }

    @Test func `an asset excluded later leaves no row`() throws {
        var live = LiveLedger()
        try append([row("a", block: 1), row("b", block: 2, asset: "BAD"), row("c", block: 3)], to: &live)
        _ = try live.commit()
        let chain = live.intake.chain("test")
        live.intake.exclude(live.intake.asset(Asset(chain: chain, identity: .symbol("BAD"), symbol: "BAD")))
        #expect(try live.commit() == LedgerChange(firstRow: 1, countBefore: 3, count: 2))
        try append([row("d", block: 4, asset: "BAD"), row("e", block: 5)], to: &live)
        #expect(try live.commit() == LedgerChange(firstRow: 2, countBefore: 2, count: 3))
        #expect(transactions(live) == "a c e")
    }

    @Test func `an empty commit is no change`() throws {
        var live = LiveLedger()
        #expect(try live.commit().isEmpty)
        try append([], to: &live)
        #expect(try live.commit().isEmpty)
        live.intake.beginFile(SourceFile(name: "open", format: "test", hasIndex: true))
        try Engine.append(row("a", block: 1), line: 2, to: &live.intake)
        live.discard()
        #expect(try live.commit().isEmpty)
    }

    /// Work is counted, not timed: a million late rows are one merge.
    @Test func `many late rows are one merge`() throws {
        var live = LiveLedger()
        let count = 20_000
        try append((0..<count).map { row("t\($0)", block: UInt64(2 * $0 + 2)) }, to: &live)
        _ = try live.commit()
        try append((0..<count).reversed().map { row("l\($0)", block: UInt64(2 * $0 + 1)) }, to: &live, file: "late")
        #expect(try live.commit() == LedgerChange(firstRow: 0, countBefore: count, count: 2 * count))
        let ledger = live.snapshot()
        #expect((0..<2 * count).allSatisfy { ledger.block($0) == UInt64($0 + 1) })
    }
}
