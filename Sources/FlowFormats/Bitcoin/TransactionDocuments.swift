import FlowTracing

/// The JSON values of a file that hold transactions: one after another, or elements of arrays.
///
/// Every value is whole before its transactions go to the ledger. Memory is bounded by the largest value.
struct TransactionDocuments {
    private let file: ByteSource
    private let reading: TransactionReading
    private let chain: ChainID
    private let window: ByteWindow
    private var lines: LineCounter
    private var isInArray = false
    /// Inside an array: an element stands before this place, so a comma must come; or a comma does, so an element must.
    private var needsComma = false
    private var needsElement = false

    init(_ file: ByteSource, _ reading: TransactionReading, chain: ChainID) throws(InputError) {
        (self.file, self.reading, self.chain) = (file, reading, chain)
        window = try ByteWindow(file, limit: 2 * InputLimit.transactions)
        lines = LineCounter(at: window.start)
    }

    /// Appends all transactions.
    ///
    /// - Returns: how many.
    mutating func read(
        with dialect: inout some TransactionDialect, into builder: inout LedgerBuilder
    ) throws(InputError) -> Int {
        var batch = TransactionBatch()
        var count = 0
        var values = 0
        while try findValue() {
            guard try readValue(with: &dialect, &batch) else { continue }
            try append(batch, into: &builder)
            dialect.accept()
            count += batch.count
            values += 1
            if values & 0x3FF == 0 { reading.report(file, read: window.storedPosition, builder) }
        }
        reading.report(file, read: file.stored.count, builder)
        return count
    }

    private func append(_ batch: borrowing TransactionBatch, into builder: inout LedgerBuilder) throws(InputError) {
        do throws(FlowError) {
            for place in 0..<batch.count { try builder.append(batch[place]) }
        } catch {
            throw .ledger(error)
        }
    }

    // MARK: From value to value

    /// Goes to the next value. False at the end of the file.
    private mutating func findValue() throws(InputError) -> Bool {
        while true {
            var i = window.start
            while i < window.end, [0x20, 0x0A, 0x0D, 0x09].contains(window.base[i]) { i += 1 }
            consume(to: i)
            guard i < window.end else {
                guard window.isLast else {
                    try refill()
                    continue
                }
                if isInArray { throw fault("the file ends inside a JSON array") }
                return false
            }
            let byte = window.base[i]
            if !isInArray {
                guard byte == 0x5B else { return true }
                (isInArray, needsComma, needsElement) = (true, false, false)
            } else if byte == 0x5D, !needsElement {
                isInArray = false
            } else if needsComma {
                guard byte == 0x2C else { throw fault("malformed JSON: ',' or ']' is expected") }
                (needsComma, needsElement) = (false, true)
            } else {
                return true
            }
            consume(to: i + 1)
        }
    }

    /// Reads the value here and goes behind it. False where it is bad and was set aside.
    private mutating func readValue(
        with dialect: inout some TransactionDialect, _ batch: inout TransactionBatch
    ) throws(InputError) -> Bool {
        while true {
            let start = window.start
            let limit = min(window.end, start + InputLimit.transactions + 1)
            var cursor = JSONCursor(window.base, from: start, to: limit)
            batch.removeAll()
            do throws(JSONFault) {
                try dialect.read(&cursor, into: &batch)
                if let reason = TextCheck.fault(window.base + start, cursor.i - start) {
                    throw .malformed("the value \(reason)")
                }
                place(&batch, start)
                finishValue(at: cursor.i)
                return true
            } catch {
                switch error {
                case .incomplete:
                    try needMore(limit - start)
                case .malformed(let reason):
                    try skipLine(reason, at: cursor.i)
                    return false
                case .bad(let at, let member, let value, let reason):
                    let described = describe(at, member, value, reason, start: start, limit: limit)
                    guard reading.options.skips else { throw described }
                    guard let end = try valueEnd(start, limit) else { continue }
                    // A whole block is found by its file and line.
                    let count = end - start <= InputLimit.row ? end - start : 0
                    try reading.reject(described, row: UnsafeBufferPointer(start: window.base + start, count: count))
                    finishValue(at: end)
                    return false
                }
            }
        }
    }

