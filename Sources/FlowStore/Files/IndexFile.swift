/// A file that is written once and never changed: a run of an index.
enum IndexFile {
    /// A multiple of every page size there is, so that it can be mapped.
    static let dataStart = ColumnFile.dataStart

    static func write(
        _ fresh: Checkpoint.Index, number: UInt64, ledger: UInt64, files: LedgerFiles
    ) throws(StoreError) -> Manifest.Index {
        let file = try files.disk.create(files.path(.index, number))
        try file.writeAll(FileHeader(kind: .index, ledger: ledger, number: number).bytes, at: 0)
        try file.writeAll(fresh.bytes, at: dataStart)
        try file.sync()
        return Manifest.Index(
            kind: fresh.kind, file: number, first: fresh.first, end: fresh.end, length: fresh.bytes.count,
            checksum: Checksum.of(fresh.bytes))
    }

    static func open(
        _ index: Manifest.Index, ledger: UInt64, files: LedgerFiles
    ) throws(StoreError) -> any DiskFile {
        let file = try files.disk.open(files.path(.index, index.file))
        try FileHeader(kind: .index, ledger: ledger, number: index.file).check(file)
        return file
    }

    static func verify(_ index: Manifest.Index, ledger: UInt64, files: LedgerFiles) throws(StoreError) {
        let file = try open(index, ledger: ledger, files: files)
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
