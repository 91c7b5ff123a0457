import SeededRandom
import Testing

@testable import FlowTracing

/// A batch and its rows one by one give the same ledger.
@Suite struct TransferBatchTests {
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func batchEqualsRows(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let world = RandomTransfers(assets: [1, 3, 300][Int(seed % 3)], addresses: 1 + random.below(5000))
        var byRow = LedgerBuilder()
        var byBatch = LedgerBuilder()
        for file in 0..<3 {
            world.begin(file: file, &byRow)
            world.begin(file: file, &byBatch)
            let capacity = 1 + random.below(300)
            var batch = TransferBatch(capacity: capacity)
            batch.hasBlocks = random.below(3) > 0
            batch.hasIndexes = random.below(2) > 0
            batch.hasFees = random.below(2) > 0
            if seed == 5 && file == 1 { (byRow.until, byBatch.until) = (1_000, 1_000) }
            var state = RandomTransfers.State()
            var line = 2
            for _ in 0..<random.below(12) {
                batch.removeAll()
                let isFollowed = random.below(2) == 0
                for _ in 0..<random.below(capacity + 1) {
                    world.append(to: &batch, &state, &random)
                    if isFollowed, random.below(9) == 0 { byBatch.addressReader().follow(&batch) }
                }
                for row in 0..<batch.count {
                    let transfer = batch.transfer(row, line: line + row, in: &byRow)
                    try byRow.append(transfer)
                }
                let cut = batch.count == 0 ? 0 : random.below(batch.count + 1)
                if random.below(2) == 0 {
                    try byBatch.append(batch, line: line)
                } else {
                    // As threads do: looked up beforehand, appended in pieces.
                    byBatch.addressReader().finish(&batch)
                    try byBatch.append(batch, rows: 0..<cut, line: line)
                    try byBatch.append(batch, rows: cut..<batch.count, line: line + cut)
                }
                line += batch.count + random.below(2)
            }
            // A row of another shape between batches.
            if file == 1 {
                let text = Transfer(
                    transaction: .text("t"), position: 4, time: 5, sender: 0, recipient: 0, asset: 0, amount: 7,
                    kind: .log, line: line, fingerprint: 99)
                _ = byRow.address(.text("x"))
                _ = byBatch.address(.text("x"))
                try byRow.append(text)
                try byBatch.append(text)
            }
            byRow.endFile()
            byBatch.endFile()
        }
        expectEqual(byRow, byBatch)
    }

