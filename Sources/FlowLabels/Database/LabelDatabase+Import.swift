import FlowFormats
import FlowTracing
import GRDB

/// What the user says of the lists that are imported, instead of what they say themselves.
public struct ListNaming: Sendable {
    /// All files together are one list of this name.
    public var list: String?
    public var version: String?
    /// Unix seconds.
    public var date: Int64?
    public var kind: ListKind?

    public init(list: String? = nil, version: String? = nil, date: Int64? = nil, kind: ListKind? = nil) {
        (self.list, self.version, self.date, self.kind) = (list, version, date, kind)
    }
}

extension LabelDatabase {
    /// Imports lists, all of them or none. Files of one list and version are imported as one.
    ///
    /// - Parameter now: when, Unix seconds.
    /// - Throws: `refused` where a list has another content under this version or date already; `busy`, `full`.
    /// - Complexity: O(tags · log tags), and for a list that is there O(its tags).
    public func add(
        _ contents: [LabelContents], naming: ListNaming = ListNaming(), now: Int64
    ) throws(LabelDatabaseError) -> [ListImport] {
        let drafts = ListDraft.drafts(of: contents, naming)
        return try LabelDatabase.attempt(path) {
            try queue.write { db in
                var imports: [ListImport] = []
                for draft in drafts { imports.append(try add(draft, db, now)) }
                if imports.contains(where: \.isNew) {
                    try db.execute(sql: "UPDATE state SET generation = generation + 1")
                }
                return imports
            }
        }
    }

    private func add(_ draft: ListDraft, _ db: Database, _ now: Int64) throws -> ListImport {
        let others = try LabelDatabase.versions(db, where: "l.name = ?", [draft.list])
        if let known = others.first(where: { $0.sha256 == draft.sha256 }) {
            return ListImport(version: known, files: draft.files, isNew: false)
        }
        let version = try draft.version(importedAt: now, beside: others)
        let list = try self.list(version, db)
        try db.execute(
            sql: "INSERT INTO versions VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                list, version.version, version.date, version.since, version.sha256, now, version.tags, version.stopping,
                version.problems, version.leftOut, version.conflicts,
            ])
        let id = db.lastInsertedRowID
        for file in version.files {
            try db.execute(
                sql: "INSERT INTO files VALUES(?, ?, ?, ?)", arguments: [id, file.name, file.format, file.sha256])
        }
        for problem in draft.files.flatMap(\.problems) {
            try db.execute(sql: "INSERT INTO problems VALUES(?, ?)", arguments: [id, problem])
        }
        var done = ListImport(version: version, files: draft.files, isNew: true)
        done.previous = others.last { $0.since < version.since }?.version
        (done.began, done.ended) = try VersionMerge(db, list: list, version, beside: others).run(draft.entries)
        return done
    }

    /// The number of the version's list.
    private func list(_ version: LabelListVersion, _ db: Database) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO lists VALUES(NULL, ?, ?, ?)
                ON CONFLICT(name) DO UPDATE SET kind = excluded.kind, publisher = excluded.publisher
                """, arguments: [version.list, version.kind.rawValue, version.publisher ?? ""])
        return try Int64.fetchOne(db, sql: "SELECT id FROM lists WHERE name = ?", arguments: [version.list]) ?? 0
    }
}
