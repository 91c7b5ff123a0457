import FlowTracing

/// Everything a ledger holds at one moment, handed over so that what is settled leaves the log.
package struct Checkpoint {
    package struct Section {
        package var name: String
        package var elementBytes: Int
        /// The whole section.
        package var bytes: UnsafeRawBufferPointer
        /// So many of the bytes are not expected to change any more; the rest stays in the log.
        package var settled: Int
        /// So many of the bytes are as the last commit left them.
        package var unchanged: Int

        package init(
            name: String, elementBytes: Int, bytes: UnsafeRawBufferPointer, settled: Int, unchanged: Int = .max
        ) {
            (self.name, self.elementBytes, self.bytes) = (name, elementBytes, bytes)
            (self.settled, self.unchanged) = (settled, unchanged)
        }
    }

    /// A new index file.
    package struct Index {
        package var kind: String
        /// The rows it covers.
        package var range: Range<Int>
        package var sections: [IndexSection]

        package init(kind: String, range: Range<Int>, sections: [IndexSection]) {
            (self.kind, self.range, self.sections) = (kind, range, sections)
        }
    }

    /// All sections: one that is left out is gone.
    package var sections: [Section]
    /// All blobs.
    package var blobs: [String: [UInt8]]
    /// Files of index runs that count no more.
    package var droppedIndexes: Set<UInt64> = []
    package var indexes: [Index] = []

    package init(sections: [Section], blobs: [String: [UInt8]]) { (self.sections, self.blobs) = (sections, blobs) }
}

extension SectionStore {
    /// Moves what is settled to the column files and begins a new log with the rest. What it is handed is the ledger from then
    /// on, logged before or not, and durable when it returns.
    ///
    /// - Throws: `StoreError`; unless it is `broken`, the ledger goes on as if nothing had been tried.
    /// - Complexity: O(bytes that are not in the column files yet), or all of a section where its column file no longer holds
    ///   its beginning.
    package func checkpoint(_ content: Checkpoint) throws(StoreError) {
        let old = try writer()
        var next = manifest
        var created: [String] = []
        do throws(StoreError) {
            let log = try write(content, to: &next, from: old.sequence, created: &created)
            try next.write(files)
            let previous = manifest
            adopt(next, log: log, states: SectionStore.states(content, next), blobs: content.blobs)
            removeFiles(of: previous)
        } catch {
            if case .broken = error {
                fail(error)
            } else {
                for path in created { try? files.disk.remove(path) }
            }
            throw error
        }
    }

    private func write(
        _ content: Checkpoint, to next: inout Manifest, from sequence: UInt64, created: inout [String]
    ) throws(StoreError) -> WriteAheadLog {
        func number(_ kind: LedgerFiles.Numbered) -> UInt64 {
            defer { next.nextFile += 1 }
            created.append(files.path(kind, next.nextFile))
            return next.nextFile
        }
        next.blobs = content.blobs
        next.sections = []
        for one in content.sections {
            let section =
                manifest.section(one.name)
                ?? .init(name: one.name, elementBytes: one.elementBytes, file: 0, segments: [])
            precondition(section.elementBytes == one.elementBytes, "elements keep their size")
            let unchanged = min(one.unchanged, states[one.name]?.unchanged ?? 0, one.bytes.count)
            next.sections.append(
                try ColumnFile.extend(
                    section, with: one.bytes, unchanged: unchanged,
                    to: ColumnFile.wholePages(min(one.settled, one.bytes.count)), ledger: manifest.ledger, files: files,
                    fresh: { number(.column) }))
        }
        next.indexes.removeAll { content.droppedIndexes.contains($0.file) }
        for one in content.indexes {
            next.indexes.append(
                try IndexFile.write(one, number: number(.index), ledger: manifest.ledger, files: files))
        }
        next.log = number(.log)
        next.sequence = sequence
        let header = FileHeader(kind: .log, ledger: manifest.ledger, number: next.log)
        let log = try WriteAheadLog(
            creating: files.path(.log, next.log), header: header, sequence: sequence, disk: files.disk)
        for (one, section) in zip(content.sections, next.sections) where one.bytes.count > section.length {
            try SectionStore.append(one, from: section.length, to: log)
        }
        next.base = log.sequence - sequence
        try log.sync()
        return log
    }

    /// What of a section stays in the log, in commits of a size that a reader takes at once.
    private static func append(
        _ section: Checkpoint.Section, from start: Int, to log: WriteAheadLog
    ) throws(StoreError) {
        var start = start
        while start < section.bytes.count {
            let end = min(section.bytes.count, start + ColumnFile.segmentBytes)
            let delta = SectionDelta(sections: [
                .init(
                    name: section.name, elementBytes: section.elementBytes, keep: start,
                    appended: UnsafeRawBufferPointer(rebasing: section.bytes[start..<end]))
            ])
            _ = try log.append(delta)
            start = end
        }
    }

    private static func states(_ content: Checkpoint, _ manifest: Manifest) -> [String: SectionState] {
        var states: [String: SectionState] = [:]
        for (one, section) in zip(content.sections, manifest.sections) {
            states[one.name] = SectionState(
                elementBytes: one.elementBytes, length: one.bytes.count, unchanged: section.length)
        }
        return states
    }

    /// Removes the files that only the manifest before named. What cannot be removed now goes when the ledger is next opened.
    private func removeFiles(of previous: Manifest) {
        let columns = Set(manifest.sections.map(\.file))
        let indexes = Set(manifest.indexes.map(\.file))
        for one in previous.sections where one.file != 0 && !columns.contains(one.file) {
            try? files.disk.remove(files.path(.column, one.file))
        }
        for one in previous.indexes where !indexes.contains(one.file) {
            try? files.disk.remove(files.path(.index, one.file))
        }
        try? files.disk.remove(files.path(.log, previous.log))
    }

    /// Reads every file that counts and compares its checksums. The log was read when the ledger was opened.
    ///
    /// - Throws: `StoreError.corrupt` naming the first damaged file and place.
    /// - Complexity: O(bytes on disk).
    package func verifyChecksums() throws(StoreError) {
        for one in manifest.sections { try ColumnFile.verify(one, ledger: manifest.ledger, files: files) }
        for one in manifest.indexes { try IndexFile.verify(one, ledger: manifest.ledger, files: files) }
    }
}
