import FlowFormats
import FlowTracing

/// The labels of a database as of one date, for a run: looked up in the index when an address is met.
public struct KeptLabels: Sendable {
    public let path: String
    /// Unix seconds; `nil` for the newest version of every list.
    public let asOf: Int64?
    let tags: DatedTags

    /// - Throws: `LabelDatabaseError`.
    /// - Complexity: O(lists); O(tags) where the index has to be made anew.
    public init(path: String, asOf: Int64? = nil) throws(LabelDatabaseError) {
        (self.path, self.asOf) = (path, asOf)
        tags = DatedTags(try LabelDatabase.index(of: path), asOf: asOf)
    }

    /// What an `Attribution` stands on.
    public var source: any TagSource { tags }
    /// Tags of all versions.
    public var count: Int { tags.count }
    /// True where every checksum of the index is right.
    ///
    /// - Complexity: O(bytes of the index).
    public var isWhole: Bool { tags.index.isWhole }

    /// The lists that speak, each in the version that does.
    public var lists: [LabelFile] {
        tags.index.lists.compactMap { list in
            guard let version = list.version(at: asOf) else { return nil }
            var file = LabelFile(name: path, format: "kept")
            (file.list, file.kind, file.version, file.date) = (list.name, list.kind, version.name, version.date)
            return file
        }
    }

    /// What the lists say of an address, however it is written; tags that do not hold at the date asked for are among them.
    ///
    /// - Complexity: O(tags of the address + lists).
    public func answer(_ text: String) -> LabelAnswer {
        var entries: [LabelAnswer.Entry] = []
        var seen: Set<Tag> = []
        let readings = AddressText.readings(of: text)
        for address in readings {
            for (tag, holds) in tags.all(of: address) {
                // The same entry under another reading of the text.
                var bare = tag
                bare.address = readings[0]
                if seen.insert(bare).inserted { entries.append(.init(tag: tag, holds: holds)) }
            }
        }
        entries.sort { a, b in a.holds == b.holds ? Tag.precedes(a.tag, b.tag) : a.holds }
        let speaking = Set(entries.filter(\.holds).map(\.tag.list))
        let absences = tags.index.lists.compactMap { list -> LabelAnswer.Absence? in
            let version = list.version(at: asOf)
            let id = version.map { LabelListVersion.id(list: list.name, version: $0.name) } ?? list.name
            if speaking.contains(id) { return nil }
            return .init(
                list: list.name, kind: list.kind, version: version?.name, date: version?.date,
                firstDate: list.versions.first?.date)
        }
        return LabelAnswer(address: text, asOf: asOf, entries: entries, absences: absences)
    }

    /// Lists that a note names one by one.
    private static let named = 6

    /// Sentences for the reader of a result: which lists in which versions spoke, and which could not.
    public var notes: [String] {
        let lists = tags.index.lists
        if lists.isEmpty { return ["\(path): has no label list yet"] }
        var (speaking, silent): ([String], [String]) = ([], [])
        for list in lists {
            if let version = list.version(at: asOf) {
                let date = version.date.map { " of \(Timestamp.dateText($0))" } ?? ", undated"
                let id = LabelListVersion.id(list: list.name, version: version.name)
                let isInName = version.date.map { id.hasSuffix(Timestamp.dateText($0)) } ?? false
                speaking.append(id + (isInName ? "" : date))
            } else {
                silent.append(
                    "\(list.name) (first version: \(list.versions[0].date.map(Timestamp.dateText) ?? "undated"))")
            }
        }
        let when = asOf.map { " as of \(Timestamp.dateText($0))" } ?? ""
        var notes: [String] = []
        if !speaking.isEmpty { notes.append("labels\(when) from \(path): " + KeptLabels.enumerated(speaking)) }
        if !silent.isEmpty {
            notes.append("not known\(when), so nothing of it is used: " + KeptLabels.enumerated(silent))
        }
        return notes
    }

    private static func enumerated(_ names: [String]) -> String {
        if names.count <= named { return names.joined(separator: "; ") }
        return names.prefix(named).joined(separator: "; ") + "; and \(names.count - named) more ('lymer labels list')"
    }
}
