import Synchronization

/// A checkpoint made from the files alone, on another thread, while commits go on.
///
/// From its beginning every commit goes to the old log and to a new one, and is kept once both are durable: whichever of the
/// two manifests a crash leaves, its log has everything that was acknowledged.
package final class PendingCheckpoint: @unchecked Sendable {
    private enum Stage {
        /// `stopping`: at work, but not wanted any more.
        case idle, working, stopping, committing
        /// No manifest: given up.
        case done(Result<Manifest?, StoreError>)
    }

    private let old: Manifest
    private let files: LedgerFiles
    /// The first commit that is not part of it.
    private let end: UInt64
    private let settled: [String: Int]
    private let blobs: [String: [UInt8]]
    let log: WriteAheadLog
    /// Touched by `perform` alone, and behind it.
    private var fresh: CheckpointFiles
    private let stage = Mutex(Stage.idle)

    /// - Parameters:
    ///   - settled: bytes of each section that are not expected to change any more.
    ///   - dropped: index files that count no more.
    init(
        of old: Manifest, files: LedgerFiles, end: UInt64, settled: [String: Int], blobs: [String: [UInt8]],
        dropped: Set<UInt64>
    ) throws(StoreError) {
        (self.old, self.files, self.end, self.settled, self.blobs) = (old, files, end, settled, blobs)
        fresh = CheckpointFiles(of: old, files: files)
        fresh.drop(dropped)
        do throws(StoreError) { log = try fresh.addLog(sequence: end) } catch {
            fresh.remove()
            throw error
        }
    }

    /// Does the work, once, on any thread. What became of it the store learns by `finish`.
    ///
    /// - Complexity: O(bytes in the log).
    package func perform() {
        let isWanted = stage.withLock { stage in
            guard case .idle = stage else { return false }
            stage = .working
            return true
        }
        guard isWanted else { return }
        let result = Result { () throws(StoreError) in try write() }
        stage.withLock { $0 = .done(result) }
    }

    private func write() throws(StoreError) -> Manifest? {
        let folded = try OpenedSections(old, files: files, foldedUntil: end)
        for (name, state) in folded.states.sorted(by: { $0.key < $1.key }) {
            if stage.withLock({ if case .stopping = $0 { true } else { false } }) { return nil }
            var (start, bytes) = folded.tail(name)
            if let section = old.section(name), start < section.length {
                // What the file holds is no longer the section's beginning: it is written anew.
                bytes = try beginning(of: section, count: start) + bytes
                start = 0
            }
            try bytes.read { bytes throws(StoreError) in
                try fresh.add(
                    name, elementBytes: state.elementBytes, bytes: bytes, from: start, unchanged: state.unchanged,
                    settled: settled[name] ?? 0)
            }
        }
        try fresh.addBase()
        try log.sync()
        let mayCommit = stage.withLock { stage in
            guard case .working = stage else { return false }
            stage = .committing
            return true
        }
        guard mayCommit else { return nil }
        try fresh.commit(blobs: blobs)
        return fresh.manifest
    }

    private func beginning(of section: Manifest.Section, count: Int) throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let file = try ColumnFile.open(section, ledger: old.ledger, files: files)
        try bytes.fill { buffer throws(StoreError) in try file.readAll(into: buffer, at: ColumnFile.dataStart) }
        return bytes
    }

    package var isDone: Bool { stage.withLock { if case .done = $0 { true } else { false } } }

    /// What it came to. Where it is still at work it is given up, and waited for: nobody else may touch its files before.
    func outcome() -> Result<Manifest?, StoreError> {
        while true {
            let outcome = stage.withLock { stage -> Result<Manifest?, StoreError>? in
                switch stage {
                case .idle: stage = .done(.success(nil))
                case .working: stage = .stopping
                case .stopping, .committing: break
                case .done(let result): return result
                }
                return nil
            }
            if let outcome { return outcome }
            Pause.brief()
        }
    }

    /// Removes what was made in vain.
    func removeFiles() { fresh.remove() }
}

extension SectionStore {
    /// Begins a checkpoint of everything committed so far; `perform` it on any thread, then `finish` it. One at a time.
    ///
    /// - Parameter blobs: in place of those of the same name.
    /// - Throws: `StoreError`; nothing has changed.
    package func beginCheckpoint(
        settled: [String: Int], blobs: [String: [UInt8]], droppedIndexes: Set<UInt64>
    ) throws(StoreError) -> PendingCheckpoint {
        precondition(pending == nil, "one checkpoint at a time")
        let log = try writer()
        let begun = try PendingCheckpoint(
            of: manifest, files: files, end: log.sequence, settled: settled,
            blobs: self.blobs.merging(blobs) { $1 }, dropped: droppedIndexes)
        begin(begun)
        return begun
    }

    /// Takes over what a checkpoint has come to; one that is still at work is given up.
    ///
    /// - Throws: why it failed; unless that is `broken`, the ledger goes on as if nothing had been tried.
    package func finish(_ checkpoint: PendingCheckpoint) throws(StoreError) {
        precondition(pending === checkpoint)
        switch checkpoint.outcome() {
        case .success(let manifest?): adopt(manifest, log: checkpoint.log)
        case .success(nil):
            checkpoint.removeFiles()
            abandon()
        case .failure(let error):
            if case .broken = error { fail(error) } else { checkpoint.removeFiles() }
            abandon()
            throw error
        }
    }

    /// A checkpoint under way must have every commit in its log too, or be given up.
    func repeatCommit(_ delta: SectionDelta, in next: WriteAheadLog) throws(StoreError) {
        do throws(StoreError) { _ = try next.append(delta) } catch {
            guard let pending else { return }
            switch pending.outcome() {
            case .success(nil):
                pending.removeFiles()
                abandon()
                return
            case .failure(let failure):
                if case .broken = failure { break }
                pending.removeFiles()
                abandon()
                return
            // Its manifest counts already, and its log lacks this commit.
            case .success: break
            }
            let broken = StoreError.broken(path: next.path, reason: error.description)
            fail(broken)
            abandon()
            throw broken
        }
    }
}
