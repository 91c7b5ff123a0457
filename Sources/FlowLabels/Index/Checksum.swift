import CZlib

/// CRC-32 (ISO 3309, as zlib computes it).
enum Checksum {
    /// - Parameter seed: the checksum of what stands before.
    /// - Complexity: O(bytes).
    static func of(_ bytes: UnsafeRawBufferPointer, after seed: UInt32 = 0) -> UInt32 {
        UInt32(
            truncatingIfNeeded: crc32_z(
                UInt(seed), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
    }
}
