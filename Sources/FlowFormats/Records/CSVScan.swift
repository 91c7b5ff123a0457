#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension CSVReader {
    /// One row of the window.
    struct Scan {
        /// End of the row's bytes, its line end left out.
        var end: Int
        /// Where the next row begins.
        var next: Int
        /// Line ends passed, those inside quotes included.
        var lines: Int
        /// What is wrong with the row's quotes.
        var fault: String?
    }

    /// Splits the row at the window's start into `record`. `nil`: its end is not in the window yet.
    func scan(_ record: inout Record) throws(ReadFault) -> Scan? {
        record.bytes.removeAll(keepingCapacity: true)
        record.fields.removeAll(keepingCapacity: true)
        let start = window.base + window.start
        let available = min(window.end - window.start, InputLimit.row + 1)
        let isCut = available < window.end - window.start || !window.isLast
        let newline = memchr(start, 0x0A, available).map { start.distance(to: $0.assumingMemoryBound(to: UInt8.self)) }
        if newline == nil, available > InputLimit.row { throw .fatal(fault(InputLimit.rowReason)) }
        if newline == nil, isCut { return nil }
        let length = newline ?? available
        if memchr(start, 0x22, length) != nil { return try scanQuoted(&record, start, available, isCut) }

        let end = length > 0 && start[length - 1] == 0x0D ? length - 1 : length
        record.bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: end))
        var from = 0
        for i in 0..<end where start[i] == delimiter {
            try append(from..<i, to: &record)
            from = i + 1
        }
        try append(from..<end, to: &record)
        return Scan(end: window.start + end, next: window.start + min(length + 1, available), lines: 1, fault: nil)
    }

    private func append(_ range: Range<Int>, to record: inout Record) throws(ReadFault) {
        guard record.fields.count < InputLimit.columns else {
            throw .fatal(fault("more than \(InputLimit.columns) columns"))
        }
        record.fields.append(.init(start: Int32(range.lowerBound), end: Int32(range.upperBound)))
    }

    /// A row with a quote in its first line: field by field.
    private func scanQuoted(
        _ record: inout Record, _ start: UnsafePointer<UInt8>, _ available: Int, _ isCut: Bool
    ) throws(ReadFault) -> Scan? {
        var i = 0
        var lines = 1
        var reason: String?
        while true {
            let fieldStart = record.bytes.count
            var isQuoted = false
            if i < available, start[i] == 0x22 {
                isQuoted = true
                var from = i + 1
                repeat {
                    i += 1
                    while i < available, start[i] != 0x22 {
                        if start[i] == 0x0A { lines += 1 }
                        i += 1
                    }
                    guard i < available else {
                        if available > InputLimit.row { throw .fatal(fault(InputLimit.rowReason)) }
                        if isCut { return nil }
                        throw .fatal(fault("a quoted value does not end"))
                    }
                    record.bytes.append(contentsOf: UnsafeBufferPointer(start: start + from, count: i - from))
                    i += 1
                    // A quote right behind the closing one: both stand for one, and the value goes on.
                    from = i
                } while i < available && start[i] == 0x22
            }
            let from = i
            while i < available, start[i] != delimiter, start[i] != 0x0A { i += 1 }
            if i == available, isCut {
                if available > InputLimit.row { throw .fatal(fault(InputLimit.rowReason)) }
                return nil
            }
            let isRowEnd = i == available || start[i] == 0x0A
            let end = isRowEnd && i > from && start[i - 1] == 0x0D ? i - 1 : i
            if isQuoted {
                // Blanks after a closing quote are harmless, text is not.
                if (from..<end).contains(where: { start[$0] != 0x20 }) {
                    reason = reason ?? "text follows a closing quote"
                }
            } else {
                record.bytes.append(contentsOf: UnsafeBufferPointer(start: start + from, count: end - from))
            }
            try append(fieldStart..<record.bytes.count, to: &record)
            if isRowEnd {
                return Scan(
                    end: window.start + end, next: window.start + min(i + 1, available), lines: lines,
                    fault: reason)
            }
            i += 1
        }
    }
}
