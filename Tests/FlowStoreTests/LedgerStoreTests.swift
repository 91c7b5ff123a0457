import FlowTracing
import SeededRandom
import Testing

@testable import FlowStore

@Suite struct LedgerStoreTests {
    @Test func aFeedSurvivesEveryCrash() {
        var (crashes, refusals, checkpoints, besides) = (0, 0, 0, 0)
        for i in 0..<seedCount {
            let seed = SeededRandom.base &+ UInt64(i)
            do {
                let simulation = try LedgerStoreSimulation(seed: seed)
                try simulation.run()
                crashes += simulation.crashes
                refusals += simulation.refusals
                checkpoints += simulation.checkpoints
                besides += simulation.besides
            } catch {
                Issue.record("seed \(seed): \(error); again with LYMER_SEED=\(seed) LYMER_SEEDS=1")
            }
        }
        print(
            "\(seedCount) seeds: \(crashes) crashes, \(refusals) times no room, \(checkpoints) checkpoints, \(besides) beside the feed"
        )
        #expect(crashes > seedCount && (seedCount < 50 || refusals > 0 && checkpoints + besides > seedCount))
    }
}
