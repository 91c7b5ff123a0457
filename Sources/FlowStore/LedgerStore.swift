import FlowTracing

/// A ledger in a folder: `load` gives it as it is, `log` keeps its changes, `checkpoint` moves what is settled to its place.
///
/// A change is kept for ever once a `sync` after its `log` has returned. One writer at a time, any number of readers; a
/// reader sees the ledger as it was when it opened it.
///
/// For one thread, but that another may call `sync`.
public final class LedgerStore: @unchecked Sendable {
    let sections: SectionStore
    /// Rows before it are as the last checkpoint left them.
    var firstChanged = Int.max
    /// Rows before it are as the last commit to the log left them.
    var firstUnlogged = Int.max

    /// A checkpoint beside the changes.
    var begun: LedgerCheckpoint?
    /// Fewer settled rows than this get no index run of their own: whoever opens the ledger indexes them in a millisecond.
    package var fewestIndexed = 1 << 16

    /// The blob that holds summary and sums, as a checkpoint left them.
    static let summary = "summary"
    static let positionPrefix = "position/"

    /// What the label database of a ledger is called in its folder. It, and what is called like it and more, may be there
    /// before the ledger is.
    public static let labelsName = "labels.sqlite"

    private init(_ sections: SectionStore) { self.sections = sections }

    /// A new, empty ledger, opened for writing.
    ///
    /// - Throws: `StoreError.occupied` where the folder holds a ledger or anything else, `locked`, `full`, `io`.
    public static func create(at path: String) throws(StoreError) -> LedgerStore {
        try create(at: path, disk: RealDisk(), ledger: .random(in: .min ... .max))
    }

    /// An existing ledger with everything that was ever acknowledged.
    ///
    /// - Throws: `StoreError.missing`, `locked` (by another writer, where `forWriting`), `version`, `corrupt`, `io`.
    /// - Complexity: O(manifest + log).
    public static func open(_ path: String, forWriting: Bool) throws(StoreError) -> LedgerStore {
        try open(path, disk: RealDisk(), forWriting: forWriting)
    }

    package static func create(at path: String, disk: any Disk, ledger: UInt64) throws(StoreError) -> LedgerStore {
        LedgerStore(try SectionStore.create(at: LedgerStore.trimmed(path), disk: disk, ledger: ledger))
    }

    package static func open(_ path: String, disk: any Disk, forWriting: Bool) throws(StoreError) -> LedgerStore {
        LedgerStore(try SectionStore.open(LedgerStore.trimmed(path), disk: disk, forWriting: forWriting))
    }

    /// True where the path is a ledger's folder.
    public static func isLedger(_ path: String) -> Bool { RealDisk().exists("\(trimmed(path))/\(Manifest.name)") }

    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    public var path: String { sections.folder }
    /// Bytes in the log: what a checkpoint would move away, and what a reader must read through.
    public var logBytes: Int { sections.logBytes }
    /// Some commit is not durable yet.
    public var hasUnsynced: Bool { sections.hasUnsynced }
    /// Of the last commit; rises by one with each.
    public var lastCommit: UInt64 { sections.lastSequence }

    /// Where a source stood at the last commit.
    public func position(of source: String) -> [UInt8]? { sections.blobs[LedgerStore.positionPrefix + source] }

    /// All sources that ever were, with their positions.
    public var positions: [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        for (name, bytes) in sections.blobs where name.hasPrefix(LedgerStore.positionPrefix) {
            all[String(name.dropFirst(LedgerStore.positionPrefix.count))] = bytes
        }
        return all
    }

    // MARK: Changes

    /// Appends a change of `ledger`, just made, to the log, together with where the sources stand now; returns the commit's
    /// number. It is kept once a `sync` that begins later has returned.
    ///
    /// Not for changes of UTXO chains, which only a checkpoint keeps.
    ///
    /// - Throws: `StoreError.full` where there is no room, `tooLarge` for a change of more than 1 GiB: nothing is logged. The
    ///   change goes along with the next one that is, or with the next checkpoint; an empty change may be logged to try again.
    /// - Complexity: O(bytes that change).
    @discardableResult
    public func log(
        _ change: LedgerChange, of ledger: inout LiveLedger, positions: [String: [UInt8]] = [:]
    ) throws(StoreError) -> UInt64 {
        firstUnlogged = min(firstUnlogged, change.firstRow)
        firstChanged = min(firstChanged, change.firstRow)
        let row = min(firstUnlogged, ledger.count)
        let previous = LedgerSection.allCases.map { count(of: $0) }
        let delta = ledger.delta(from: row, previous: previous)
        var note = ByteEncoder()
        note.put(UInt64(row))
        note.put(UInt64(delta.count))
        note.put(delta.summary)
        let parts = zip(delta.parts, previous).filter { part, count in part.kept != count || !part.bytes.isEmpty }
        let sequence = try sections.commit(
            SectionDelta(
                sections: parts.map { part, _ in
                    SectionDelta.Change(
                        name: part.section.rawValue, elementBytes: part.elementBytes,
                        keep: part.kept * part.elementBytes, appended: part.bytes)
                },
                blobs: positions.sorted { $0.key < $1.key }.map {
                    .init(name: LedgerStore.positionPrefix + $0.key, bytes: $0.value)
                },
                note: note.bytes))
        firstUnlogged = .max
        return sequence
    }

    /// Elements that the log and the column files hold.
    private func count(of section: LedgerSection) -> Int {
        sections.length(section.rawValue) / (sections.elementBytes(section.rawValue) ?? 1)
    }

    /// Makes every change logged so far durable, with one `fdatasync`, and returns the number of the last of them. May be
    /// called on another thread than everything else: changes that come meanwhile do not wait.
    ///
    /// - Throws: `StoreError`; after a failure the ledger must be opened anew.
    @discardableResult
    public func sync() throws(StoreError) -> UInt64 { try sections.sync() }

    /// Syncs and lets go of the lock.
    public func close() throws(StoreError) { try sections.close() }
}
