import FlowTracing
import Synchronization

/// A ledger's bytes on disk: sections that grow at their end and small blobs, whatever they mean.
///
/// A commit goes to the log and is kept once `sync` has returned. A checkpoint moves what is settled from the log to the
/// column files and begins a new log. Opening reads the manifest and the log; the column files are mapped.
///
/// For one thread, but that another may call `sync`.
package final class SectionStore: @unchecked Sendable {
    /// A section as it is now, of which the store knows no more than its length.
    struct SectionState: Equatable {
        var elementBytes: Int
        var length: Int
        /// So many bytes are as they were when the column file was last written.
        var unchanged: Int
        /// So many bytes are as they were when the checkpoint under way began.
        var unchangedSince = Int.max
    }

    /// What `sync` needs.
    private struct Writing {
        var log: WriteAheadLog?
        /// The log that a checkpoint under way has begun.
        var nextLog: WriteAheadLog?
        var failure: StoreError?
    }

    let files: LedgerFiles
    package private(set) var manifest: Manifest
    /// After the last commit.
    package private(set) var blobs: [String: [UInt8]]
    /// What recovery cut off the log's end: commits that nobody was told were kept.
    package private(set) var cutBytes = 0
    private(set) var states: [String: SectionState] = [:]
    private let writing = Mutex(Writing())
    private(set) var pending: PendingCheckpoint?
    private var lock: (any DiskLock)?
    /// What a reader opened, until it has filled its memory from it.
    private var opened: OpenedSections
    private var mapped: [UInt64: StoredIndex] = [:]

    private init(files: LedgerFiles, manifest: Manifest, opened: OpenedSections, lock: (any DiskLock)?) {
        (self.files, self.manifest, self.opened, self.lock) = (files, manifest, opened, lock)
        (states, blobs) = (opened.states, opened.blobs)
    }

    /// A new, empty ledger.
    ///
    /// - Parameter ledger: a number that no other ledger has.
    /// - Throws: `StoreError.occupied` where the folder holds a ledger or anything else, `locked`, `full`, `io`.
    package static func create(
        at folder: String, disk: any Disk, ledger: UInt64 = .random(in: .min ... .max)
    ) throws(StoreError) -> SectionStore {
        let files = LedgerFiles(disk: disk, folder: folder)
        try disk.createFolder(folder)
        try disk.syncFolder(files.parent)
        let lock = try disk.lock(files.path(LedgerFiles.lockName))
        guard !disk.exists(files.path(Manifest.name)) else {
            throw .occupied(path: folder, reason: "there is one already")
        }
        let foreign = try files.foreignNames()
        if let name = foreign.first {
            throw .occupied(path: folder, reason: "the folder is not empty (it has '\(name)')")
        }
        try files.removeOrphans(of: nil)
        let manifest = Manifest(ledger: ledger, nextFile: 2, log: 1, sequence: 1)
        let header = FileHeader(kind: .log, ledger: ledger, number: 1)
        let log = try WriteAheadLog(creating: files.path(.log, 1), header: header, sequence: 1, disk: disk)
        try log.sync()
        try manifest.write(files)
        let store = SectionStore(files: files, manifest: manifest, opened: OpenedSections(), lock: lock)
        store.writing.withLock { $0.log = log }
        return store
    }

    /// An existing ledger with everything that was ever acknowledged.
    ///
    /// - Throws: `StoreError.missing`, `locked` (a second writer), `version`, `corrupt`, `io`.
    /// - Complexity: O(manifest + log).
    package static func open(_ folder: String, disk: any Disk, forWriting: Bool) throws(StoreError) -> SectionStore {
        let files = LedgerFiles(disk: disk, folder: folder)
        guard disk.exists(files.path(Manifest.name)) else {
            let reason = disk.exists(folder) ? "the folder has no \(Manifest.name)" : "no such folder"
            throw .missing(path: folder, reason: reason)
        }
        let lock = forWriting ? try disk.lock(files.path(LedgerFiles.lockName)) : nil
        var attempt = 1
        while true {
            let manifest = try Manifest.read(files)
            do throws(StoreError) {
                let opened = try OpenedSections(manifest, files: files)
                let store = SectionStore(files: files, manifest: manifest, opened: opened, lock: lock)
                try store.continueLog()
                return store
            } catch .missing(let path, _) {
                // A writer may have replaced manifest and files in between; what it removed is named no more.
                guard !forWriting, attempt < 10, try Manifest.read(files) != manifest else {
                    throw .corrupt(path: path, offset: 0, reason: "the manifest names this file, but it is not there")
                }
                attempt += 1
            }
        }
    }

    private func continueLog() throws(StoreError) {
        guard let found = opened.log else { return }
        cutBytes = found.outcome.cutBytes
        guard lock != nil else { return }
        let header = FileHeader(kind: .log, ledger: manifest.ledger, number: manifest.log)
        let log = try WriteAheadLog(continuing: found.file, header: header, found: found.outcome)
        writing.withLock { $0.log = log }
        try files.removeOrphans(of: manifest)
    }

    package var folder: String { files.folder }
    private var log: WriteAheadLog? { writing.withLock { $0.log } }
    package var isWriting: Bool { log != nil }
    package var sectionNames: [String] { states.keys.sorted() }
    /// Bytes of a section; 0 where there is none of that name.
    package func length(_ section: String) -> Int { states[section]?.length ?? 0 }
    package func elementBytes(_ section: String) -> Int? { states[section]?.elementBytes }
    /// Bytes in the log: what a checkpoint would move away.
    package var logBytes: Int { log?.end ?? opened.log?.outcome.end ?? 0 }
    package var hasUnsynced: Bool { log?.hasUnsynced ?? false }
    /// Of the last commit; rises by one with each.
    package var lastSequence: UInt64 { (log?.sequence ?? opened.log?.outcome.nextSequence ?? manifest.sequence) - 1 }

    /// Appends a commit to the log and returns its number. It is kept once a `sync` that begins later has returned.
    ///
    /// - Throws: `StoreError.full` where there is no room: nothing has changed, and the same commit may be tried again.
    ///   `tooLarge` for a commit of more than 1 GiB, which only a checkpoint can take.
    /// - Complexity: O(bytes of the delta).
    @discardableResult
    package func commit(_ delta: SectionDelta) throws(StoreError) -> UInt64 {
        let log = try writer()
        for one in delta.sections {
            let state = states[one.name]
            precondition(one.keep >= 0 && one.keep <= state?.length ?? 0, "a delta goes on from the commit before it")
            precondition(one.elementBytes == state?.elementBytes ?? one.elementBytes, "elements keep their size")
        }
        let sequence = try log.append(delta)
        if let next = writing.withLock({ $0.nextLog }) { try repeatCommit(delta, in: next) }
        for one in delta.sections { states.apply(one) }
        for one in delta.blobs { blobs[one.name] = one.bytes }
        return sequence
    }

    /// Makes every commit so far durable, with one `fdatasync`, and returns the number of the last of them. May be called on
    /// another thread than everything else: commits that come meanwhile do not wait.
    ///
    /// - Throws: `StoreError`; after a failure the ledger must be opened anew.
    @discardableResult
    package func sync() throws(StoreError) -> UInt64 {
        while true {
            let log = try writer()
            let next = writing.withLock { $0.nextLog }
            let last = min(try log.sync(), try next?.sync() ?? .max)
            // Where a checkpoint began or ended meanwhile, other logs count.
            if writing.withLock({ $0.log === log && $0.nextLog === next }) { return last }
        }
    }

    /// The log to write to.
    ///
    /// - Throws: an earlier failure after which nobody knows what the disk holds.
    func writer() throws(StoreError) -> WriteAheadLog {
        let (log, failure) = writing.withLock { ($0.log, $0.failure) }
        if let failure { throw failure }
        guard let log else { preconditionFailure("the ledger was opened for reading") }
        return log
    }

    /// Ends writing and lets go of the lock. What was not synced is synced.
    package func close() throws(StoreError) {
        if let pending { try? finish(pending) }
        defer {
            writing.withLock { $0.log = nil }
            lock?.release()
            lock = nil
        }
        let (log, failure) = writing.withLock { ($0.log, $0.failure) }
        // What was not synced is not kept: whoever closes must hear of it.
        if let failure { throw failure }
        try log?.sync()
    }

    /// Bytes of a section as the checkpoint before the opening left it.
    package func checkpointLength(_ section: String) -> Int { opened.length(section) }

    /// Puts a section as that checkpoint left it into `memory`, which begins at a page and has room for it: what is in the
    /// column file by mapping it, the rest by copying. Once a section.
    package func fill(_ memory: UnsafeMutableRawBufferPointer, with section: String) throws(StoreError) {
        try opened.fill(memory, with: section)
    }

    /// Hands out the commits that came after that checkpoint, in order. Once.
    package func replay(_ commit: (SectionDelta) throws(StoreError) -> Void) throws(StoreError) {
        try opened.replay(commit, path: files.path(.log, manifest.log))
    }

    /// The index files that count, in the order of the manifest.
    ///
    /// - Complexity: O(indexes): mapped, not read.
    package func storedIndexes() throws(StoreError) -> [StoredIndex] {
        var all: [StoredIndex] = []
        for index in manifest.indexes where index.kind != Manifest.base {
            if mapped[index.file] == nil {
                var file = opened.indexes[index.file]
                if file == nil { file = try IndexFile.open(index, ledger: manifest.ledger, files: files) }
                guard let file else { continue }
                let (sections, owner) = try IndexFile.map(index, of: file)
                mapped[index.file] = StoredIndex(
                    kind: index.kind, file: index.file, range: index.first..<index.end, sections: sections, owner: owner
                )
            }
            if let one = mapped[index.file] { all.append(one) }
        }
        let counted = Set(manifest.indexes.map(\.file))
        mapped = mapped.filter { counted.contains($0.key) }
        return all
    }

    /// Takes over what a checkpoint has made.
    func adopt(_ next: Manifest, log: WriteAheadLog, states: [String: SectionState], blobs: [String: [UInt8]]) {
        precondition(pending == nil, "one checkpoint at a time")
        let previous = manifest
        (manifest, self.states, self.blobs) = (next, states, blobs)
        writing.withLock { $0.log = log }
        files.removeFiles(of: previous, for: next)
    }

    func begin(_ checkpoint: PendingCheckpoint) {
        pending = checkpoint
        for name in states.keys { states[name]?.unchangedSince = .max }
        writing.withLock { $0.nextLog = checkpoint.log }
    }

    func abandon() {
        pending = nil
        writing.withLock { $0.nextLog = nil }
    }

    /// Takes over what a checkpoint has made while commits went on.
    func adopt(_ next: Manifest, log: WriteAheadLog) {
        let previous = manifest
        manifest = next
        for name in states.keys {
            guard var state = states[name] else { continue }
            state.unchanged = min(next.section(name)?.length ?? 0, state.unchangedSince)
            states[name] = state
        }
        pending = nil
        writing.withLock { ($0.log, $0.nextLog) = (log, nil) }
        files.removeFiles(of: previous, for: next)
    }

    func fail(_ error: StoreError) { writing.withLock { $0.failure = error } }
}

extension [String: SectionStore.SectionState] {
    /// What a section's part of a delta does to its length.
    mutating func apply(_ change: SectionDelta.Change) {
        var state = self[change.name] ?? .init(elementBytes: change.elementBytes, length: 0, unchanged: 0)
        state.unchanged = Swift.min(state.unchanged, change.keep)
        state.unchangedSince = Swift.min(state.unchangedSince, change.keep)
        state.length = change.keep + change.appended.count
        self[change.name] = state
    }
}

/// An index file in memory.
package struct StoredIndex {
    package var kind: String
    package var file: UInt64
    /// The rows it covers.
    package var range: Range<Int>
    package var sections: [IndexSection]
    /// Keeps the memory.
    package var owner: any AnyObject & Sendable
}
