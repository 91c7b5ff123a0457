import FlowFormats
import FlowTracing
import Testing

/// Two whole blocks whose inputs' amounts and owners are mostly unknown: 437303 (2016), before Wasabi and Whirlpool, and
/// 702861 (2021).
@Suite(.enabled(if: SharedData.path != nil, "the shared data are absent")) struct RawBlockMixTests {
    @Test(arguments: [
        "electrs_block_000000000000000002d249a3d89f63ef3fee203adcca7c24008c13fd854513f2.raw",
        "mainnet_block_000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae.raw",
    ])
    func noFalseWhirlpoolOrWasabi(name: String) throws {
        let path = try #require(SharedData.path) + "/bitcoin/raw-blocks/" + name
        let ledger = try LedgerReader.read(paths: [path]).ledger
        let chain = try #require(ledger.outputChains.first)
        var verdicts: [String: Int] = [:]
        var poolShapes = 0
        for transaction in 0..<chain.transactionCount {
            let shape = ledger.shape(of: transaction, in: chain)
            let amounts = Set(shape.outputs.map(\.amount))
            if shape.inputs.count == shape.outputs.count, (5...10).contains(shape.inputs.count), amounts.count == 1,
                Whirlpool.pools.contains(amounts.first.flatMap { $0 } ?? 0)
            {
                poolShapes += 1
            }
            for (heuristic, verdict) in CoinJoinHeuristics.verdicts(for: shape) {
                switch verdict {
                case .match: verdicts["\(heuristic.name) match", default: 0] += 1
                case .undecided: verdicts["\(heuristic.name) undecided", default: 0] += 1
                case .rejected: break
                }
            }
        }
        print(
            "\(name.prefix(8)): \(chain.transactionCount) transactions, \(poolShapes) of Whirlpool's output shape;",
            verdicts.sorted { $0.key < $1.key })
        for heuristic in ["whirlpool", "wasabi1", "wabisabi"] { #expect(verdicts[heuristic + " match"] == nil) }
        #expect(poolShapes == verdicts["whirlpool undecided"] ?? 0)
    }
}
