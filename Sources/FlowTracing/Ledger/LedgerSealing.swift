/// Turns what a builder gathered into a ledger: exclusions, order, duplicates, swap legs, coverage.
///
/// - Complexity: O(rows) for rows that stand in ledger order, else O(rows · log rows).
struct LedgerSealing: ~Copyable {
    var builder: LedgerBuilder
    /// Input row of each row once rows have moved; empty while they stand as read.
    var inputRows = Column<UInt32>()

    init(_ builder: consuming LedgerBuilder) { self.builder = builder }

    consuming func finish() throws(FlowError) -> Ledger {
        let outputChains = try builder.sealOutputs()
        builder.trackRows()
        var coverage = builder.coverageByChain()
        for one in outputChains where coverage[Int(one.chain)] != .all { coverage[Int(one.chain)] = one.coverage }
        dropExcludedAssets()
        completeBlocks()
        let order = RowOrder(builder.columns, chains: builder.chains)
        sort(by: order)

        let settled = try TransactionSettling.run(
            builder: builder, inputRows: inputRows, usesPosition: order.usesPosition, usesIndex: order.usesIndex)
        let swapLegs: BitColumn
        if settled.duplicates > 0 {
            let kept = (0..<builder.columns.count).filter { !settled.removed[$0] }
            swapLegs = BitColumn(count: kept.count)
            for (row, old) in kept.enumerated() where settled.swapLegs[old] { swapLegs.set(row) }
            rearrange(to: kept)
        } else {
            swapLegs = settled.swapLegs
        }
        let duplicates = settled.duplicates
        let undecidedOrder = settled.undecidedOrder
        let excluded = builder.excludedAssets.sorted()
        let sums = RowSums(builder.columns, assets: builder.assets.count)
        return Ledger(
            columns: builder.columns, addressTable: builder.addresses, chains: builder.chains, assets: builder.assets,
            files: builder.files, transactionTexts: builder.transactionTexts, swapLegs: swapLegs,
            duplicates: duplicates, undecidedOrder: undecidedOrder, rejected: builder.rejected,
            excludedAssets: excluded, coverageByChain: coverage,
            origins: RowOrigins(stretches: builder.origins, inputRows: inputRows), sums: sums,
            outputChains: outputChains,
            scripts: builder.scripts)
    }

    mutating func dropExcludedAssets() {
        guard !builder.excludedAssets.isEmpty else { return }
        let excluded = builder.excludedAssets
        rearrange(to: (0..<builder.columns.count).filter { !excluded.contains(builder.columns.assets[$0]) })
        builder.columns.dropFees(in: excluded)
    }

    private mutating func sort(by order: borrowing RowOrder) {
        // A file that was resumed goes on where it stopped, whatever was read in between.
        let readings = builder.fileRows.enumerated().sorted {
            ($0.element.file, $0.offset) < ($1.element.file, $1.offset)
        }
        let isAsRead = readings.enumerated().allSatisfy { place, reading in
            place == reading.offset && !builder.fileTracks[reading.element.file].isReversed
        }
        if isAsRead && order.isSorted(builder.columns) { return }
        // Input order: files as given, a newest-first file from its end.
        var rows: [Int] = []
        rows.reserveCapacity(builder.columns.count)
        var next = 0
        while next < readings.count {
            let file = readings[next].element.file
            var own: [Int] = []
            while next < readings.count, readings[next].element.file == file {
                own += places(ofInput: readings[next].element.rows)
                next += 1
            }
            rows += builder.fileTracks[file].isReversed ? own.reversed() : own
        }
        let sorted = order.sorted(rows, builder.columns)
        if !sorted.elementsEqual(0..<sorted.count) { rearrange(to: sorted) }
    }

    /// Where rows as appended stand now that excluded ones are gone.
    private func places(ofInput rows: Range<Int>) -> Range<Int> {
        if inputRows.isEmpty { return rows }
        func first(notBefore row: Int) -> Int {
            var (low, high) = (0, inputRows.count)
            while low < high {
                let middle = (low + high) / 2
                if Int(inputRows[middle]) < row { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return first(notBefore: rows.lowerBound)..<first(notBefore: rows.upperBound)
    }

    /// Keeps `rows`, in that order.
    mutating func rearrange(to rows: [Int]) {
        var columns = LedgerColumns()
        var inputs = Column<UInt32>()
        var prints = OptionalColumn<UInt64>(default: 0)
        for row in rows {
            prints.append(builder.fingerprints[row], row: columns.count)
            columns.append(row: row, run: builder.columns.runs[builder.columns.runIndex(of: row)], of: builder.columns)
            inputs.append(inputRows.isEmpty ? UInt32(row) : inputRows[row])
        }
        builder.columns = columns
        builder.fingerprints = prints
        inputRows = inputs
    }
}
