/// A round of Samourai's Whirlpool: five to ten inputs, as many outputs, all of one pool's amount.
public struct Whirlpool: CoinJoinHeuristic {
    public let name = "whirlpool"
    public let version = 1
    public let summary = "Whirlpool mix: as many outputs as inputs, five to ten, all equal to a pool's amount"
    public let source =
        "Stütz et al., Adoption and Actual Privacy of Decentralized CoinJoin Implementations in Bitcoin (AFT 2022); "
        + "rounds of more than five from Samourai's surge cycles (2022)"
    public let knownFalsePositives =
        "a wallet that pays itself as many pool amounts as it spends coins, one of them exact"
    public let confidence = 95

    /// 0.001, 0.01, 0.05 and 0.5 BTC.
    public static let pools: [UInt64] = [100_000, 1_000_000, 5_000_000, 50_000_000]
    /// The most that an entrant brings above the pool's amount to pay for the round: 0.0011 BTC.
    public static let premixExcess: UInt64 = 110_000
    /// Outputs of another script: a participant may mix straight to an address outside its wallet. Of 1,805 rounds of
    /// March 2024, 390 had one and 12 had two; all their inputs were P2WPKH.
    static let mostForeignOutputs = 2
    static let confidenceWithForeign = 88
    static let firstBlock: UInt64 = 570_000

    public init() {}

    public var parameters: [HeuristicParameter] {
        [
            HeuristicParameter("coins", "5…10"), HeuristicParameter("pools", Self.pools),
            HeuristicParameter("premix-excess", Self.premixExcess),
            HeuristicParameter("outputs-not-p2wpkh", "…\(Self.mostForeignOutputs)"),
            HeuristicParameter("confidence-with-those", Self.confidenceWithForeign),
            HeuristicParameter("first-block", Self.firstBlock),
        ]
    }

    public func verdict(_ profile: borrowing MixProfile) -> CoinJoinVerdict {
        let (inputs, outputs) = (profile.inputs, profile.outputs)
        if profile.isBefore(Self.firstBlock) { return .rejected("before block \(Self.firstBlock)") }
        guard inputs == outputs, (5...10).contains(inputs) else {
            return .rejected("\(inputs) inputs and \(outputs) outputs, not as many of both, 5 to 10")
        }
        let pool = profile.denomination
        guard profile.equalOutputs == outputs, Self.pools.contains(pool) else {
            return .rejected(
                "the outputs are not all of one pool's amount: \(profile.equalOutputs) of \(outputs) are \(pool)")
        }
        let native = [ScriptKind.witnessPubkeyHash]
        let areNative = profile.allLocked(profile.shape.inputs, by: native)
        if areNative == false { return .rejected("not all inputs are P2WPKH") }
        let foreign = profile.shape.outputs.count { $0.owner.map { $0.kind != .witnessPubkeyHash } ?? false }
        guard foreign <= Self.mostForeignOutputs else {
            return .rejected("\(foreign) outputs are not P2WPKH, more than \(Self.mostForeignOutputs)")
        }
        let known = profile.shape.inputs.compactMap(\.amount)
        if let stray = known.first(where: { $0 < pool || $0 > pool + Self.premixExcess }) {
            return .rejected(
                "an input of \(stray) is not the pool's \(pool), nor above it by at most \(Self.premixExcess)")
        }
        guard known.count == inputs else { return .undecided("\(inputs - known.count) input amounts are unknown") }
        guard known.contains(pool) else { return .rejected("no input is a remix of exactly \(pool)") }
        if areNative == nil || profile.shape.outputs.contains(where: { $0.owner == nil }) {
            return .undecided("the script of a coin is unknown")
        }
        return match(
            profile, denominations: [pool], confidence: foreign == 0 ? confidence : Self.confidenceWithForeign)
    }
}
