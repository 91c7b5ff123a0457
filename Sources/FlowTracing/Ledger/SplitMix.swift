/// SplitMix64 (Steele, Lea, Flood 2014): the only source of chance whose numbers end in a result, so that a seed gives the
/// same on every machine.
@usableFromInline
package struct SplitMix: RandomNumberGenerator, Sendable {
    @usableFromInline var state: UInt64

    @inlinable
    package init(seed: UInt64) { state = seed }

    /// The finalizer alone: a hash of one word, for addresses and transaction hashes made from a number.
    @inlinable @inline(__always)
    package static func mix(_ word: UInt64) -> UInt64 {
        var z = word
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    @inlinable @inline(__always)
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix.mix(state)
    }

    /// Uniform in `0..<bound`, biased by less than `bound`/2⁶⁴.
    ///
    /// - Precondition: `bound > 0`.
    @inlinable @inline(__always)
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0)
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
