/// Where the rows of a live ledger's intake belong.
struct AdmissionPlace {
    /// The first stored run that has to give way, the number of runs for none.
    private(set) var run: Int
    /// Where the rows of the intake stand in order, and all from this one on come behind everything stored; those before
    /// are of the last stored run.
    private(set) var rest: Int?

    init(_ ledger: inout LiveLedger, _ order: borrowing RowOrder) {
        ledger.chainRuns.cover(ledger.columns.runs)
        let stored = ledger.columns.runs.count
        let isInOrder = ledger.intake.isInInputOrder && order.isSorted(ledger.intake.columns)
        // The first run of each chain decides; where the first of all goes on with the last stored one, it is set apart.
        var goesOn = false
        if isInOrder, stored > 0 {
            let (last, next) = (ledger.columns.runs[stored - 1], ledger.intake.columns.runs[0])
            goesOn = last.matches(chain: next.chain, block: next.block, time: next.time)
        }
        run = stored
        var firsts: [ChainID: Run] = [:]
        var chain: ChainID?
        for i in (goesOn ? 1 : 0)..<ledger.intake.columns.runs.count {
            let new = ledger.intake.columns.runs[i]
            // In order, the first run of a chain is its earliest.
            if isInOrder, chain == new.chain { continue }
            chain = new.chain
            if let known = firsts[new.chain], order.when(known) <= order.when(new) { continue }
            firsts[new.chain] = new
        }
        for new in firsts.values {
            run = min(run, ledger.chainRuns.firstMoved(by: new, order: order, ledger.columns.runs))
        }
        guard isInOrder, run == stored else {
            if goesOn { run = min(run, stored - 1) }
            return
        }
        rest = goesOn ? ledger.intake.columns.rows(ofRun: 0).count : 0
        if goesOn { run = stored - 1 }
    }
}

extension LedgerBuilder {
    /// True where rows stand in input order: files by number, none of them newest first.
    var isInInputOrder: Bool {
        for i in 0..<origins.count {
            if i > 0, origins[i - 1].file > origins[i].file { return false }
            if fileTracks[Int(origins[i].file)].isReversed { return false }
        }
        return true
    }

    /// The files of the rows gathered.
    var trackedFiles: [(file: Int, track: FileTrack)] {
        var numbers = Set(fileRows.map(\.file))
        if let open = openFile { numbers.insert(open.number) }
        return numbers.sorted().map { ($0, fileTracks[$0]) }
    }

    /// Lets go of rows that are excluded, and of fees paid in what is.
    mutating func dropExcludedRows() {
        guard !excludedAssets.isEmpty, count > 0 else { return }
        let excluded = excludedAssets
        let kept = (0..<count).filter { !excluded.contains(columns.assets[$0]) }
        if kept.count < count {
            var keptColumns = LedgerColumns()
            var prints = OptionalColumn<UInt64>(default: 0)
            var keptOrigins = Column<RowOrigin>()
            for (new, row) in kept.enumerated() {
                keptColumns.append(row: row, run: columns.runs[columns.runIndex(of: row)], of: columns)
                prints.append(fingerprints[row], row: new)
                keptOrigins.note(origins.origin(of: row), row: new)
            }
            columns = keptColumns
            fingerprints = prints
            origins = keptOrigins
        }
        columns.dropFees(in: excluded)
    }

    /// The rows gathered have been laid in the direction that their files have now.
    mutating func noteDirections() {
        for (file, track) in trackedFiles {
            if !track.chains.isEmpty { fileTracks[file].laidReversed = track.isReversed }
            changedFiles.insert(file)
        }
    }

    /// Lets go of the rows gathered; a file that is open stays open.
    mutating func clearRows() {
        columns.truncate(to: 0)
        fingerprints.truncate(to: 0)
        origins.truncate(to: 0)
        fileRows = []
        outputChains = []
        openFile?.firstRow = 0
        openFile?.isResumed = true
    }
}
