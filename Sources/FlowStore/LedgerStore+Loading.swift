import FlowTracing

extension LedgerStore {
    /// The ledger as it was when the store was opened. Once.
    ///
    /// - Throws: `StoreError.corrupt`, `unsound`, `io`.
    /// - Complexity: O(addresses + names + rows changed since the last checkpoint): the other rows are mapped.
    public func load() throws(StoreError) -> LiveLedger {
        var ledger = LiveLedger()
        if let summary = sections.manifest.blobs[LedgerStore.summary] {
            ledger = try LiveLedger(
                reading: StoredSections(sections: sections), summary: summary,
                addresses: try runs(.addresses, SlotRun.init), texts: try runs(.texts, SlotRun.init))
            try restoreOutputs(of: &ledger)
        }
        // Whoever writes numbers addresses, and looks for transactions that were there before.
        if sections.isWriting { ledger.gatherAddresses() }
        try sections.replay { delta throws(StoreError) in try apply(delta, to: &ledger) }
        if sections.isWriting { ledger.adopt(transactions: try runs(.transactions, TransactionRun.init)) }
        return ledger
    }

    private func apply(_ delta: SectionDelta, to ledger: inout LiveLedger) throws(StoreError) {
        var changes: [String: SectionDelta.Change] = [:]
        for one in delta.sections { changes[one.name] = one }
        let counts = ledger.sectionCounts()
        let parts = zip(ledger.delta(from: ledger.count, previous: counts).parts, counts).map { part, count in
            // A section that the change does not name stays whole.
            var part = part
            (part.kept, part.bytes) = (count, UnsafeRawBufferPointer(start: nil, count: 0))
            if let change = changes[part.section.rawValue] {
                (part.kept, part.bytes) = (change.keep / part.elementBytes, change.appended)
            }
            return part
        }
        do throws(ByteDecoder.Damage) {
            let note = try ByteDecoder.read(delta.note) { (input) throws(ByteDecoder.Damage) in
                (firstRow: try input.count(), count: try input.count(), summary: Array(try input.raw()))
            }
            firstChanged = min(firstChanged, note.firstRow)
            try ledger.apply(
                LedgerDelta(firstRow: note.firstRow, count: note.count, summary: note.summary, parts: parts))
        } catch {
            throw .unsound(path: path, reason: "a change in its log does not fit it (at \(error.position))")
        }
    }

    // MARK: Indexes

    /// Rows by address for a snapshot of the ledger that was loaded: what the store has of it, and what it lacks made here.
    ///
    /// - Complexity: O(runs + rows since the last checkpoint).
    public func graph(_ ledger: Ledger) throws(StoreError) -> FlowGraph {
        let (sent, received) = (try runs(.senders, RowRun.init), try runs(.recipients, RowRun.init))
        do throws(IndexError) { return try FlowGraph(ledger, sent: sent, received: received) } catch {
            throw .unsound(path: path, reason: error.description)
        }
    }

    /// Rows by transaction hash for a snapshot of the ledger that was loaded.
    ///
    /// - Complexity: O(runs + rows since the last checkpoint).
    public func transactions(_ ledger: Ledger) throws(StoreError) -> TransactionIndex {
        let runs = try runs(.transactions, TransactionRun.init)
        do throws(IndexError) { return try TransactionIndex(ledger, runs: runs) } catch {
            throw .unsound(path: path, reason: error.description)
        }
    }

    /// The stored runs of an index that hold as the ledger is now, one behind the other.
    func stored(_ kind: IndexKind) throws(StoreError) -> [StoredIndex] {
        try sections.storedIndexes().filter {
            $0.kind == kind.rawValue && (!kind.isByRow || $0.range.upperBound <= firstChanged)
        }
    }

    func runs<Run>(
        _ kind: IndexKind, _ make: ([IndexSection], (any AnyObject & Sendable)?) throws(IndexError) -> Run
    ) throws(StoreError) -> [Run] {
        var runs: [Run] = []
        for index in try stored(kind) {
            do throws(IndexError) { runs.append(try make(index.sections, index.owner)) } catch {
                throw .unsound(path: path, reason: error.description)
            }
        }
        return runs
    }

    private func restoreOutputs(of ledger: inout LiveLedger) throws(StoreError) {
        let all = try stored(.outputs) + stored(.scripts)
        guard !all.isEmpty else { return }
        do throws(IndexError) {
            try ledger.restoreOutputs(all.map(\.sections), owner: IndexOwners(all.map(\.owner)))
        } catch { throw .unsound(path: path, reason: error.description) }
    }
}

private final class IndexOwners: Sendable {
    private let all: [any AnyObject & Sendable]

    init(_ all: [any AnyObject & Sendable]) { self.all = all }
}

/// The sections as the last checkpoint left them.
private struct StoredSections: SectionSource {
    let sections: SectionStore

    func count(of section: LedgerSection, elementBytes: Int) throws(StoreError) -> Int {
        let length = sections.checkpointLength(section.rawValue)
        guard sections.elementBytes(section.rawValue) ?? elementBytes == elementBytes, length % elementBytes == 0 else {
            throw damage("section '\(section.rawValue)' has elements of another size")
        }
        return length / elementBytes
    }

    func fill(_ section: LedgerSection, _ target: UnsafeMutableRawBufferPointer) throws(StoreError) {
        try sections.fill(target, with: section.rawValue)
    }

    func damage(_ reason: String) -> StoreError { .unsound(path: sections.folder, reason: reason) }
}
