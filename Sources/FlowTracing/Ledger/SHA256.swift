import CFlowKernels

/// SHA-256 (FIPS 180-4) of short texts, keys and scripts; files are hashed by OpenSSL in `FlowFormats`. No allocation.
enum SHA256 {
    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]

    /// The same where they never move.
    nonisolated(unsafe) private static let k: UnsafeBufferPointer<UInt32> = {
        let copy = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 64)
        _ = copy.initialize(from: constants)
        return UnsafeBufferPointer(copy)
    }()
    private static let isNative = flow_sha256_is_native() != 0

    /// Eight words, the first the most significant.
    typealias Digest = SIMD8<UInt32>

    private static let start = Digest(
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

    /// - Complexity: O(bytes).
    static func digest(_ message: UnsafeBufferPointer<UInt8>) -> Digest {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
            var digest = start
            // The message, one bit, zeros, and its length in bits in the last eight bytes of the last block.
            let blocks = (message.count + 8) / 64 + 1
            for block in 0..<blocks {
                for i in 0..<16 {
                    let at = block * 64 + i * 4
                    if at + 4 <= message.count {
                        words[i] = UInt32(
                            bigEndian: UnsafeRawPointer(message.baseAddress!).loadUnaligned(
                                fromByteOffset: at, as: UInt32.self))
                        continue
                    }
                    var word: UInt32 = 0
                    for place in at..<at + 4 {
                        let byte = place < message.count ? message[place] : place == message.count ? 0x80 : 0
                        word = word << 8 | UInt32(byte)
                    }
                    words[i] = word
                }
                if block == blocks - 1 {
                    words[14] = UInt32(truncatingIfNeeded: UInt64(message.count) >> 29)
                    words[15] = UInt32(truncatingIfNeeded: message.count << 3)
                }
                compress(words, into: &digest)
            }
            return digest
        }
    }

    /// The first word of the digest of the digest: the check of Base58Check.
    static func check(_ message: UnsafeBufferPointer<UInt8>) -> UInt32 { again(digest(message))[0] }

    /// As `check`, of the 21 bytes `version`, `address`.
    static func check(version: UInt8, _ address: AddressBytes) -> UInt32 {
        let first = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
            words[0] = UInt32(version) << 24 | address.word0 >> 8
            words[1] = address.word0 << 24 | address.word1 >> 8
            words[2] = address.word1 << 24 | address.word2 >> 8
            words[3] = address.word2 << 24 | address.word3 >> 8
            words[4] = address.word3 << 24 | address.word4 >> 8
            words[5] = address.word4 << 24 | 0x80_0000
            for i in 6..<15 { words[i] = 0 }
            words[15] = 21 * 8
            var digest = start
            compress(words, into: &digest)
            return digest
        }
        return again(first)[0]
    }

    /// The digest of the 32 bytes of `digest`.
    private static func again(_ digest: Digest) -> Digest {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
            for i in 0..<8 { words[i] = digest[i] }
            words[8] = 0x8000_0000
            for i in 9..<15 { words[i] = 0 }
            words[15] = 32 * 8
            var result = start
            compress(words, into: &result)
            return result
        }
    }

    /// Takes the block in the first 16 of 64 words into `digest`.
    private static func compress(_ buffer: UnsafeMutableBufferPointer<UInt32>, into digest: inout Digest) {
        assert(buffer.count == 64)
        let words = buffer.baseAddress!
        if isNative {
            withUnsafeMutablePointer(to: &digest) { digest in
                digest.withMemoryRebound(to: UInt32.self, capacity: 8) {
                    flow_sha256_block($0, words, SHA256.k.baseAddress!)
                }
            }
            return
        }
        for i in 16..<64 {
            let near = words[i - 15]
            let far = words[i - 2]
            let a = rotate(near, 7) ^ rotate(near, 18) ^ near &>> 3
            let b = rotate(far, 17) ^ rotate(far, 19) ^ far &>> 10
            words[i] = words[i - 16] &+ a &+ words[i - 7] &+ b
        }
        var (a, b, c, d) = (digest[0], digest[1], digest[2], digest[3])
        var (e, f, g, h) = (digest[4], digest[5], digest[6], digest[7])
        // Eight rounds at a time: instead of the words moving on by one place a round, their names do.
        let k = SHA256.k.baseAddress!
        do {
            var i = 0
            while i < 64 {
                round(a, b, c, &d, e, f, g, &h, k[i] &+ words[i])
                round(h, a, b, &c, d, e, f, &g, k[i + 1] &+ words[i + 1])
                round(g, h, a, &b, c, d, e, &f, k[i + 2] &+ words[i + 2])
                round(f, g, h, &a, b, c, d, &e, k[i + 3] &+ words[i + 3])
                round(e, f, g, &h, a, b, c, &d, k[i + 4] &+ words[i + 4])
                round(d, e, f, &g, h, a, b, &c, k[i + 5] &+ words[i + 5])
                round(c, d, e, &f, g, h, a, &b, k[i + 6] &+ words[i + 6])
                round(b, c, d, &e, f, g, h, &a, k[i + 7] &+ words[i + 7])
                i += 8
            }
        }
        digest &+= Digest(a, b, c, d, e, f, g, h)
    }

    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
        _ h: inout UInt32, _ input: UInt32
    ) {
        let choice = g ^ (e & (f ^ g))
        let t = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ input
        let majority = (a & b) | (c & (a | b))
        d = d &+ t
        h = t &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
    }

    @inline(__always)
    private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x &>> n | x &<< (32 &- n) }
}
