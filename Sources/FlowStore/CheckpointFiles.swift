import FlowTracing

/// The files of a checkpoint in the making, and the manifest that will name them. Until `commit` the ledger is what it was.
struct CheckpointFiles {
    private let files: LedgerFiles
    private let old: Manifest
    private(set) var manifest: Manifest
    private var created: [String] = []
    /// What of each section is not in a column file.
    private var rest: [(name: String, bytes: [UInt8])] = []

    init(of old: Manifest, files: LedgerFiles) {
        (self.old, self.files, manifest) = (old, files, old)
        manifest.sections = []
        manifest.indexes.removeAll { $0.kind == Manifest.base }
    }

    private mutating func number(_ kind: LedgerFiles.Numbered) -> UInt64 {
        defer { manifest.nextFile += 1 }
        created.append(files.path(kind, manifest.nextFile))
        return manifest.nextFile
    }

    /// A section that is `bytes` from `start` on; so many of its first bytes are `settled` and go to the column file, as far
    /// as they fill pages.
    mutating func add(
        _ name: String, elementBytes: Int, bytes: UnsafeRawBufferPointer, from start: Int, unchanged: Int, settled: Int
    ) throws(StoreError) {
        let section =
            old.section(name) ?? .init(name: name, elementBytes: elementBytes, file: 0, segments: [])
        precondition(section.elementBytes == elementBytes, "elements keep their size")
        let end = start + bytes.count
        var fresh: [UInt64] = []
        let first = manifest.nextFile
        let extended = try ColumnFile.extend(
            section, with: bytes, from: start, unchanged: unchanged, to: ColumnFile.wholePages(min(settled, end)),
            ledger: old.ledger, files: files
        ) {
            fresh.append(first)
            return first
        }
        for _ in fresh { _ = number(.column) }
        manifest.sections.append(extended)
        if extended.length < end { rest.append((name, Array(bytes[(extended.length - start)...]))) }
    }

    mutating func drop(_ indexes: Set<UInt64>) { manifest.indexes.removeAll { indexes.contains($0.file) } }

    mutating func add(_ index: Checkpoint.Index) throws(StoreError) {
        let number = number(.index)
        manifest.indexes.append(try IndexFile.write(index, number: number, ledger: old.ledger, files: files))
    }

    /// The file of what is in no column file.
    mutating func addBase() throws(StoreError) {
        guard !rest.isEmpty else { return }
        // One stretch of memory, so that all sections stay where they are.
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: rest.reduce(0) { $0 + $1.bytes.count }, alignment: 16)
        defer { memory.deallocate() }
        var place = 0
        var sections: [IndexSection] = []
        for one in rest {
            let part = UnsafeMutableRawBufferPointer(rebasing: memory[place..<place + one.bytes.count])
            part.copyBytes(from: one.bytes)
            sections.append(IndexSection(name: one.name, bytes: UnsafeRawBufferPointer(part)))
            place += one.bytes.count
        }
        try add(.init(kind: Manifest.base, range: 0..<0, sections: sections))
    }

    /// A new log, in place of the old.
    mutating func addLog(sequence: UInt64) throws(StoreError) -> WriteAheadLog {
        (manifest.log, manifest.sequence) = (number(.log), sequence)
        let header = FileHeader(kind: .log, ledger: old.ledger, number: manifest.log)
        return try WriteAheadLog(
            creating: files.path(.log, manifest.log), header: header, sequence: sequence, disk: files.disk)
    }

    /// Puts the manifest in the place of the old one.
    ///
    /// - Throws: after `broken` nobody knows which of the two counts.
    mutating func commit(blobs: [String: [UInt8]]) throws(StoreError) {
        manifest.blobs = blobs
        try manifest.write(files)
    }

    /// Removes what was made in vain.
    func remove() { for path in created { try? files.disk.remove(path) } }
}

extension LedgerFiles {
    /// Removes the files that only the manifest before named. What cannot be removed now goes when the ledger is next opened.
    func removeFiles(of old: Manifest, for new: Manifest) {
        let columns = Set(new.sections.map(\.file))
        let indexes = Set(new.indexes.map(\.file))
        for one in old.sections where one.file != 0 && !columns.contains(one.file) {
            try? disk.remove(path(.column, one.file))
        }
        for one in old.indexes where !indexes.contains(one.file) { try? disk.remove(path(.index, one.file)) }
        if old.log != new.log { try? disk.remove(path(.log, old.log)) }
    }
}
