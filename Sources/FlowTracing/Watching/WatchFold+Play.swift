import CFlowKernels

extension WatchFold where H: ~Copyable {
    /// Rows between asking for a line and using it.
    private static var ahead: Int { 24 }

    /// Plays the rows up to `end`. Most of them move clean value between clean keys: two balances change.
    mutating func play(to end: Int, into alerts: inout [Alert]) throws(FlowError) {
        guard count < end else { return }
        let start = count
        let undoFrom = firstRowToKeep(start..<end)
        var upcoming = UpcomingSeeds(seeds.rows(start..<end, of: ledger))
        var number = ledger.columns.runIndex(of: start)
        while count < end {
            run = ledger.columns.runs[number]
            let rows = count..<min(end, ledger.columns.rows(ofRun: number).upperBound)
            begin(rows.lowerBound, undoFrom: undoFrom)
            if H.tracksBalances {
                playBalances(rows, end, &upcoming, into: &alerts)
            } else {
                playMarks(rows, end, &upcoming, into: &alerts)
            }
            count = rows.upperBound
            number += 1
            if number & 63 == 0 || count == end { try checkMemory() }
        }
    }

    /// Rows that seeds name by transaction, in order.
    struct UpcomingSeeds {
        private let all: [(row: Int, reference: SeedReference)]
        private var place = 0
        private(set) var row: Int

        init(_ all: [(row: Int, reference: SeedReference)]) {
            self.all = all
            row = all.first?.row ?? .max
        }

        mutating func take(_ wanted: Int) -> ArraySlice<(row: Int, reference: SeedReference)> {
            let start = place
            while place < all.count && all[place].row == wanted { place += 1 }
            row = place < all.count ? all[place].row : .max
            return all[start..<place]
        }
    }

    /// Opens the undo of the block that `row` stands in, unless it is open or too deep to be taken back.
    private mutating func begin(_ row: Int, undoFrom: Int) {
        let chain = Int(run.chain)
        keepsUndo = row >= undoFrom
        if !keepsUndo {
            // What came before is deeper still.
            if journal.blockCount > 0 { journal.removeAll() }
            floor = row
        } else if let newest = journal.newest, newest.firstRow < row, newest.chain == run.chain,
            newest.number == run.block, newest.time == run.time
        {
            // The same block goes on in another batch.
        } else {
            if journal.blockCount == 0 { floor = row }
            journal.begin(firstRow: row, run, headBefore: heads[chain])
        }
        if run.block != Run.noBlock { heads[chain] = max(heads[chain] ?? 0, run.block) }
    }

    /// The first of `rows` that may have to be taken back. Small batches keep undo for all of their rows.
    private func firstRowToKeep(_ rows: Range<Int>) -> Int {
        guard rows.count > 4096 else { return rows.lowerBound }
        let runs = ledger.columns.runIndex(of: rows.lowerBound)..<ledger.columns.runIndex(of: rows.upperBound - 1) + 1
        let newest = ledger.columns.runs[runs.upperBound - 1].time
        var depths = ledger.chains.map { options.undoBlocks(on: $0.name) }
        var last = [UInt64?](repeating: nil, count: depths.count)
        var open = depths.filter { $0 > 0 }.count
        for number in runs.reversed() {
            let run = ledger.columns.runs[number]
            let chain = Int(run.chain)
            // Times may be anything: no overflow.
            if open == 0 || newest.subtractingReportingOverflow(run.time).partialValue > options.undoSeconds {
                return max(rows.lowerBound, ledger.columns.rows(ofRun: number).upperBound)
            }
            if last[chain] != run.block || run.block == Run.noBlock {
                depths[chain] -= 1
                if depths[chain] == -1 { open -= 1 }
            }
            last[chain] = run.block
        }
        return rows.lowerBound
    }

    private mutating func playBalances(
        _ rows: Range<Int>, _ end: Int, _ upcoming: inout UpcomingSeeds, into alerts: inout [Alert]
    ) {
        let ledger = self.ledger
        let senders = ledger.columns.senders.base
        let recipients = ledger.columns.recipients.base
        let marks = self.marks.base
        let bases = balances.bases.pointers.base
        let hasFees = ledger.columns.fees.isPresent
        for row in rows {
            let far = row &+ Self.ahead
            if far < end {
                let (sender, recipient) = (Int(senders[far]), Int(recipients[far]))
                flow_prefetch_read(marks + sender)
                flow_prefetch_read(marks + recipient)
                if let base = bases[Int(ledger.columns.assets[far])] {
                    flow_prefetch_write(base + sender)
                    flow_prefetch_write(base + recipient)
                }
            }
            let (sender, recipient) = (senders[row], recipients[row])
            let (ours, theirs) = (marks[Int(sender)], marks[Int(recipient)])
            if row == upcoming.row || (ours | theirs) & Mark.special != 0 {
                playSpecial(row, upcoming.take(row), into: &alerts)
                continue
            }
            if hasFees && ledger.columns.fees[row] != 0 { payFee(row, sender) }
            if sender == recipient { continue }
            let amount = ledger.columns.amounts[row]
            if amount == 0 { continue }
            let asset = ledger.columns.assets[row]
            guard let base = bases[Int(asset)] else {
                transfer(amount, asset, from: sender, to: recipient, row)
                continue
            }
            spend(amount, asset, at: base + Int(sender), sender)
            receive(amount, asset, at: base + Int(recipient), recipient, row)
            if keepsUndo { journal.move(amount, asset, from: sender, to: recipient) }
            if theirs & Mark.endpoint != 0 && ours & Mark.cashedOut == 0 { noteCashOut(row, sender, recipient) }
        }
    }

