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

    /// Addresses that are no 20 bytes.
    package var textCount: Int { intake.addresses.texts.count }

    /// The slots of the addresses of these numbers. - Complexity: O(numbers), O(1) where the table has just these.
    package func addressRun(_ numbers: Range<Int>) -> SlotRun {
        numbers.upperBound == addressCount && numbers.lowerBound == intake.addresses.stored
            ? intake.addresses.run(from: numbers.lowerBound) : intake.addresses.run(of: numbers)
    }

    /// The slots of the texts of these numbers. - Complexity: O(bytes of the texts).
    package func textRun(_ numbers: Range<Int>) -> SlotRun { intake.addresses.texts.run(of: numbers) }

    /// Takes the slots of all stored addresses into one table, so that numbering many addresses costs no look-up more.
    ///
    /// - Complexity: O(addresses); for a single run a copy of its slots.
    package mutating func gatherAddresses() { intake.addresses.gather() }

    /// Runs of the first rows' transactions, as a store keeps them: commits look there for what they might repeat, instead
    /// of reading those rows.
    package mutating func adopt(transactions runs: [TransactionRun]) { identities = IdentityIndex(stored: runs) }

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
        try intake.addresses.verify()
    }

    /// The blocks of a chain whose every row has one must not go back. - Returns: the first row where they do.
    package func firstRowOutOfOrder() -> Int? {
        var last: [ChainID: UInt64] = [:]
        for i in 0..<columns.runs.count {
            let run = columns.runs[i]
            let order = Int(run.chain) < summary.orders.count ? summary.orders[Int(run.chain)] : ChainOrder()
            guard run.block != Run.noBlock, order.usesBlock else { continue }
            if let before = last[run.chain], before > run.block { return Int(run.firstRow) }
            last[run.chain] = run.block
        }
        return nil
    }
}
