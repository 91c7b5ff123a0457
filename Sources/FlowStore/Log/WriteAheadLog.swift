import Synchronization

/// The log that every commit is written to first: a commit is kept for ever once a `sync` that began after it returned.
///
/// Commits between two syncs are a group. A group begins at the start of a page, with a mark that says where the group
/// before ends and up to where the log was durable by then. So no write ever touches a page that holds something
/// acknowledged, and a reader can tell a torn end, which nobody was promised, from damage to what was promised
/// (`LogReader`).
///
/// One thread may append while another syncs.
final class WriteAheadLog: @unchecked Sendable {
    private struct State {
        /// Where the next frame goes.
        var end: Int
        /// Where the last group that is not under way ends.
        var groupEnd: Int
        /// What stands before is durable.
        var durable: Int
        /// Of the next commit.
        var sequence: UInt64
        /// The mark of the group under way is in the file.
        var isMarked = false
        /// The group under way holds a commit.
        var hasCommits = false
        var buffer = FieldWriter()
        var failure: StoreError?
    }

    private let file: any DiskFile
    private let salt: UInt32
    private let state: Mutex<State>
    /// One sync at a time: a second one must not return before the first, which may be at work for both.
    private let syncing = Mutex(())

    var path: String { file.path }
    var end: Int { state.withLock { $0.end } }
    /// Of the next commit.
    var sequence: UInt64 { state.withLock { $0.sequence } }
    var hasUnsynced: Bool { state.withLock { $0.hasCommits } }

    static func salt(_ header: FileHeader) -> UInt32 { Checksum.of(header.bytes) }

    /// A new log. Nothing of it is durable before the first `sync`, nor its name before the folder is synced.
    init(creating path: String, header: FileHeader, sequence: UInt64, disk: any Disk) throws(StoreError) {
        file = try disk.create(path)
        salt = WriteAheadLog.salt(header)
        state = Mutex(
            State(end: LogFrame.page, groupEnd: FileHeader.size, durable: 0, sequence: sequence))
        try file.writeAll(header.bytes, at: 0)
    }

    /// Goes on behind what `LogReader` found, of which nobody knows how much is durable: makes it so, and cuts off the rest.
    init(continuing file: any DiskFile, header: FileHeader, found: LogReader.Outcome) throws(StoreError) {
        self.file = file
        salt = WriteAheadLog.salt(header)
        state = Mutex(
            State(
                end: LogFrame.pageStart(from: found.end), groupEnd: found.end, durable: found.end,
                sequence: found.nextSequence))
        if try file.size() > found.end { try file.truncate(to: found.end) }
        try file.sync()
        state.withLock { writeMark(&$0) }
    }

    /// Appends a commit and returns its number. It is kept once a `sync` that begins later has returned.
    ///
    /// - Throws: `StoreError.full` where there is no room: the log is as it was. `tooLarge` for a payload beyond
    ///   `LogFrame.limit`.
    /// - Complexity: O(bytes); one system call.
    func append(_ delta: SectionDelta) throws(StoreError) -> UInt64 {
        let result: Result<UInt64, StoreError> = state.withLock { state in
            do throws(StoreError) { return .success(try append(delta, &state)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private func append(_ delta: SectionDelta, _ state: inout State) throws(StoreError) -> UInt64 {
        if let failure = state.failure { throw failure }
        guard delta.byteCount <= LogFrame.limit else {
            throw .tooLarge(what: "a commit", bytes: delta.byteCount, limit: LogFrame.limit)
        }
        state.buffer.removeAll()
        if !state.isMarked { appendMark(&state) }
        LogFrame.append(.commit, sequence: state.sequence, salt: salt, to: &state.buffer) { delta.write(to: &$0) }
        do throws(StoreError) {
            try file.writeAll(state.buffer.bytes, at: state.end)
        } catch {
            // What was written of the frame stands behind the end and means nothing; it only takes room.
            try? file.truncate(to: state.end)
            throw error
        }
        state.end += state.buffer.bytes.count
        (state.isMarked, state.hasCommits) = (true, true)
        defer { state.sequence += 1 }
        return state.sequence
    }

    /// Makes all that was appended before the call durable, and returns the number of the last commit of it: one
    /// `fdatasync`, whatever the number of commits. Commits that come meanwhile begin the next group.
    ///
    /// - Throws: what the disk says. From then on nobody knows what it holds, and every call throws.
    @discardableResult
    func sync() throws(StoreError) -> UInt64 {
        let result = syncing.withLock { _ in Result { () throws(StoreError) in try syncNow() } }
        return try result.get()
    }

    private func syncNow() throws(StoreError) -> UInt64 {
        let (failure, group, last) = state.withLock { state -> (StoreError?, Int?, UInt64) in
            let last = state.sequence - 1
            if let failure = state.failure { return (failure, nil, last) }
            guard state.hasCommits || state.durable == 0 else { return (nil, nil, last) }
            if state.hasCommits {
                state.groupEnd = state.end
                state.end = LogFrame.pageStart(from: state.end)
                (state.isMarked, state.hasCommits) = (false, false)
            }
            return (nil, state.groupEnd, last)
        }
        if let failure { throw failure }
        guard let group else { return last }
        do throws(StoreError) {
            try file.sync()
        } catch {
            let broken = StoreError.broken(path: path, reason: error.description)
            state.withLock { $0.failure = broken }
            throw error
        }
        state.withLock { state in
            state.durable = group
            // At once, and not only with the next commit: it tells a later reader that the group was acknowledged.
            if !state.isMarked, group > FileHeader.size { writeMark(&state) }
        }
        return last
    }

    private func appendMark(_ state: inout State) {
        let (groupEnd, durable) = (state.groupEnd, state.durable)
        LogFrame.append(.mark, sequence: state.sequence, salt: salt, to: &state.buffer) {
            $0.number(UInt64(groupEnd))
            $0.number(UInt64(durable))
        }
    }

    /// Where it cannot be written now the first commit of the group brings it along.
    private func writeMark(_ state: inout State) {
        state.buffer.removeAll()
        appendMark(&state)
        guard (try? file.writeAll(state.buffer.bytes, at: state.end)) != nil else { return }
        state.end += state.buffer.bytes.count
        state.isMarked = true
    }
}
