extension LiveLedger {
    /// Puts what the intake holds into the ledger: behind the rows that are there or, where it is late, among them; drops
    /// what is there already.
    ///
    /// A file may stay open over commits, and be resumed later. Rows may come in any order; those that come behind all
    /// others, in order and without duplicates, are merely copied.
    ///
    /// - Returns: what changed.
    /// - Throws: `FlowError.contradiction` for one identity with two contents, `unsound` for transactions of a UTXO chain
    ///   that cannot all be, `tooMany`. The ledger is then as before, and what the intake held is gone.
    /// - Complexity: O(new rows) where they come behind all others; else a sort of those and of the rows from the first
    ///   changed one on. Where they change the columns that decide a chain's order, where some rows of a chain have blocks
    ///   and some have none, or where an asset is excluded: all rows.
    public mutating func commit() throws(FlowError) -> LedgerChange {
        let before = intake.trackedFiles
        do throws(FlowError) {
            let outputs = try grownOutputs()
            let change = try admit()
            if let outputs { outputChains = outputs }
            finish()
            return change
        } catch {
            for (file, track) in before { intake.fileTracks[file] = track }
            intake.clearRows()
            throw error
        }
    }

    /// Forgets what the intake holds: its source turned out to be bad. Numbers given out stay.
    public mutating func discard() { intake.clearRows() }

    /// What is known besides the rows.
    private mutating func finish() {
        summary.rejected = intake.rejected
        summary.excludedAssets = intake.excludedAssets.sorted()
        var coverage = intake.coverageByChain()
        for one in outputChains where coverage[Int(one.chain)] != .all { coverage[Int(one.chain)] = one.coverage }
        summary.coverageByChain = coverage
        intake.noteDirections()
        intake.clearRows()
        catalogue.add(from: &intake)
    }

    private mutating func admit() throws(FlowError) -> LedgerChange {
        guard count + intake.count < Int(UInt32.max) - 1 else {
            throw .tooMany(what: "transfers", limit: Int(UInt32.max) - 1)
        }
        intake.trackRows()
        let excludesAnew = summary.excludedAssets.count != intake.excludedAssets.count
        intake.dropExcludedRows()
        var orders = summary.orders
        while orders.count < intake.chainCount { orders.append(ChainOrder()) }
        ChainOrder.note(intake.columns, in: &orders)
        if excludesAnew || turnsAround || reorders(orders) {
            return put(try LedgerTail(of: self, fromRun: 0, admitting: 0..<intake.count, orders: orders), fromRun: 0)
        }
        guard intake.count > 0 else { return LedgerChange(firstRow: count, countBefore: count, count: count) }
        try rejectClashes()
        let place = AdmissionPlace(&self, RowOrder(orders, chains: intake.chains))
        if let rest = place.rest, let change = try append(rest, place, orders) { return change }
        let tail = try LedgerTail(of: self, fromRun: place.run, admitting: 0..<intake.count, orders: orders)
        return put(tail, fromRun: place.run)
    }

    /// Appends the rows of the intake from `rest` on as they stand; those before go into the last run.
    ///
    /// - Returns: `nil`, having done nothing, where there are duplicates among them.
    private mutating func append(
        _ rest: Int, _ place: AdmissionPlace, _ orders: [ChainOrder]
    ) throws(FlowError) -> LedgerChange? {
        let settled = try TransactionSettling.run(
            builder: intake, inputRows: Column(), usesPosition: orders.map(\.usesPosition),
            usesIndex: orders.map(\.usesIndex), firstRun: rest == 0 ? 0 : 1, looksAcrossRuns: false)
        guard settled.duplicates == 0 else { return nil }
        let before = count
        var change = LedgerChange(firstRow: count, countBefore: count, count: count)
        if rest > 0 {
            change = put(
                try LedgerTail(of: self, fromRun: place.run, admitting: 0..<rest, orders: orders), fromRun: place.run)
            identities.cover(columns)
        }
        let first = count
        columns.append(rest..<intake.count, of: intake.columns)
        swapLegs.append(rest..<intake.count, of: settled.swapLegs, at: first)
        origins.append(rest..<intake.count, of: intake.origins, row: first)
        if intake.fingerprints.isPresent {
            for row in rest..<intake.count {
                let own = first + row - rest
                fingerprints.append(columns.indexes[own] == .max ? intake.fingerprints[row] : 0, row: own)
            }
        } else {
            fingerprints.pad(to: count)
        }
        if first == before + rest { identities.noteAppended(first..<count) }
        sums.add(first..<count, of: columns, assets: intake.assets.count)
        summary.undecidedOrder += settled.undecidedOrder
        summary.orders = orders
        change.count = count
        return change
    }

    /// Lets a tail take the place of the rows from run `run` on.
    mutating func put(_ tail: borrowing LedgerTail, fromRun run: Int) -> LedgerChange {
        let before = count
        let first = columns.rows(fromRun: run).lowerBound
        if run == 0 {
            summary.undecidedOrder = tail.undecidedOrder
        } else {
            summary.undecidedOrder -= TransactionSettling.undecidedOrder(
                columns, from: run, usesPosition: summary.orders.map(\.usesPosition),
                usesIndex: summary.orders.map(\.usesIndex))
            summary.undecidedOrder += tail.undecidedOrder
        }
        summary.duplicates += tail.duplicates
        summary.orders = tail.orders
        copies.remove(fromRun: run, of: columns)
        copies.add(tail.copies)
        // Where a row has another origin only, nobody who follows the ledger sees a change.
        let changed = first + tail.unchanged
        truncate(to: changed)
        let rows = tail.unchanged..<tail.columns.count
        columns.append(rows, of: tail.columns)
        swapLegs.append(rows, of: tail.swapLegs, at: changed)
        origins.append(rows, of: tail.origins, row: changed)
        fingerprints.append(rows, of: tail.fingerprints, row: changed)
        sums.add(changed..<count, of: columns, assets: intake.assets.count)
        return LedgerChange(firstRow: changed, countBefore: before, count: count, duplicates: max(0, tail.duplicates))
    }

    /// A file whose rows were laid in one direction turns out to run in the other.
    private var turnsAround: Bool {
        intake.trackedFiles.contains { $0.track.laidReversed != nil && $0.track.laidReversed != $0.track.isReversed }
    }

    /// Stored rows come into another order, or may learn their blocks.
    private func reorders(_ orders: [ChainOrder]) -> Bool {
        for (chain, order) in orders.enumerated() where chain < summary.orders.count {
            if summary.orders[chain].differs(from: order) { return true }
        }
        var chain: ChainID?
        for i in 0..<intake.columns.runs.count where intake.columns.runs[i].chain != chain {
            chain = intake.columns.runs[i].chain
            if let chain, orders[Int(chain)].isMixed { return true }
        }
        return false
    }

    /// One identity in two blocks.
    private mutating func rejectClashes() throws(FlowError) {
        guard intake.columns.indexes.isPresent,
            let clash = identities.admit(intake.columns, behind: columns)
        else { return }
        let (hash, isText) = intake.columns.hashes[clash.row]
        let transaction: TransactionHash = isText ? .text(intake.transactionTexts[Int(hash.word0)]) : .bytes(hash)
        let chain = intake.columns.runs[intake.columns.runIndex(of: clash.row)].chain
        throw .contradiction(
            first: clash.isOtherNew
                ? intake.place(of: clash.other) : origins.place(of: clash.other, files: intake.files),
            second: intake.place(of: clash.row),
            transaction: "\(transaction.text(form: intake.form(of: chain))):\(intake.columns.indexes[clash.row])")
    }
}
