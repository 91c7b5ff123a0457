/// The file of one section: a header, and from `dataStart` on the section's bytes as they stand in memory.
///
/// Only whole pages are ever moved to it (the rest of the section stays in the log), so a page that counts is never written
/// again, and one that is being written holds nothing that counts.
enum ColumnFile {
    /// A multiple of every page size there is; the hole before it takes no room.
    static let dataStart = 1 << 16
    /// Segments below this grow with the next checkpoint, so that their number stays small.
    static let segmentBytes = 16 << 20

    /// How much of `settled` bytes a column file takes.
    static func wholePages(_ settled: Int) -> Int { settled / LogFrame.page * LogFrame.page }

    /// Writes and syncs what the file lacks up to `end`, and returns the section as it stands then. Where it no longer begins
    /// with what the file holds, `fresh` numbers a new file.
    ///
    /// - Parameters:
    ///   - bytes: the section from `start` on.
    ///   - start: 0 where the file no longer holds the section's beginning.
    ///   - unchanged: so many bytes of the section are as they were when the file was written.
    static func extend(
        _ section: Manifest.Section, with bytes: UnsafeRawBufferPointer, from start: Int, unchanged: Int, to end: Int,
        ledger: UInt64, files: LedgerFiles, fresh: () -> UInt64
    ) throws(StoreError) -> Manifest.Section {
        var section = section
        let isRewritten = unchanged < section.length
        if !isRewritten, end <= section.length { return section }
        let file: any DiskFile
        if section.file == 0 || isRewritten {
            (section.file, section.segments) = (0, [])
            guard end > 0 else { return section }
            section.file = fresh()
            file = try files.disk.create(files.path(.column, section.file))
            try file.writeAll(FileHeader(kind: .column, ledger: ledger, number: section.file).bytes, at: 0)
        } else {
            file = try files.disk.open(files.path(.column, section.file))
        }
        precondition(start <= section.length)
        while section.length < end {
            let place = section.length
            let stretch = bytes[(place - start)..<(min(end, place + segmentBytes) - start)]
            try file.writeAll(UnsafeRawBufferPointer(rebasing: stretch), at: dataStart + place)
            section.append(UnsafeRawBufferPointer(rebasing: stretch))
        }
        try file.sync()
        return section
    }

    /// The section's file, after a look at its header.
    static func open(
        _ section: Manifest.Section, ledger: UInt64, files: LedgerFiles
    ) throws(StoreError) -> any DiskFile {
        let file = try files.disk.open(files.path(.column, section.file))
        try FileHeader(kind: .column, ledger: ledger, number: section.file).check(file)
        return file
    }

    /// Reads everything that counts and compares checksums.
    static func verify(_ section: Manifest.Section, ledger: UInt64, files: LedgerFiles) throws(StoreError) {
        guard section.file != 0 else { return }
        let file = try open(section, ledger: ledger, files: files)
        var start = 0
        for segment in section.segments {
            let checksum = try file.checksum(at: dataStart + start, count: segment.end - start)
            guard checksum == segment.checksum else {
                throw .corrupt(
                    path: file.path, offset: dataStart + start,
                    reason: "the checksum of the next \(segment.end - start) bytes ('\(section.name)') does not match")
            }
            start = segment.end
        }
    }
}

extension Manifest.Section {
    /// Notes that the file has grown by `bytes`.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let fresh = Manifest.Segment(end: length + bytes.count, checksum: Checksum.of(bytes))
        guard let last = segments.last, fresh.end - (segments.dropLast().last?.end ?? 0) <= ColumnFile.segmentBytes
        else {
            segments.append(fresh)
            return
        }
        segments[segments.count - 1] = Manifest.Segment(
            end: fresh.end, checksum: Checksum.joining(last.checksum, fresh.checksum, count: bytes.count))
    }
}
