/// Keccak-256 as Ethereum uses it: Keccak-f[1600], rate 136 bytes, padding `0x01 … 0x80` (the submission to the SHA-3
/// contest; FIPS 202 pads with `0x06`, so OpenSSL's SHA3-256 gives other digests).
///
/// Source: Bertoni, Daemen, Peeters, Van Assche, "The Keccak reference", version 3.0 (2011).
public enum Keccak256 {
    static let rate = 136

    /// - Complexity: O(message).
    public static func hash(_ message: some Sequence<UInt8>) -> [UInt8] {
        var state = [UInt64](repeating: 0, count: 25)
        var filled = 0
        for byte in message {
            state[filled >> 3] ^= UInt64(byte) << UInt64(8 * (filled & 7))
            filled += 1
            if filled == rate {
                permute(&state)
                filled = 0
            }
        }
        state[filled >> 3] ^= 0x01 << UInt64(8 * (filled & 7))
        state[(rate - 1) >> 3] ^= 0x80 << 56
        permute(&state)
        return (0..<32).map { UInt8(truncatingIfNeeded: state[$0 >> 3] >> UInt64(8 * ($0 & 7))) }
    }

    /// Keccak-f[1600]: 24 rounds over 5 × 5 lanes, lane (x, y) at `x + 5y`.
    static func permute(_ a: inout [UInt64]) {
        precondition(a.count == 25)
        var c = [UInt64](repeating: 0, count: 5)
        var b = [UInt64](repeating: 0, count: 25)
        for constant in roundConstants {
            // θ: every lane takes in the parity of two neighbouring columns.
            for x in 0..<5 { c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] }
            for x in 0..<5 {
                let d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1)
                for y in stride(from: 0, to: 25, by: 5) { a[x + y] ^= d }
            }
            // ρ and π: rotate each lane and move it to (y, 2x + 3y).
            for x in 0..<5 {
                for y in 0..<5 {
                    b[y + 5 * ((2 * x + 3 * y) % 5)] = rotate(a[x + 5 * y], rotations[x + 5 * y])
                }
            }
            // χ: the only non-linear step, along rows.
            for y in stride(from: 0, to: 25, by: 5) {
                for x in 0..<5 { a[x + y] = b[x + y] ^ (~b[(x + 1) % 5 + y] & b[(x + 2) % 5 + y]) }
            }
            // ι: breaks the symmetry of the rounds.
            a[0] ^= constant
        }
    }

    /// Offsets of ρ: lane (x, y) turns by (t + 1)(t + 2)/2 after t steps of (x, y) → (y, 2x + 3y) from (1, 0).
    static let rotations: [UInt64] = {
        var table = [UInt64](repeating: 0, count: 25)
        var (x, y) = (1, 0)
        for t in 0..<24 {
            table[x + 5 * y] = UInt64((t + 1) * (t + 2) / 2 % 64)
            (x, y) = (y, (2 * x + 3 * y) % 5)
        }
        return table
    }()

    /// Constants of ι from the linear feedback register x⁸ + x⁶ + x⁵ + x⁴ + 1 of the specification.
    static let roundConstants: [UInt64] = {
        var register: UInt8 = 1
        return (0..<24).map { _ in
            var constant: UInt64 = 0
            for j in 0..<7 {
                if register & 1 == 1 { constant |= 1 << UInt64((1 << j) - 1) }
                register = register & 0x80 == 0 ? register << 1 : register << 1 ^ 0x71
            }
            return constant
        }
    }()

    @inline(__always)
    private static func rotate(_ lane: UInt64, _ n: UInt64) -> UInt64 {
        n == 0 ? lane : lane << n | lane >> (64 - n)
    }
}
