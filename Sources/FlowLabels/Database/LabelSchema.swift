import GRDB

/// The tables of a label database.
///
/// A tag stands once however many versions of its list have it: from `since` on, the beginning of the first version that
/// has it, until `until`, that of the first that has it no more. A version that is imported changes these and takes nothing
/// away. Times are Unix seconds; -9223372036854775808 is "always did", 9223372036854775807 "still does". An empty text is
/// none; `relation` is 0 for an owner's tag, 1 for a counterparty's, and 2 more where it is another address of the entry
/// before; `address` is a blob of 20 bytes (EVM, TRON), of 34 (network, kind and payload of a script), or a text.
enum LabelSchema {
    /// `LYLB`.
    static let applicationID: Int32 = 0x4C59_4C42
    /// The format that this program writes.
    static var version: Int { steps.count }

    /// Step n brings format n to n + 1.
    private static let steps: [String] = [
        """
        CREATE TABLE state(database INTEGER NOT NULL, generation INTEGER NOT NULL);
        CREATE TABLE lists(
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, publisher TEXT NOT NULL);
        CREATE TABLE versions(
          id INTEGER PRIMARY KEY, list INTEGER NOT NULL REFERENCES lists, version TEXT NOT NULL, date INTEGER,
          since INTEGER NOT NULL, sha256 TEXT NOT NULL, imported_at INTEGER NOT NULL, tags INTEGER NOT NULL,
          stopping INTEGER NOT NULL, problems INTEGER NOT NULL, left_out INTEGER NOT NULL, conflicts INTEGER NOT NULL,
          UNIQUE(list, version), UNIQUE(list, since));
        CREATE TABLE files(
          version INTEGER NOT NULL REFERENCES versions, name TEXT NOT NULL, format TEXT NOT NULL, sha256 TEXT NOT NULL);
        CREATE TABLE problems(version INTEGER NOT NULL REFERENCES versions, text TEXT NOT NULL);
        CREATE TABLE tags(
          list INTEGER NOT NULL REFERENCES lists, since INTEGER NOT NULL, until INTEGER NOT NULL, \(TagColumns.declaration));
        CREATE INDEX tags_by_list ON tags(list);
        """
    ]

    /// Makes the tables of an empty database, or brings older ones to the present format.
    ///
    static func bring(_ db: Database, path: String) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found < version else { return }
        for step in steps[found...] { try db.execute(sql: step) }
        if found == 0 {
            try db.execute(
                sql: "INSERT INTO state VALUES(?, 0)", arguments: [Int64.random(in: .min ... .max)])
        }
        try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
    }

    /// That it is a label database, of this format or, where `mayBeOlder`, of one that can be brought to it.
    ///
    /// - Throws: `LabelDatabaseError.foreign`, `version`, `refused`.
    static func check(_ db: Database, path: String, mayBeOlder: Bool) throws {
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard application == applicationID else {
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            if application == 0, tables == 0 {
                // Whoever made it was stopped before there was anything in it.
                if mayBeOlder { return }
                throw LabelDatabaseError.missing(path: path)
            }
            throw LabelDatabaseError.foreign(path: path, reason: "it is another program's database")
        }
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard (0...version).contains(found) else {
            throw LabelDatabaseError.version(path: path, found: found, supported: version)
        }
        guard found == version || mayBeOlder else {
            throw LabelDatabaseError.refused(
                "\(path): written in format \(found); importing a list brings it up to date")
        }
    }
}

/// The columns that say what a tag says, in the order in which they are bound and read.
enum TagColumns {
    static let names = [
        "address", "chain", "label", "category", "entity", "jurisdiction", "confidence", "source", "kind", "relation",
        "valid_from", "valid_to",
    ]
    private static let types: [String: String] = [
        "address": "BLOB", "confidence": "INTEGER", "relation": "INTEGER", "valid_from": "INTEGER",
        "valid_to": "INTEGER",
    ]

    static let declaration = names.map { "\($0) \(types[$0] ?? "TEXT") NOT NULL" }.joined(separator: ", ")
    static let list = names.joined(separator: ", ")
    static let places = names.map { _ in "?" }.joined(separator: ", ")

    static func list(of table: String) -> String { names.map { "\(table).\($0)" }.joined(separator: ", ") }

    /// That two rows say the same.
    static func equal(_ a: String, _ b: String) -> String {
        names.map { "\(a).\($0) = \(b).\($0)" }.joined(separator: " AND ")
    }
}
