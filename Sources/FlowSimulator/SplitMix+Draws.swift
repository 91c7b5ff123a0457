import FlowTracing

/// How the simulator draws. Integers only: no floating-point function whose last bit a library may round otherwise.
extension SplitMix {
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
