/// The stored columns of a ledger, shared by the builder that fills them and the ledger that reads them.
///
/// A transfer costs 16 bytes (sender 4, recipient 4, amount 8) plus what its file carries: about 27 for the hash (one
/// a transaction), 1 or 4 for the asset, 4 for an index, and so on. Block and time are kept once a run of rows that
/// share them. A column whose file lacks it stays empty and reads as its default.
struct LedgerColumns: ~Copyable, Sendable {
    var senders = Column<UInt32>()
    var recipients = Column<UInt32>()
    var amounts = PackedAmounts()
    var assets = AssetColumn()
    var hashes = TransactionColumn()
    var runs = Column<Run>()
    var indexes = OptionalColumn<UInt32>(default: .max)
    var positions = OptionalColumn<UInt32>(default: .max)
    var kinds = OptionalColumn<UInt8>(default: 0)
    var fees = OptionalAmounts()
    var feeAssets = OptionalColumn<UInt32>(default: .max)

    var count: Int { senders.count }

    init() {}

    /// The same rows, for reading, while these columns are not changed.
    var view: LedgerColumns {
        var view = LedgerColumns()
        view.senders = senders.view
        view.recipients = recipients.view
        view.amounts = amounts.view
        view.assets = assets.view
        view.hashes = hashes.view
        view.runs = runs.view
        view.indexes = indexes.view
        view.positions = positions.view
        view.kinds = kinds.view
        view.fees = fees.view
        view.feeAssets = feeAssets.view
        return view
    }

    mutating func append(
        hash: Hash32, isText: Bool, index: UInt32, block: UInt64, position: UInt32, time: Int64, chain: ChainID,
        sender: AddressID, recipient: AddressID, asset: AssetID, amount: Amount, fee: Amount, feeAsset: AssetID,
        kind: UInt8
    ) {
        let row = count
        if runs.isEmpty || !runs[runs.count - 1].matches(chain: chain, block: block, time: time) {
            runs.append(Run(firstRow: UInt32(row), chain: chain, block: block, time: time))
        }
        hashes.append(hash, isText: isText)
        indexes.append(index, row: row)
        positions.append(position, row: row)
        kinds.append(kind, row: row)
        fees.append(fee, row: row)
        feeAssets.append(feeAsset, row: row)
        assets.append(asset)
        amounts.append(amount)
        recipients.append(recipient)
        senders.append(sender)
    }

    /// Appends the row `row` of another set of columns.
    mutating func append(row: Int, run: Run, of other: borrowing LedgerColumns) {
        let (hash, isText) = other.hashes[row]
        append(
            hash: hash, isText: isText, index: other.indexes[row], block: run.block, position: other.positions[row],
            time: run.time, chain: run.chain, sender: other.senders[row], recipient: other.recipients[row],
            asset: other.assets[row], amount: other.amounts[row], fee: other.fees[row],
            feeAsset: other.feeAssets[row], kind: other.kinds[row])
    }

    /// Forgets fees paid in assets that are left out.
    mutating func dropFees(in excluded: Set<AssetID>) {
        guard fees.isPresent else { return }
        var kept = OptionalAmounts()
        for row in 0..<count {
            let asset = feeAssets[row] == .max ? assets[row] : feeAssets[row]
            kept.append(excluded.contains(asset) ? 0 : fees[row], row: row)
        }
        fees = kept
    }

    /// The run that holds `row`.
    ///
    /// - Complexity: O(log runs).
    func runIndex(of row: Int) -> Int {
        var low = 0
        var high = runs.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(runs[middle].firstRow) <= row { low = middle } else { high = middle }
        }
        return low
    }

    func rows(ofRun i: Int) -> Range<Int> {
        Int(runs[i].firstRow)..<(i + 1 < runs.count ? Int(runs[i + 1].firstRow) : count)
    }
}

/// Consecutive rows of one chain that share block and time.
struct Run: BitwiseCopyable {
    var firstRow: UInt32
    var chain: ChainID
    /// `Run.noBlock` where the format has none.
    var block: UInt64
    var time: Int64

    static let noBlock = UInt64.max

    @inline(__always)
    func matches(chain: ChainID, block: UInt64, time: Int64) -> Bool {
        self.time == time && self.block == block && self.chain == chain
    }
}
