import Testing

@testable import FlowTracing

@Suite struct CoinJoinHeuristicTests {
    @Test func everyHeuristicSaysWhatItIs() {
        let all = CoinJoinHeuristics.all
        #expect(
            all.map(\.name) == ["wabisabi", "wasabi1", "whirlpool", "whirlpool-tx0", "joinmarket", "generic"])
        for heuristic in all {
            #expect(heuristic.version >= 1 && (60...100).contains(heuristic.confidence))
            #expect(!heuristic.summary.isEmpty && !heuristic.source.isEmpty && !heuristic.knownFalsePositives.isEmpty)
            #expect(Set(heuristic.parameters.map(\.name)).count == heuristic.parameters.count)
            #expect(CoinJoinHeuristics.named(heuristic.name)?.name == heuristic.name)
        }
    }

    @Test(arguments: [
        (Shapes.whirlpool, "whirlpool", 5), (Shapes.joinMarket, "joinmarket", 5), (Shapes.wasabi1, "wasabi1", 12),
        (Shapes.wabiSabi, "wabisabi", 60),
    ])
    func eachKindIsRecognised(shape: TransactionShape, name: String, mixed: Int) throws {
        let verdicts = CoinJoinHeuristics.verdicts(for: shape).map { "\($0.heuristic.name): \($0.verdict)" }
        let finding = try #require(CoinJoinHeuristics.finding(for: shape), "\(verdicts)")
        #expect(finding.heuristic == name && finding.mixedOutputs.count == mixed && finding.isMix)
        for place in finding.mixedOutputs {
            #expect(finding.denominations.contains(shape.outputs[place].amount ?? 0))
        }
    }

    @Test func aPreparationIsNoMix() throws {
        var shape = Shapes.shape([20_000_000], [175_000, 5_003_000, 5_003_000, 5_003_000, 4_800_000, 0])
        shape.outputs[5].owner = Shapes.owner(0, .data)
        let finding = try #require(CoinJoinHeuristics.finding(for: shape))
        #expect(finding.heuristic == "whirlpool-tx0" && !finding.isMix && finding.mixedOutputs == [1, 2, 3])
        // Two changes: not what the coordinator's clients make.
        shape.outputs.append(TransactionShape.Coin(amount: 77_777, owner: Shapes.owner(77)))
        #expect(CoinJoinHeuristics.finding(for: shape) == nil)
    }

    @Test func aStonewallVetoes() {
        // Two equal outputs and two changes: one wallet or two, nothing tells.
        let shape = Shapes.shape([148_798, 1_448_113], [46_981, 100_420, 1_347_800, 100_420])
        for (heuristic, verdict) in CoinJoinHeuristics.verdicts(for: shape) {
            guard case .rejected = verdict else {
                Issue.record("\(heuristic.name): \(verdict)")
                continue
            }
        }
        let reasons = CoinJoinHeuristics.verdicts(for: shape).suffix(2).map { "\($0.verdict)" }
        #expect(reasons.allSatisfy { $0.contains("Stonewall") })
    }

    @Test func knownBlocksBeforeTheProtocolReject() {
        var shape = Shapes.whirlpool
        shape.block = 569_999
        #expect(Whirlpool().verdict(shape) == .rejected("before block 570000"))
        shape.block = 570_000
        #expect(Whirlpool().verdict(shape).finding != nil)
        shape = Shapes.wabiSabi
        shape.block = 741_212
        #expect(CoinJoinHeuristics.finding(for: shape)?.heuristic != "wabisabi")
    }

    @Test func unknownInputsLeaveItUndecided() {
        for (shape, heuristic) in [
            (Shapes.whirlpool, Whirlpool() as any CoinJoinHeuristic), (Shapes.joinMarket, JoinMarket()),
            (Shapes.wabiSabi, WabiSabi()), (Shapes.wasabi1, Wasabi1()), (Shapes.joinMarket, GenericCoinJoin()),
        ] {
            var shape = shape
            for place in shape.inputs.indices { shape.inputs[place] = TransactionShape.Coin(amount: nil, owner: nil) }
            guard case .undecided = heuristic.verdict(shape) else {
                Issue.record("\(heuristic.name): \(heuristic.verdict(shape))")
                continue
            }
            #expect(CoinJoinHeuristics.finding(for: shape) == nil)
        }
    }

    /// A batch of equal payments: the sender's coins do not add up to a payment and a change each.
    @Test func equalPaymentsOutOfOneWalletAreRejected() {
        let shape = Shapes.shape([9_000_000, 450_000, 300_000], [1_000_000, 1_000_000, 1_000_000, 6_100_000, 600_000])
        #expect(
            JoinMarket().verdict(shape)
                == .rejected("no way of sharing out 3 inputs covers 3 times 1000000 and the changes"))
        #expect(CoinJoinHeuristics.finding(for: shape) == nil)
    }

    @Test func oneConditionAtATime() {
        let good = Shapes.joinMarket
        var shape = good
        shape.outputs[9].owner = Shapes.owner(1, .taproot)
        #expect(JoinMarket().verdict(shape).finding != nil, "the taker may send to another script")
        shape.outputs[8].owner = Shapes.owner(2, .taproot)
        #expect(JoinMarket().verdict(shape).finding == nil)
        shape = good
        shape.outputs[1].owner = shape.outputs[0].owner
        #expect(JoinMarket().verdict(shape) == .rejected("10 outputs go to 9 addresses"))
        shape = good
        for place in 1..<6 { shape.inputs[place].owner = shape.inputs[0].owner }
        #expect(JoinMarket().verdict(shape) == .rejected("1 addresses paid for 5 equal outputs"))
        shape = good
        shape.outputs[9].amount = 546
        #expect(JoinMarket().verdict(shape) == .rejected("an output of 546 is dust, the mark of an asset transfer"))
    }

    @Test func absurdTransactionsAreNoCoinjoin() {
        #expect(CoinJoinHeuristics.finding(for: Shapes.shape([], [])) == nil)
        for (_, verdict) in CoinJoinHeuristics.verdicts(for: Shapes.shape([], [])) { #expect(verdict.finding == nil) }
        let vast = Shapes.shape(
            [UInt64?](repeating: .max, count: 12), [UInt64](repeating: .max - 1, count: 5) + [7_000_000])
        for (_, verdict) in CoinJoinHeuristics.verdicts(for: vast) { #expect(verdict.finding == nil) }
        let level = Shapes.shape(
            [UInt64?](repeating: .max, count: 12), [UInt64](repeating: 10_000_000, count: 12) + [.max, .max])
        #expect(CoinJoinHeuristics.finding(for: level) == nil)
        // Thousands of participants: the search for a split gives up, the shape of so many inputs decides.
        let many = Shapes.shape(
            (0..<5_000).map { 100_000 + UInt64($0) },
            [UInt64](repeating: 90_000, count: 3_000) + (0..<2_500).map { 5_000 + UInt64($0) })
        #expect(CoinJoinHeuristics.finding(for: many)?.heuristic == "joinmarket")
        let empty = Shapes.shape([UInt64?](repeating: 0, count: 4_000), [UInt64](repeating: 0, count: 4_000))
        #expect(CoinJoinHeuristics.finding(for: empty) == nil)
        let zeros = [UInt64](repeating: 0, count: 4_000)
        #expect(Boltzmann.analyse(inputs: zeros, outputs: zeros).links == nil)
    }

    @Test func standardAmounts() {
        let amounts = WabiSabi.standardAmounts
        #expect(amounts.first == 5_000 && amounts.last == 137_438_953_472)
        #expect(amounts.contains(39_366) && amounts.contains(19_683) && amounts.contains(200_000))
        #expect(!amounts.contains(4_096) && !amounts.contains(40_000))
        #expect(zip(amounts, amounts.dropFirst()).allSatisfy { $0 < $1 })
    }
}
