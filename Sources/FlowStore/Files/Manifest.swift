/// What a ledger consists of: every file, how much of it counts, and its checksums. Replaced whole and atomically at every
/// checkpoint; what came after is in the log that it names.
package struct Manifest: Equatable, Sendable {
    /// A part of the ledger that grows at its end.
    package struct Section: Equatable, Sendable {
        package var name: String
        package var elementBytes: Int
        /// Of its file; 0 where it has none yet.
        package var file: UInt64
        /// What of the file counts, as stretches one behind the other.
        package var segments: [Segment]

        /// Bytes of the file that count, behind its header.
        package var length: Int { segments.last?.end ?? 0 }
    }

    /// Bytes of a section with a checksum of their own, from where the segment before ends.
    package struct Segment: Equatable, Sendable {
        package var end: Int
        package var checksum: UInt32
    }

    /// A file that is written once.
    package struct Index: Equatable, Sendable {
        /// What it indexes: `senders`, `transactions`; or `base`.
        package var kind: String
        package var file: UInt64
        /// The rows (or addresses) it covers.
        package var first: Int
        package var end: Int
        package var length: Int
        package var checksum: UInt32
    }

    package var ledger: UInt64
    /// Of the next file that is created.
    package var nextFile: UInt64
    package var log: UInt64
    /// Of the first commit in the log.
    package var sequence: UInt64
    package var sections: [Section] = []
    package var indexes: [Index] = []
    package var blobs: [String: [UInt8]] = [:]

    /// The kind of the file that holds what of the sections is not in column files, and was there before the log.
    static let base = "base"
    static let name = "MANIFEST"
    static let freshName = "MANIFEST.new"
    /// A manifest is read whole at every start.
    static let limit = 1 << 30

    package func section(_ name: String) -> Section? { sections.first { $0.name == name } }
}

extension Manifest {
    var bytes: [UInt8] {
        var fields = FieldWriter()
        fields.number(nextFile)
        fields.number(log)
        fields.number(sequence)
        fields.count(sections.count)
        for one in sections {
            fields.text(one.name)
            fields.number(UInt32(one.elementBytes))
            fields.number(one.file)
            fields.count(one.segments.count)
            for segment in one.segments {
                fields.count(segment.end)
                fields.number(segment.checksum)
            }
        }
        fields.count(indexes.count)
        for one in indexes {
            fields.text(one.kind)
            fields.number(one.file)
            fields.count(one.first)
            fields.count(one.end)
            fields.count(one.length)
            fields.number(one.checksum)
        }
        fields.count(blobs.count)
        for (name, bytes) in blobs.sorted(by: { $0.key < $1.key }) {
            fields.text(name)
            fields.blob(bytes)
        }
        let header = FileHeader(kind: .manifest, ledger: ledger, number: 0).bytes
        fields.number(Checksum.of(fields.bytes, after: Checksum.of(header)))
        return header + fields.bytes
    }

    init(_ bytes: UnsafeRawBufferPointer, path: String) throws(StoreError) {
        let header = try FileHeader.read(bytes, path: path)
        guard header.kind == .manifest else {
            throw .corrupt(path: path, offset: 12, reason: "it is not a manifest")
        }
        let end = bytes.count - 4
        guard end >= FileHeader.size else {
            throw .corrupt(path: path, offset: bytes.count, reason: "the file ends here")
        }
        let body = UnsafeRawBufferPointer(rebasing: bytes[FileHeader.size..<end])
        let checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self))
        guard Checksum.of(body, after: Checksum.of(header.bytes)) == checksum else {
            throw .corrupt(path: path, offset: FileHeader.size, reason: "its checksum does not match")
        }
        var fields = FieldReader(body, path: path, start: FileHeader.size)
        ledger = header.ledger
        nextFile = try fields.number()
        log = try fields.number()
        sequence = try fields.number()
        for _ in 0..<(try fields.count(of: 28)) { sections.append(try Manifest.section(&fields)) }
        for _ in 0..<(try fields.count(of: 44)) {
            indexes.append(
                Index(
                    kind: try fields.text(), file: try fields.number(), first: try fields.count(),
                    end: try fields.count(), length: try fields.count(), checksum: try fields.number()))
        }
        for _ in 0..<(try fields.count(of: 16)) {
            let name = try fields.text()
            blobs[name] = Array(try fields.blob())
        }
        guard fields.remaining == 0 else { throw fields.fault("\(fields.remaining) bytes too many") }
    }

    private static func section(_ fields: inout FieldReader) throws(StoreError) -> Section {
        let name = try fields.text()
        let elementBytes: UInt32 = try fields.number()
        var section = Section(name: name, elementBytes: Int(elementBytes), file: try fields.number(), segments: [])
        for _ in 0..<(try fields.count(of: 12)) {
            let end = try fields.count()
            guard end > section.length else { throw fields.fault("segments overlap") }
            section.segments.append(Segment(end: end, checksum: try fields.number()))
        }
        return section
    }
}

extension Manifest {
    /// The manifest of the ledger in a folder.
    ///
    /// - Throws: `StoreError.missing` where there is none.
    static func read(_ files: LedgerFiles) throws(StoreError) -> Manifest {
        let path = files.path(Manifest.name)
        guard files.disk.exists(path) else {
            let reason = files.disk.exists(files.folder) ? "the folder has no \(Manifest.name)" : "no such folder"
            throw .missing(path: files.folder, reason: reason)
        }
        let bytes = try files.disk.open(path).contents(limit: limit)
        return try bytes.read { buffer throws(StoreError) in try Manifest(buffer, path: path) }
    }

    /// Puts this manifest in the place of the one before. The files it names must be durable; their names become so here.
    ///
    /// - Throws: after `broken` nobody knows which of the two a crash would leave; after anything else it is the old one.
    func write(_ files: LedgerFiles) throws(StoreError) {
        let fresh = files.path(Manifest.freshName)
        let bytes = bytes
        guard bytes.count <= Manifest.limit else {
            throw .tooLarge(what: "the manifest", bytes: bytes.count, limit: Manifest.limit)
        }
        let file = try files.disk.create(fresh)
        try file.writeAll(bytes, at: 0)
        try file.sync()
        try files.disk.syncFolder(files.folder)
        do throws(StoreError) {
            try files.disk.rename(fresh, to: files.path(Manifest.name))
            try files.disk.syncFolder(files.folder)
        } catch {
            throw .broken(path: files.path(Manifest.name), reason: error.description)
        }
    }
}
