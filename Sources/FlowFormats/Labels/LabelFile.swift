import FlowTracing

/// What is known of one label file: which list it is, and how reading it went.
public struct LabelFile: Sendable, Equatable {
    public var name: String
    /// The registered list format.
    public var format: String

    // MARK: Which list

    /// What the list is called, the same in all its versions and in no other list: the format's name where there is one
    /// such list in the world (`ofac-sdn-xml`), else the file's name without folder and ending.
    public var list: String
    /// What the list calls itself, for people.
    public var title: String?
    /// Which kind of list it is. Single tags may be of another: a pack quotes a sanctions list.
    public var kind = ListKind.community
    /// Who publishes or made it, as far as it says.
    public var publisher: String?
    /// Where it is published, as it says: a URL or a part of one.
    public var source: String?
    /// Its version as it says, else its date; `nil` where it says neither.
    public var version: String?
    /// Unix seconds of the day or moment of which it is, as it says.
    public var date: Int64?
    /// SHA-256 of the file as stored, lower-case hex.
    public var sha256 = ""
    /// Files that were read as a part of it (the remarks of a sanctions list, split off into a second file).
    public var companions: [Companion] = []

    // MARK: How it went

    /// Entries kept. `LabelContents.tags` has more where one entry stands for several addresses.
    public var tags = 0
    /// Tags whose category and confidence end a trace.
    public var stopping = 0
    /// Actors that it names (actor packs).
    public var actors = 0
    /// What is wrong, with its place: `file:line: …`. At most `LabelFile.problemLimit`; the rest are counted.
    public var problems: [String] = []
    public var problemCount = 0
    /// Entries that were kept out for a problem; other problems were mended.
    public var leftOut = 0
    /// Addresses of which this file says two things that cannot both be right; all of it is kept. At most
    /// `LabelFile.problemLimit` are listed.
    public var conflicts: [LabelConflict] = []
    public var conflictCount = 0
    /// Sentences about the list as a whole, each without the file's name.
    public var remarks: [String] = []

    public struct Companion: Sendable, Equatable {
        public var name: String
        public var sha256: String

        public init(name: String, sha256: String) { (self.name, self.sha256) = (name, sha256) }
    }

    public init(name: String, format: String) {
        (self.name, self.format) = (name, format)
        list = LabelFile.title(of: name)
    }

    /// Entries read, kept or not.
    public var entries: Int { tags + leftOut }

    public static let problemLimit = 1_000
    /// Problems that the notes quote.
    static let quoted = 3

    var notes: [String] {
        guard problemCount > 0 else { return [] }
        var list = Array(problems.prefix(LabelFile.quoted))
        if problemCount > LabelFile.quoted {
            list.append(
                "\(name): \(AmountText.count(problemCount - LabelFile.quoted)) more such problems, "
                    + "\(counted(leftOut, "entry", "entries")) left out in all")
        }
        return list
    }

    /// The last part of a path, without the endings that say how it is written.
    static func title(of path: String) -> String {
        var title = path.split(separator: "/").last.map(String.init) ?? path
        for ending in [".gz", ".zst", ".csv", ".json", ".jsonl", ".yaml", ".yml", ".xml", ".txt"]
        where title.count > ending.count && title.lowercased().hasSuffix(ending) {
            title.removeLast(ending.count)
        }
        return title
    }
}

/// What one file says: `tags` in its order.
///
/// An entry whose text may be several addresses (`1…` of Bitcoin or Bitcoin Cash, or a text in a ledger that compares
/// texts) has a tag for each.
public struct LabelContents: Sendable {
    public var file: LabelFile
    public var tags: [Tag]
    /// Line of each tag's entry; negative where the tag is another address of the entry before.
    var lines: [Int32]

    /// Tags of no known lines.
    public init(file: LabelFile, tags: [Tag]) {
        self.init(file: file, tags: tags, lines: [Int32](repeating: 0, count: tags.count))
    }

    init(file: LabelFile, tags: [Tag], lines: [Int32]) {
        precondition(tags.count == lines.count)
        (self.file, self.tags, self.lines) = (file, tags, lines)
    }

    /// True where the tag at `place` is another address of the entry before it.
    public func isAnotherReading(_ place: Int) -> Bool { lines[place] < 0 }

    /// Line of the entry that the tag at `place` of `tags` comes from; 0 where the format has no lines.
    public func line(of place: Int) -> Int { Int(lines[place].magnitude) }
}
