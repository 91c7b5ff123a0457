import FlowFormats
import FlowTracing
import GRDB

extension LabelDatabase {
    /// What one version of a list says otherwise than another, older one.
    ///
    /// - Parameters:
    ///   - old: a version's name; without it the last but one, or the one before `new`.
    ///   - new: a version's name; without it the last.
    /// - Throws: `refused` where there is no such list or version.
    /// - Complexity: O(tags of the list · log tags).
    public func difference(list: String, old: String?, new: String?) throws(LabelDatabaseError) -> ListDifference {
        let all = try versions()
        let versions = all.filter { $0.list == list }
        guard let last = versions.last else {
            let known = Set(all.map(\.list)).sorted().joined(separator: ", ")
            throw .refused("'\(list)' is no list of \(path)" + (known.isEmpty ? "" : "; it has \(known)"))
        }
        func version(_ name: String) throws(LabelDatabaseError) -> LabelListVersion {
            if let found = versions.first(where: { $0.version == name }) { return found }
            let known = versions.map(\.version).joined(separator: ", ")
            throw .refused("list '\(list)' has no version '\(name)'; it has \(known)")
        }
        let newer = try new.map(version) ?? last
        let older = try old.map(version) ?? versions.last { $0.since < newer.since }
        guard let older else { throw .refused("list '\(list)' has one version only: nothing to compare it with") }
        return try LabelDatabase.attempt(path) {
            try queue.read { db in
                // Rows that hold at both are the same on both sides: most of a list.
                let (added, removed) = (
                    try tags(db, list, at: newer, butNot: older), try tags(db, list, at: older, butNot: newer)
                )
                let common = Set(added).intersection(removed)
                func sorted(_ tags: [Tag]) -> [Tag] {
                    let keyed = tags.filter { !common.contains($0) }.map {
                        (key: ($0.address.text(form: .evm), $0.label), tag: $0)
                    }
                    return keyed.sorted { $0.key < $1.key }.map(\.tag)
                }
                return ListDifference(old: older, new: newer, added: sorted(added), removed: sorted(removed))
            }
        }
    }

    private func tags(_ db: Database, _ list: String, at here: LabelListVersion, butNot there: LabelListVersion) throws
        -> [Tag]
    {
        let reader = try TagReader(
            db,
            sql: """
                SELECT \(TagColumns.list(of: "t")) FROM tags t JOIN lists l ON t.list = l.id
                WHERE l.name = :list AND t.since <= :here AND t.until > :here
                  AND NOT (t.since <= :there AND t.until > :there)
                """, ["list": list, "here": here.since, "there": there.since])
        var tags: [Tag] = []
        while try reader.next() {
            guard let tag = reader.tag(list: list) else {
                throw LabelDatabaseError.failed(path: path, reason: "the database is damaged: a tag of '\(list)'")
            }
            if !reader.isAnotherReading { tags.append(tag) }
        }
        return tags
    }
}
