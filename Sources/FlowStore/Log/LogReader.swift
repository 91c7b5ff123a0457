/// Reads a log from the start to where it ends.
///
/// The first frame that is not sound ends the log, if nothing behind it says otherwise: a crash may leave any part of the
/// group under way unwritten, and nobody was promised that group. Where a mark further on says that the place was durable,
/// something acknowledged is damaged, and that is an error: it is never cut off silently. (A power failure right after a
/// sync may lose the mark that follows it; only then, and only for damage to that very last group, nobody can tell the two
/// apart.)
final class LogReader {
    struct Outcome: Equatable {
        /// Behind the last sound commit.
        var end: Int
        var nextSequence: UInt64
        /// Commits read.
        var commits: Int
        /// Bytes behind the end, of a group that was never acknowledged.
        var cutBytes: Int
    }

    private let window: LogWindow
    private let salt: UInt32
    private var outcome: Outcome
    /// Where the next commit would stand; `nil` where a mark must come first.
    private var commitPlace: Int?
    /// Where the last mark stands.
    private var lastMark = 0

    /// - Parameter sequence: of the log's first commit.
    init(file: any DiskFile, header: FileHeader, sequence: UInt64) {
        window = LogWindow(file: file)
        salt = WriteAheadLog.salt(header)
        outcome = Outcome(end: FileHeader.size, nextSequence: sequence, commits: 0, cutBytes: 0)
    }

    /// Hands every commit's payload to `commit`, in order, with where it stands in the file.
    ///
    /// - Throws: `StoreError.corrupt` where something acknowledged is damaged, and what `commit` throws.
    /// - Parameter end: the first commit that is not wanted.
    /// - Complexity: O(bytes); memory for the largest commit.
    func read(
        until end: UInt64 = .max, commit: (UnsafeRawBufferPointer, _ offset: Int) throws(StoreError) -> Void
    ) throws(StoreError) -> Outcome {
        var isSecondLook = false
        while outcome.nextSequence < end {
            if try readCommit(commit) {
                isSecondLook = false
                continue
            }
            if try readMark() { continue }
            guard let mark = try markOfLaterGroup() else { break }
            // A writer may have completed the group while it was read here. Now that it is durable it must be sound.
            guard !isSecondLook else {
                throw .corrupt(
                    path: window.path, offset: commitPlace ?? outcome.end,
                    reason:
                        "commit \(outcome.nextSequence) cannot be read, though the mark at byte \(mark) says that it was kept"
                )
            }
            isSecondLook = true
            window.forget()
        }
        outcome.cutBytes = max(0, try window.size() - (commitPlace ?? outcome.end))
        return outcome
    }

    private func readCommit(
        _ commit: (UnsafeRawBufferPointer, _ offset: Int) throws(StoreError) -> Void
    ) throws(StoreError) -> Bool {
        guard let place = commitPlace, let frame = try frame(at: place), frame.kind == .commit,
            frame.sequence == outcome.nextSequence, let payload = try payload(of: frame, at: place)
        else { return false }
        try commit(payload, place + LogFrame.headerSize)
        outcome.end = place + frame.size
        outcome.nextSequence += 1
        outcome.commits += 1
        commitPlace = outcome.end
        return true
    }

    private func readMark() throws(StoreError) -> Bool {
        let place = LogFrame.pageStart(from: outcome.end)
        guard place > lastMark, let frame = try frame(at: place), frame.kind == .mark,
            frame.sequence == outcome.nextSequence, try mark(frame, at: place)?.groupEnd == outcome.end
        else { return false }
        lastMark = place
        commitPlace = place + frame.size
        return true
    }

    /// A mark further on that says that something behind the end was durable.
    private func markOfLaterGroup() throws(StoreError) -> Int? {
        var place = LogFrame.pageStart(from: outcome.end)
        let size = try window.size()
        while place < size {
            if let frame = try frame(at: place), frame.kind == .mark,
                let mark = try mark(frame, at: place), mark.durable > outcome.end
            {
                return place
            }
            place += LogFrame.page
        }
        return nil
    }

    /// The sound frame at `place`, if there is one.
    private func frame(at place: Int) throws(StoreError) -> LogFrame? {
        guard let header = try window.bytes(at: place, count: LogFrame.headerSize),
            let frame = LogFrame(header: header),
            let bytes = try window.bytes(at: place, count: frame.size)
        else { return nil }
        return frame.isSound(bytes, salt: salt) ? frame : nil
    }

    private func payload(of frame: LogFrame, at place: Int) throws(StoreError) -> UnsafeRawBufferPointer? {
        try window.bytes(at: place + LogFrame.headerSize, count: frame.payload)
    }

    /// Where the group before a mark ends, and what was durable when it was written.
    private func mark(_ frame: LogFrame, at place: Int) throws(StoreError) -> (groupEnd: Int, durable: Int)? {
        guard let payload = try payload(of: frame, at: place), payload.count == 16 else { return nil }
        let words = (0..<2).map { UInt64(littleEndian: payload.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
        guard let groupEnd = Int(exactly: words[0]), let durable = Int(exactly: words[1]) else { return nil }
        return (groupEnd, durable)
    }
}
