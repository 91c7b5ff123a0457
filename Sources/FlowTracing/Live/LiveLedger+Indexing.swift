/// The indexes that a store writes beside the rows.
extension LiveLedger {
    /// - Complexity: O(rows), and where that is at least half of the addresses O(addresses).
    package func sentRun(_ rows: Range<Int>) -> RowRun {
        RowRun(columns.senders, rows: rows, addresses: addressCount)
    }

    /// - Complexity: as `sentRun`.
    package func receivedRun(_ rows: Range<Int>) -> RowRun {
        RowRun(columns.recipients, rows: rows, addresses: addressCount)
    }

    /// - Complexity: O(rows).
    package func transactionRun(_ rows: Range<Int>) -> TransactionRun { TransactionRun(columns.hashes, rows: rows) }

    /// Elements of each section for the rows before `row`, by place in `LedgerSection.allCases`; names and addresses belong
    /// to all rows.
    ///
    /// - Complexity: O(log rows), and O(rows to the next wide amount).
    package mutating func sectionCounts(before row: Int) -> [Int] { sectionLengths(before: row).counts }

    /// Looks at whole runs: they must be the ones that are made of this ledger's rows.
    ///
    /// - Complexity: O(rows + addresses) a run.
    package func verify(
        sent: [RowRun], received: [RowRun], transactions: [TransactionRun]
    ) throws(IndexError) {
        for run in sent { try run.verify(against: columns.senders, addresses: addressCount) }
        for run in received { try run.verify(against: columns.recipients, addresses: addressCount) }
        for run in transactions { try run.verify(against: columns.hashes) }
    }

    /// A chain's blocks must not go back. - Returns: the first row where they do.
    package func firstRowOutOfOrder() -> Int? {
        var last: [ChainID: UInt64] = [:]
        for i in 0..<columns.runs.count {
            let run = columns.runs[i]
            guard run.block != Run.noBlock else { continue }
            if let before = last[run.chain], before > run.block { return Int(run.firstRow) }
            last[run.chain] = run.block
        }
        return nil
    }
}
