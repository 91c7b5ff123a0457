import CFlowKernels

extension LedgerBuilder {
    /// Appends a batch whose rows stand in consecutive lines, the first of them `line`. The same ledger as from `append`
    /// row by row, several times as fast.
    ///
    /// - Throws: `FlowError.tooMany` beyond 2³²−2 rows.
    public mutating func append(_ batch: borrowing TransferBatch, line: Int) throws(FlowError) {
        try append(batch, rows: 0..<batch.count, line: line)
    }

    /// Appends `rows` of a batch, which stand in consecutive lines, the first of them `line`.
    public mutating func append(_ batch: borrowing TransferBatch, rows: Range<Int>, line: Int) throws(FlowError) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= batch.count)
        guard !rows.isEmpty else { return }
        if let until, rows.contains(where: { batch.rows.times[$0] > until }) {
            for row in rows { try append(batch.transfer(row, line: line + row - rows.lowerBound, in: &self)) }
            return
        }
        let base = columns.count
        guard base + rows.count < Int(UInt32.max) - 1 else {
            throw .tooMany(what: "transfers", limit: Int(UInt32.max) - 1)
        }
        note(time: batch.rows.times[rows.lowerBound], line: line, row: base)
        appendRuns(batch, rows: rows, base: base)
        if batch.isResolved {
            numberTheUnknown(batch, rows: rows)
            columns.senders.append(batch.senderIDs + rows.lowerBound, count: rows.count)
            columns.recipients.append(batch.recipientIDs + rows.lowerBound, count: rows.count)
        } else {
            addresses.intern(
                batch, rows: rows, senders: columns.senders.extend(by: rows.count),
                recipients: columns.recipients.extend(by: rows.count))
        }
        columns.append(batch, rows: rows, row: base)
        fingerprints.pad(to: columns.count)
    }

    /// What other threads look addresses up in while this builder goes on; ask again after every `append`, since a reader
    /// does not see the table grow. Not to be used once the builder is gone.
    package mutating func addressReader() -> AddressReader {
        addresses.settle()
        return addresses.reader
    }

    /// Numbers the addresses that `AddressReader.resolve` did not find, in row order.
    private mutating func numberTheUnknown(_ batch: borrowing TransferBatch, rows: Range<Int>) {
        for row in rows {
            if batch.senderIDs[row] == .max {
                batch.senderIDs[row] = addresses.intern(batch.senders[row], prefix: batch.prefixes[2 * row])
            }
            if batch.recipientIDs[row] == .max {
                batch.recipientIDs[row] = addresses.intern(batch.recipients[row], prefix: batch.prefixes[2 * row + 1])
            }
        }
    }

    /// Starts a run where chain, block or time change; notes whether times rise or fall.
    private mutating func appendRuns(_ batch: borrowing TransferBatch, rows: Range<Int>, base: Int) {
        var run = columns.runs.isEmpty ? nil : columns.runs[columns.runs.count - 1]
        var time = batch.rows.times[rows.lowerBound]
        let hasOneChain = chains.count == 1
        for row in rows {
            let chain = hasOneChain ? 0 : assets[Int(batch.rows.assets[row])].chain
            let block = batch.hasBlocks ? batch.rows.blocks[row] : Run.noBlock
            let next = batch.rows.times[row]
            if let run, run.matches(chain: chain, block: block, time: next) { continue }
            if next > time { openFile!.rose = true } else if next < time { openFile!.fell = true }
            time = next
            let started = Run(firstRow: UInt32(base + row - rows.lowerBound), chain: chain, block: block, time: next)
            columns.runs.append(started)
            run = started
        }
        openFile!.lastTime = batch.rows.times[rows.upperBound - 1]
    }
}

