import FlowTracing

/// An amount as people's exports write it: `1234.5`, `"1,234.50"`, `4.2E-05`. Exact: digits and a power of ten.
struct DecimalText: Equatable {
    /// The digits without leading zeros and without zeros at the end of the fraction; empty for zero.
    let digits: [UInt8]
    /// Digits after the point, negative where zeros follow `digits`.
    let scale: Int

    /// `nil` for anything but digits, commas between groups of three, one point and an exponent of at most three digits.
    /// A sign before the number is refused: no transfer is negative.
    init?(_ text: some Collection<UInt8>) {
        var digits: [UInt8] = []
        var fraction = 0
        var any = false
        var hasPoint = false
        var group: Int?  // digits since the last comma
        var exponent = 0
        var iterator = text.makeIterator()
        scan: while let byte = iterator.next() {
            switch byte {
            case 0x30...0x39:
                any = true
                digits.append(byte - 0x30)
                if hasPoint { fraction += 1 } else if let g = group { group = g + 1 }
            case 0x2C:  // ,
                guard any, !hasPoint, group ?? 3 == 3, group != nil || digits.count <= 3 else { return nil }
                group = 0
            case 0x2E:  // .
                guard !hasPoint, group ?? 3 == 3 else { return nil }
                hasPoint = true
            case 0x45, 0x65:  // E
                guard any, let value = DecimalText.exponent(&iterator) else { return nil }
                exponent = value
                break scan
            default: return nil
            }
        }
        guard any, hasPoint || group ?? 3 == 3 else { return nil }
        var scale = fraction - exponent
        while let last = digits.last, last == 0 {
            digits.removeLast()
            scale -= 1
        }
        self.digits = Array(digits.drop { $0 == 0 })
        self.scale = self.digits.isEmpty ? 0 : scale
    }

    private static func exponent(_ iterator: inout some IteratorProtocol<UInt8>) -> Int? {
        var value = 0
        var count = 0
        var isNegative = false
        while let byte = iterator.next() {
            switch byte {
            case 0x2B where count == 0 && !isNegative: continue
            case 0x2D where count == 0 && !isNegative: isNegative = true
            case 0x30...0x39:
                count += 1
                guard count <= 3 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            default: return nil
            }
        }
        return count == 0 ? nil : isNegative ? -value : value
    }

    enum Fault: Error { case tooManyDigits, overflow }

    /// This number in units of 10^-`decimals`.
    ///
    /// - Throws: `tooManyDigits` where a non-zero digit stands beyond `decimals`, `overflow` from 2¹²⁸ on.
    func baseUnits(decimals: Int) throws(Fault) -> Amount {
        if digits.isEmpty { return 0 }
        guard scale <= decimals else { throw .tooManyDigits }
        guard digits.count + decimals - scale <= 39 else { throw .overflow }
        let zeros = repeatElement(UInt8(0x30), count: decimals - scale)
        guard let amount = Amount(digits: digits.map { $0 + 0x30 } + zeros) else { throw .overflow }
        return amount
    }
}
