import FlowFormats
import FlowTracing
import GRDB

extension LabelDatabase {
    /// What a database was found to hold, all of it right.
    public struct Verified: Sendable, Equatable {
        public var lists: Int
        public var versions: Int
        /// Of all versions, one that several have once.
        public var tags: Int
        /// Each reading of an address by itself; `nil` where there is no index of the present state: whoever asks first makes
        /// one.
        public var indexedAddresses: Int?
    }

    /// Reads everything: the database by SQLite's own check; every tag against its row in the index; every row, that it is
    /// found by its address; every checksum of the index.
    ///
    /// - Throws: `damaged`, naming the first thing that is wrong.
    /// - Complexity: O(tags); a bit for each.
    public func verify() throws(LabelDatabaseError) -> Verified {
        try LabelDatabase.attempt(path) { try queue.read { try verify($0) } }
    }

    private func verify(_ db: Database) throws -> Verified {
        let faults = try String.fetchAll(db, sql: "PRAGMA quick_check(1)")
        if faults != ["ok"] { throw LabelDatabaseError.damaged(path: path, reason: faults.joined(separator: "; ")) }
        let expected = try IndexedTags(db)
        var found = Verified(
            lists: expected.lists.count, versions: expected.lists.reduce(0) { $0 + $1.versions.count },
            tags: try Int.fetchOne(db, sql: "SELECT count(*) FROM tags WHERE relation < 2") ?? 0)
        let indexPath = LabelDatabase.indexPath(path)
        guard FileStamp(path: indexPath) != nil else { return found }
        guard let index = TagIndex(path: indexPath) else {
            throw LabelDatabaseError.damaged(path: indexPath, reason: "its header is not what was written; \(remedy)")
        }
        guard index.header.state == (try LabelDatabase.state(db)) else { return found }
        found.indexedAddresses = try verify(index, against: expected, db)
        return found
    }

    private var remedy: String { "remove it, and it is made anew" }

    /// - Returns: its addresses.
    private func verify(_ index: TagIndex, against expected: IndexedTags, _ db: Database) throws -> Int {
        func damage(_ reason: String) -> LabelDatabaseError {
            .damaged(path: LabelDatabase.indexPath(path), reason: "\(reason); \(remedy)")
        }
        if IndexedList.bytes(of: index.lists) != IndexedList.bytes(of: expected.lists) {
            throw damage("its lists are not those of the database")
        }
        let reader = try TagReader(db, sql: IndexedTags.sql)
        var number: UInt32 = 0
        while try reader.next() {
            number += 1
            guard let stored = index.row(number) else {
                throw damage("it has \(index.count) tags, the database more")
            }
            // A text stands where the row says, or somewhere that no row can name.
            let places = [
                stored.chain, stored.label, stored.category, stored.entity, stored.jurisdiction, stored.source,
            ]
            var next = 0
            let row = expected.row(of: reader) { text in
                defer { next += 1 }
                return index.holds(text, at: places[next]) ? places[next] : .max
            }
            guard var row, let address = reader.storedAddress else {
                throw LabelDatabaseError.damaged(path: path, reason: "tag \(number) is none")
            }
            (row.key, row.form, row.next) = (stored.key, stored.form, stored.next)
            let isOfAddress =
                switch address {
                case .bytes(let bytes): stored.form == StoredAddress.Form.bytes.rawValue && stored.key == bytes
                case .other(let bytes, let form): stored.form == form.rawValue && index.holds(bytes, at: stored.key.low)
                }
            guard isOfAddress, row == stored else {
                throw damage("tag \(number) of the database reads otherwise in it")
            }
        }
        guard number == index.count else { throw damage("it has \(index.count) tags, the database \(number)") }
        if let row = index.firstLost() { throw damage("tag \(row) is not found by its address") }
        if !index.isWhole { throw damage("a checksum is wrong") }
        return Int(index.header.addressCount)
    }
}
