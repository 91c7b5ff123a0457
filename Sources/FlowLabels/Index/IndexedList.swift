import FlowFormats
import FlowTracing

/// A list as the index describes it: enough to say what was asked without opening the database.
struct IndexedList {
    var name: String
    var kind: ListKind
    /// Oldest first; never empty.
    var versions: [Version]

    struct Version {
        var name: String
        /// Unix seconds; `nil` where the list gives none.
        var date: Int64?
        /// From when on it is the list's version: its date, else when it was imported.
        var since: Int64
    }

    /// The version in force at `time`, the newest where nobody asks for a time; `nil` before the first dated one.
    func version(at time: Int64?) -> Version? {
        guard let time else { return versions.last }
        // Of a list without a date nobody can say when it began: its first version always held.
        return versions.last { $0.since <= time } ?? versions.first.flatMap { $0.date == nil ? $0 : nil }
    }

    static func bytes(of lists: [IndexedList]) -> [UInt8] {
        var out = ByteEncoder()
        out.put(lists) { out, list in
            out.put(list.name)
            out.put(list.kind.rawValue)
            out.put(list.versions) { out, version in
                out.put(version.name)
                out.put(version.date != nil)
                out.put(version.date ?? 0)
                out.put(version.since)
            }
        }
        return out.bytes
    }

    static func read(_ bytes: UnsafeRawBufferPointer) -> [IndexedList]? {
        var input = ByteDecoder(bytes)
        do throws(ByteDecoder.Damage) {
            return try input.list { input throws(ByteDecoder.Damage) in
                let name = try input.text()
                guard let kind = ListKind(rawValue: try input.text()) else { throw input.damage }
                let versions = try input.list { input throws(ByteDecoder.Damage) in
                    let name = try input.text()
                    let isDated = try input.bool()
                    let date = try input.take(Int64.self)
                    return Version(name: name, date: isDated ? date : nil, since: try input.take(Int64.self))
                }
                guard !versions.isEmpty else { throw input.damage }
                return IndexedList(name: name, kind: kind, versions: versions)
            }
        } catch { return nil }
    }
}
