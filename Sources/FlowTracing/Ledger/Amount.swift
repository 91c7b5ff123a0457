import CFlowKernels

/// An amount of one asset in its base units (satoshi, wei, 10⁻⁶ USDT): an unsigned integer, never a fraction.
///
/// Everything between input and report is computed in this type; products go through `multipliedFullWidth`.
public typealias Amount = UInt128

extension UInt128 {
    /// The sum, at most 2¹²⁸ − 1.
    @inline(__always)
    func addingClamped(_ other: UInt128) -> UInt128 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }

    /// Ten to the power of `digits`.
    ///
    /// - Precondition: `digits` is 0 to 38.
    static func tens(_ digits: Int) -> UInt128 { (0..<digits).reduce(1) { value, _ in value * 10 } }

    /// Parses plain decimal digits. `nil` for an empty text, any other character, or a value of 2¹²⁸ or more.
    ///
    /// - Complexity: O(digits).
    public init?(digits: some Sequence<UInt8>) {
        var value: UInt128 = 0
        var any = false
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            any = true
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt128(byte &- 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        guard any else { return nil }
        self = value
    }

    /// The decimal digits of this value. Written by hand because `description` takes about 640 ns.
    ///
    /// - Complexity: O(digits), two 128-bit divisions at most.
    public var decimalDigits: String {
        if self <= UInt128(UInt64.max) { return String(UInt64(truncatingIfNeeded: self)) }
        let chunk: UInt128 = 10_000_000_000_000_000_000
        let (high, low) = quotientAndRemainder(dividingBy: chunk)
        let tail = String(UInt64(truncatingIfNeeded: low))
        return high.decimalDigits + String(repeating: "0", count: 19 - tail.utf8.count) + tail
    }

    /// Adds, unless the sum would reach 2¹²⁸.
    ///
    /// - Returns: false where it would; nothing is added then.
    @inline(__always)
    mutating func add(_ other: UInt128) -> Bool {
        let (sum, overflow) = addingReportingOverflow(other)
        if !overflow { self = sum }
        return !overflow
    }

    /// Adds, staying at the largest value where the sum would reach 2¹²⁸.
    @inline(__always)
    mutating func addClamping(_ other: UInt128) {
        let (sum, overflow) = addingReportingOverflow(other)
        self = overflow ? .max : sum
    }

    /// ⌊self · numerator / denominator⌋ with a 256-bit product.
    ///
    /// - Precondition: `numerator <= denominator` and `denominator > 0`, so the quotient is at most `self`, which may
    ///   exceed the denominator.
    @inline(__always)
    func scaled(by numerator: UInt128, over denominator: UInt128) -> UInt128 {
        if (self | numerator | denominator) >> 64 == 0 {
            return UInt128(
                flow_muldiv(
                    UInt64(truncatingIfNeeded: self), UInt64(truncatingIfNeeded: numerator),
                    UInt64(truncatingIfNeeded: denominator)))
        }
        return scaledWide(by: numerator, over: denominator)
    }

    @inline(never)
    private func scaledWide(by numerator: UInt128, over denominator: UInt128) -> UInt128 {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 8) { words in
            func put(_ value: UInt128, at place: Int) {
                words[place] = UInt64(truncatingIfNeeded: value)
                words[place + 1] = UInt64(truncatingIfNeeded: value >> 64)
            }
            put(self, at: 0)
            put(numerator, at: 2)
            put(denominator, at: 4)
            let base = words.baseAddress!
            flow_muldiv_wide(base, base + 2, base + 4, base + 6)
            return UInt128(words[7]) << 64 | UInt128(words[6])
        }
    }
}