extension LedgerColumns {
    /// Appends all columns but addresses and runs, the first of `rows` as row `row`.
    mutating func append(_ batch: borrowing TransferBatch, rows: Range<Int>, row: Int) {
        let first = rows.lowerBound
        hashes.append(batch, rows: rows)
        assets.append(batch.rows.assets + first, count: rows.count)
        amounts.append(batch.amounts + first, count: rows.count)
        if batch.hasIndexes {
            indexes.append(batch.rows.indexes + first, count: rows.count, row: row)
        } else {
            indexes.pad(to: count)
        }
        if batch.hasFees {
            fees.append(batch.fees + first, count: rows.count, row: row)
            feeAssets.append(batch.rows.fee_assets + first, count: rows.count, row: row)
        } else {
            fees.pad(to: count)
            feeAssets.pad(to: count)
        }
        positions.pad(to: count)
        kinds.pad(to: count)
    }
}

extension AddressTable {
    /// Numbers the addresses of `rows`; `senders` and `recipients` take one number a row.
    mutating func intern(
        _ batch: borrowing TransferBatch, rows: Range<Int>, senders: UnsafeMutablePointer<AddressID>,
        recipients: UnsafeMutablePointer<AddressID>
    ) {
        let prefixes = batch.prefixes
        reader.hash(batch, rows: rows)
        var reader = reader
        for row in rows.lowerBound..<(rows.upperBound + 2 * AddressReader.distance) {
            let old = reader.advance(batch, to: row, rows: rows)
            guard old >= rows.lowerBound else { continue }
            var sender = batch.senderIDs[old]
            var recipient = batch.recipientIDs[old]
            if !reader.confirms(sender, batch.senders[old]) {
                sender = intern(batch.senders[old], prefix: prefixes[2 * old])
                reader = self.reader
            }
            if !reader.confirms(recipient, batch.recipients[old]) {
                recipient = intern(batch.recipients[old], prefix: prefixes[2 * old + 1])
                reader = self.reader
            }
            senders[old - rows.lowerBound] = sender
            recipients[old - rows.lowerBound] = recipient
        }
    }
}

extension AddressReader {
    /// Rows between asking for a slot and asking for the key it names, and again until the key is compared: slots and keys
    /// are in memory far away, and this way many of them are on their way at a time.
    static var distance: Int { 16 }

    /// Hashes the addresses of `rows` into the batch.
    func hash(_ batch: borrowing TransferBatch, rows: Range<Int>) {
        for row in rows {
            batch.prefixes[2 * row] = prefix(batch.senders[row])
            batch.prefixes[2 * row + 1] = prefix(batch.recipients[row])
        }
    }

    /// Asks for the slots of row `row`, then for the keys of the row `distance` before, whose candidates it notes.
    ///
    /// - Returns: the row another `distance` before, whose keys should have arrived.
    @inline(__always)
    func advance(_ batch: borrowing TransferBatch, to row: Int, rows: Range<Int>) -> Int {
        let prefixes = batch.prefixes
        if row < rows.upperBound {
            prefetchSlot(prefixes[2 * row])
            prefetchSlot(prefixes[2 * row + 1])
        }
        let middle = row - AddressReader.distance
        if middle >= rows.lowerBound && middle < rows.upperBound {
            batch.senderIDs[middle] = candidate(prefixes[2 * middle])
            batch.recipientIDs[middle] = candidate(prefixes[2 * middle + 1])
        }
        return row - 2 * AddressReader.distance
    }

    /// Looks up all addresses of a batch, so that the builder has only the unknown ones (`AddressID.max`) left to number.
    package func resolve(_ batch: inout TransferBatch) {
        let rows = 0..<batch.count
        hash(batch, rows: rows)
        for row in 0..<(rows.upperBound + 2 * AddressReader.distance) {
            let old = advance(batch, to: row, rows: rows)
            guard old >= 0 else { continue }
            if !confirms(batch.senderIDs[old], batch.senders[old]) { batch.senderIDs[old] = .max }
            if !confirms(batch.recipientIDs[old], batch.recipients[old]) { batch.recipientIDs[old] = .max }
        }
        batch.isResolved = true
    }
}
