import COpenSSL
import FlowTracing

/// SHA-256 by OpenSSL.
enum SHA256Digest {
    /// - Complexity: O(bytes).
    static func of(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let code = EVP_Digest(bytes.baseAddress, bytes.count, &digest, &length, EVP_sha256(), nil)
        precondition(code == 1 && length == 32, "OpenSSL lacks SHA-256")
        return digest
    }
}

/// The Merkle root over the transactions of a block whose bytes are not at hand, only their ids.
enum TransactionMerkle {
    /// - Parameter ids: those of one block in its order, one at least, as they are written.
    /// - Returns: the root in the byte order in which it is written.
    /// - Complexity: O(transactions).
    static func root(of ids: [Hash32]) -> Hash32 {
        precondition(!ids.isEmpty)
        var level = [UInt8](repeating: 0, count: 32 * ids.count)
        for (place, id) in ids.enumerated() { store(id, in: &level, at: 32 * place) }
        while level.count > 32 {
            // An odd one out is paired with itself.
            if level.count % 64 != 0 { level += level.suffix(32) }
            var next: [UInt8] = []
            next.reserveCapacity(level.count / 2)
            for start in stride(from: 0, to: level.count, by: 64) {
                let once = level.withUnsafeBytes {
                    SHA256Digest.of(UnsafeRawBufferPointer(rebasing: $0[start..<start + 64]))
                }
                next += once.withUnsafeBytes { SHA256Digest.of($0) }
            }
            level = next
        }
        return Hash32(level.reversed())
    }

    /// Ids are written in reverse: the hash itself begins with the last byte.
    private static func store(_ id: Hash32, in level: inout [UInt8], at place: Int) {
        level.withUnsafeMutableBytes {
            $0.storeBytes(of: id.word3.littleEndian, toByteOffset: place, as: UInt64.self)
            $0.storeBytes(of: id.word2.littleEndian, toByteOffset: place + 8, as: UInt64.self)
            $0.storeBytes(of: id.word1.littleEndian, toByteOffset: place + 16, as: UInt64.self)
            $0.storeBytes(of: id.word0.littleEndian, toByteOffset: place + 24, as: UInt64.self)
        }
    }
}
