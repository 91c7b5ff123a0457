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
    /// Moves what is settled to the column files and begins a new log. What it is handed is the ledger from then on, logged
    /// before or not, and durable when it returns.
    ///
    /// - Throws: `StoreError`; unless it is `broken`, the ledger goes on as if nothing had been tried.
    /// - Complexity: O(bytes that are not in the column files yet), or all of a section where its column file no longer holds
    ///   its beginning.
    package func checkpoint(_ content: Checkpoint) throws(StoreError) {
        let sequence = try writer().sequence
        var fresh = CheckpointFiles(of: manifest, files: files)
        do throws(StoreError) {
            for one in content.sections {
                let unchanged = min(one.unchanged, states[one.name]?.unchanged ?? 0, one.bytes.count)
                try fresh.add(
                    one.name, elementBytes: one.elementBytes, bytes: one.bytes, from: 0, unchanged: unchanged,
                    settled: one.settled)
            }
            fresh.drop(content.droppedIndexes)
            for one in content.indexes { try fresh.add(one) }
            try fresh.addBase()
            let log = try fresh.addLog(sequence: sequence)
            try log.sync()
            try fresh.commit(blobs: content.blobs)
            let states = content.sections.map { one in
                (
                    one.name,
                    SectionState(
                        elementBytes: one.elementBytes, length: one.bytes.count,
                        unchanged: fresh.manifest.section(one.name)?.length ?? 0)
                )
            }
            adopt(fresh.manifest, log: log, states: Dictionary(uniqueKeysWithValues: states), blobs: content.blobs)
        } catch {
            if case .broken = error { fail(error) } else { fresh.remove() }
            throw error
        }
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
