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
        for contents in try contents(of: paths) {
            tags += contents.tags
            reading.files.append(contents.file)
        }
        reading.attribution = Attribution(tags)
        return reading
    }

    /// Each file by itself, in the order given, for those who keep lists.
    ///
    /// - Throws: `InputError` for a file that cannot be read or is no label list.
    public static func contents(of paths: [String]) throws(InputError) -> [LabelContents] {
        var list: [LabelContents] = []
        for path in try InputPaths.expand(paths) {
            let source = try ByteSource(path: path)
            let format = try recognise(source)
            var labels = LabelCollector(file: LabelFile(name: source.name, format: format.name))
            labels.file.sha256 = source.sha256
            try format.read(source, into: &labels)
            list.append(LabelContents(file: labels.file, tags: labels.tags))
        }
        return list
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
