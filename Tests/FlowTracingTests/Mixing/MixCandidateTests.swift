import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct MixCandidateTests {
    /// One tainted entrant of a 5×5: each output has odds 1/5 and link 512/1,496, and expects the haircut's share.
    @Test func oneEntrantOfFive() throws {
        let finding = try #require(CoinJoinHeuristics.finding(for: Shapes.whirlpool))
        let (candidates, entropy) = MixCandidates.candidates(
            shape: Shapes.whirlpool, finding: finding, tainted: [5_010_000, 0, 0, 0, 0])
        #expect(entropy == MixEntropy(mappings: 1_496, millibits: 10_546, isExact: true))
        #expect(candidates.map(\.output) == [0, 1, 2, 3, 4])
        for candidate in candidates {
            #expect(candidate.odds == (1, 5))
            #expect(candidate.link.map { [$0.mappings, $0.of] } == [512, 1_496])
            // ⌊5,010,000 · 5,000,000 / 25,030,000⌋
            #expect(candidate.expected == 1_000_799)
            #expect(candidate.minimum == 0 && candidate.maximum == 5_000_000)
        }
    }

    @Test func severalEntrants() throws {
        let finding = try #require(CoinJoinHeuristics.finding(for: Shapes.whirlpool))
        let two = MixCandidates.candidates(
            shape: Shapes.whirlpool, finding: finding, tainted: [5_010_000, 0, 10, 0, 0]
        ).candidates
        #expect(two.allSatisfy { $0.odds == (2, 5) })
        let all = MixCandidates.candidates(
            shape: Shapes.whirlpool, finding: finding,
            tainted: Shapes.whirlpool.inputs.map { Amount($0.amount ?? 0) }
        ).candidates
        #expect(all.allSatisfy { $0.odds == (1, 1) && $0.minimum == 5_000_000 && $0.expected == 5_000_000 })
    }

    /// Only the tainted 10 can have paid the change of 4: it is certain, what it left in the mix is not.
    @Test func aChangeWithOnePayerIsCertain() throws {
        let shape = Shapes.shape([10, 7], [6, 4, 6, 1])
        let finding = CoinJoinFinding(
            heuristic: "generic", version: 1, confidence: 60, denominations: [6], mixedOutputs: [0, 2])
        let (candidates, entropy) = MixCandidates.candidates(shape: shape, finding: finding, tainted: [10, 0])
        #expect(entropy.mappings == 3)
        #expect(candidates.map(\.minimum) == [0, 4, 0, 0])
        #expect(candidates[1].odds == (3, 3) && candidates[3].odds == (1, 3))
        #expect(candidates[0].odds == (1, 2) && candidates[0].link.map { [$0.mappings, $0.of] } == [2, 3])
        // Of 10 tainted, 4 are settled; 6 are left over 13 untold units.
        #expect(candidates.map(\.expected) == [2, 4, 2, 0])
    }

    @Test func theFiguresAlwaysFitTogether() {
        let seed: UInt64 = 0x63_616e_6469
        var random = SeededRandom(seed: seed)
        for round in 0..<250 {
            let inputs = (0..<Int(random.next() % 4 + 2)).map { _ in random.next() % 20 + 1 }
            var outputs = (0..<Int(random.next() % 5 + 2)).map { _ in random.next() % 12 + 1 }
            while outputs.reduce(0, +) > inputs.reduce(0, +) { outputs.removeLast() }
            if outputs.isEmpty { continue }
            var shape = Shapes.shape(inputs, outputs)
            if round % 5 == 0 { shape.inputs[0].amount = nil }
            let tainted = shape.inputs.map { Amount($0.amount.map { random.next() % ($0 + 1) } ?? 0) }
            let entered = tainted.reduce(0, +)
            let profile = MixProfile(shape)
            let finding = CoinJoinFinding(
                heuristic: "generic", version: 1, confidence: 60, denominations: [profile.denomination],
                mixedOutputs: profile.outputs(of: [profile.denomination]))
            let candidates = MixCandidates.candidates(shape: shape, finding: finding, tainted: tainted).candidates
            let about: Comment = "seed \(seed) round \(round): \(inputs) \(tainted) -> \(outputs)"
            #expect(candidates.isEmpty == (entered == 0), about)
            #expect(candidates.reduce(0) { $0 + $1.expected } <= entered, about)
            #expect(candidates.reduce(0) { $0 + $1.minimum } <= entered, about)
            for candidate in candidates {
                #expect(candidate.minimum <= candidate.expected && candidate.expected <= candidate.maximum, about)
                #expect(candidate.maximum <= Amount(outputs[candidate.output]), about)
                #expect(candidate.odds.numerator <= candidate.odds.denominator, about)
                #expect(candidate.odds.denominator > 0, about)
            }
        }
    }

    @Test func whatThePreparationOrNobodyTaintedHasNone() {
        let finding = CoinJoinFinding(
            heuristic: "whirlpool-tx0", version: 1, confidence: 85, denominations: [5], mixedOutputs: [0], isMix: false)
        let shape = Shapes.shape([20], [5, 5, 9])
        #expect(MixCandidates.candidates(shape: shape, finding: finding, tainted: [20]).candidates.isEmpty)
        #expect(
            MixCandidates.candidates(shape: Shapes.whirlpool, finding: finding, tainted: [0, 0, 0, 0, 0]).candidates
                .isEmpty)
    }
}
