/// The stored columns of a ledger, shared by the builder that fills them and the ledger that reads them.
///
/// A transfer costs 16 bytes (sender 4, recipient 4, amount 8) plus what its file carries: about 27 for the hash (one
/// a transaction), 1 or 4 for the asset, 4 for an index, and so on. Block and time are kept once a run of rows that
/// share them. A column whose file lacks it stays empty and reads as its default.
struct LedgerColumns: ~Copyable, Sendable {
    var senders = Column<UInt32>()
    var recipients = Column<UInt32>()
    var amounts = PackedAmounts()
    var assets = Column<UInt32>()
    var hashes = TransactionColumn()
    var runs = Column<Run>()
    var indexes = OptionalColumn<UInt32>(default: .max)
    var positions = OptionalColumn<UInt32>(default: .max)
    var kinds = OptionalColumn<UInt8>(default: 0)
    var fees = OptionalAmounts()
    var feeAssets = OptionalColumn<UInt32>(default: .max)

    var count: Int { senders.count }

    init() {}

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

/// A column that takes no memory until a row differs from the default.
struct OptionalColumn<Element: BitwiseCopyable & Equatable & Sendable>: ~Copyable, Sendable {
    private(set) var values = Column<Element>()
    let defaultValue: Element

    init(default value: Element) { defaultValue = value }

    var isPresent: Bool { !values.isEmpty }

    @inline(__always)
    mutating func append(_ value: Element, row: Int) {
        if values.isEmpty {
            if value == defaultValue { return }
            values.resize(to: row, filling: defaultValue)
        }
        values.append(value)
    }

    /// Fills up to `count` rows: batches that lack the column skip `append`.
    mutating func pad(to count: Int) {
        if !values.isEmpty && values.count < count { values.resize(to: count, filling: defaultValue) }
    }

    @inline(__always)
    subscript(row: Int) -> Element { values.isEmpty ? defaultValue : values[row] }
}

/// Amounts in 8 bytes each; those of 2⁶³ or more (about an eighth of an ETH ledger) point into a table of 16-byte values.
struct PackedAmounts: ~Copyable, Sendable {
    private(set) var packed = Column<UInt64>()
    private(set) var wide = Column<UInt128>()
    static var wideFlag: UInt64 { 1 << 63 }

    var byteCount: Int { packed.byteCount + wide.byteCount }

    @inline(__always)
    mutating func append(_ amount: Amount) {
        if amount < UInt128(PackedAmounts.wideFlag) {
            packed.append(UInt64(truncatingIfNeeded: amount))
        } else {
            packed.append(PackedAmounts.wideFlag | UInt64(wide.count))
            wide.append(amount)
        }
    }

    @inline(__always)
    subscript(row: Int) -> Amount {
        let value = packed[row]
        if value & PackedAmounts.wideFlag == 0 { return UInt128(value) }
        return wide[Int(value & ~PackedAmounts.wideFlag)]
    }
}

struct OptionalAmounts: ~Copyable, Sendable {
    private(set) var amounts = PackedAmounts()

    var isPresent: Bool { !amounts.packed.isEmpty }

    @inline(__always)
    mutating func append(_ amount: Amount, row: Int) {
        if amounts.packed.isEmpty {
            if amount == 0 { return }
            pad(to: row, always: true)
        }
        amounts.append(amount)
    }

    mutating func pad(to count: Int, always: Bool = false) {
        guard always || isPresent else { return }
        while amounts.packed.count < count { amounts.append(0) }
    }

    @inline(__always)
    subscript(row: Int) -> Amount { amounts.packed.isEmpty ? 0 : amounts[row] }
}

/// Transaction hashes, stored once for consecutive rows of one transaction, with a bit a row that says where the next
/// begins and a running count every 64 rows to find a row's hash.
struct TransactionColumn: ~Copyable, Sendable {
    private(set) var hashes = Column<Hash32>()
    private var starts = Column<UInt64>()
    private var ranks = Column<UInt32>()
    private(set) var count = 0
    /// Hash numbers whose first word is the number of a text in the ledger's text table; sorted.
    private var textual = Column<UInt8>()

    init() {}

    var byteCount: Int { hashes.byteCount + starts.byteCount + ranks.byteCount + textual.byteCount }

    @inline(__always)
    mutating func append(_ hash: Hash32, isText: Bool) {
        let bit = count & 63
        if bit == 0 {
            starts.append(0)
            ranks.append(UInt32(hashes.count))
        }
        let last = hashes.count - 1
        let isSame = count > 0 && hashes[last] == hash && (textual.isEmpty ? !isText : (textual[last] != 0) == isText)
        if !isSame {
            starts[starts.count - 1] |= 1 << UInt64(bit)
            if isText || !textual.isEmpty {
                textual.resize(to: hashes.count, filling: 0)
                textual.append(isText ? 1 : 0)
            }
            hashes.append(hash)
        }
        count += 1
    }

    /// The place of `row`'s hash in `hashes`.
    @inline(__always)
    func ordinal(of row: Int) -> Int {
        let word = row >> 6
        let upTo = starts[word] & (UInt64.max >> UInt64(63 - row & 63))
        return Int(ranks[word]) + upTo.nonzeroBitCount - 1
    }

    /// True where `row` begins another transaction than the row before.
    @inline(__always)
    func begins(_ row: Int) -> Bool { starts[row >> 6] >> UInt64(row & 63) & 1 == 1 }

    @inline(__always)
    subscript(row: Int) -> (hash: Hash32, isText: Bool) {
        let i = ordinal(of: row)
        return (hashes[i], !textual.isEmpty && textual[i] != 0)
    }

    /// Rows whose hash is `wanted`, in order.
    ///
    /// - Complexity: O(hashes), 32 bytes each in sequence.
    func rows(of wanted: Hash32, isText: Bool) -> [UInt32] {
        var ordinals: [Int] = []
        for i in 0..<hashes.count where hashes[i] == wanted && self.isText(ordinal: i) == isText { ordinals.append(i) }
        return ordinals.flatMap { ordinal in
            // The first row of the hash: the last word whose rank is not beyond it, then bit by bit.
            var low = 0
            var high = ranks.count
            while high - low > 1 {
                let middle = (low + high) / 2
                if Int(ranks[middle]) <= ordinal { low = middle } else { high = middle }
            }
            var row = low * 64
            while self.ordinal(of: row) < ordinal { row += 1 }
            var rows: [UInt32] = []
            while row < count && self.ordinal(of: row) == ordinal {
                rows.append(UInt32(row))
                row += 1
            }
            return rows
        }
    }

    func isText(ordinal i: Int) -> Bool { !textual.isEmpty && textual[i] != 0 }
}
