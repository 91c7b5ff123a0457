/// RIPEMD-160, and HASH160 on top of it: how UTXO chains shorten a key or a script to the 20 bytes of an address.
///
/// Source: Dobbertin, Bosselaers, Preneel, "RIPEMD-160: A Strengthened Version of RIPEMD" (1996). No allocation.
enum RIPEMD160 {
    /// Five words, the first byte of the digest the least significant of the first.
    typealias Digest = (UInt32, UInt32, UInt32, UInt32, UInt32)

    private static let start: Digest = (0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0)

    /// - Complexity: O(bytes).
    static func digest(_ message: UnsafeBufferPointer<UInt8>) -> Digest {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { words in
            var digest = start
            // As for SHA-256, but the least significant byte of a word first.
            let blocks = (message.count + 8) / 64 + 1
            for block in 0..<blocks {
                for i in 0..<16 {
                    let at = block * 64 + i * 4
                    var word: UInt32 = 0
                    for place in (at..<at + 4).reversed() {
                        let byte = place < message.count ? message[place] : place == message.count ? 0x80 : 0
                        word = word << 8 | UInt32(byte)
                    }
                    words[i] = word
                }
                if block == blocks - 1 {
                    words[14] = UInt32(truncatingIfNeeded: message.count << 3)
                    words[15] = UInt32(truncatingIfNeeded: UInt64(message.count) >> 29)
                }
                compress(words, into: &digest)
            }
            return digest
        }
    }

    /// RIPEMD-160 of the SHA-256 of `message`: what a key or a script is known by.
    static func hash160(_ message: UnsafeBufferPointer<UInt8>) -> AddressBytes {
        let inner = SHA256.digest(message)
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { words in
            for i in 0..<8 { words[i] = inner[i].byteSwapped }
            words[8] = 0x80
            for i in 9..<16 { words[i] = 0 }
            words[14] = 32 * 8
            var digest = start
            compress(words, into: &digest)
            return bytes(of: digest)
        }
    }

    /// The digest as it is written, first byte first.
    static func bytes(of digest: Digest) -> AddressBytes {
        AddressBytes(
            high: UInt64(digest.0.byteSwapped) << 32 | UInt64(digest.1.byteSwapped),
            middle: UInt64(digest.2.byteSwapped) << 32 | UInt64(digest.3.byteSwapped), low: digest.4.byteSwapped)
    }

    /// Which word each step of the left and of the right line takes, and by how much it turns.
    private static let leftWords: [UInt8] = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
        3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
        4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
    ]
    private static let rightWords: [UInt8] = [
        5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
        15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
        12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
    ]
    private static let leftTurns: [UInt8] = [
        11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
        11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
        9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
    ]
    private static let rightTurns: [UInt8] = [
        8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
        9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
        8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
    ]

    /// What each round adds; three places stay empty.
    private static let leftConstants = SIMD8<UInt32>(0, 0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xa953_fd4e, 0, 0, 0)
    private static let rightConstants = SIMD8<UInt32>(0x50a2_8be6, 0x5c4d_d124, 0x6d70_3ef3, 0x7a6d_76e9, 0, 0, 0, 0)

    /// Takes a block of 16 words into `digest`: two lines of five rounds that run the five functions in opposite order.
    private static func compress(_ words: UnsafeMutableBufferPointer<UInt32>, into digest: inout Digest) {
        assert(words.count == 16)
        var left = digest
        var right = digest
        line(words, leftWords, leftTurns, &left, leftConstants, reversed: false)
        line(words, rightWords, rightTurns, &right, rightConstants, reversed: true)
        digest = (
            digest.1 &+ left.2 &+ right.3, digest.2 &+ left.3 &+ right.4, digest.3 &+ left.4 &+ right.0,
            digest.4 &+ left.0 &+ right.1, digest.0 &+ left.1 &+ right.2
        )
    }

    @inline(__always)
    private static func line(
        _ words: UnsafeMutableBufferPointer<UInt32>, _ places: [UInt8], _ turns: [UInt8], _ state: inout Digest,
        _ constants: SIMD8<UInt32>, reversed: Bool
    ) {
        let words = words.baseAddress!
        places.withUnsafeBufferPointer { places in
            turns.withUnsafeBufferPointer { turns in
                for round in 0..<5 {
                    let function = reversed ? 4 - round : round
                    let constant = constants[round]
                    for step in round * 16..<round * 16 + 16 {
                        let mixed = mix(function, state.1, state.2, state.3)
                        let sum = state.0 &+ mixed &+ words[Int(places[step])] &+ constant
                        let turn = UInt32(turns[step])
                        let turned = (sum &<< turn | sum &>> (32 &- turn)) &+ state.4
                        state = (state.4, turned, state.1, state.2 &<< 10 | state.2 &>> 22, state.3)
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func mix(_ function: Int, _ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 {
        switch function {
        case 0: x ^ y ^ z
        case 1: (x & y) | (~x & z)
        case 2: (x | ~y) ^ z
        case 3: (x & z) | (y & ~z)
        default: x ^ (y | ~z)
        }
    }
}
