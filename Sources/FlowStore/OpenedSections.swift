import FlowTracing

/// What the files of a ledger say, before anybody has it in memory: the sections as the last checkpoint left them, and the
/// commits since.
struct OpenedSections {
    /// The end of a section that is not in its column file.
    private struct Tail {
        /// How much of the column file counts.
        var start: Int
        var bytes: [UInt8] = []
    }

    /// Of the sections after all commits.
    private(set) var states: [String: SectionStore.SectionState] = [:]
    /// After all commits.
    private(set) var blobs: [String: [UInt8]] = [:]
    private(set) var log: (file: any DiskFile, outcome: LogReader.Outcome)?
    /// Commits since the checkpoint, with where they stand in the log.
    private var commits: [(payload: [UInt8], offset: Int)] = []
    private var tails: [String: Tail] = [:]
    /// Open from the beginning: a writer may remove them meanwhile.
    private var columns: [String: any DiskFile] = [:]
    /// By number; open from the beginning likewise.
    private(set) var indexes: [UInt64: any DiskFile] = [:]

    init() {}

    /// - Throws: `StoreError.missing` for a file that is not there, `corrupt`, `version`, `io`.
    init(_ manifest: Manifest, files: LedgerFiles) throws(StoreError) {
        try readBase(manifest, files: files)
        for one in manifest.sections where one.file != 0 {
            columns[one.name] = try ColumnFile.open(one, ledger: manifest.ledger, files: files)
        }
        for one in manifest.indexes where one.kind != Manifest.base {
            indexes[one.file] = try IndexFile.open(one, ledger: manifest.ledger, files: files)
        }
        var commits: [([UInt8], Int)] = []
        log = try OpenedSections.readLog(manifest, files: files, until: .max) { payload, fields throws(StoreError) in
            var copy = fields
            try apply(try SectionDelta.read(&copy), copy)
            commits.append((Array(payload), fields.start))
        }
        self.commits = commits
    }

    /// The sections after the commits before `end`, of which `tail` then gives the ends: what a checkpoint moves, from the
    /// files alone.
    init(_ manifest: Manifest, files: LedgerFiles, foldedUntil end: UInt64) throws(StoreError) {
        try readBase(manifest, files: files)
        _ = try OpenedSections.readLog(manifest, files: files, until: end) { _, fields throws(StoreError) in
            var fields = fields
            let delta = try SectionDelta.read(&fields)
            try apply(delta, fields)
            for one in delta.sections {
                var tail = tails.removeValue(forKey: one.name) ?? Tail(start: 0)
                if one.keep < tail.start { tail = Tail(start: one.keep) }
                tail.bytes.removeLast(tail.start + tail.bytes.count - one.keep)
                tail.bytes.append(contentsOf: one.appended)
                tails[one.name] = tail
            }
        }
    }

    private mutating func readBase(_ manifest: Manifest, files: LedgerFiles) throws(StoreError) {
        blobs = manifest.blobs
        for one in manifest.sections {
            states[one.name] = .init(elementBytes: one.elementBytes, length: one.length, unchanged: one.length)
            tails[one.name] = Tail(start: one.length)
        }
        for one in manifest.indexes where one.kind == Manifest.base {
            let file = try IndexFile.open(one, ledger: manifest.ledger, files: files)
            try IndexFile.verify(one, file)
            let (sections, owner) = try IndexFile.map(one, of: file)
            for section in sections {
                guard states[section.name] != nil else {
                    throw .corrupt(path: file.path, offset: 0, reason: "section '\(section.name)' is not there")
                }
                tails[section.name]?.bytes.append(contentsOf: section.bytes)
                states[section.name]?.length += section.bytes.count
            }
            withExtendedLifetime(owner) {}
        }
    }

    private static func readLog(
        _ manifest: Manifest, files: LedgerFiles, until end: UInt64,
        commit: (UnsafeRawBufferPointer, FieldReader) throws(StoreError) -> Void
    ) throws(StoreError) -> (file: any DiskFile, outcome: LogReader.Outcome) {
        let header = FileHeader(kind: .log, ledger: manifest.ledger, number: manifest.log)
        let file = try files.disk.open(files.path(.log, manifest.log))
        try header.check(file)
        let reader = LogReader(file: file, header: header, sequence: manifest.sequence)
        let outcome = try reader.read(until: end) { payload, offset throws(StoreError) in
            try commit(payload, FieldReader(payload, path: file.path, start: offset))
        }
        guard end == .max || outcome.nextSequence == end else {
            throw .corrupt(path: file.path, offset: outcome.end, reason: "commit \(outcome.nextSequence) is not there")
        }
        return (file, outcome)
    }

    private mutating func apply(_ delta: SectionDelta, _ fields: FieldReader) throws(StoreError) {
        for one in delta.sections {
            let state = states[one.name]
            guard one.keep <= state?.length ?? 0, one.elementBytes == state?.elementBytes ?? one.elementBytes else {
                throw fields.fault("section '\(one.name)' does not go on from the commit before")
            }
            states.apply(one)
        }
        for one in delta.blobs { blobs[one.name] = one.bytes }
    }

    /// Bytes of a section as the checkpoint left it.
    func length(_ section: String) -> Int { tails[section].map { $0.start + $0.bytes.count } ?? 0 }

    /// What of a section is not in its column file, and where it begins.
    func tail(_ section: String) -> (start: Int, bytes: [UInt8]) {
        tails[section].map { ($0.start, $0.bytes) } ?? (0, [])
    }

    /// - Parameter memory: begins at a page and has at least the section's length.
    mutating func fill(_ memory: UnsafeMutableRawBufferPointer, with section: String) throws(StoreError) {
        guard let tail = tails[section] else { return }
        precondition(memory.count >= tail.start + tail.bytes.count)
        if let file = columns.removeValue(forKey: section), tail.start > 0 {
            try file.map(at: ColumnFile.dataStart, over: UnsafeMutableRawBufferPointer(rebasing: memory[..<tail.start]))
        }
        UnsafeMutableRawBufferPointer(rebasing: memory[tail.start...]).copyBytes(from: tail.bytes)
        tails[section] = Tail(start: tail.start + tail.bytes.count)
    }

    /// Hands out the commits since the checkpoint, in order, and forgets them.
    mutating func replay(_ commit: (SectionDelta) throws(StoreError) -> Void, path: String) throws(StoreError) {
        let all = commits
        commits = []
        for one in all {
            try one.payload.read { bytes throws(StoreError) in
                var fields = FieldReader(bytes, path: path, start: one.offset)
                try commit(try SectionDelta.read(&fields))
            }
        }
    }
}