    private mutating func place(_ batch: inout TransactionBatch, _ start: Int) {
        for place in 0..<batch.count {
            batch[place].chain = chain
            batch[place].line = lines.line
        }
    }

    private mutating func finishValue(at end: Int) {
        (needsComma, needsElement) = (isInArray, false)
        consume(to: end)
    }

    /// Where the value ends; `nil` after bringing more of it.
    private mutating func valueEnd(_ start: Int, _ limit: Int) throws(InputError) -> Int? {
        var cursor = JSONCursor(window.base, from: start, to: limit)
        do throws(JSONFault) {
            try cursor.skipValue()
            return cursor.i
        } catch {
            if case .malformed(let reason) = error { throw fault(reason) }
            try needMore(limit - start)
            return nil
        }
    }

    /// A value that is no JSON: where values stand in lines of their own the next line may be good again.
    private mutating func skipLine(_ reason: String, at position: Int) throws(InputError) {
        var end = position
        while end < window.end, window.base[end] != 0x0A { end += 1 }
        let start = window.start
        let line = LineCounter.count(window.base, start..<position) + lines.line
        let described = InputError.line(name: file.name, line: line, reason: reason)
        guard !isInArray, line == lines.line, end < window.end || window.isLast else { throw described }
        try reading.reject(described, row: UnsafeBufferPointer(start: window.base + start, count: end - start))
        consume(to: end)
    }

    /// The value goes on behind what the window shows.
    private mutating func needMore(_ count: Int) throws(InputError) {
        if count > InputLimit.transactions {
            throw fault("a single transaction or block is larger than \(InputLimit.transactions >> 20) MiB")
        }
        guard !window.isLast else { throw fault("the file ends inside a JSON value") }
        try refill()
    }

    /// Brings at least as much again, so that a long value is read over and over only a few times.
    private mutating func refill() throws(InputError) {
        let moved = window.start
        try window.refill()
        try window.fill(atLeast: min(2 * window.count, InputLimit.transactions))
        lines.move(by: window.start - moved)
    }

    private mutating func consume(to position: Int) {
        lines.advance(window.base, to: position)
        window.consume(to: position)
    }

    // MARK: Messages

    private func fault(_ reason: String) -> InputError { .line(name: file.name, line: lines.line, reason: reason) }

    private func describe(
        _ at: Int, _ member: String, _ value: String?, _ reason: String, start: Int, limit: Int
    ) -> InputError {
        let path = JSONPath(to: at, from: start, base: window.base, end: limit)
        let name = path.text.isEmpty || member.isEmpty ? path.text + member : path.text + "." + member
        let line = lines.line + LineCounter.count(window.base, start..<at)
        return .row(name: file.name, line: line, column: name, value: value ?? path.value, reason: reason)
    }
}

/// Counts lines as a reader goes on.
struct LineCounter {
    private(set) var line = 1
    private var counted: Int

    init(at position: Int) { counted = position }

    mutating func advance(_ base: UnsafePointer<UInt8>, to position: Int) {
        line += LineCounter.count(base, counted..<position)
        counted = position
    }

    /// Positions changed.
    mutating func move(by distance: Int) { counted += distance }

    /// - Complexity: O(bytes), eight at a time.
    static func count(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let breaks: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
        var count = 0
        var i = range.lowerBound
        while i + 8 <= range.upperBound {
            let word = UnsafeRawPointer(base + i).loadUnaligned(as: UInt64.self) ^ breaks
            // The high bit of each byte that is zero, exactly.
            count &+= (~((word & low) &+ low | word | low)).nonzeroBitCount
            i += 8
        }
        while i < range.upperBound {
            if base[i] == 0x0A { count &+= 1 }
            i += 1
        }
        return count
    }
}
