import FlowTracing

/// One version of a list, as a label database keeps it.
public struct LabelListVersion: Sendable, Equatable {
    public var list: String
    public var kind: ListKind
    public var publisher: String?
    public var version: String
    /// Unix seconds of the day or moment of which it is; `nil` where the list says none.
    public var date: Int64?
    /// From when on it is the list's version: its date, else when it was imported.
    public var since: Int64
    /// SHA-256 in lower-case hex: of its file, of several files of their sums in order, a line each.
    public var sha256: String
    public var files: [File]
    /// When it was imported, Unix seconds.
    public var importedAt: Int64
    /// Entries, as the files count them.
    public var tags: Int
    public var stopping: Int
    public var problems: Int
    public var leftOut: Int
    public var conflicts: Int

    public struct File: Sendable, Equatable {
        public var name: String
        public var format: String
        public var sha256: String

        public init(name: String, format: String, sha256: String) {
            (self.name, self.format, self.sha256) = (name, format, sha256)
        }
    }

    public init(
        list: String, kind: ListKind, publisher: String?, version: String, date: Int64?, since: Int64, sha256: String,
        files: [File], importedAt: Int64, tags: Int, stopping: Int, problems: Int, leftOut: Int, conflicts: Int
    ) {
        (self.list, self.kind, self.publisher, self.version) = (list, kind, publisher, version)
        (self.date, self.since, self.sha256, self.files) = (date, since, sha256, files)
        (self.importedAt, self.tags, self.stopping) = (importedAt, tags, stopping)
        (self.problems, self.leftOut, self.conflicts) = (problems, leftOut, conflicts)
    }

    /// What tags and answers call it: the list, and its version where it is not in the name already.
    public var id: String { LabelListVersion.id(list: list, version: version) }

    public static func id(list: String, version: String) -> String {
        version.isEmpty || list.hasSuffix(version) ? list : "\(list) \(version)"
    }

    /// The version's name: as the list gives it, else its date, else the beginning of its hash.
    package static func name(given: String?, date: Int64?, sha256: String) -> String {
        given ?? date.map(Timestamp.dateText) ?? String(sha256.prefix(12))
    }
}

extension Timestamp {
    /// `2024-09-27`, or with the time of day where it is no midnight.
    public static func dateText(_ seconds: Int64) -> String {
        let text = Timestamp.text(seconds)
        return text.hasSuffix("T00:00:00Z") ? String(text.prefix(text.utf8.count - 10)) : text
    }
}
