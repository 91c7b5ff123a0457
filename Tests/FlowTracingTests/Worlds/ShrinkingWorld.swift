import Testing

/// A random world that can be cut down, so that a failure is small enough to read.
protocol ShrinkingWorld: CustomStringConvertible {
    /// The worlds that are one piece smaller.
    var smaller: [Self] { get }
}

extension ShrinkingWorld {
    /// The smallest world this one can be cut down to, one piece at a time, that still `fails`.
    func shrunk(_ fails: (Self) -> Bool) -> Self {
        var smallest = self
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for candidate in smallest.smaller where fails(candidate) {
                smallest = candidate
                isSmaller = true
                break
            }
        }
        return smallest
    }
}

/// Records the first three of `seeds` whose world shows a difference, each cut down.
///
/// - Parameter sides: whose answer a difference gives first and whose second.
func expectAgreement<W: ShrinkingWorld>(
    _ sides: String, seeds: some Sequence<UInt64>, make: (UInt64) -> W, difference: (W) -> String?
) {
    var failures = 0
    for seed in seeds {
        let world = make(seed)
        guard difference(world) != nil else { continue }
        let smallest = world.shrunk { difference($0) != nil }
        Issue.record("world \(seed) (\(sides)): \(difference(smallest) ?? "passed again")\n\(smallest)")
        failures += 1
        if failures == 3 { return }
    }
}
