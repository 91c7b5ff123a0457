import Testing

@testable import FlowTracing

@Suite struct LedgerFinalityTests {
    private struct Row {
        var chain = "eip155:1"
        var block: UInt64?
        var time: Int64
    }

    private func ledger(_ rows: [Row]) throws -> Ledger {
        var builder = LedgerBuilder()
        builder.beginFile(SourceFile(name: "feed", format: "test", hasIndex: true))
        for (number, row) in rows.enumerated() {
            let chain = builder.chain(row.chain)
            let asset = builder.asset(Asset(chain: chain, identity: .symbol("USDT"), symbol: "USDT"))
            try builder.append(
                Transfer(
                    transaction: .text("t\(number)"), index: 0, block: row.block, time: row.time,
                    sender: builder.address(TypologyTable.address("a", salt: 0)),
                    recipient: builder.address(TypologyTable.address("b", salt: 0)), asset: asset, amount: 1,
                    kind: .log, line: number + 2))
        }
        builder.endFile()
        return try builder.seal()
    }

    private func final(_ rows: [Row], _ confirmations: Int, heads: [String: UInt64] = [:]) throws -> Int {
        var finality = LedgerFinality()
        return finality.rows(of: try ledger(rows), heads: heads) { _ in confirmations }
    }

    @Test func `so many blocks stand on a final row, its own included`() throws {
        let rows = (0..<10).map { Row(block: 100 + $0, time: 1_000 + 12 * Int64($0)) }
        #expect(try final(rows, 3) == 8)
        #expect(try final(rows, 10) == 1)
        #expect(try final(rows, 11) == 0)
        // Nothing is final that more of may come at any moment.
        #expect(try final(rows, 1) == 9)
        #expect(try final(rows, 0) == 9)
        // The source knows more blocks.
        #expect(try final(rows, 11, heads: ["eip155:1": 112]) == 3)
        #expect(try final(rows, 3, heads: ["eip155:1": 900]) == 9)
        #expect(try final([], 3) == 0)
    }

    @Test func `rows without blocks are final once a later one came`() throws {
        #expect(try final([5, 6, 6, 7, 7].map { Row(block: nil, time: $0) }, 12) == 3)
    }

    @Test func `a chain that has stopped holds others up for a day`() throws {
        var rows = [Row(chain: "tron", block: 7, time: 1_000)]
        rows += (0..<40).map { Row(block: 100 + $0, time: 1_001 + 3_600 * Int64($0)) }
        // Of the first 16 hours nothing counts as old.
        #expect(try final(Array(rows.prefix(17)), 2) == 0)
        #expect(try final(rows, 2) == 40)
    }

    @Test func `whoever was late once is waited for from then on`() throws {
        let times = [0, 600, 700, 800, 900].map { Row(block: nil, time: 100_000 + $0) }
        var finality = LedgerFinality()
        func rows(of ledger: Ledger) -> Int { finality.rows(of: ledger, heads: [:]) { _ in 1 } }
        let whole = try ledger(times)
        #expect(rows(of: whole) == 4)
        // 100 seconds late: from now on 200 are waited.
        finality.takeBack(from: 3, whole)
        #expect(rows(of: whole) == 3)
        let later = try ledger(times + [Row(block: nil, time: 101_001)])
        #expect(rows(of: later) == 4)
        finality.takeBack(from: 0, later)
        #expect(rows(of: later) == 0)
        let last = try ledger(times + [101_001, 102_650].map { Row(block: nil, time: $0) })
        #expect(rows(of: last) == 2)
    }

    @Test func `what was told is known until so much else was told`() {
        var told = ToldNews(limit: 100)
        func fresh(_ numbers: Range<Int>) -> Int { numbers.count { told.isNew($0) } }
        #expect(fresh(0..<150) == 150)
        #expect(fresh(50..<150) == 0)
        #expect(fresh(1_000..<1_250) == 250)
        #expect(fresh(0..<1) == 1)
    }
}
