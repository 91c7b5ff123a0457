/// A ledger's sections as the manifest and the log say, before anybody has them in memory.
struct OpenedSections {
    /// The end of a section that is not in its column file.
    private struct Tail {
        /// How much of the column file counts.
        var start: Int
        var bytes: [UInt8] = []
    }

    private(set) var states: [String: SectionStore.SectionState] = [:]
    private(set) var blobs: [String: [UInt8]] = [:]
    private(set) var log: (file: any DiskFile, outcome: LogReader.Outcome)?
    private var tails: [String: Tail] = [:]
    /// Open from the beginning: a writer may remove them meanwhile.
    private var columns: [String: any DiskFile] = [:]

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
        let header = FileHeader(kind: .log, ledger: manifest.ledger, number: manifest.log)
        let file = try files.disk.open(files.path(.log, manifest.log))
        try header.check(file)
        let reader = LogReader(file: file, header: header, sequence: manifest.sequence)
        let outcome = try reader.read { payload, offset throws(StoreError) in
            var fields = FieldReader(payload, path: file.path, start: offset)
            try apply(try SectionDelta.read(&fields), fields)
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
            var tail = tails[one.name] ?? Tail(start: 0)
            if one.keep < tail.start { (tail.start, tail.bytes) = (one.keep, []) }
            tails[one.name] = nil
            tail.bytes.removeLast(tail.start + tail.bytes.count - one.keep)
            tail.bytes.append(contentsOf: one.appended)
            tails[one.name] = tail
        }
        for one in delta.blobs { blobs[one.name] = one.bytes }
    }

    /// - Parameter memory: begins at a page and has at least the section's length.
    mutating func fill(_ memory: UnsafeMutableRawBufferPointer, with section: String) throws(StoreError) {
        guard let tail = tails.removeValue(forKey: section) else { return }
        precondition(memory.count >= tail.start + tail.bytes.count)
        if let file = columns.removeValue(forKey: section), tail.start > 0 {
            try file.map(at: ColumnFile.dataStart, over: UnsafeMutableRawBufferPointer(rebasing: memory[..<tail.start]))
        }
        UnsafeMutableRawBufferPointer(rebasing: memory[tail.start...]).copyBytes(from: tail.bytes)
    }
}
