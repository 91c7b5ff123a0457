import FlowFormats
import FlowStore
import FlowTracing
import GRDB

/// Label lists and all their versions in one SQLite file, and beside it an index of the tags by address (`TagIndex`).
///
/// What was imported is never overwritten: a newer version ends the tags it does not have and begins those it is the first
/// to have. One process imports at a time, in one transaction a call: a process that is killed has imported nothing.
public final class LabelDatabase {
    public let path: String
    let queue: DatabaseQueue

    /// What the database of a ledger is called in the ledger's folder.
    public static let fileName = LedgerStore.labelsName
    private static let magic = Array("SQLite format 3\0".utf8)

    /// True where the file is an SQLite database, whoever's.
    public static func isDatabase(_ path: String) -> Bool {
        guard let file = MappedFile(path: path), file.bytes.count >= magic.count else { return false }
        return file.bytes.prefix(magic.count).elementsEqual(magic)
    }

    /// - Parameter forWriting: makes the database where there is none, and brings one of an older format up to date.
    /// - Throws: `LabelDatabaseError.missing`, `foreign`, `version`, `busy`, `failed`.
    public init(path: String, forWriting: Bool) throws(LabelDatabaseError) {
        self.path = path
        let size = FileStamp(path: path)?.size
        if size == nil, !forWriting { throw .missing(path: path) }
        if let size, size > 0, !LabelDatabase.isDatabase(path) {
            throw .foreign(path: path, reason: "it is no SQLite file")
        }
        queue = try LabelDatabase.attempt(path) {
            if forWriting, let size, size > 0 {
                // Looked at before anything of it is changed: it may be another program's.
                let found = try LabelDatabase.open(path, forWriting: false)
                try found.read { try LabelSchema.check($0, path: path, mayBeOlder: true) }
                try found.close()
            }
            let queue = try LabelDatabase.open(path, forWriting: forWriting)
            if forWriting {
                try queue.write { try LabelSchema.bring($0, path: path) }
            } else {
                try queue.read { try LabelSchema.check($0, path: path, mayBeOlder: false) }
            }
            return queue
        }
    }

    private static func open(_ path: String, forWriting: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = !forWriting
        configuration.busyMode = .timeout(5)
        if forWriting {
            configuration.journalMode = .wal
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE")
            }
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Every version of every list, lists by name, versions from the oldest.
    public func versions() throws(LabelDatabaseError) -> [LabelListVersion] {
        try LabelDatabase.attempt(path) { try queue.read { try LabelDatabase.versions($0) } }
    }

    static func versions(_ db: Database, where condition: String = "1", _ arguments: StatementArguments = []) throws
        -> [LabelListVersion]
    {
        let files = try Row.fetchAll(db, sql: "SELECT version, name, format, sha256 FROM files ORDER BY rowid")
        let filesByVersion = Dictionary(grouping: files) { $0["version"] as Int64 }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT v.*, l.name, l.kind, l.publisher FROM versions v JOIN lists l ON v.list = l.id
                WHERE \(condition) ORDER BY l.name, v.since
                """, arguments: arguments)
        return rows.map { row in
            let publisher: String = row["publisher"]
            return LabelListVersion(
                list: row["name"], kind: ListKind(rawValue: row["kind"]) ?? .community,
                publisher: publisher.isEmpty ? nil : publisher, version: row["version"], date: row["date"],
                since: row["since"], sha256: row["sha256"],
                files: (filesByVersion[row["id"]] ?? []).map {
                    LabelListVersion.File(name: $0["name"], format: $0["format"], sha256: $0["sha256"])
                }, importedAt: row["imported_at"], tags: row["tags"], stopping: row["stopping"],
                problems: row["problems"], leftOut: row["left_out"], conflicts: row["conflicts"])
        }
    }

    /// What was wrong with a version's files, each with its place.
    public func problems(of version: LabelListVersion) throws(LabelDatabaseError) -> [String] {
        try LabelDatabase.attempt(path) {
            try queue.read { db in
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT p.text FROM problems p JOIN versions v ON p.version = v.id JOIN lists l ON v.list = l.id
                        WHERE l.name = ? AND v.version = ? ORDER BY p.rowid
                        """, arguments: [version.list, version.version])
            }
        }
    }

    static func state(_ db: Database) throws -> LabelState {
        guard let row = try Row.fetchOne(db, sql: "SELECT database, generation FROM state") else { return LabelState() }
        return LabelState(
            database: UInt64(bitPattern: row["database"]), generation: UInt64(bitPattern: row["generation"]))
    }

    /// Closes the file, everything in its place and nothing in a log beside it.
    func finish() throws(LabelDatabaseError) { try LabelDatabase.attempt(path) { try queue.close() } }

    static func attempt<Value>(_ path: String, _ body: () throws -> Value) throws(LabelDatabaseError) -> Value {
        do { return try body() } catch let error as LabelDatabaseError { throw error } catch let error as DatabaseError
        {
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw .busy(path: path)
            case .SQLITE_FULL: throw .full(path: path)
            case .SQLITE_NOTADB: throw .foreign(path: path, reason: "it is no SQLite file")
            default: throw .failed(path: path, reason: error.message ?? "\(error.resultCode)")
            }
        } catch { throw .failed(path: path, reason: "\(error)") }
    }
}
