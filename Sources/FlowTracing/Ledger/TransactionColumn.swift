/// Transaction hashes, stored once for consecutive rows of one transaction, with a bit a row that says where the next
/// begins and a running count every 64 rows to find a row's hash.
struct TransactionColumn: ~Copyable, Sendable {
    var hashes = Column<Hash32>()
    var starts = Column<UInt64>()
    var ranks = Column<UInt32>()
    var count = 0
    /// 1 a hash whose first word is the number of a text in the ledger's text table; empty where there is none.
    var textual = Column<UInt8>()

    init() {}

    var view: TransactionColumn {
        var view = TransactionColumn()
        view.hashes = hashes.view
        view.starts = starts.view
        view.ranks = ranks.view
        view.textual = textual.view
        view.count = count
        return view
    }

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

    /// Appends `rows` of a batch.
    mutating func append(_ batch: borrowing TransferBatch, rows: Range<Int>) {
        guard !rows.isEmpty else { return }
        var source = batch.hashes + batch.hashOrdinal(of: rows.lowerBound)
        let last = hashes.count - 1
        let continues = count > 0 && hashes[last] == source[0] && !isText(ordinal: last)
        if continues { source += 1 }

        var row = rows.lowerBound
        while row < rows.upperBound {
            // As many rows as the current word has room for.
            let bit = count & 63
            if bit == 0 {
                starts.append(0)
                ranks.append(UInt32(hashes.count))
            }
            let length = min(64 - bit, rows.upperBound - row)
            var begins = batch.begins(row, length: length)
            if row == rows.lowerBound { begins = begins & ~1 | (continues ? 0 : 1) }
            starts[starts.count - 1] |= begins << UInt64(bit)
            let new = begins.nonzeroBitCount
            hashes.append(source, count: new)
            source += new
            row += length
            count += length
        }
        if !textual.isEmpty { textual.resize(to: hashes.count, filling: 0) }
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
            var row = firstRow(ofOrdinal: ordinal)
            var rows: [UInt32] = []
            while row < count && self.ordinal(of: row) == ordinal {
                rows.append(UInt32(row))
                row += 1
            }
            return rows
        }
    }

    /// The first row of the hash at place `ordinal`.
    ///
    /// - Complexity: O(log rows).
    func firstRow(ofOrdinal ordinal: Int) -> Int {
        // The last word whose rank is not beyond it, then bit by bit.
        var low = 0
        var high = ranks.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(ranks[middle]) <= ordinal { low = middle } else { high = middle }
        }
        var row = low * 64
        while self.ordinal(of: row) < ordinal { row += 1 }
        return row
    }

    func isText(ordinal i: Int) -> Bool { !textual.isEmpty && textual[i] != 0 }
}

extension LedgerColumns {
    /// How many rows of the block of `row` stand before it and are of its transaction; `nil` where the transaction may have
    /// begun before that block.
    ///
    /// - Complexity: O(transactions of the block).
    func place(inTransactionOf row: Int) -> Int? {
        let own = hashes.ordinal(of: row)
        let number = runIndex(of: row)
        let first = Int(runs[number].firstRow)
        let (hash, isText) = (hashes.hashes[own], hashes.isText(ordinal: own))
        if first > 0, runs[number - 1].chain == runs[number].chain, hashes.hashes[hashes.ordinal(of: first - 1)] == hash
        {
            return nil
        }
        var count = 0
        var ordinal = hashes.ordinal(of: first)
        while ordinal < own {
            if hashes.hashes[ordinal] == hash, hashes.isText(ordinal: ordinal) == isText {
                let start = hashes.firstRow(ofOrdinal: ordinal)
                count += max(hashes.firstRow(ofOrdinal: ordinal + 1) - max(start, first), 0)
            }
            ordinal += 1
        }
        var before = row
        while before > first, !hashes.begins(before) {
            before -= 1
            count += 1
        }
        return count
    }
}
