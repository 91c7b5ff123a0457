/// What the manifest and the log of a ledger say, before anybody has it in memory: the sections as the last checkpoint left
/// them, and the commits since.
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
        blobs = manifest.blobs
        for one in manifest.sections {
            states[one.name] = .init(elementBytes: one.elementBytes, length: one.length, unchanged: one.length)
            tails[one.name] = Tail(start: one.length)
            if one.file != 0 {
                columns[one.name] = try ColumnFile.open(one, ledger: manifest.ledger, files: files)
            }
        }
        for one in manifest.indexes {
            indexes[one.file] = try IndexFile.open(one, ledger: manifest.ledger, files: files)
        }
        let header = FileHeader(kind: .log, ledger: manifest.ledger, number: manifest.log)
        let file = try files.disk.open(files.path(.log, manifest.log))
        try header.check(file)
        let reader = LogReader(file: file, header: header, sequence: manifest.sequence)
        var sequence = manifest.sequence
        let outcome = try reader.read { payload, offset throws(StoreError) in
            var fields = FieldReader(payload, path: file.path, start: offset)
            let delta = try SectionDelta.read(&fields)
            try apply(delta, fields)
            if sequence < manifest.sequence + manifest.base {
                extendTails(by: delta)
            } else {
                commits.append((Array(payload), offset))
            }
            sequence += 1
        }
        guard sequence >= manifest.sequence + manifest.base else {
            throw .corrupt(path: file.path, offset: outcome.end, reason: "it lacks what the checkpoint wrote to it")
        }
        log = (file, outcome)
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

    private mutating func extendTails(by delta: SectionDelta) {
        for one in delta.sections { tails[one.name, default: Tail(start: 0)].bytes.append(contentsOf: one.appended) }
    }

    /// Bytes of a section as the checkpoint left it.
    func length(_ section: String) -> Int { tails[section].map { $0.start + $0.bytes.count } ?? 0 }

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
