/// A round of a WabiSabi coordinator (Wasabi 2): many participants take standard amounts of their choice.
public struct WabiSabi: CoinJoinHeuristic {
    public let name = "wabisabi"
    public let version = 1
    public let summary =
        "WabiSabi round: at least 50 inputs, nearly all outputs of standard amounts, both in descending order"
    public let source =
        "Ficsór et al., WabiSabi (2021); Stütz et al., AFT 2022; standard amounts and order as Wasabi 2 publishes them"
    public let knownFalsePositives = "none published; rounds of small coordinators with fewer inputs are missed"
    public let confidence = 90

    static let fewestInputs = 50
    static let fewestTiers = 3
    static let firstBlock: UInt64 = 741_213

    /// Powers of two and of three, twice the latter, and 1, 2 and 5 times powers of ten, from 5,000 sat to 2³⁷ sat
    /// (1,374.38953472 BTC), ascending.
    ///
    /// Source: Wasabi Wallet 2, `DenominationBuilder` (MIT), re-stated.
    public static let standardAmounts: [UInt64] = {
        let (least, most): (UInt64, UInt64) = (5_000, 1 << 37)
        var amounts: Set<UInt64> = []
        func add(powersOf base: UInt64, times factors: [UInt64]) {
            var power: UInt64 = 1
            while power <= most {
                for factor in factors where (least...most).contains(power * factor) { amounts.insert(power * factor) }
                power *= base
            }
        }
        add(powersOf: 2, times: [1])
        add(powersOf: 3, times: [1, 2])
        add(powersOf: 10, times: [1, 2, 5])
        return amounts.sorted()
    }()
    private static let isStandard = Set(standardAmounts)

    public init() {}

    public var parameters: [HeuristicParameter] {
        [
            HeuristicParameter("inputs", "\(Self.fewestInputs)…"),
            HeuristicParameter("standard-outputs", "more than 80%"),
            HeuristicParameter("repeated-amounts", "\(Self.fewestTiers)…"),
            HeuristicParameter("first-block", Self.firstBlock),
        ]
    }

    public func verdict(_ profile: borrowing MixProfile) -> CoinJoinVerdict {
        if profile.isBefore(Self.firstBlock) { return .rejected("before block \(Self.firstBlock)") }
        guard profile.inputs >= Self.fewestInputs else {
            return .rejected("\(profile.inputs) inputs, fewer than \(Self.fewestInputs)")
        }
        let standard = profile.amounts.count { Self.isStandard.contains($0) }
        guard standard * 5 > profile.outputs * 4 else {
            return .rejected("\(standard) of \(profile.outputs) outputs are standard amounts, not more than 80%")
        }
        guard profile.repeated.count >= Self.fewestTiers else {
            return .rejected("\(profile.repeated.count) amounts occur more than once, fewer than \(Self.fewestTiers)")
        }
        guard Self.isDescending(profile.shape.outputs) else {
            return .rejected("the outputs are not in descending order")
        }
        guard Self.isDescending(profile.shape.inputs) else {
            return .rejected("the inputs are not in descending order")
        }
        let kinds: [ScriptKind] = [.witnessPubkeyHash, .taproot]
        let areNative = (
            profile.allLocked(profile.shape.outputs, by: kinds), profile.allLocked(profile.shape.inputs, by: kinds)
        )
        if areNative.0 == false || areNative.1 == false { return .rejected("not all coins are P2WPKH or taproot") }
        if profile.inputAmounts == nil { return .undecided("an input amount is unknown") }
        if areNative.0 == nil || areNative.1 == nil { return .undecided("the script of a coin is unknown") }
        return match(profile, denominations: profile.repeated.map(\.amount))
    }

    private static func isDescending(_ coins: [TransactionShape.Coin]) -> Bool {
        let amounts = coins.compactMap(\.amount)
        return zip(amounts, amounts.dropFirst()).allSatisfy { $0 >= $1 }
    }
}
