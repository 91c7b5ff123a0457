import FlowTracing

/// What is wrong with a JSON value of a known form. Places are offsets in the text; `JSONPath` names them.
enum JSONFault: Error {
    /// The text ends inside the value.
    case incomplete
    /// Not JSON.
    case malformed(String)
    /// The value at `at`, or its member `member`, is not what it should be. `value`: what is wrong, where that is not the
    /// value's own text.
    case bad(at: Int, member: String, value: String?, reason: String)

    static func bad(_ at: Int, _ reason: String) -> JSONFault { .bad(at: at, member: "", value: nil, reason: reason) }
}

/// Walks JSON text whose form is known, copying nothing and building no strings.
struct JSONCursor {
    let base: UnsafePointer<UInt8>
    var i: Int
    let end: Int

    init(_ base: UnsafePointer<UInt8>, from: Int, to: Int) { (self.base, i, end) = (base, from, to) }

    /// The first byte of the next value, which stays the next.
    @inline(__always)
    mutating func peek() throws(JSONFault) -> UInt8 {
        while i < end, base[i] <= 0x20, base[i] == 0x20 || base[i] == 0x0A || base[i] == 0x0D || base[i] == 0x09 {
            i += 1
        }
        guard i < end else { throw .incomplete }
        return base[i]
    }

    @inline(__always)
    mutating func expect(_ byte: UInt8) throws(JSONFault) {
        guard try peek() == byte else { throw unexpected() }
        i += 1
    }

    func unexpected() -> JSONFault { converted(JSONScanner(base, from: i, to: end).unexpected()) }

    private func converted(_ fault: JSONScanner.Fault) -> JSONFault {
        switch fault {
        case .incomplete: .incomplete
        case .bad(let reason): .malformed(reason)
        }
    }

    /// Runs what `JSONScanner` knows how to do from here on.
    private mutating func scan<Result>(
        _ body: (inout JSONScanner) throws(JSONScanner.Fault) -> Result
    ) throws(JSONFault) -> Result {
        var scanner = JSONScanner(base, from: i, to: end)
        defer { i = scanner.i }
        do throws(JSONScanner.Fault) { return try body(&scanner) } catch { throw converted(error) }
    }

    // MARK: Strings

    /// Goes to the end of the run of plain characters: to a quote, a backslash or a control character.
    @inline(__always)
    private mutating func passPlain() throws(JSONFault) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high = ones << 7
        while i + 8 <= end {
            let word = UnsafeRawPointer(base + i).loadUnaligned(as: UInt64.self).littleEndian
            // The lowest set bit is exact; those above it may come from its borrow.
            let quote = word ^ ones &* 0x22
            let slash = word ^ ones &* 0x5C
            let hits =
                ((quote &- ones) & ~quote | (slash &- ones) & ~slash | (word &- ones &* 0x20) & ~word) & high
            if hits != 0 {
                i += hits.trailingZeroBitCount >> 3
                return
            }
            i += 8
        }
        while i < end, base[i] != 0x22, base[i] != 0x5C, base[i] >= 0x20 { i += 1 }
        guard i < end else { throw .incomplete }
    }

    /// Reads the string that begins here and lends its characters, escapes resolved.
    @inline(__always)
    mutating func string<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) throws(JSONFault) -> Result {
        let quote = i
        try expect(0x22)
        let start = i
        try passPlain()
        if base[i] == 0x22 {
            i += 1
            return body(UnsafeBufferPointer(start: base + start, count: i - 1 - start))
        }
        i = quote
        var text: [UInt8] = []
        try scan { (scanner: inout JSONScanner) throws(JSONScanner.Fault) in try scanner.string(into: &text) }
        return text.withUnsafeBufferPointer(body)
    }

    /// Reads a value that must be a string.
    @inline(__always)
    mutating func text<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) throws(JSONFault) -> Result {
        guard try peek() == 0x22 else { throw .bad(i, "is not a text") }
        return try string(body)
    }

    // MARK: Structure

    /// Goes over a value of any kind, checking its form.
    mutating func skipValue(depth: Int = 0) throws(JSONFault) {
        guard depth < InputLimit.depth else { throw .malformed("JSON nested deeper than \(InputLimit.depth)") }
        switch try peek() {
        case 0x22: try string { _ in }
        case 0x7B:
            i += 1
            if try closes(0x7D) { return }
            repeat {
                _ = try peek()
                try string { _ in }
                try expect(0x3A)
                try skipValue(depth: depth + 1)
            } while try goesOn(until: 0x7D)
        case 0x5B:
            i += 1
            if try closes(0x5D) { return }
            repeat { try skipValue(depth: depth + 1) } while try goesOn(until: 0x5D)
        default: try skipWord()
        }
    }

    private mutating func skipWord() throws(JSONFault) {
        let start = i
        while i < end, base[i] >= 0x30, base[i] <= 0x39 { i += 1 }
        if i > start, i < end, isDelimiter(base[i]), base[start] != 0x30 || i == start + 1 { return }
        i = start
        _ = try word()
    }

    /// The number, `true`, `false` or `null` that begins here: its kind, and where it is written.
    mutating func word() throws(JSONFault) -> (kind: JSONScanner.Word, text: UnsafeBufferPointer<UInt8>) {
        let start = i
        var copy: [UInt8] = []
        let kind = try scan { (scanner: inout JSONScanner) throws(JSONScanner.Fault) in try scanner.word(into: &copy) }
        return (kind, UnsafeBufferPointer(start: base + start, count: i - start))
    }

    @inline(__always)
    func isDelimiter(_ byte: UInt8) -> Bool {
        byte == 0x2C || byte == 0x7D || byte == 0x5D || byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    @inline(__always)
    mutating func closes(_ bracket: UInt8) throws(JSONFault) -> Bool {
        guard try peek() == bracket else { return false }
        i += 1
        return true
    }

    @inline(__always)
    mutating func goesOn(until bracket: UInt8) throws(JSONFault) -> Bool {
        let byte = try peek()
        guard byte == 0x2C || byte == bracket else { throw unexpected() }
        i += 1
        return byte == 0x2C
    }

    /// True, and passed, where the value is `null`.
    mutating func isNull() throws(JSONFault) -> Bool {
        guard try peek() == 0x6E else { return false }
        _ = try word()
        return true
    }

    /// Calls `body` at each element of the array that begins here, which must be one.
    ///
    /// - Returns: how many.
    @inline(__always)
    @discardableResult
    mutating func array(
        _ body: (inout JSONCursor, Int) throws(JSONFault) -> Void
    ) throws(JSONFault) -> Int {
        guard try peek() == 0x5B else { throw .bad(i, "is not a list") }
        i += 1
        if try closes(0x5D) { return 0 }
        var count = 0
        repeat {
            _ = try peek()
            try body(&self, count)
            count += 1
        } while try goesOn(until: 0x5D)
        return count
    }
}
