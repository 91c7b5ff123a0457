import FlowTracing

/// What label lists said.
public struct LabelReading: Sendable {
    public var attribution = Attribution()
    /// One entry a file, in the order given.
    public var files: [LabelFile] = []
    /// Files of folders that are no label list.
    public var passedOver: [String] = []
    /// Addresses of which the lists say two things that cannot both be right; all of it is kept. At most
    /// `LabelFile.problemLimit` are listed.
    public var conflicts: [LabelConflict] = []
    public var conflictCount = 0

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
        if let first = passedOver.first {
            let others = passedOver.count > 1 ? " and \(AmountText.count(passedOver.count - 1)) more" : ""
            list.append("\(first)\(others): no label list, passed over")
        }
        return list
    }
    /// Tags kept, before equal ones of several lists are taken together.
    public var tagCount: Int { files.reduce(0) { $0 + $1.tags } }
    public var problemCount: Int { files.reduce(0) { $0 + $1.problemCount } }
}

/// Reads label lists of any registered format, recognised by content.
public enum LabelReader {
    /// Bytes of one list.
    static let sizeLimit = 1 << 28

    /// All lists together; a pattern (`packs/*.yaml`) names the files that match, a folder all lists in it. Bad entries
    /// are reported with their place and kept out; conflicting ones are all kept.
    ///
    /// - Throws: `InputError` for a file that cannot be read or is no label list; in a folder such a file is passed over.
    /// - Complexity: O(bytes), O(tags · log tags).
    ///
    /// - Parameter time: tags hold as of it, Unix seconds; `nil` for the date of each list.
    public static func read(_ paths: [String], asOf time: Int64? = nil) throws(InputError) -> LabelReading {
        var reading = LabelReading()
        let lists = try contents(of: paths, passedOver: &reading.passedOver)
        reading.files = lists.map(\.file)
        (reading.conflicts, reading.conflictCount) = LabelConflict.find(in: lists)
        reading.attribution = Attribution(lists.lazy.flatMap { $0.tags(asOf: time) })
        return reading
    }

    /// Each file by itself, in the order given, for those who keep lists. Actor packs among them say who the actors of
    /// all the others are.
    ///
    /// - Throws: `InputError` for a file that cannot be read or is no label list.
    public static func contents(of paths: [String]) throws(InputError) -> [LabelContents] {
        var ignored: [String] = []
        return try contents(of: paths, passedOver: &ignored)
    }

    /// - Parameter passedOver: gets the files of folders that are no label list.
    public static func contents(
        of paths: [String], passedOver: inout [String]
    ) throws(InputError) -> [LabelContents] {
        var opened: [(source: ByteSource, format: any LabelList.Type)] = []
        for path in try InputPaths.expand(paths) {
            guard InputPaths.isFolder(path) else {
                let source = try ByteSource(path: path)
                guard let format = try recognise(source) else {
                    let known = LabelLists.all.map { $0.summary }.joined(separator: "; ")
                    throw .file(name: source.name, reason: "is no label list; known are: \(known)")
                }
                opened.append((source, format))
                continue
            }
            for file in try LabelFolder.files(in: path) {
                if let source = try? ByteSource(path: file), let format = try recognise(source) {
                    opened.append((source, format))
                } else {
                    passedOver.append(file)
                }
            }
        }
        var actors = ActorBook()
        var read: [Int: LabelContents] = [:]
        for (place, list) in opened.enumerated() where list.format == ActorPackLabels.self {
            read[place] = try contents(of: list.source, list.format, actors: &actors)
        }
        var all: [LabelContents] = []
        for (place, list) in opened.enumerated() {
            if let contents = read[place] {
                all.append(contents)
            } else {
                all.append(try contents(of: list.source, list.format, actors: &actors))
            }
        }
        return all
    }

    private static func contents(
        of source: ByteSource, _ format: any LabelList.Type, actors: inout ActorBook
    ) throws(InputError) -> LabelContents {
        var labels = LabelCollector(file: LabelFile(name: source.name, format: format.name))
        labels.file.sha256 = source.streamedSHA256
        labels.actors = actors
        try format.read(source, into: &labels)
        actors = labels.actors
        return labels.contents()
    }

    private static func recognise(_ source: ByteSource) throws(InputError) -> (any LabelList.Type)? {
        let window = try ByteWindow(source)
        try window.fill(atLeast: LabelSample.limit)
        let count = min(window.count, LabelSample.limit)
        let bytes = UnsafeBufferPointer(start: window.base + window.start, count: count)
        let sample = LabelSample(String(decoding: bytes, as: UTF8.self), name: source.name)
        return LabelLists.all.first { $0.recognises(sample) }
    }
}
