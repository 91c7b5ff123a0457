import FlowFormats
import FlowTracing
import GRDB

/// Puts a version's tags among those of its list.
///
/// A tag that the version before had and this one has not ends with it; one that only this one has begins with it. A
/// version may also come late, between others: then a tag ends where it did not know it, and begins again with the next.
struct VersionMerge {
    private let db: Database
    private let list: Int64
    private let version: LabelListVersion
    /// The versions that come before and after it, by date.
    private let before: LabelListVersion?
    private let after: LabelListVersion?

    init(_ db: Database, list: Int64, _ version: LabelListVersion, beside others: [LabelListVersion]) {
        (self.db, self.list, self.version) = (db, list, version)
        before = others.last { $0.since < version.since }
        after = others.first { $0.since > version.since }
    }

    /// - Returns: tags that begin and that end with the version, an entry of several addresses once.
    func run(_ entries: some Sequence<ListDraft.Entry>) throws -> (began: Int, ended: Int) {
        guard before != nil || after != nil else { return (try insertAll(entries), 0) }
        try stage(entries)
        defer { try? db.execute(sql: "DROP TABLE IF EXISTS temp.fresh; DROP TABLE IF EXISTS temp.met") }
        try meet()
        let ended = try end()
        return (try begin(), ended)
    }

    /// The first version: nothing to compare with. Without a date it says what always held, as far as anybody knows.
    private func insertAll(_ entries: some Sequence<ListDraft.Entry>) throws -> Int {
        let since = version.date ?? .min
        let writer = try TagWriter(
            db,
            sql: """
                INSERT INTO tags(\(TagColumns.list), list, since, until)
                VALUES(\(TagColumns.places), \(list), \(VersionMerge.literal(since)), \(Int64.max))
                """)
        var count = 0
        for entry in entries {
            try writer.write(entry)
            if !entry.isAnotherReading { count += 1 }
        }
        return count
    }

    /// The smallest number has no literal of its own.
    private static func literal(_ time: Int64) -> String { time == .min ? "-9223372036854775807 - 1" : "\(time)" }

    /// Equal tags count once.
    private func stage(_ entries: some Sequence<ListDraft.Entry>) throws {
        try db.execute(
            sql: """
                CREATE TEMP TABLE fresh(id INTEGER PRIMARY KEY, \(TagColumns.declaration), UNIQUE(\(TagColumns.list)))
                """)
        let writer = try TagWriter(
            db, sql: "INSERT OR IGNORE INTO temp.fresh(\(TagColumns.list)) VALUES(\(TagColumns.places))")
        for entry in entries { try writer.write(entry) }
    }

    /// Which stored tags the version has: of those that hold at its date, and of those that begin with the next version.
    private func meet() throws {
        if before == nil, let after {
            // What always held did so before an older version was known.
            try db.execute(
                sql: "UPDATE tags SET since = ? WHERE list = ? AND since = ?",
                arguments: [after.since, list, Int64.min])
        }
        try db.execute(
            sql: """
                CREATE TEMP TABLE met AS
                SELECT t.rowid AS tag, f.id AS fresh, t.since <= :at AS holds, t.until AS until, t.relation AS relation
                FROM tags t LEFT JOIN temp.fresh f ON \(TagColumns.equal("t", "f"))
                WHERE t.list = :list AND ((t.since <= :at AND t.until > :at) OR t.since = :next)
                """, arguments: ["at": version.since, "list": list, "next": after?.since ?? .max])
    }

    /// Ends what holds at the date and the version has not; with a later version that has it, it begins again there.
    private func end() throws -> Int {
        if let after {
            try db.execute(
                sql: """
                    INSERT INTO tags(\(TagColumns.list), list, since, until)
                    SELECT \(TagColumns.list(of: "t")), t.list, :next, t.until FROM tags t
                    JOIN temp.met m ON m.tag = t.rowid WHERE m.holds AND m.fresh IS NULL AND m.until > :next
                    """, arguments: ["next": after.since])
        }
        let ended = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM temp.met WHERE holds AND fresh IS NULL AND relation < 2")
        try db.execute(
            sql: """
                UPDATE tags SET until = ?
                WHERE rowid IN (SELECT tag FROM temp.met WHERE holds AND fresh IS NULL)
                """, arguments: [version.since])
        return ended ?? 0
    }

    /// Begins what the version is the first to have.
    private func begin() throws -> Int {
        let began = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM temp.fresh
                WHERE relation < 2 AND id NOT IN (SELECT fresh FROM temp.met WHERE holds AND fresh IS NOT NULL)
                """)
        // The next version has it too: it only begins earlier.
        try db.execute(
            sql: """
                UPDATE tags SET since = ?
                WHERE rowid IN (SELECT tag FROM temp.met WHERE NOT holds AND fresh IS NOT NULL)
                """, arguments: [version.since])
        try db.execute(
            sql: """
                INSERT INTO tags(\(TagColumns.list), list, since, until)
                SELECT \(TagColumns.list(of: "f")), :list, :at, :next FROM temp.fresh f
                WHERE f.id NOT IN (SELECT fresh FROM temp.met WHERE fresh IS NOT NULL)
                """, arguments: ["list": list, "at": version.since, "next": after?.since ?? .max])
        return began ?? 0
    }
}
