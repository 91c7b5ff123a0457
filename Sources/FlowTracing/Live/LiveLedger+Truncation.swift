extension LiveLedger {
    /// Forgets the rows from `row` on; addresses, assets and files stay.
    ///
    /// - Complexity: O(rows forgotten).
    mutating func truncate(to row: Int) {
        guard row < columns.count else { return }
        sums.remove(row..<columns.count, of: columns)
        chainRuns.truncate(to: row == 0 ? 0 : columns.runIndex(of: row - 1) + 1, columns.runs)
        identities.truncate(to: row)
        columns.truncate(to: row)
        fingerprints.truncate(to: row)
        swapLegs.truncate(to: row)
        origins.truncate(to: origins.count(before: row))
    }
}

extension LedgerColumns {
    /// Forgets the rows from `row` on.
    ///
    /// - Complexity: O(rows forgotten).
    mutating func truncate(to row: Int) {
        guard row < count else { return }
        hashes.truncate(to: row)
        amounts.truncate(to: row)
        fees.amounts.truncate(to: min(row, fees.amounts.packed.count))
        assets.truncate(to: row)
        while !runs.isEmpty, Int(runs[runs.count - 1].firstRow) >= row { runs.truncate(to: runs.count - 1) }
        indexes.truncate(to: row)
        positions.truncate(to: row)
        kinds.truncate(to: row)
        feeAssets.truncate(to: row)
        recipients.truncate(to: row)
        senders.truncate(to: row)
    }
}

extension PackedAmounts {
    mutating func truncate(to row: Int) {
        wide.truncate(to: wideCount(before: row))
        packed.truncate(to: row)
    }

    /// Wide amounts among the rows before `row`.
    ///
    /// - Complexity: O(rows from `row` to the next wide amount).
    func wideCount(before row: Int) -> Int {
        for i in row..<max(packed.count, row) where packed[i] & PackedAmounts.wideFlag != 0 {
            return Int(packed[i] & ~PackedAmounts.wideFlag)
        }
        return wide.count
    }
}

extension OptionalColumn {
    mutating func truncate(to row: Int) { values.truncate(to: min(row, values.count)) }
}

extension AssetColumn {
    mutating func truncate(to row: Int) {
        if wide.isEmpty { narrow.truncate(to: row) } else { wide.truncate(to: row) }
    }
}

extension TransactionColumn {
    mutating func truncate(to row: Int) {
        let kept = row == 0 ? 0 : ordinal(of: row - 1) + 1
        hashes.truncate(to: kept)
        textual.truncate(to: min(kept, textual.count))
        starts.truncate(to: (row + 63) / 64)
        ranks.truncate(to: (row + 63) / 64)
        if row & 63 != 0 { starts[starts.count - 1] &= UInt64.max >> UInt64(64 - (row & 63)) }
        count = row
    }
}

extension BitColumn {
    /// Forgets the bits from `count` on.
    mutating func truncate(to count: Int) {
        words.truncate(to: (count + 63) / 64)
        if count & 63 != 0 { words[words.count - 1] &= UInt64.max >> UInt64(64 - (count & 63)) }
    }

    /// Makes room for bits up to `count`, all 0.
    mutating func grow(to count: Int) { words.resize(to: (count + 63) / 64, filling: 0) }
}
