import FlowTracing
import Testing

/// Two files tell of the same transactions, one with blocks and one without.
@Suite("Blocks told by another file")
struct BlockCompletionTests {
    struct Row {
        var hash: UInt64
        var block: UInt64?
        var time: Int64
        var kind = TransferKind.native
        var amount: Amount = 5
        var asset = 0
        var isBackwards = false
    }

    func ledger(_ files: [[Row]]) throws -> Ledger {
        var builder = LedgerBuilder()
        let chain = builder.chain("eip155:1")
        let assets = (0..<2).map { builder.asset(Asset(chain: chain, identity: .symbol("A\($0)"), symbol: "A\($0)")) }
        let a = builder.address(AddressBytes(high: 1, middle: 0, low: 0))
        let b = builder.address(AddressBytes(high: 2, middle: 0, low: 0))
        for (number, rows) in files.enumerated() {
            builder.beginFile(SourceFile(name: "f\(number)", format: "t", hasIndex: false))
            for (line, row) in rows.enumerated() {
                try builder.append(
                    Transfer(
                        transaction: .bytes(Hash32(row.hash, 0, 0, row.hash)), block: row.block, time: row.time,
                        sender: row.isBackwards ? b : a, recipient: row.isBackwards ? a : b, asset: assets[row.asset],
                        amount: row.amount, kind: row.kind, line: line + 1))
            }
            builder.endFile()
        }
        return try builder.seal()
    }

    @Test(arguments: [false, true]) func oneTransferOfTwoFiles(isOtherFirst: Bool) throws {
        let with = [
            Row(hash: 1, block: 10, time: 100), Row(hash: 2, block: 11, time: 100), Row(hash: 3, block: 12, time: 112),
        ]
        let without = [Row(hash: 2, time: 100), Row(hash: 1, time: 100), Row(hash: 4, time: 105)]
        let ledger = try ledger(isOtherFirst ? [without, with] : [with, without])
        #expect(ledger.count == 4 && ledger.duplicates == 2)
        #expect((0..<4).map { ledger.block($0) } == [10, 11, nil, 12])
        #expect((0..<4).map { ledger.time($0) } == [100, 100, 105, 112])
    }

    /// A swap whose legs stand in two files is seen as one.
    @Test func swapAcrossFiles() throws {
        let ledger = try ledger([
            [Row(hash: 1, block: 10, time: 100), Row(hash: 5, block: 10, time: 100)],
            [Row(hash: 1, time: 100, kind: .log, asset: 1, isBackwards: true)],
        ])
        #expect(ledger.count == 3)
        // The rows of a transaction share one stretch of block and time.
        let row = try #require((0..<3).first { ledger.kind($0) == .log })
        #expect(ledger.transactionRows(of: row).count == 2 && ledger.block(row) == 10)
    }

    /// The same hash at another time is not filled in from.
    @Test func otherTimeTellsNothing() throws {
        let ledger = try ledger([[Row(hash: 1, block: 10, time: 100)], [Row(hash: 1, time: 101)]])
        #expect(ledger.count == 2 && ledger.block(1) == nil)
    }
}
