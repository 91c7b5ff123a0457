import FlowFormats
import FlowTracing
import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension LabelDatabase {
    static func indexPath(_ path: String) -> String { path + ".index" }

    /// Makes the index anew and closes the database.
    ///
    /// - Throws: `full`, `failed`; the database is then what it was, and whoever reads it makes the index.
    /// - Complexity: O(tags).
    public func publish() throws(LabelDatabaseError) {
        try LabelDatabase.attempt(path) {
            // What is in the log goes to its place, so that the file says by its time whether it has changed.
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        }
        try writeIndex()
        try finish()
    }

    /// The index of the database as it is now: made anew where it is missing, damaged or of another state.
    ///
    /// - Throws: `missing`, `foreign`, `version`, `failed`, `full`.
    /// - Complexity: O(lists) where nothing has changed since the index was made: SQLite is not asked.
    static func index(of path: String) throws(LabelDatabaseError) -> TagIndex {
        let stamp = FileStamp(path: path)
        guard let stamp else { throw .missing(path: path) }
        let found = TagIndex(path: indexPath(path))
        if let found, found.header.stamp == stamp, hasEmptyLog(path) { return found }
        let database = try LabelDatabase(path: path, forWriting: false)
        let state = try attempt(path) { try database.queue.read { try LabelDatabase.state($0) } }
        if let found, found.header.state == state {
            if hasEmptyLog(path) { restamp(found.header, stamp, path) }
            try database.finish()
            return found
        }
        try database.writeIndex()
        try database.finish()
        guard let made = TagIndex(path: indexPath(path)) else {
            throw .failed(path: indexPath(path), reason: "the index just made cannot be read")
        }
        return made
    }

    private static func hasEmptyLog(_ path: String) -> Bool { (FileStamp(path: path + "-wal")?.size ?? 0) == 0 }

    /// The database was copied or touched: next time a glance is enough. Where the file cannot be written it is not.
    private static func restamp(_ header: TagIndexHeader, _ stamp: FileStamp, _ path: String) {
        var header = header
        header.stamp = stamp
        header.checksum = header.ownChecksum
        let descriptor = open(indexPath(path), O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = withUnsafeBytes(of: &header) { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        close(descriptor)
    }

    private func writeIndex() throws(LabelDatabaseError) {
        // Looked at before the rows are read: whatever happens to the file meanwhile, the stamp is not of a later state.
        let stamp = LabelDatabase.hasEmptyLog(path) ? FileStamp(path: path) ?? FileStamp() : FileStamp()
        try LabelDatabase.attempt(path) { try queue.read { try writeIndex($0, stamp) } }
    }

    private func writeIndex(_ db: Database, _ stamp: FileStamp) throws {
        let lists = try IndexedTags(db)
        let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM tags") ?? 0
        var builder = try TagIndexBuilder(
            path: LabelDatabase.indexPath(path), state: try LabelDatabase.state(db), capacity: count)
        let reader = try TagReader(db, sql: IndexedTags.sql)
        var added = 0
        while try reader.next() {
            guard added < count, let address = reader.storedAddress,
                let row = try lists.row(
                    of: reader, text: { bytes throws(LabelDatabaseError) in try builder.text(bytes) })
            else { throw LabelDatabaseError.damaged(path: path, reason: "tag \(added + 1) is none") }
            switch address {
            case .bytes(let bytes): builder.add(row, of: bytes)
            case .other(let bytes, let form): try builder.add(row, of: bytes, form)
            }
            added += 1
        }
        guard added == count else {
            throw LabelDatabaseError.damaged(path: path, reason: "it counts \(count) tags and has \(added)")
        }
        try builder.finish(lists: lists.lists, stamp: stamp)
    }
}
