import FlowFormats
import FlowTracing

/// One version of a list as its files give it, before the database has it.
struct ListDraft {
    var list: String
    var kind: ListKind
    var publisher: String?
    var versionName: String?
    var date: Int64?
    var contents: [LabelContents]
    /// What the user says the tags are, whatever the list says.
    var imposedKind: ListKind?

    var files: [LabelFile] { contents.map(\.file) }

    /// A tag as it is stored.
    struct Entry {
        var tag: Tag
        /// Another address of the entry before.
        var isAnotherReading: Bool
    }

    /// The tags of all files, in order. Where the file itself is the source, as it is for lists that name none, the source
    /// is left out: the next version's file may be called otherwise.
    var entries: some Sequence<Entry> {
        let fileName = contents.count == 1 ? ListDraft.lastComponent(contents[0].file.name) : nil
        return contents.lazy.flatMap { [imposedKind] one in
            one.tags.indices.lazy.map { place in
                var tag = one.tags[place]
                if let imposedKind { tag.kind = imposedKind }
                if tag.source == fileName { tag.source = "" }
                return Entry(tag: tag, isAnotherReading: one.isAnotherReading(place))
            }
        }
    }

    static func lastComponent(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Files of one name of list and version together, in the order of their first.
    static func drafts(of contents: [LabelContents], _ naming: ListNaming) -> [ListDraft] {
        var drafts: [ListDraft] = []
        var places: [[String?]: Int] = [:]
        for one in contents {
            let file = one.file
            let key = naming.list == nil ? [file.list, naming.version ?? file.version] : []
            if let place = places[key] {
                drafts[place].contents.append(one)
                drafts[place].date = naming.date ?? [drafts[place].date, file.date].compactMap { $0 }.max()
                continue
            }
            places[key] = drafts.count
            drafts.append(
                ListDraft(
                    list: naming.list ?? file.list, kind: naming.kind ?? file.kind, publisher: file.publisher,
                    versionName: naming.version ?? file.version, date: naming.date ?? file.date, contents: [one],
                    imposedKind: naming.kind))
        }
        return drafts
    }

    /// Of one file with nothing read beside it its SHA-256, else of the sums of all, a line each.
    var sha256: String {
        let sums = files.flatMap { [$0.sha256] + $0.companions.map(\.sha256) }
        if sums.count == 1 { return sums[0] }
        let text = sums.sorted().map { $0 + "\n" }.joined()
        return Array(text.utf8).withUnsafeBytes { Hex.text(SHA256Digest.of($0)) }
    }

    /// The version among `others` of its list.
    ///
    /// - Throws: `LabelDatabaseError.refused` where its name or its date is taken.
    func version(importedAt now: Int64, beside others: [LabelListVersion]) throws(LabelDatabaseError)
        -> LabelListVersion
    {
        let hash = sha256
        let name = LabelListVersion.name(given: versionName, date: date, sha256: hash)
        if let other = others.first(where: { $0.version == name }) {
            throw .refused(
                "list '\(list)' has a version '\(name)' with another content already (\(files(of: other))); "
                    + "give this one another --list-version, or import all files of one version together")
        }
        var since = date ?? now
        if let other = others.first(where: { $0.since == since }) {
            guard date == nil else {
                throw .refused(
                    "list '\(list)' has a version of \(Timestamp.dateText(since)) already ('\(other.version)'); "
                        + "give this one another --date")
            }
            since = (others.map(\.since).max() ?? since) + 1
        }
        func sum(_ field: (LabelFile) -> Int) -> Int { files.reduce(0) { $0 + field($1) } }
        return LabelListVersion(
            list: list, kind: kind, publisher: publisher, version: name, date: date, since: since, sha256: hash,
            files: files.flatMap { file in
                [LabelListVersion.File(name: file.name, format: file.format, sha256: file.sha256)]
                    + file.companions.map { .init(name: $0.name, format: file.format, sha256: $0.sha256) }
            }, importedAt: now, tags: sum(\.tags), stopping: sum(\.stopping), problems: sum(\.problemCount),
            leftOut: sum(\.leftOut), conflicts: sum(\.conflictCount))
    }

    private func files(of version: LabelListVersion) -> String {
        version.files.count == 1 ? version.files[0].name : "\(version.files.count) files"
    }
}
