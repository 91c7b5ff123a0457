/// Rows that take the place of the last ones of a live ledger: those, and what came that belongs among them, put in order
/// and settled together as `LedgerBuilder.seal` does.
///
/// - Complexity: O(rows · log rows), of the rows replaced and those that came.
struct LedgerTail: ~Copyable {
    var columns = LedgerColumns()
    var fingerprints = OptionalColumn<UInt64>(default: 0)
    var swapLegs = BitColumn()
    var origins = Column<RowOrigin>()
    /// Dropped rows that may count again.
    var copies: [RowCopy] = []
    /// The first rows, which are the stored ones as they were.
    var unchanged = 0
    /// Rows dropped here, less those that were dropped before and are not any more.
    var duplicates = 0
    var undecidedOrder = 0
    /// What decides the order of all chains' rows now.
    var orders: [ChainOrder]

    /// Blocks that a chain takes back: all after `block`.
    struct Branch {
        var chain: ChainID
        var block: UInt64

        func contains(_ run: Run) -> Bool { run.chain == chain && run.block > block && run.block != Run.noBlock }
    }

    /// - Parameters:
    ///   - run: the first run of `ledger` to be replaced.
    ///   - rows: rows of the intake that belong there.
    ///   - orders: with the intake taken into account.
    ///   - branch: blocks to be left out.
    /// - Throws: `FlowError.contradiction`.
    init(
        of ledger: borrowing LiveLedger, fromRun run: Int, admitting rows: Range<Int>, orders: [ChainOrder],
        without branch: Branch? = nil
    ) throws(FlowError) {
        self.orders = orders
        var sources = TailSources(fromRun: run)
        var builder = LedgerBuilder()
        builder.chains = ledger.intake.chains
        builder.files = ledger.intake.files
        builder.transactionTexts = ledger.intake.transactionTexts
        builder.keepsDuplicates = ledger.intake.keepsDuplicates
        builder.excludedAssets = ledger.intake.excludedAssets
        sources.gather(from: ledger, fromRun: run, admitting: rows, without: branch, into: &builder)

        var sealing = LedgerSealing(builder)
        sealing.dropExcludedAssets()
        sealing.completeBlocks()
        if run == 0 { noteBlocks(sealing.builder.columns) }
        let order = RowOrder(self.orders, chains: ledger.intake.chains)
        let input = sources.inputOrder(sealing, tracks: ledger.intake.fileTracks)
        sealing.rearrange(to: order.sorted(input, sealing.builder.columns))
        let settled = try TransactionSettling.run(
            builder: sealing.builder, inputRows: sealing.inputRows, usesPosition: order.usesPosition,
            usesIndex: order.usesIndex)
        undecidedOrder = settled.undecidedOrder
        for row in settled.setAside {
            let origin = sealing.builder.origins.origin(of: Int(sealing.inputRows[row]))
            copies.append(RowCopy(row: row, of: sealing.builder, origin: origin))
        }
        keep(settled, &sealing, sources)
        unchanged = unchangedRows(sealing.inputRows, of: ledger, fromRun: run, atMost: sources.unbroken)
    }

    /// Which chains have rows with blocks and without is known anew where all rows are at hand.
    private mutating func noteBlocks(_ columns: borrowing LedgerColumns) {
        for chain in orders.indices { (orders[chain].hasBlocks, orders[chain].lacksBlocks) = (false, false) }
        for i in 0..<columns.runs.count {
            let chain = Int(columns.runs[i].chain)
            if columns.runs[i].block == Run.noBlock {
                orders[chain].lacksBlocks = true
            } else {
                orders[chain].hasBlocks = true
            }
        }
    }

    /// Takes the rows that stay.
    private mutating func keep(
        _ settled: borrowing TransactionSettling, _ sealing: inout LedgerSealing, _ sources: TailSources
    ) {
        var kept: [Int] = []
        for row in 0..<sealing.builder.columns.count {
            let isCopy = sources.copies.contains(Int(sealing.inputRows[row]))
            if settled.duplicates > 0, settled.removed[row] {
                if !isCopy { duplicates += 1 }
            } else {
                if isCopy { duplicates -= 1 }
                kept.append(row)
            }
        }
        swapLegs.grow(to: kept.count)
        for (row, old) in kept.enumerated() where settled.swapLegs[old] { swapLegs.set(row) }
        if kept.count < sealing.builder.columns.count { sealing.rearrange(to: kept) }
        columns.append(0..<kept.count, of: sealing.builder.columns)
        for row in 0..<kept.count {
            fingerprints.append(columns.indexes[row] == .max ? sealing.builder.fingerprints[row] : 0, row: row)
            origins.note(sealing.builder.origins.origin(of: Int(sealing.inputRows[row])), row: row)
        }
    }

