// Rows from other columns, many at a time.

extension LedgerColumns {
    /// Appends `rows` of other columns.
    ///
    /// - Complexity: O(rows), mostly copies of whole stretches.
    mutating func append(_ rows: Range<Int>, of other: borrowing LedgerColumns) {
        guard !rows.isEmpty else { return }
        let base = count
        append(runsOf: rows, of: other)
        hashes.append(rows, of: other.hashes)
        assets.append(rows, of: other.assets)
        amounts.append(rows, of: other.amounts)
        senders.append(other.senders.base + rows.lowerBound, count: rows.count)
        recipients.append(other.recipients.base + rows.lowerBound, count: rows.count)
        indexes.append(rows, of: other.indexes, row: base)
        positions.append(rows, of: other.positions, row: base)
        kinds.append(rows, of: other.kinds, row: base)
        feeAssets.append(rows, of: other.feeAssets, row: base)
        fees.append(rows, of: other.fees, row: base)
    }

    private mutating func append(runsOf rows: Range<Int>, of other: borrowing LedgerColumns) {
        let base = count
        var i = other.runIndex(of: rows.lowerBound)
        while i < other.runs.count, Int(other.runs[i].firstRow) < rows.upperBound {
            var run = other.runs[i]
            i += 1
            if !runs.isEmpty, runs[runs.count - 1].matches(chain: run.chain, block: run.block, time: run.time) {
                continue
            }
            run.firstRow = UInt32(base + max(Int(run.firstRow), rows.lowerBound) - rows.lowerBound)
            runs.append(run)
        }
    }
}

extension OptionalColumn {
    /// Appends `rows` of another column, the first of them as row `row`.
    mutating func append(_ rows: Range<Int>, of other: borrowing OptionalColumn, row: Int) {
        if other.isPresent {
            append(other.values.base + rows.lowerBound, count: rows.count, row: row)
        } else {
            pad(to: row + rows.count)
        }
    }
}

extension OptionalAmounts {
    /// Appends `rows` of another column, the first of them as row `row`.
    mutating func append(_ rows: Range<Int>, of other: borrowing OptionalAmounts, row: Int) {
        guard other.isPresent else {
            pad(to: row + rows.count)
            return
        }
        if !isPresent {
            guard rows.contains(where: { other.amounts.packed[$0] != 0 }) else { return }
            pad(to: row, always: true)
        }
        amounts.append(rows, of: other.amounts)
    }
}

extension PackedAmounts {
    /// Appends `rows` of another column.
    mutating func append(_ rows: Range<Int>, of other: borrowing PackedAmounts) {
        let target = packed.extend(by: rows.count)
        let source = other.packed.base + rows.lowerBound
        guard !other.wide.isEmpty else {
            target.update(from: source, count: rows.count)
            return
        }
        let firstWide = other.wideCount(before: rows.lowerBound)
        let known = wide.count
        var new = 0
        for i in 0..<rows.count {
            let isWide = source[i] & PackedAmounts.wideFlag != 0
            // Wide amounts are numbered in the order of their rows.
            target[i] = isWide ? PackedAmounts.wideFlag | UInt64(truncatingIfNeeded: known + new) : source[i]
            new += isWide ? 1 : 0
        }
        if new > 0 { wide.append(other.wide.base + firstWide, count: new) }
    }
}

extension AssetColumn {
    /// Appends `rows` of another column.
    mutating func append(_ rows: Range<Int>, of other: borrowing AssetColumn) {
        if wide.isEmpty, other.wide.isEmpty {
            narrow.append(other.narrow.base + rows.lowerBound, count: rows.count)
        } else {
            for row in rows { append(other[row]) }
        }
    }
}

extension TransactionColumn {
    /// Appends `rows` of another column.
    mutating func append(_ rows: Range<Int>, of other: borrowing TransactionColumn) {
        guard !rows.isEmpty else { return }
        var ordinal = other.ordinal(of: rows.lowerBound)
        let last = hashes.count - 1
        let continues =
            count > 0 && hashes[last] == other.hashes[ordinal]
            && isText(ordinal: last) == other.isText(ordinal: ordinal)
        if continues { ordinal += 1 }
        let firstOrdinal = ordinal
        let known = hashes.count

        var row = rows.lowerBound
        while row < rows.upperBound {
            // As many rows as the current word has room for.
            let bit = count & 63
            if bit == 0 {
                starts.append(0)
                ranks.append(UInt32(hashes.count))
            }
            let length = min(64 - bit, rows.upperBound - row)
            var begins = other.begins(row, length: length)
            if row == rows.lowerBound { begins = begins & ~1 | (continues ? 0 : 1) }
            starts[starts.count - 1] |= begins << UInt64(bit)
            let new = begins.nonzeroBitCount
            hashes.append(other.hashes.base + ordinal, count: new)
            ordinal += new
            row += length
            count += length
        }
        guard !textual.isEmpty || !other.textual.isEmpty else { return }
        textual.resize(to: known, filling: 0)
        for i in firstOrdinal..<ordinal { textual.append(other.isText(ordinal: i) ? 1 : 0) }
    }

    /// Bits that say which of `length` ≤ 64 rows from `row` on begin a transaction.
    @inline(__always)
    private func begins(_ row: Int, length: Int) -> UInt64 {
        let shift = UInt64(row & 63)
        var bits = starts[row >> 6] >> shift
        if shift > 0, Int(shift) + length > 64 { bits |= starts[(row >> 6) + 1] << (64 - shift) }
        return bits & (UInt64.max >> UInt64(64 - length))
    }
}

extension BitColumn {
    /// Appends bits `bits` of another column behind the first `count`.
    mutating func append(_ bits: Range<Int>, of other: borrowing BitColumn, at count: Int) {
        grow(to: count + bits.count)
        var from = bits.lowerBound
        var to = count
        while from < bits.upperBound {
            let length = min(64 - from & 63, 64 - to & 63, bits.upperBound - from)
            let mask = UInt64.max >> UInt64(64 - length)
            words[to >> 6] |= (other.words[from >> 6] >> UInt64(from & 63) & mask) << UInt64(to & 63)
            from += length
            to += length
        }
    }
}
