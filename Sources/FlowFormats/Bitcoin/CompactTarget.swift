import FlowTracing

/// The number that a block's hash must not exceed, as the header states it (`nBits`): three digits to the base 256, and
/// how many digits the number has.
struct CompactTarget: Equatable {
    let bits: UInt32

    init(bits: UInt32) { self.bits = bits }

    private var mantissa: UInt32 { bits & 0x007F_FFFF }
    private var length: Int { Int(bits >> 24) }

    /// The target as a number of 256 bits, most significant word first; `nil` for zero, a negative number, and one that
    /// does not fit.
    ///
    /// Source: Bitcoin Core, `arith_uint256::SetCompact`.
    var value: Hash32? {
        guard mantissa != 0, bits & 0x0080_0000 == 0 else { return nil }
        if length <= 3 {
            let small = mantissa >> UInt32(8 * (3 - length))
            return small == 0 ? nil : Hash32(0, 0, 0, UInt64(small))
        }
        // Digits of the number, the last first: the mantissa's own three stand at `length - 3`.
        var digits = [UInt8](repeating: 0, count: 32)
        for (place, shift) in [(length - 3, 0), (length - 2, 8), (length - 1, 16)] {
            let digit = UInt8(truncatingIfNeeded: mantissa >> UInt32(shift))
            if digit == 0 { continue }
            guard place < 32 else { return nil }
            digits[31 - place] = digit
        }
        return Hash32(digits)
    }

    /// Hashes that a block of this target takes on average: 2²⁵⁶ divided by it. At most 2¹⁰⁰, which no chain comes near, so
    /// that the work of 2²⁸ blocks can be added.
    var work: UInt128 {
        let most = UInt128(1) << 100
        guard mantissa != 0, length >= 3 else { return most }
        // 2²⁵⁶ / (mantissa · 256^(length - 3)).
        let shift = 256 - 8 * (length - 3)
        guard shift > 0 else { return 0 }
        return shift < 128 ? min((UInt128(1) << UInt128(shift)) / UInt128(mantissa), most) : most
    }
}

extension Hash32 {
    /// As numbers of 256 bits.
    static func isAbove(_ a: Hash32, _ b: Hash32) -> Bool {
        if a.word0 != b.word0 { return a.word0 > b.word0 }
        if a.word1 != b.word1 { return a.word1 > b.word1 }
        if a.word2 != b.word2 { return a.word2 > b.word2 }
        return a.word3 > b.word3
    }
}
