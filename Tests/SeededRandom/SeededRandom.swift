import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine.
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    package mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    package mutating func pick<C: Collection>(_ list: C) -> C.Element { list.randomElement(using: &self)! }

    package mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// `LYMER_SEED`, or a fixed number so that a plain run is repeatable.
    package static let base: UInt64 = {
        let seed = ProcessInfo.processInfo.environment["LYMER_SEED"].flatMap { UInt64($0) } ?? 20_240_716
        print("random ledgers: LYMER_SEED=\(seed)")
        return seed
    }()

    /// Uniform in `0..<bound`, but for a bias that no test sees.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
