/// The log that every commit is written to first: a commit is kept for ever once a `sync` after it returned.
///
/// Commits between two syncs are a group. A group begins at the start of a page, with a mark that is written right after
/// the sync before and says where the group before ends. So no write ever touches a page that holds something
/// acknowledged, and a reader can tell a torn end, which nobody was promised, from damage to what was promised
/// (`LogReader`).
final class WriteAheadLog {
    private let file: any DiskFile
    private let salt: UInt32
    /// Where the next frame goes.
    private(set) var end: Int
    /// Where the last group that is durable ends.
    private var groupEnd: Int
    /// Of the next commit.
    private(set) var sequence: UInt64
    /// The mark of the group under way is in the file.
    private var isMarked = false
    /// The group under way holds a commit, or the file is new.
    private(set) var hasUnsynced: Bool
    private var buffer = FieldWriter()
    private var failure: StoreError?

    var path: String { file.path }
    static func salt(_ header: FileHeader) -> UInt32 { Checksum.of(header.bytes) }

    /// A new log. Nothing of it is durable before the first `sync`, nor its name before the folder is synced.
    init(creating path: String, header: FileHeader, sequence: UInt64, disk: any Disk) throws(StoreError) {
        file = try disk.create(path)
        salt = WriteAheadLog.salt(header)
        self.sequence = sequence
        (groupEnd, end) = (FileHeader.size, LogFrame.page)
        hasUnsynced = true
        try file.writeAll(header.bytes, at: 0)
    }

    /// Goes on behind what `LogReader` found, of which nobody knows how much is durable: makes it so, and cuts off the rest.
    init(continuing file: any DiskFile, header: FileHeader, found: LogReader.Outcome) throws(StoreError) {
        self.file = file
        salt = WriteAheadLog.salt(header)
        sequence = found.nextSequence
        groupEnd = found.end
        end = LogFrame.pageStart(from: found.end)
        hasUnsynced = false
        if try file.size() > found.end { try file.truncate(to: found.end) }
        try file.sync()
        writeMark()
    }

    /// Appends a commit. It is kept once `sync` has returned.
    ///
    /// - Throws: `StoreError.full` where there is no room: the log is as it was. `tooLarge` for a payload beyond
    ///   `LogFrame.limit`.
    /// - Complexity: O(bytes); one system call.
    func append(_ payload: (inout FieldWriter) -> Void) throws(StoreError) {
        if let failure { throw failure }
        buffer.removeAll()
        if !isMarked { appendMark() }
        LogFrame.append(.commit, sequence: sequence, salt: salt, to: &buffer, payload: payload)
        guard buffer.bytes.count <= LogFrame.limit else {
            throw .tooLarge(what: "a commit", bytes: buffer.bytes.count, limit: LogFrame.limit)
        }
        do throws(StoreError) {
            try file.writeAll(buffer.bytes, at: end)
        } catch {
            // What was written of the frame stands behind the end and means nothing; it only takes room.
            try? file.truncate(to: end)
            throw error
        }
        end += buffer.bytes.count
        isMarked = true
        hasUnsynced = true
        sequence += 1
    }

    /// Makes all that was appended durable: one `fdatasync`, whatever the number of commits.
    ///
    /// - Throws: what the disk says. From then on nobody knows what it holds, and every call throws.
    func sync() throws(StoreError) {
        if let failure { throw failure }
        guard hasUnsynced else { return }
        do throws(StoreError) {
            try file.sync()
        } catch {
            failure = .broken(path: path, reason: error.description)
            throw error
        }
        hasUnsynced = false
        // A new file without a commit goes on in its first group.
        guard isMarked else { return }
        groupEnd = end
        end = LogFrame.pageStart(from: end)
        isMarked = false
        writeMark()
    }

    private func appendMark() {
        LogFrame.append(.mark, sequence: sequence, salt: salt, to: &buffer) { $0.number(UInt64(groupEnd)) }
    }

    /// The mark of the next group, at once and not only with its first commit: it tells a later reader that the group before
    /// was acknowledged. Where it cannot be written now the first commit brings it along.
    private func writeMark() {
        buffer.removeAll()
        appendMark()
        guard (try? file.writeAll(buffer.bytes, at: end)) != nil else { return }
        end += buffer.bytes.count
        isMarked = true
    }
}
