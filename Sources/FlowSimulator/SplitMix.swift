/// SplitMix64 (Steele, Lea, Flood 2014): the simulator's only source of chance, so that a seed gives the same economy
/// on every machine. Integers only: no floating-point function whose last bit a library may round otherwise.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The finalizer alone: a hash of one word, for addresses and transaction hashes made from a number.
    @inline(__always)
    static func mix(_ word: UInt64) -> UInt64 {
        var z = word
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix.mix(state)
    }

    /// Uniform in `0..<bound`, biased by less than `bound`/2⁶⁴.
    ///
    /// - Precondition: `bound > 0`.
    @inline(__always)
    mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0)
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Uniform in `range`.
    @inline(__always)
    mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// True `permille` times in a thousand.
    @inline(__always)
    mutating func chance(_ permille: Int) -> Bool { below(1_000) < permille }

    /// In `0..<bound`, small values more often: the product of two uniforms.
    @inline(__always)
    mutating func skewed(_ bound: Int) -> Int { below(below(bound) + 1) }

    /// From `10^low` to just under `10^high`, every decade equally likely.
    mutating func magnitude(_ low: Int, _ high: Int) -> Int {
        var base = 1
        for _ in 0..<within(low...(high - 1)) { base *= 10 }
        return within(base...(10 * base - 1))
    }

    /// `amount · n/d` with `n` uniform in `range`.
    mutating func share(of amount: UInt128, _ range: ClosedRange<Int>, over d: UInt128) -> UInt128 {
        let n = UInt128(within(range))
        // Divide first where the product could pass 2¹²⁸; the lost remainder only makes the share smaller.
        return amount >> 96 == 0 ? amount * n / d : amount / d * n
    }
}
