import FlowTracing

/// Hexadecimal digits as the bytes they write, eight digits at once as lanes of one word.
enum HexDigits {
    /// The number that eight digits write, the first in the lowest byte of `digits`; `nil` where one is no digit.
    @inline(__always)
    static func group(_ digits: UInt64) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high = ones << 7
        guard digits & high == 0 else { return nil }
        // The high bit of each lane says whether the byte is `bound` or more; lanes below 0x80 never carry.
        func isAtLeast(_ x: UInt64, _ bound: UInt64) -> UInt64 { (x &+ ones &* (0x80 - bound)) & high }
        let lower = digits | ones << 5
        let isDigit = isAtLeast(digits, 0x30) & ~isAtLeast(digits, 0x3A)
        let isLetter = isAtLeast(lower, 0x61) & ~isAtLeast(lower, 0x67)
        guard isDigit | isLetter == high else { return nil }
        let nibbles = (digits & (ones &* 0x0F)) &+ (isLetter >> 7) &* 9
        let pairs = (nibbles << 4 | nibbles >> 8) & 0x00FF_00FF_00FF_00FF
        let quads = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt64(UInt32(truncatingIfNeeded: quads | quads >> 16).byteSwapped)
    }

    /// The hash that 64 digits write; `nil` for anything else.
    static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Hash32? {
        guard text.count == 64 else { return nil }
        let raw = UnsafeRawPointer(text.baseAddress!)
        @inline(__always)
        func word(_ place: Int) -> UInt64? {
            guard let first = group(raw.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian),
                let second = group(raw.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self).littleEndian)
            else { return nil }
            return first << 32 | second
        }
        guard let a = word(0), let b = word(16), let c = word(32), let d = word(48) else { return nil }
        return Hash32(a, b, c, d)
    }

    /// Writes the bytes of `text` to the start of `bytes`, which grows as needed.
    ///
    /// - Returns: how many; `nil` where a digit is none, or one is left over.
    /// - Complexity: O(digits).
    static func decode(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) -> Int? {
        guard text.count & 1 == 0 else { return nil }
        let count = text.count / 2
        if bytes.count < count { bytes.append(contentsOf: repeatElement(0, count: count - bytes.count)) }
        guard let start = text.baseAddress else { return 0 }
        let raw = UnsafeRawPointer(start)
        let isHex = bytes.withUnsafeMutableBytes { out in
            var i = 0
            while i + 8 <= text.count {
                guard let word = group(raw.loadUnaligned(fromByteOffset: i, as: UInt64.self).littleEndian) else {
                    return false
                }
                out.storeBytes(of: UInt32(word).bigEndian, toByteOffset: i / 2, as: UInt32.self)
                i += 8
            }
            while i < text.count {
                // Two digits, and zeros for the rest of the group.
                let pair = UInt64(text[i]) | UInt64(text[i + 1]) << 8 | 0x3030_3030_3030_0000
                guard let word = group(pair) else { return false }
                out[i / 2] = UInt8(word >> 24)
                i += 2
            }
            return true
        }
        return isHex ? count : nil
    }
}