    /// The leading rows that are those of `ledger` and say what those say.
    private func unchangedRows(
        _ inputRows: borrowing Column<UInt32>, of ledger: borrowing LiveLedger, fromRun run: Int, atMost limit: Int
    ) -> Int {
        let first = ledger.columns.rows(fromRun: run).lowerBound
        var (row, ownRun, storedRun) = (0, 0, run)
        let limit = min(limit, columns.count)
        while row < limit, Int(inputRows[row]) == row {
            while ownRun + 1 < columns.runs.count, Int(columns.runs[ownRun + 1].firstRow) <= row { ownRun += 1 }
            while storedRun + 1 < ledger.columns.runs.count,
                Int(ledger.columns.runs[storedRun + 1].firstRow) <= first + row
            { storedRun += 1 }
            guard columns.runs[ownRun].block == ledger.columns.runs[storedRun].block,
                swapLegs[row] == ledger.swapLegs[first + row], columns.fees[row] == ledger.columns.fees[first + row]
            else { break }
            row += 1
        }
        return row
    }
}

/// Where the rows of a tail come from: in the builder they stand stored ones first, then copies, then new ones.
private struct TailSources {
    var copies = 0..<0
    /// Stored rows before the first that is left out.
    var unbroken = 0
    /// All rows of the ledger are at hand; what decided their order may have changed.
    private let isWhole: Bool

    init(fromRun run: Int) { isWhole = run == 0 }

    mutating func gather(
        from ledger: borrowing LiveLedger, fromRun first: Int, admitting rows: Range<Int>,
        without branch: LedgerTail.Branch?, into builder: inout LedgerBuilder
    ) {
        var isBroken = false
        let stored = ledger.columns.rows(fromRun: first)
        func take(_ rows: Range<Int>) {
            builder.origins.append(rows, of: ledger.origins, row: builder.columns.count)
            builder.fingerprints.append(rows, of: ledger.fingerprints, row: builder.columns.count)
            builder.columns.append(rows, of: ledger.columns)
            if !isBroken { unbroken = builder.columns.count }
        }
        if let branch {
            for i in first..<max(ledger.columns.runs.count, first) {
                if branch.contains(ledger.columns.runs[i]) {
                    isBroken = true
                } else {
                    take(ledger.columns.rows(ofRun: i))
                }
            }
        } else {
            take(stored)
        }
        let firstCopy = builder.columns.count
        for copy in ledger.copies.inRuns(from: first, of: ledger.columns) where !(branch?.contains(copy.run) ?? false) {
            builder.origins.note((copy.file, copy.line), row: builder.columns.count)
            builder.fingerprints.append(copy.fingerprint, row: builder.columns.count)
            copy.append(to: &builder.columns)
        }
        copies = firstCopy..<builder.columns.count
        builder.origins.append(rows, of: ledger.intake.origins, row: builder.columns.count)
        builder.fingerprints.append(rows, of: ledger.intake.fingerprints, row: builder.columns.count)
        builder.columns.append(rows, of: ledger.intake.columns)
    }

    /// All rows in input order: files by number, a newest-first file from its end. Stored rows of a file stand as their
    /// ledger laid them; where they may have to be laid anew, and where copies go between them, their lines decide.
    func inputOrder(_ sealing: borrowing LedgerSealing, tracks: [FileTrack]) -> [Int] {
        var places: [(file: Int, line: Int, row: Int)] = []
        places.reserveCapacity(sealing.builder.columns.count)
        for row in 0..<sealing.builder.columns.count {
            let origin = sealing.builder.origins.origin(of: input(row, sealing))
            places.append((origin.file, origin.line, row))
        }
        places.sort { ($0.file, $0.row) < ($1.file, $1.row) }
        var order: [Int] = []
        order.reserveCapacity(places.count)
        var next = 0
        while next < places.count {
            let file = places[next].file
            let first = next
            while next < places.count, places[next].file == file { next += 1 }
            let own = places[first..<next]
            var known = own.filter { input($0.row, sealing) < copies.lowerBound }
            if tracks[file].laidReversed == true { known.reverse() }
            let set = own.filter { copies.contains(input($0.row, sealing)) }
            if isWhole || !set.isEmpty {
                known = (known + set).enumerated().sorted {
                    ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
                }
                .map(\.element)
            }
            let all = known + own.filter { input($0.row, sealing) >= copies.upperBound }
            order += (tracks[file].isReversed ? all.reversed() : all).map(\.row)
        }
        return order
    }

    private func input(_ row: Int, _ sealing: borrowing LedgerSealing) -> Int {
        sealing.inputRows.isEmpty ? row : Int(sealing.inputRows[row])
    }
}

extension LedgerColumns {
    /// All rows from run `i` on.
    func rows(fromRun i: Int) -> Range<Int> { (i < runs.count ? Int(runs[i].firstRow) : count)..<count }
}
