import FlowTracing

/// A file that is written once and never changed: a run of an index, as named sections behind one another.
///
/// Behind the header's page: how many sections, then for each its name, place and length; the sections, each from a multiple
/// of 64 bytes on.
enum IndexFile {
    /// A multiple of every page size there is, so that it can be mapped.
    static let dataStart = ColumnFile.dataStart
    private static let alignment = 64

    static func write(
        _ fresh: Checkpoint.Index, number: UInt64, ledger: UInt64, files: LedgerFiles
    ) throws(StoreError) -> Manifest.Index {
        let file = try files.disk.create(files.path(.index, number))
        try file.writeAll(FileHeader(kind: .index, ledger: ledger, number: number).bytes, at: 0)
        var index = Manifest.Index(
            kind: fresh.kind, file: number, first: fresh.range.lowerBound, end: fresh.range.upperBound, length: 0,
            checksum: 0)
        func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
            try file.writeAll(bytes, at: dataStart + index.length)
            index.checksum = Checksum.of(bytes, after: index.checksum)
            index.length += bytes.count
        }
        let table = table(of: fresh.sections)
        try table.read { bytes throws(StoreError) in try append(bytes) }
        for one in fresh.sections {
            try append(one.bytes)
            let padding = [UInt8](repeating: 0, count: aligned(index.length) - index.length)
            try padding.read { bytes throws(StoreError) in try append(bytes) }
        }
        try file.sync()
        return index
    }

    private static func table(of sections: [IndexSection]) -> [UInt8] {
        func table(_ start: Int) -> [UInt8] {
            var fields = FieldWriter()
            fields.count(sections.count)
            var place = start
            for one in sections {
                fields.text(one.name)
                fields.count(place)
                fields.count(one.bytes.count)
                place = aligned(place + one.bytes.count)
            }
            return fields.bytes
        }
        let start = aligned(table(0).count)
        let bytes = table(start)
        return bytes + [UInt8](repeating: 0, count: start - bytes.count)
    }

    private static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }

    static func open(
        _ index: Manifest.Index, ledger: UInt64, files: LedgerFiles
    ) throws(StoreError) -> any DiskFile {
        let file = try files.disk.open(files.path(.index, index.file))
        try FileHeader(kind: .index, ledger: ledger, number: index.file).check(file)
        return file
    }

    /// The sections, in memory that lives as long as `owner`.
    ///
    /// - Complexity: O(sections): nothing of them is read.
    static func map(
        _ index: Manifest.Index, of file: any DiskFile
    ) throws(StoreError) -> (sections: [IndexSection], owner: PageMemory) {
        let memory = PageMemory(count: index.length)
        try file.map(at: dataStart, over: memory.bytes)
        let all = UnsafeRawBufferPointer(memory.bytes)
        var fields = FieldReader(all, path: file.path, start: dataStart)
        var sections: [IndexSection] = []
        for _ in 0..<(try fields.count(of: 24)) {
            let name = try fields.text()
            let (start, length) = (try fields.count(), try fields.count())
            guard start % alignment == 0, start <= all.count, length <= all.count - start else {
                throw fields.fault("section '\(name)' of index '\(index.kind)' is not there")
            }
            sections.append(
                IndexSection(name: name, bytes: UnsafeRawBufferPointer(rebasing: all[start..<start + length])))
        }
        return (sections, memory)
    }

    static func verify(_ index: Manifest.Index, ledger: UInt64, files: LedgerFiles) throws(StoreError) {
        try verify(index, try open(index, ledger: ledger, files: files))
    }

    static func verify(_ index: Manifest.Index, _ file: any DiskFile) throws(StoreError) {
        let checksum = try file.checksum(at: dataStart, count: index.length)
        guard checksum == index.checksum else {
            throw .corrupt(
                path: file.path, offset: dataStart,
                reason: "the checksum of its \(index.length) bytes (index '\(index.kind)') does not match")
        }
    }
}

extension DiskFile {
    /// - Complexity: O(count); reads a MiB at a time.
    func checksum(at start: Int, count: Int) throws(StoreError) -> UInt32 {
        var buffer = [UInt8](repeating: 0, count: min(count, 1 << 20))
        var checksum = UInt32(0)
        var done = 0
        while done < count {
            let length = min(buffer.count, count - done)
            try buffer.fill { whole throws(StoreError) in
                let part = UnsafeMutableRawBufferPointer(rebasing: whole[..<length])
                try readAll(into: part, at: start + done)
                checksum = Checksum.of(UnsafeRawBufferPointer(part), after: checksum)
            }
            done += length
        }
        return checksum
    }
}
