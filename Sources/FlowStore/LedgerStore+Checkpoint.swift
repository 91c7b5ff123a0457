import FlowTracing

extension LedgerStore {
    /// Moves the rows before `settled` to the column files, indexes them, and begins a new log with the others. What the
    /// ledger is now is durable when it returns, logged before or not.
    ///
    /// - Parameters:
    ///   - settled: rows that are not expected to change any more: those that no reorg reaches. Later changes to them are
    ///     possible, but then the next checkpoint writes whole files anew.
    ///   - changed: what the ledger went through that was not logged.
    ///   - isCompacting: one run an index.
    /// - Throws: `StoreError.full` and the like; unless it is `broken` the store goes on as if nothing had been tried.
    /// - Complexity: O(bytes since the last checkpoint), and the index runs that are merged.
    public func checkpoint(
        _ ledger: inout LiveLedger, settled: Int? = nil, changed: LedgerChange? = nil,
        positions: [String: [UInt8]] = [:], isCompacting: Bool = false
    ) throws(StoreError) {
        // One beside the changes is taken over, or given up.
        if let begun { try finish(begun) }
        if let changed {
            firstUnlogged = min(firstUnlogged, changed.firstRow)
            firstChanged = min(firstChanged, changed.firstRow)
        }
        let settled = min(settled ?? ledger.count, ledger.count)
        let counts = ledger.sectionCounts(before: settled)
        let unchanged = ledger.sectionCounts(before: min(firstUnlogged, ledger.count))
        let whole = ledger.delta(from: 0, previous: counts.map { _ in 0 })
        var content = Checkpoint(sections: [], blobs: sections.blobs)
        for (place, part) in whole.parts.enumerated() where !part.bytes.isEmpty {
            content.sections.append(
                .init(
                    name: part.section.rawValue, elementBytes: part.elementBytes, bytes: part.bytes,
                    settled: counts[place] * part.elementBytes, unchanged: unchanged[place] * part.elementBytes))
        }
        content.blobs[LedgerStore.summary] = ledger.storedSummary(before: ledger.count)
        for (source, bytes) in positions { content.blobs[LedgerStore.positionPrefix + source] = bytes }
        let indexing = try index(ledger, settled: settled, into: &content, isCompacting: isCompacting)
        try withExtendedLifetime(indexing) { () throws(StoreError) in try sections.checkpoint(content) }
        (firstUnlogged, firstChanged) = (.max, .max)
    }

    /// Begins a checkpoint like `checkpoint`, but without new indexes, that does not hold up the changes that follow:
    /// `perform` it on another thread, then `finish` it. One at a time; rows that it moves are indexed by the next
    /// `checkpoint`.
    ///
    /// - Throws: `StoreError`; nothing has changed.
    /// - Complexity: O(sections + assets).
    public func beginCheckpoint(
        _ ledger: inout LiveLedger, settled: Int
    ) throws(StoreError) -> LedgerCheckpoint {
        if firstUnlogged < .max {
            try log(LedgerChange(firstRow: ledger.count, countBefore: ledger.count, count: ledger.count), of: &ledger)
        }
        let counts = ledger.sectionCounts(before: min(settled, ledger.count))
        var bytes: [String: Int] = [:]
        for (section, count) in zip(LedgerSection.allCases, counts) {
            bytes[section.rawValue] = count * (sections.elementBytes(section.rawValue) ?? 0)
        }
        let invalid = sections.manifest.indexes.filter {
            IndexKind(rawValue: $0.kind)?.isByRow == true && $0.end > firstChanged
        }
        let pending = try sections.beginCheckpoint(
            settled: bytes, blobs: [LedgerStore.summary: ledger.storedSummary(before: ledger.count)],
            droppedIndexes: Set(invalid.map(\.file)))
        let begun = LedgerCheckpoint(pending, firstChanged: firstChanged)
        (self.begun, firstChanged) = (begun, .max)
        return begun
    }

    /// Takes over what a checkpoint has come to; one that is still at work is given up.
    ///
    /// - Throws: why it failed; unless that is `broken`, the store goes on as if nothing had been tried.
    public func finish(_ checkpoint: LedgerCheckpoint) throws(StoreError) {
        guard checkpoint === begun else { return }
        begun = nil
        let before = sections.manifest.log
        defer {
            if sections.manifest.log == before { firstChanged = min(firstChanged, checkpoint.firstChanged) }
        }
        if sections.pending === checkpoint.pending { try sections.finish(checkpoint.pending) }
    }

