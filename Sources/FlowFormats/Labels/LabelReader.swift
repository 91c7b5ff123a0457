import FlowTracing

/// What label lists said.
public struct LabelReading: Sendable {
    public var attribution = Attribution()
    /// One entry a file, in the order given.
    public var files: [LabelFile] = []

    /// Sentences for the reader of a result: what was left out, and how many lists end no trace.
    public var notes: [String] {
        var list = files.flatMap(\.notes)
        let idle = files.filter { $0.tags > 0 && $0.stopping == 0 }
        if let first = idle.first {
            let which = idle.count == 1 ? first.name : "\(idle.count) of \(files.count) label lists"
            list.append(
                "no label of \(which) ends a trace: no custodial, mixer or bridge category, or a confidence below "
                    + "\(Tag.stoppingConfidence)")
        }
        return list
    }
    /// Tags kept, before equal ones of several lists are taken together.
    public var tagCount: Int { files.reduce(0) { $0 + $1.tags } }
    public var problemCount: Int { files.reduce(0) { $0 + $1.problemCount } }
}

/// What is known of one label file.
public struct LabelFile: Sendable, Equatable {
    public var name: String
    /// The registered list format.
    public var format: String
    public var tags = 0
    /// Tags whose category and confidence end a trace.
    public var stopping = 0
    /// What is wrong, with its place: `file:line: …`. At most `LabelFile.problemLimit`; the rest are counted.
    public var problems: [String] = []
    public var problemCount = 0
    /// Entries that were kept out for a problem; other problems were mended.
    public var leftOut = 0

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
}

/// Reads label lists of any registered format, recognised by content.
public enum LabelReader {
    /// Bytes of one list.
    static let sizeLimit = 1 << 28

    /// All lists together; a pattern (`packs/*.yaml`) names the files that match. Bad entries are reported with their
    /// place and kept out; conflicting ones are all kept.
    ///
    /// - Throws: `InputError` for a file that cannot be read or is no label list.
    /// - Complexity: O(bytes), O(tags · log tags).
    public static func read(_ paths: [String]) throws(InputError) -> LabelReading {
        var reading = LabelReading()
        var tags: [Tag] = []
        for path in try InputPaths.expand(paths) {
            let source = try ByteSource(path: path)
            let format = try recognise(source)
            var labels = LabelCollector(file: LabelFile(name: source.name, format: format.name))
            try format.read(source, into: &labels)
            tags += labels.tags
            reading.files.append(labels.file)
        }
        reading.attribution = Attribution(tags)
        return reading
    }

    private static func recognise(_ source: ByteSource) throws(InputError) -> any LabelList.Type {
        let window = try ByteWindow(source)
        try window.fill(atLeast: LabelSample.limit)
        let count = min(window.count, LabelSample.limit)
        let bytes = UnsafeBufferPointer(start: window.base + window.start, count: count)
        let sample = LabelSample(String(decoding: bytes, as: UTF8.self))
        guard let format = LabelLists.all.first(where: { $0.recognises(sample) }) else {
            let known = LabelLists.all.map { $0.summary }.joined(separator: "; ")
            throw .file(name: source.name, reason: "is no label list; known are: \(known)")
        }
        return format
    }
}

/// Gathers one file's tags and what is wrong with it.
struct LabelCollector {
    var file: LabelFile
    private(set) var tags: [Tag] = []

    init(file: LabelFile) { self.file = file }

    mutating func add(_ tag: Tag, alsoAs twins: [Address] = []) {
        file.tags += 1
        if tag.role != .none { file.stopping += 1 }
        tags.append(tag)
        for twin in twins {
            var copy = tag
            copy.address = twin
            tags.append(copy)
        }
    }

    /// An entry that is kept out.
    mutating func reject(line: Int, _ reason: String) {
        file.leftOut += 1
        report(line: line, reason)
    }

    /// An entry that could be mended.
    mutating func report(line: Int, _ reason: String) {
        file.problemCount += 1
        guard file.problems.count < LabelFile.problemLimit else { return }
        file.problems.append("\(file.name):\(line): \(reason)")
    }
}
