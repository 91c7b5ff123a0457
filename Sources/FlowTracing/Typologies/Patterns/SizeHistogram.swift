/// How many patterns there are of every size: 2, 3, … up to `largest`, which also counts everything above.
public struct SizeHistogram: Equatable, Sendable {
    /// Size s at s − 2.
    public private(set) var counts: [UInt64]
    /// The sum over all sizes.
    public private(set) var total: UInt64 = 0

    public init(largest: Int = 30) {
        precondition(largest >= 2)
        counts = [UInt64](repeating: 0, count: largest - 1)
    }

    public var largest: Int { counts.count + 1 }

    /// Patterns of `size`; for `largest` of that size and above.
    public subscript(size: Int) -> UInt64 { size >= 2 && size <= largest ? counts[size - 2] : 0 }

    @inline(__always)
    mutating func add(_ size: Int) {
        counts[min(size - 2, counts.count - 1)] += 1
        total += 1
    }

    public mutating func removeAll() {
        guard total > 0 else { return }
        for i in counts.indices { counts[i] = 0 }
        total = 0
    }
}