    /// Adds the index files that are missing, and drops those that they replace or that no longer hold.
    ///
    /// - Returns: what must live until they are written.
    private func index(
        _ ledger: borrowing LiveLedger, settled: Int, into content: inout Checkpoint, isCompacting: Bool
    ) throws(StoreError) -> [AnyObject] {
        var fresh: [AnyObject] = []
        var kept: Set<UInt64> = []
        for kind in [IndexKind.senders, .recipients, .transactions, .addresses, .texts] {
            let stored = try stored(kind)
            let end = kind.isByRow ? settled : kind == .addresses ? ledger.addressCount : ledger.textCount
            let plan = RunPlan(
                stored: stored.map(\.range), settled: end, fewest: fewestIndexed, isCompacting: isCompacting)
            kept.formUnion(stored.prefix(plan.kept).map(\.file))
            guard let range = plan.fresh else { continue }
            let (run, sections) = kind.run(range, of: ledger)
            fresh.append(run)
            content.indexes.append(.init(kind: kind.rawValue, range: range, sections: sections))
        }
        let outputs = ledger.outputSections
        for (place, sections) in outputs.enumerated() {
            let kind: IndexKind = place == outputs.count - 1 ? .scripts : .outputs
            content.indexes.append(.init(kind: kind.rawValue, range: 0..<0, sections: sections))
        }
        content.droppedIndexes = Set(sections.manifest.indexes.map(\.file)).subtracting(kept)
        return fresh
    }
}

/// What the store's index files are.
enum IndexKind: String {
    /// Rows by address, and by transaction hash.
    case senders, recipients, transactions
    /// Numbers by address.
    case addresses, texts
    /// A UTXO chain, whole; and the scripts of all of them.
    case outputs, scripts

    var isByRow: Bool { self == .senders || self == .recipients || self == .transactions }

    fileprivate func run(_ range: Range<Int>, of ledger: borrowing LiveLedger) -> (AnyObject, [IndexSection]) {
        switch self {
        case .senders, .recipients:
            let run = self == .senders ? ledger.sentRun(range) : ledger.receivedRun(range)
            return (run, run.sections)
        case .transactions:
            let run = ledger.transactionRun(range)
            return (run, run.sections)
        case .addresses, .texts:
            let run = self == .addresses ? ledger.addressRun(range) : ledger.textRun(range)
            return (run, run.sections)
        case .outputs, .scripts: preconditionFailure("a UTXO chain is no run")
        }
    }
}

/// Which runs of an index stay, and which rows get a new one.
struct RunPlan: Equatable {
    /// So many of the first runs stay.
    var kept: Int
    /// Rows behind them, to the last settled one; `nil` where there is none.
    var fresh: Range<Int>?

    /// - Parameters:
    ///   - stored: the rows of each run, one behind the other.
    ///   - fewest: fewer rows than this get no run.
    init(stored: [Range<Int>], settled: Int, fewest: Int, isCompacting: Bool) {
        kept = stored.count
        while kept > 0, stored[kept - 1].upperBound > settled { kept -= 1 }
        func indexed(_ kept: Int) -> Int { kept == 0 ? 0 : stored[kept - 1].upperBound }
        if isCompacting {
            if kept != 1 || settled > indexed(1) { kept = 0 }
        } else {
            guard settled - indexed(kept) >= fewest else { return }
            while kept > 0, RowRun.shouldMerge(older: stored[kept - 1].count, newer: settled - indexed(kept)) {
                kept -= 1
            }
        }
        if settled > indexed(kept) { fresh = indexed(kept)..<settled }
    }
}

/// A checkpoint under way beside the changes that go on.
public final class LedgerCheckpoint: Sendable {
    let pending: PendingCheckpoint
    /// What `LedgerStore.firstChanged` was when it began.
    let firstChanged: Int

    init(_ pending: PendingCheckpoint, firstChanged: Int) {
        (self.pending, self.firstChanged) = (pending, firstChanged)
    }

    /// Does the work, once, on any thread. What became of it `LedgerStore.finish` says.
    ///
    /// - Complexity: O(bytes in the log).
    public func perform() { pending.perform() }

    public var isDone: Bool { pending.isDone }
}
