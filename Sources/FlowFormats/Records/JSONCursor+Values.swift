import FlowTracing

extension JSONCursor {
    /// A whole number of at most `limit`, as a number or as a text of digits.
    @inline(__always)
    mutating func unsigned(atMost limit: UInt64 = .max) throws(JSONFault) -> UInt64 {
        let isQuoted = try peek() == 0x22
        let at = i
        var place = isQuoted ? at + 1 : at
        var value: UInt64 = 0
        var overflows = false
        let first = place
        while place < end, base[place] >= 0x30, base[place] <= 0x39 {
            let (product, a) = value.multipliedReportingOverflow(by: 10)
            let (sum, b) = product.addingReportingOverflow(UInt64(base[place] &- 0x30))
            overflows = overflows || a || b
            value = sum
            place += 1
        }
        guard place < end else { throw .incomplete }
        let isWhole = isQuoted ? base[place] == 0x22 : isDelimiter(base[place])
        guard isWhole, place > first, base[first] != 0x30 || place == first + 1 else { throw notWhole(at) }
        guard !overflows, value <= limit else {
            throw .bad(at, limit == .max ? "is more than 2^64-1" : "is more than \(limit)")
        }
        i = isQuoted ? place + 1 : place
        return value
    }

    private mutating func notWhole(_ at: Int) -> JSONFault {
        let sign = base[at] == 0x22 ? at + 1 : at
        if sign < end, base[sign] == 0x2D { return .bad(at, "is negative") }
        return .bad(at, "is not a whole number")
    }

    /// An index or position: below 2³²−1, which stands for "none" in the ledger.
    mutating func ordinal() throws(JSONFault) -> UInt32 { UInt32(try unsigned(atMost: UInt64(UInt32.max) - 1)) }

    mutating func boolean() throws(JSONFault) -> Bool {
        let first = try peek()
        guard first == 0x74 || first == 0x66 else { throw .bad(i, "is neither true nor false") }
        _ = try word()
        return first == 0x74
    }

    /// 64 hexadecimal digits.
    @inline(__always)
    mutating func hash() throws(JSONFault) -> Hash32 {
        guard try peek() == 0x22 else { throw .bad(i, "is not a text") }
        let at = i
        guard let hash = try string({ HexDigits.hash($0) }) else { throw .bad(at, "is not 64 hexadecimal digits") }
        return hash
    }

    /// Unix seconds as a block's header holds them: a whole number below 2³², or a written time.
    mutating func blockTime() throws(JSONFault) -> Int64 {
        guard try peek() == 0x22 else { return Int64(try unsigned(atMost: UInt64(UInt32.max))) }
        let at = i
        let text = try string { String(decoding: $0, as: UTF8.self) }
        guard let time = FieldText(text).time, time >= 0, time <= Int64(UInt32.max) else {
            throw .bad(at, "is no time of a block; expected Unix seconds or ISO 8601")
        }
        return time
    }

    /// Whole coins as base units: a number with a point or an exponent, exactly.
    mutating func coins(decimals: Int) throws(JSONFault) -> UInt64 {
        _ = try peek()
        let at = i
        let (isNegative, units) = try signedCoins(decimals: decimals)
        guard !isNegative || units == 0 else { throw .bad(at, "is negative") }
        return units
    }

    /// As `coins`, of either sign.
    mutating func signedCoins(decimals: Int) throws(JSONFault) -> (isNegative: Bool, units: UInt64) {
        let isQuoted = try peek() == 0x22
        let at = i
        let parsed: Result<(Bool, UInt64), DecimalShift.Fault>
        if isQuoted {
            parsed = try string { DecimalShift.units($0, decimals: decimals) }
        } else {
            guard base[i] == 0x2D || base[i] >= 0x30 && base[i] <= 0x39 else { throw .bad(at, "is not a number") }
            parsed = DecimalShift.units(try word().text, decimals: decimals)
        }
        switch parsed {
        case .success(let (isNegative, units)): return (isNegative, units)
        case .failure(let fault): throw .bad(at, fault.reason(decimals: decimals))
        }
    }
}

/// Decimal texts of whole coins as base units, by moving the point; an exponent moves it too.
enum DecimalShift {
    enum Fault: Error {
        case notANumber, tooFine, tooMuch

        func reason(decimals: Int) -> String {
            switch self {
            case .notANumber: "is not a number"
            case .tooFine: "has more than \(decimals) digits after the point"
            case .tooMuch: "is more than 2^64-1 base units"
            }
        }
    }

    /// - Complexity: O(characters).
    static func units(
        _ text: UnsafeBufferPointer<UInt8>, decimals: Int
    ) -> Result<(Bool, UInt64), Fault> {
        var i = 0
        let isNegative = text.first == 0x2D
        if isNegative { i += 1 }
        var digits: UInt64 = 0
        var overflows = false
        var hasDigits = false
        // Zeros not yet taken up: at the end of a number they only move the point.
        var zeros = 0
        var fraction = 0
        var hasPoint = false
        scan: while i < text.count {
            let byte = text[i]
            switch byte {
            case 0x30...0x39:
                hasDigits = true
                if hasPoint { fraction += 1 }
                if byte == 0x30 {
                    zeros += 1
                } else {
                    guard append(byte, behind: &zeros, to: &digits) else {
                        overflows = true
                        break
                    }
                }
            case 0x2E where hasDigits && !hasPoint: hasPoint = true
            default: break scan
            }
            i += 1
        }
        guard hasDigits else { return .failure(.notANumber) }
        var exponent = 0
        if i < text.count {
            guard text[i] | 0x20 == 0x65, let read = power(text[(i + 1)...]) else { return .failure(.notANumber) }
            exponent = read
        }
        if overflows { return .failure(fraction > decimals ? .tooFine : .tooMuch) }
        if digits == 0 { return .success((isNegative, 0)) }
        let shift = exponent + decimals - fraction + zeros
        return shifted(digits, by: shift).map { (isNegative, $0) }
    }

    private static func append(_ byte: UInt8, behind zeros: inout Int, to digits: inout UInt64) -> Bool {
        for _ in 0...(digits == 0 ? 0 : zeros) {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow else { return false }
            digits = product
        }
        zeros = 0
        let (sum, overflow) = digits.addingReportingOverflow(UInt64(byte &- 0x30))
        digits = sum
        return !overflow
    }

    /// The exponent, cut off where no amount could be meant any more; `nil` where it is no number.
    private static func power(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var rest = text
        let isNegative = rest.first == 0x2D
        if isNegative || rest.first == 0x2B { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        var value = 0
        for byte in rest {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = min(value * 10 + Int(byte &- 0x30), 1 << 24)
        }
        return isNegative ? -value : value
    }

    private static func shifted(_ digits: UInt64, by shift: Int) -> Result<UInt64, Fault> {
        var value = digits
        if shift < 0 {
            // The last digit is not zero.
            return .failure(.tooFine)
        }
        for _ in 0..<shift {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return .failure(.tooMuch) }
            value = product
        }
        return .success(value)
    }
}
