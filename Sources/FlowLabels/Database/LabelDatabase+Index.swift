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
        let lists = try IndexedLists(db)
        let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM tags") ?? 0
        var builder = try TagIndexBuilder(
            path: LabelDatabase.indexPath(path), state: try LabelDatabase.state(db), capacity: count)
        let reader = try TagReader(db, sql: "SELECT \(TagColumns.list), list, since, until FROM tags")
        var added = 0
        while try reader.next() {
            guard added < count, let address = reader.storedAddress, let kind = ListKind(rawValue: reader.text(8)),
                let list = lists.numbers[reader.number(12)]
            else { throw LabelDatabaseError.failed(path: path, reason: "the database is damaged: tag \(added + 1)") }
            var row = TagRow()
            row.chain = try builder.text(reader.bytes(1))
            row.label = try builder.text(reader.bytes(2))
            row.category = try builder.text(reader.bytes(3))
            row.entity = try builder.text(reader.bytes(4))
            row.jurisdiction = try builder.text(reader.bytes(5))
            row.confidence = UInt8(clamping: reader.number(6))
            let source = reader.bytes(7)
            row.source = source.isEmpty ? try lists.source(list, &builder) : try builder.text(source)
            row.kind = UInt8(ListKind.allCases.firstIndex(of: kind) ?? 0)
            row.list = UInt32(list)
            let isOwner = reader.isOwner
            row.flags = isOwner ? 0 : TagRow.counterparty
            if isOwner, row.confidence >= UInt8(Tag.stoppingConfidence), row.category != 0 {
                row.flags |= lists.role(of: reader.bytes(3)).rawValue << TagRow.roleShift
            }
            let (from, to) = (reader.number(10), reader.number(11))
            let (since, until) = (reader.number(13), reader.number(14))
            // The list's own dates say more than the dates of its versions.
            row.from = from == .min ? since : from
            row.to = min(to, until)
            let date = lists.lists[list].versions.last?.date
            let isCurrent =
                until == .max && (to == .max || date.map { to > $0 } ?? false) && (date.map { from <= $0 } ?? true)
            if isCurrent { row.flags |= TagRow.current }
            switch address {
            case .bytes(let bytes): builder.add(row, of: bytes)
            case .other(let bytes, let form): try builder.add(row, of: bytes, form)
            }
            added += 1
        }
        guard added == count else {
            throw LabelDatabaseError.failed(path: path, reason: "the database is damaged: it counts \(count) tags")
        }
        try builder.finish(lists: lists.lists, stamp: stamp)
    }
}

/// The lists as the index numbers them.
private struct IndexedLists {
    var lists: [IndexedList] = []
    /// By the database's number.
    var numbers: [Int64: Int] = [:]
    /// What the newest file of each list is called, where it has one: the source of tags that name none.
    private var files: [String] = []
    private let roles = RoleMemory()

    init(_ db: Database) throws {
        let versions = Dictionary(grouping: try LabelDatabase.versions(db), by: \.list)
        for row in try Row.fetchAll(db, sql: "SELECT id, name, kind FROM lists ORDER BY name") {
            let name: String = row["name"]
            guard let all = versions[name], !all.isEmpty else { continue }
            numbers[row["id"]] = lists.count
            files.append(all.last.map { $0.files.isEmpty ? "" : ListDraft.lastComponent($0.files[0].name) } ?? "")
            lists.append(
                IndexedList(
                    name: name, kind: all[0].kind,
                    versions: all.map { .init(name: $0.version, date: $0.date, since: $0.since) }))
        }
    }

    func source(_ list: Int, _ builder: inout TagIndexBuilder) throws -> UInt32 {
        let name = Array(files[list].utf8)
        return try name.withUnsafeBytes { try builder.text($0) }
    }

    func role(of category: UnsafeRawBufferPointer) -> Role { roles.role(of: category) }

    /// Neighbouring tags mostly have one category.
    private final class RoleMemory {
        private var last: (text: [UInt8], role: Role) = ([], .none)

        func role(of category: UnsafeRawBufferPointer) -> Role {
            if !category.elementsEqual(last.text) {
                last = (Array(category), Category(String(decoding: category, as: UTF8.self)).role)
            }
            return last.role
        }
    }
}
