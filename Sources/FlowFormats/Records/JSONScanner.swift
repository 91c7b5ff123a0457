/// Walks JSON text (RFC 8259) byte by byte. Numbers keep their text: 150188698577042438264952193024 stays what it is.
struct JSONScanner {
    let base: UnsafePointer<UInt8>
    var i: Int
    let end: Int

    enum Fault: Error {
        /// The text ends inside a value.
        case incomplete
        case bad(String)
    }

    init(_ base: UnsafePointer<UInt8>, from: Int, to: Int) { (self.base, i, end) = (base, from, to) }

    mutating func skipSpace() {
        while i < end, base[i] == 0x20 || base[i] == 0x0A || base[i] == 0x0D || base[i] == 0x09 { i += 1 }
    }

    /// The next byte that is not white space, not consumed.
    mutating func peek() throws(Fault) -> UInt8 {
        skipSpace()
        guard i < end else { throw .incomplete }
        return base[i]
    }

    mutating func expect(_ byte: UInt8) throws(Fault) {
        guard try peek() == byte else { throw unexpected() }
        i += 1
    }

    func unexpected() -> Fault {
        guard i < end else { return .incomplete }
        let byte = base[i]
        let shown = byte > 0x20 && byte < 0x7F ? "'\(String(UnicodeScalar(byte)))'" : "byte \(byte)"
        return .bad("malformed JSON: \(shown) is not expected")
    }

    /// Appends the string that begins here, unescaped, to `out`.
    mutating func string(into out: inout [UInt8]) throws(Fault) {
        try expect(0x22)
        while true {
            let from = i
            while i < end, base[i] != 0x22, base[i] != 0x5C, base[i] >= 0x20 { i += 1 }
            out.append(contentsOf: UnsafeBufferPointer(start: base + from, count: i - from))
            guard i < end else { throw .incomplete }
            let byte = base[i]
            i += 1
            if byte == 0x22 { return }
            guard byte == 0x5C else { throw .bad("malformed JSON: a control character in a string") }
            try escape(into: &out)
        }
    }

    private mutating func escape(into out: inout [UInt8]) throws(Fault) {
        guard i < end else { throw .incomplete }
        let letter = base[i]
        i += 1
        switch letter {
        case 0x22, 0x5C, 0x2F: out.append(letter)
        case 0x62: out.append(0x08)
        case 0x66: out.append(0x0C)
        case 0x6E: out.append(0x0A)
        case 0x72: out.append(0x0D)
        case 0x74: out.append(0x09)
        case 0x75:
            var code = try hexWord()
            if code >= 0xD800, code < 0xDC00 {
                guard i + 1 < end else { throw .incomplete }
                guard base[i] == 0x5C, base[i + 1] == 0x75 else { throw .bad("malformed JSON: half a surrogate pair") }
                i += 2
                let low = try hexWord()
                guard low >= 0xDC00, low < 0xE000 else { throw .bad("malformed JSON: half a surrogate pair") }
                code = 0x1_0000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard code != 0 else { throw .bad("contains a NUL byte") }
            guard let scalar = UnicodeScalar(code) else { throw .bad("malformed JSON: half a surrogate pair") }
            out.append(contentsOf: Array(String(scalar).utf8))
        default: throw .bad("malformed JSON: unknown escape in a string")
        }
    }

    private mutating func hexWord() throws(Fault) -> UInt32 {
        guard i + 4 <= end else { throw .incomplete }
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = hexDigit(base[i]) else { throw .bad("malformed JSON: unknown escape in a string") }
            code = code << 4 | digit
            i += 1
        }
        return code
    }

    private func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }

    enum Word { case number, boolean, null }

    /// Appends the number, `true`, `false` or `null` that begins here to `out`, as written.
    mutating func word(into out: inout [UInt8]) throws(Fault) -> Word {
        let from = i
        while i < end {
            switch base[i] {
            case 0x30...0x39, 0x61...0x7A, 0x41...0x5A, 0x2B, 0x2D, 0x2E: i += 1
            default:
                let text = UnsafeBufferPointer(start: base + from, count: i - from)
                guard let kind = JSONScanner.kind(text) else {
                    i = from
                    throw unexpected()
                }
                out.append(contentsOf: text)
                return kind
            }
        }
        throw .incomplete
    }

    private static func kind(_ text: UnsafeBufferPointer<UInt8>) -> Word? {
        if text.elementsEqual("null".utf8) { return .null }
        if text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8) { return .boolean }
        var rest = text[...]
        func digits() -> Bool {
            let count = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }.count
            rest = rest.dropFirst(count)
            return count > 0
        }
        if rest.first == 0x2D { rest = rest.dropFirst() }
        let hasLeadingZero =
            rest.first == 0x30 && rest.count > 1 && rest[rest.startIndex + 1] >= 0x30
            && rest[rest.startIndex + 1] <= 0x39
        guard !hasLeadingZero, digits() else { return nil }
        if rest.first == 0x2E {
            rest = rest.dropFirst()
            guard digits() else { return nil }
        }
        if let e = rest.first, e | 0x20 == 0x65 {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
            guard digits() else { return nil }
        }
        return rest.isEmpty ? .number : nil
    }

    /// Goes over a value of any kind, checking its form.
    mutating func skipValue(depth: Int = 0) throws(Fault) {
        guard depth < InputLimit.depth else { throw .bad("JSON nested deeper than \(InputLimit.depth)") }
        var ignored: [UInt8] = []
        switch try peek() {
        case 0x7B:
            i += 1
            if try closes(0x7D) { return }
            repeat {
                ignored.removeAll(keepingCapacity: true)
                _ = try peek()
                try string(into: &ignored)
                try expect(0x3A)
                try skipValue(depth: depth + 1)
            } while try goesOn(until: 0x7D)
        case 0x5B:
            i += 1
            if try closes(0x5D) { return }
            repeat { try skipValue(depth: depth + 1) } while try goesOn(until: 0x5D)
        case 0x22: try string(into: &ignored)
        default: _ = try word(into: &ignored)
        }
    }

    /// True, and consumed, where the next byte closes an empty object or array.
    mutating func closes(_ bracket: UInt8) throws(Fault) -> Bool {
        guard try peek() == bracket else { return false }
        i += 1
        return true
    }

    /// After a member: true at a comma, false at `bracket`; both consumed.
    mutating func goesOn(until bracket: UInt8) throws(Fault) -> Bool {
        let byte = try peek()
        guard byte == 0x2C || byte == bracket else { throw unexpected() }
        i += 1
        return byte == 0x2C
    }
}
