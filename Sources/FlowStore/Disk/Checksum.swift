import CZlib

/// CRC-32 (ISO 3309, as zlib computes it): finds every burst of up to 32 wrong bits, and any other damage but for one time
/// in 2³².
package enum Checksum {
    /// - Parameter seed: the checksum of what stands before, or a number of its own.
    /// - Complexity: O(bytes).
    package static func of(_ bytes: UnsafeRawBufferPointer, after seed: UInt32 = 0) -> UInt32 {
        UInt32(
            truncatingIfNeeded: crc32_z(
                UInt(seed), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
    }

    static func of(_ bytes: [UInt8], after seed: UInt32 = 0) -> UInt32 { bytes.withUnsafeBytes { of($0, after: seed) } }

    /// The checksum of two stretches of bytes, one behind the other.
    ///
    /// - Complexity: O(log count).
    static func joining(_ first: UInt32, _ second: UInt32, count: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_combine(UInt(first), UInt(second), count))
    }
}