    /// Rules that are not money have no balances: only marked keys and seeds are looked at.
    private mutating func playMarks(
        _ rows: Range<Int>, _ end: Int, _ upcoming: inout UpcomingSeeds, into alerts: inout [Alert]
    ) {
        let ledger = self.ledger
        let senders = ledger.columns.senders.base
        let recipients = ledger.columns.recipients.base
        let marks = self.marks.base
        for row in rows {
            let far = row &+ Self.ahead
            if far < end {
                flow_prefetch_read(marks + Int(senders[far]))
                flow_prefetch_read(marks + Int(recipients[far]))
            }
            let (sender, recipient) = (senders[row], recipients[row])
            let (ours, theirs) = (marks[Int(sender)], marks[Int(recipient)])
            if row == upcoming.row || (ours | theirs) & Mark.special != 0 {
                playSpecial(row, upcoming.take(row), into: &alerts)
            } else if theirs & Mark.endpoint != 0 && ours & Mark.cashedOut == 0 && ledger.movesValue(row) {
                noteCashOut(row, sender, recipient)
            }
        }
    }

    @inline(__always)
    private mutating func spend(
        _ amount: Amount, _ asset: AssetID, at cell: UnsafeMutablePointer<Amount>, _ sender: AddressID
    ) {
        let have = cell.pointee
        if have >= amount {
            cell.pointee = have - amount
            return
        }
        // What is missed appears at this moment.
        cell.pointee = 0
        if keepsUndo { journal.move(amount - have, asset, from: UndoJournal.Move.nobody, to: sender) }
    }

    @inline(__always)
    private mutating func receive(
        _ amount: Amount, _ asset: AssetID, at cell: UnsafeMutablePointer<Amount>, _ recipient: AddressID, _ row: Int
    ) {
        let (sum, overflow) = cell.pointee.addingReportingOverflow(amount)
        cell.pointee = sum
        if overflow { exclude(asset, row) }
    }

    /// The fee of `row` leaves the sender's balance.
    @inline(never)
    mutating func payFee(_ row: Int, _ sender: AddressID) {
        let asset = ledger.feeAsset(row)
        if balances.isExcluded(asset) { return }
        let fee = ledger.columns.fees[row]
        spend(fee, asset, at: balances.cell(asset, sender), sender)
        if keepsUndo { journal.move(fee, asset, from: sender, to: UndoJournal.Move.nobody) }
    }

    /// Moves value from balance to balance, whoever keeps them: `nobody` mints and burns.
    mutating func transfer(
        _ amount: Amount, _ asset: AssetID, from sender: AddressID, to recipient: AddressID, _ row: Int
    ) {
        if balances.isExcluded(asset) { return }
        if sender != UndoJournal.Move.nobody { spend(amount, asset, at: balances.cell(asset, sender), sender) }
        if keepsUndo { journal.move(amount, asset, from: sender, to: recipient) }
        if sender != UndoJournal.Move.nobody && recipient != UndoJournal.Move.nobody
            && marks[recipient] & Mark.endpoint != 0 && marks[sender] & Mark.cashedOut == 0
        {
            noteCashOut(row, sender, recipient)
        }
        if recipient == UndoJournal.Move.nobody { return }
        receive(amount, asset, at: balances.cell(asset, recipient), recipient, row)
    }

    /// `sender` sends value to an endpoint for the first time, if the recipient is one on this chain.
    mutating func noteCashOut(_ row: Int, _ sender: AddressID, _ recipient: AddressID) {
        let standing = field.standing(recipient, chain: run.chain)
        guard standing.role == .endpoint || standing.contains(.stop) else { return }
        marks[sender] |= Mark.cashedOut
        cashOuts[sender] = UInt32(row)
        if keepsUndo { journal.touched().cashedOut.append(sender) }
    }

    /// A balance has reached 2¹²⁸: the asset is nobody's real money, and is left out from now on.
    @inline(never)
    private mutating func exclude(_ asset: AssetID, _ row: Int) {
        let fault = FlowError.overflow(row: ledger.place(of: row), asset: ledger.name(of: asset))
        balances.exclude(asset)
        for number in cases.indices where cases[number]?.sums.contains(where: { $0.asset == asset }) ?? false {
            cases[number]?.failure = fault
        }
        for key in 0..<UInt32(keys.count) where keys.facts[key].isHolding && keys.facts[key].group == asset {
            release(key)
        }
    }
}
