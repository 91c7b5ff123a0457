import Foundation
import SeededRandom
import Testing

@testable import FlowStore

/// How many seeds a simulation runs: `LYMER_SEEDS`, else 200.
let seedCount = ProcessInfo.processInfo.environment["LYMER_SEEDS"].flatMap { Int($0) } ?? 200

@Suite struct SectionStoreTests {
    @Test func everythingAcknowledgedSurvivesEveryCrash() {
        var (crashes, refusals, checkpoints) = (0, 0, 0)
        for i in 0..<seedCount {
            let seed = SeededRandom.base &+ UInt64(i)
            do {
                var simulation = try SectionStoreSimulation(seed: seed)
                try simulation.run(steps: 60)
                crashes += simulation.crashes
                refusals += simulation.refusals
                checkpoints += simulation.checkpoints
            } catch {
                Issue.record("seed \(seed): \(error); again with LYMER_SEED=\(seed) LYMER_SEEDS=1")
            }
        }
        print("\(seedCount) seeds: \(crashes) crashes, \(refusals) times no room, \(checkpoints) checkpoints")
        #expect(crashes > seedCount && (seedCount < 50 || refusals > 0 && checkpoints > seedCount))
    }
}
