import FlowTracing
import Testing

/// Engine against oracle on random transaction graphs: the same order, the same faults, the same answer to every case
/// under every rule.
@Suite struct OutputDifferentialTests {
    static let batches = 20
    static let worldsPerBatch = 500

    @Test(arguments: 0..<batches)
    func `engine and oracle agree on the transactions`(batch: Int) {
        compare(batch, OutputComparison.ledgerDifference)
    }

    @Test(arguments: 0..<batches)
    func `engine and oracle agree on every trace`(batch: Int) { compare(batch, OutputComparison.difference) }

    private func compare(_ batch: Int, _ difference: (OutputWorld) -> String?) {
        var failures = 0
        for i in 0..<OutputDifferentialTests.worldsPerBatch {
            let seed = SeededRandom.base &+ UInt64(batch * OutputDifferentialTests.worldsPerBatch + i)
            let world = RandomOutputWorld.make(seed: seed)
            guard difference(world) != nil else { continue }
            let smallest = world.shrunk { difference($0) != nil }
            Issue.record(
                """
                world \(seed) (engine first, oracle second): \(difference(smallest) ?? "passed again")
                \(smallest)
                """)
            failures += 1
            if failures == 3 { return }
        }
    }
}
