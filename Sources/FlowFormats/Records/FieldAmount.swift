import FlowTracing

/// Decimal texts as base units, exactly.
public enum FieldAmount {
    public enum Fault: Error, Equatable {
        case malformed(String)
        /// 2¹²⁸ or more.
        case overflow
    }

    /// Whether the text has a decimal point.
    public static func hasPoint(_ text: FieldText) -> Bool { text.bytes.contains(0x2E) }

    /// Digits that already are base units.
    ///
    /// - Throws: also for a decimal point: its decimals are unknown.
    public static func baseUnits(_ text: FieldText) throws(Fault) -> Amount {
        try scaled(text, decimals: nil)
    }

    /// A number of whole units with `decimals` digits after the point at most, as base units: `1,234.5` of 6 decimals is
    /// 1234500000. Commas must separate groups of three. With `decimals` nil: an integer, taken as it is.
    ///
    /// - Complexity: O(digits).
    public static func scaled(_ text: FieldText, decimals: Int?) throws(Fault) -> Amount {
        guard let first = text.bytes.first else { throw .malformed("is blank") }
        if first == 0x2D { throw .malformed("is negative; an amount is 0 or more") }
        var value: Amount = 0
        var whole = 0
        var fraction: Int?
        var sinceComma: Int?
        var overflows = false
        for byte in text.bytes {
            switch byte {
            case 0x30...0x39:
                let (product, a) = value.multipliedReportingOverflow(by: 10)
                let (sum, b) = product.addingReportingOverflow(Amount(byte &- 0x30))
                overflows = overflows || a || b
                value = sum
                if fraction != nil { fraction! += 1 } else { whole += 1 }
                if sinceComma != nil, fraction == nil { sinceComma! += 1 }
            case 0x2C:
                guard fraction == nil, sinceComma == nil ? whole > 0 && whole <= 3 : sinceComma == 3 else {
                    throw .malformed("has a comma that separates no thousands")
                }
                sinceComma = 0
            case 0x2E:
                guard fraction == nil, sinceComma == nil || sinceComma == 3 else { throw .malformed("is not a number") }
                fraction = 0
            case 0x65 where whole > 0, 0x45 where whole > 0:
                throw .malformed("is in scientific notation, which loses digits; export it as plain digits")
            default: throw .malformed("is not a number")
            }
        }
        guard whole > 0 || (fraction ?? 0) > 0 else { throw .malformed("is not a number") }
        if fraction == nil, sinceComma != nil, sinceComma != 3 {
            throw .malformed("has a comma that separates no thousands")
        }
        if let fraction {
            guard let decimals else {
                throw .malformed("has a decimal point, but the asset's decimals are unknown (give --decimals)")
            }
            guard fraction <= decimals else {
                throw .malformed("has \(fraction) digits after the point; the asset has \(decimals)")
            }
        }
        for _ in 0..<(decimals ?? 0) - (decimals == nil ? 0 : fraction ?? 0) where value != 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            overflows = overflows || overflow
            value = product
        }
        if overflows { throw .overflow }
        return value
    }

    /// As `scaled`, with digits beyond `decimals` cut off (for the published case files, whose floors are taken in cents).
    public static func floored(_ text: FieldText, decimals: Int) throws(Fault) -> Amount {
        guard let point = text.bytes.firstIndex(of: 0x2E) else { return try scaled(text, decimals: decimals) }
        let cut = point + 1 + decimals
        guard cut < text.bytes.endIndex else { return try scaled(text, decimals: decimals) }
        guard text.bytes[cut...].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { throw .malformed("is not a number") }
        return try scaled(FieldText(trimming: text.bytes[..<cut]), decimals: decimals)
    }
}
