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
        addresses.number(
            batch, rows: rows, senders: columns.senders.extend(by: rows.count),
            recipients: columns.recipients.extend(by: rows.count))
        columns.append(batch, rows: rows, row: base)
        fingerprints.pad(to: columns.count)
    }

    /// What addresses can be looked up in before they are appended, here or on other threads. Ask again after every `append`:
    /// a reader does not see the table grow. Not to be used once the builder is gone.
    package mutating func addressReader() -> AddressReader {
        addresses.settle()
        return addresses.reader
    }

    /// Starts a run where chain, block or time change; notes whether times rise or fall.
    private mutating func appendRuns(_ batch: borrowing TransferBatch, rows: Range<Int>, base: Int) {
        var run = columns.runs.isEmpty ? nil : columns.runs[columns.runs.count - 1]
        var time = batch.rows.times[rows.lowerBound]
        var (rises, falls) = (false, false)
        let hasOneChain = chains.count == 1
        for row in rows {
            let chain = hasOneChain ? 0 : assets[Int(batch.rows.assets[row])].chain
            let block = batch.hasBlocks ? batch.rows.blocks[row] : Run.noBlock
            let next = batch.rows.times[row]
            if let run, run.matches(chain: chain, block: block, time: next) { continue }
            if next > time { rises = true } else if next < time { falls = true }
            time = next
            let started = Run(firstRow: UInt32(base + row - rows.lowerBound), chain: chain, block: block, time: next)
            columns.runs.append(started)
            run = started
        }
        guard let file = openFile?.number else { return }
        if rises { fileTracks[file].rose = true }
        if falls { fileTracks[file].fell = true }
        fileTracks[file].lastTime = time
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
    mutating func number(
        _ batch: borrowing TransferBatch, rows: Range<Int>, senders: UnsafeMutablePointer<AddressID>,
        recipients: UnsafeMutablePointer<AddressID>
    ) {
        var from = rows.lowerBound
        while from < rows.upperBound {
            // What was asked for must still be at hand when it is used.
            let to = min(from + 512, rows.upperBound)
            if to > batch.noted { reader.look(up: batch, rows: max(from, batch.noted)..<to) }
            for row in from..<to {
                var sender = batch.senderIDs[row]
                if !knows(sender, batch.senders[row], batch.isConfirmed) {
                    sender = intern(batch.senders[row], prefix: batch.prefixes[2 * row])
                }
                var recipient = batch.recipientIDs[row]
                if !knows(recipient, batch.recipients[row], batch.isConfirmed) {
                    recipient = intern(batch.recipients[row], prefix: batch.prefixes[2 * row + 1])
                }
                senders[row - rows.lowerBound] = sender
                recipients[row - rows.lowerBound] = recipient
            }
            from = to
        }
    }
}

extension AddressReader {
    /// Rows between asking for a slot and asking for the key it names. Slots and keys are in memory far away; this way many
    /// of them are on their way at a time.
    package static var distance: Int { 32 }

    /// Looks up rows that a decoder has just added: asks for the slots of the new ones, and notes candidates for those whose
    /// slots should have arrived, asking for their keys. To be called every `distance` rows or so: decoding hides the wait.
    package func follow(_ batch: inout TransferBatch) {
        let arrived = batch.asked
        ask(batch, rows: batch.asked..<batch.count)
        batch.asked = batch.count
        note(batch, rows: batch.noted..<arrived)
        batch.noted = arrived
    }

    /// Looks up what `follow` has not yet, and confirms what it found, so that the builder has only the unknown addresses
    /// left to number. For other threads than the builder's.
    package func finish(_ batch: inout TransferBatch) {
        follow(&batch)
        follow(&batch)
        for row in 0..<batch.count {
            if !confirms(batch.senderIDs[row], batch.senders[row]) { batch.senderIDs[row] = .max }
            if !confirms(batch.recipientIDs[row], batch.recipients[row]) { batch.recipientIDs[row] = .max }
        }
        batch.isConfirmed = true
    }

    /// Notes the candidates of `rows`.
    func look(up batch: borrowing TransferBatch, rows: Range<Int>) {
        var asked = rows.lowerBound
        var noted = rows.lowerBound
        while noted < rows.upperBound {
            let next = min(asked + AddressReader.distance, rows.upperBound)
            ask(batch, rows: asked..<next)
            note(batch, rows: noted..<asked)
            (asked, noted) = (next, asked)
        }
    }

    private func ask(_ batch: borrowing TransferBatch, rows: Range<Int>) {
        for row in rows {
            let sender = prefix(batch.senders[row])
            let recipient = prefix(batch.recipients[row])
            prefetchSlot(sender)
            prefetchSlot(recipient)
            batch.prefixes[2 * row] = sender
            batch.prefixes[2 * row + 1] = recipient
        }
    }

    private func note(_ batch: borrowing TransferBatch, rows: Range<Int>) {
        for row in rows {
            batch.senderIDs[row] = candidate(batch.prefixes[2 * row])
            batch.recipientIDs[row] = candidate(batch.prefixes[2 * row + 1])
        }
    }
}
