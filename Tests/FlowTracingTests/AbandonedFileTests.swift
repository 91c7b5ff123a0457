import FlowTracing
import Testing

/// Reading a file a second time leaves no trace of the first time; and what an account's history says about its beginning.
struct AbandonedFileTests {
    private func address(_ n: UInt32) -> Address { .bytes(AddressBytes(high: 0, middle: 0, low: n)) }

    private func append(
        _ builder: inout LedgerBuilder, tx: UInt64, time: Int64, from: Address, to: Address, asset: String = "X",
        chain: String = "eip155:1", amount: Amount = 1
    ) throws {
        let chain = builder.chain(chain)
        let asset = builder.asset(Asset(chain: chain, identity: .symbol(asset), symbol: asset))
        try builder.append(
            Transfer(
                transaction: .bytes(Hash32(0, 0, 0, tx)), time: time, sender: builder.address(from),
                recipient: builder.address(to), asset: asset, amount: amount, line: Int(tx)))
    }

    @Test func nothingStaysOfAnAbandonedFile() throws {
        func build(abandoning: Bool) throws -> Ledger {
            var builder = LedgerBuilder()
            builder.beginFile(SourceFile(name: "a", format: "f", hasIndex: false))
            for i in 1...300 {
                try append(&builder, tx: UInt64(i), time: Int64(i), from: address(1), to: address(UInt32(i + 1)))
            }
            builder.endFile()
            if abandoning {
                builder.beginFile(SourceFile(name: "b", format: "f", hasIndex: false))
                for i in 1...900 {
                    try append(
                        &builder, tx: UInt64(i), time: 5, from: .text("t\(i)"), to: address(UInt32(i + 1000)),
                        asset: "Y\(i)",
                        chain: "other", amount: 1 << 100)
                }
                builder.exclude(
                    builder.asset(Asset(chain: builder.chain("other"), identity: .symbol("Y1"), symbol: "Y1")))
                builder.abandonFile()
            }
            builder.beginFile(SourceFile(name: "b", format: "f", hasIndex: false))
            for i in 301...600 {
                try append(
                    &builder, tx: UInt64(i), time: Int64(i), from: address(UInt32(i - 299)), to: .text("u"), asset: "Z")
            }
            builder.endFile()
            return try builder.seal()
        }
        let (once, twice) = (try build(abandoning: false), try build(abandoning: true))
        #expect(once.count == twice.count && once.addressCount == twice.addressCount)
        #expect(once.chains == twice.chains && once.assets == twice.assets && once.files == twice.files)
        #expect(twice.excludedAssets.isEmpty)
        for row in 0..<once.count {
            #expect(once.sender(row) == twice.sender(row) && once.recipient(row) == twice.recipient(row))
            #expect(once.asset(row) == twice.asset(row) && once.transaction(row) == twice.transaction(row))
            #expect(once.place(of: row) == twice.place(of: row))
        }
        #expect(twice.find(.text("t1")) == nil && twice.find(address(1500)) == nil)
        #expect(twice.find(address(301)) == once.find(address(301)))
    }

    /// Rows as `time from to amount`; account 1.
    @Test(arguments: [
        ("1 2 1 5, 2 1 3 5", false), ("1 1 3 5, 2 2 1 5", true), ("3 1 3 5, 2 1 4 1, 1 2 1 9", false),
        ("3 2 1 5, 2 2 1 1, 1 1 3 1", true), ("1 1 3 5, 1 2 1 5", false), ("1 1 3 0, 2 2 1 5", false),
        ("1 1 3 5, 2 4 5 1", false),
        ("1 1 2 5", false),
    ])
    func whetherAHistoryStartsMidway(_ rows: String, _ expected: Bool) throws {
        var builder = LedgerBuilder()
        builder.beginFile(SourceFile(name: "a", format: "f", hasIndex: false, isAccountExport: true))
        for (i, row) in rows.split(separator: ",").enumerated() {
            let parts = row.split(separator: " ").compactMap { UInt32($0) }
            try append(
                &builder, tx: UInt64(i + 1), time: Int64(parts[0]), from: address(parts[1]), to: address(parts[2]),
                amount: Amount(parts[3]))
        }
        #expect((builder.assetSpentBeforeReceived != nil) == expected)
        builder.endFile()
    }
}
