import SeededRandom

@testable import FlowTracing

/// Transfers as a source delivers them, in batches: some late, some twice, some taken back.
struct LedgerFeed {
    struct Row {
        var tx: Int
        var index: UInt32
        var block: UInt64
        var from: Int
        var to: Int
        var asset: Int
        var amount: Amount
        var fee: Amount
    }

    /// By batch: its rows are those of a chain that goes no further than this block any more; `nil` for all others.
    var reverts: [UInt64?] = []
    var batches: [[Row]] = []

    init(seed: UInt64, batches count: Int) {
        var random = SeededRandom(seed: seed)
        var (block, tx) = (UInt64(100), 0)
        var all: [Row] = []
        let hasFees = random.chance(30)
        for number in 0..<count {
            var batch: [Row] = []
            reverts.append(nil)
            if random.chance(8), block > 130 {
                block -= UInt64(random.number(1...(random.chance(20) ? 25 : 4)))
                reverts[number] = block
                all.removeAll { $0.block > block }
                batches.append([])
                continue
            }
            for _ in 0..<random.number(0...3) {
                block += 1
                for _ in 0..<random.number(0...6) {
                    tx += 1
                    for index in 0..<random.number(1...2) {
                        batch.append(
                            Row(
                                tx: tx, index: UInt32(index), block: block, from: random.number(1...12 + number),
                                to: random.number(1...12 + number), asset: random.number(0...2),
                                amount: random.chance(5) ? 1 << 90 : Amount(random.number(0...1000)),
                                fee: hasFees && random.chance(50) ? 3 : 0))
                    }
                }
            }
            if random.chance(10), !all.isEmpty { batch += all[random.number(0...all.count - 1)...].prefix(5) }
            if random.chance(10), block > 110 {
                tx += 1
                let late = block - UInt64(random.number(1...(random.chance(30) ? 60 : 4)))
                batch.append(
                    Row(tx: tx, index: 0, block: max(late, 100), from: 1, to: 2, asset: 0, amount: 7, fee: 0))
            }
            all += batch
            batches.append(batch)
        }
    }

    /// Lets a batch change a ledger.
    func take(_ number: Int, into ledger: inout LiveLedger) throws(FlowError) -> LedgerChange {
        if let block = reverts[number] { return try ledger.revert(chain: 0, after: block) }
        try append(number, to: &ledger.intake)
        return try ledger.commit()
    }

    /// Appends a batch to what a decoder appends to.
    private func append(
        _ number: Int, to builder: inout LedgerBuilder, until last: UInt64 = .max
    ) throws(FlowError) {
        if builder.fileCount == 0 {
            builder.beginFile(
                SourceFile(name: "feed", format: "test", hasIndex: true, isAccountExport: false))
        } else {
            builder.resumeFile(0)
        }
        let chain = builder.chain("eip155:1")
        for (line, row) in batches[number].enumerated() where row.block <= last {
            func asset(_ number: Int) -> AssetID {
                number == 0
                    ? builder.asset(Asset(chain: chain, identity: .native, symbol: "ETH"))
                    : builder.asset(Asset(chain: chain, identity: .symbol("T\(number)"), symbol: "T\(number)"))
            }
            try builder.append(
                Transfer(
                    transaction: .bytes(Hash32(UInt64(row.tx), 1, 2, 3)), index: row.index, block: row.block,
                    time: Int64(row.block) * 12, sender: builder.address(LedgerFeed.address(row.from)),
                    recipient: builder.address(LedgerFeed.address(row.to)), asset: asset(row.asset),
                    amount: row.amount, fee: row.fee, feeAsset: row.fee == 0 ? nil : asset(0),
                    line: number * 100 + line))
        }
        builder.endFile()
    }

    private static func address(_ number: Int) -> Address {
        number % 7 == 0
            ? .text("account \(number)") : .bytes(AddressBytes((0..<20).map { UInt8(($0 * 7 + number) % 251) }))
    }

    /// All batches, sealed at once: rows that were taken back have never been.
    func sealed() throws(FlowError) -> [UInt64] {
        var builder = LedgerBuilder()
        for number in batches.indices {
            // What a later batch takes back.
            let last = reverts[number...].compactMap { $0 }.min() ?? .max
            try append(number, to: &builder, until: last)
        }
        return told(try builder.seal())
    }
}

/// All that a ledger says of its rows, a number a row.
func told(_ ledger: Ledger) -> [UInt64] {
    (0..<ledger.count).map { row in
        var digest = RowDigest()
        digest.add(ledger.block(row) ?? .max)
        digest.add(UInt64(bitPattern: ledger.time(row)))
        if case .bytes(let hash) = ledger.transaction(row) { digest.add(hash.word0) }
        digest.add(UInt64(ledger.index(row)))
        for id in [ledger.sender(row), ledger.recipient(row)] {
            switch ledger.address(id) {
            case .bytes(let bytes): for word in [bytes.word0, bytes.word1, bytes.word4] { digest.add(UInt64(word)) }
            case .text(let text): for byte in text.utf8 { digest.add(UInt64(byte)) }
            case .script: digest.add(0)
            }
        }
        for amount in [ledger.amount(row), ledger.fee(row)] {
            digest.add(UInt64(truncatingIfNeeded: amount))
            digest.add(UInt64(truncatingIfNeeded: amount >> 64))
        }
        for asset in [ledger.asset(row), ledger.feeAsset(row)] {
            for byte in ledger.name(of: asset).utf8 { digest.add(UInt64(byte)) }
        }
        return digest.value
    } + [UInt64(ledger.undecidedOrder)]
}

func told(_ live: borrowing LiveLedger) -> [UInt64] { told(live.snapshot()) }

/// FNV-1a over words, with a last shuffle.
private struct RowDigest {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x100_0000_01B3
        value ^= value >> 29
    }
}
