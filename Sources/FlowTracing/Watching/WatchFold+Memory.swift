extension WatchFold where H: ~Copyable {
    /// Bytes each part takes, the ledger and its indexes not included.
    var memory: [(part: String, bytes: Int)] {
        [
            ("balances", balances.byteCount), ("addresses' marks", marks.byteCount + cashOuts.byteCount),
            ("standings", field.byteCount), ("keys", keys.byteCount + keys.count * 160),
            ("cases and their events", eventCount * MemoryLayout<TraceEvent>.stride + cases.count * 512),
            ("seeds", seeds.byteCount), ("undo", journal.byteCount),
            ("alerts", alerts.byteCount),
        ]
    }

    /// - Throws: `FlowError.refused` where the watch takes, or with `extra` bytes would take, more than it may.
    mutating func checkMemory(adding extra: Int = 0) throws(FlowError) {
        guard options.memoryLimit != .max else { return }
        let bytes = memory.reduce(extra) { $0 + $1.bytes }
        guard bytes > options.memoryLimit else { return }
        let largest = memory.max { $0.bytes < $1.bytes }
        let error = FlowError.refused(
            "the watch needs \(bytes >> 20) MiB, more than the \(options.memoryLimit >> 20) MiB it may take"
                + (largest.map { "; most of it for \($0.part) (\($0.bytes >> 20) MiB)" } ?? ""))
        fault = error
        throw error
    }
}