    @Test func addressTableNumbersInOrderOfAppearance() {
        var random = SeededRandom(seed: 11)
        var table = AddressTable()
        var model: [AddressBytes: UInt32] = [:]
        for _ in 0..<200_000 {
            // Many that differ in the last bytes only, as a hostile file may have them.
            let many = random.below(60_000)
            let key =
                many % 2 == 0
                ? AddressBytes(high: UInt64(many), middle: 0, low: 7)
                : AddressBytes(high: 1, middle: 2, low: UInt32(many))
            let id = table.intern(key, prefix: table.prefix(key))
            if let known = model[key] { #expect(known == id) } else { model[key] = UInt32(model.count) }
            #expect(model[key] == id)
        }
        #expect(table.count == model.count)
        for (key, id) in model {
            if table.find(.bytes(key)) != id || table[id] != .bytes(key) { Issue.record("\(key) is not \(id)") }
        }
        #expect(table.find(.bytes(AddressBytes(high: 1 << 60, middle: 0, low: 7))) == nil)
        #expect(table.byteCount < model.count * (20 + 8 * 3))
    }

    @Test func assetNumbersWiden() {
        var column = AssetColumn()
        for i in 0..<200 { column.append(AssetID(i)) }
        #expect(column.byteCount == 200)
        [AssetID](200..<400).withUnsafeBufferPointer { column.append($0.baseAddress!, count: 200) }
        column.append(70_000)
        #expect(column.count == 401)
        for i in 0..<400 { #expect(column[i] == AssetID(i)) }
        #expect(column[400] == 70_000)
    }

    private func expectEqual(_ a: borrowing LedgerBuilder, _ b: borrowing LedgerBuilder) {
        #expect(a.count == b.count)
        #expect(a.addresses.count == b.addresses.count)
        #expect(a.columns.runs.count == b.columns.runs.count)
        #expect(a.columns.hashes.hashes.count == b.columns.hashes.hashes.count)
        #expect(a.columns.hashes.byteCount == b.columns.hashes.byteCount)
        #expect(a.columns.amounts.byteCount == b.columns.amounts.byteCount)
        #expect(a.fileRows == b.fileRows)
        #expect(a.origins.count == b.origins.count)
        for i in 0..<min(a.origins.count, b.origins.count) {
            let (one, other) = (a.origins[i], b.origins[i])
            #expect(
                [Int(one.firstRow), Int(one.file), one.firstLine] == [
                    Int(other.firstRow), Int(other.file), other.firstLine,
                ])
        }
        for id in 0..<min(a.addresses.count, b.addresses.count) {
            let id = UInt32(id)
            if a.addresses[id] != b.addresses[id] { Issue.record("address \(id)") }
        }
        for row in 0..<min(a.count, b.count) where describe(row, a) != describe(row, b) {
            Issue.record("row \(row): \(describe(row, a)) / \(describe(row, b))")
        }
    }

    private func describe(_ row: Int, _ builder: borrowing LedgerBuilder) -> String {
        let run = builder.columns.runs[builder.columns.runIndex(of: row)]
        let (hash, isText) = builder.columns.hashes[row]
        return """
            \(builder.columns.senders[row]) \(builder.columns.recipients[row]) \(builder.columns.amounts[row]) \
            \(builder.columns.assets[row]) \(hash) \(isText) \(builder.columns.hashes.begins(row)) \
            \(run.chain) \(run.block) \(run.time) \(builder.columns.indexes[row]) \(builder.columns.positions[row]) \
            \(builder.columns.kinds[row]) \(builder.columns.fees[row]) \(builder.columns.feeAssets[row]) \
            \(builder.fingerprints[row]) \(builder.place(of: row))
            """
    }
}

/// Transfers with runs, shared transactions, wide amounts and repeating addresses.
struct RandomTransfers {
    var assets: Int
    var addresses: Int

    struct State {
        var hash = Hash32(1, 2, 3, 4)
        var block: UInt64 = 10
        var time: Int64 = 900
    }

    func begin(file: Int, _ builder: inout LedgerBuilder) {
        builder.beginFile(SourceFile(name: "f\(file)", format: "test", hasIndex: false))
        let chains = [builder.chain("eip155:1"), builder.chain(assets > 1 ? "eip155:56" : "eip155:1")]
        for i in 0..<assets {
            _ = builder.asset(Asset(chain: chains[i % 2], identity: .symbol("A\(i)"), symbol: "A\(i)"))
        }
    }

    func append(to batch: inout TransferBatch, _ state: inout State, _ random: inout SeededRandom) {
        if random.below(3) > 0 { state.hash = Hash32(random.next(), 0, random.next(), 1) }
        if random.below(10) == 0 { state.block += 1 }
        if random.below(10) == 0 { state.time += Int64(random.below(200)) - 20 }
        func address() -> AddressBytes {
            AddressBytes(high: UInt64(random.below(addresses)), middle: 0, low: UInt32(random.below(2)))
        }
        let wide = random.below(4) == 0
        batch.append(
            transaction: state.hash, index: random.below(5) == 0 ? nil : UInt32(random.below(9)), block: state.block,
            time: state.time, sender: address(), recipient: address(), asset: AssetID(random.below(assets)),
            amount: wide ? UInt128(random.next()) << 60 : UInt128(random.next() >> 2),
            fee: random.below(2) == 0 ? 0 : UInt128(random.next()),
            feeAsset: random.below(2) == 0 ? nil : AssetID(random.below(assets)))
    }
}
