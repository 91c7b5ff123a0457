/// A round of Wasabi 1's ZeroLink coordinator: about 0.1 BTC for everyone, and since 1.1 also powers of two of it.
public struct Wasabi1: CoinJoinHeuristic {
    public let name = "wasabi1"
    public let version = 1
    public let summary = "Wasabi 1 round: at least ten inputs, many outputs of about 0.1 BTC"
    public let source =
        "Stütz et al., AFT 2022, after Ficsór, Dumplings (2020); levels of 2^i · 0.1 BTC since Wasabi 1.1"
    public let knownFalsePositives = "JoinMarket transactions of about 0.1 BTC"
    public let confidence = 85

    static let base: UInt64 = 10_000_000
    static let tolerance: UInt64 = 500_000
    static let fewestInputs = 10
    static let fewestEqual = 3
    static let firstBlock: UInt64 = 530_500

    public init() {}

    public var parameters: [HeuristicParameter] {
        [
            HeuristicParameter("inputs", "\(Self.fewestInputs)…"),
            HeuristicParameter("denomination", "\(Self.base) ± \(Self.tolerance)"),
            HeuristicParameter("equal-outputs", "\(Self.fewestEqual)…"),
            HeuristicParameter("inputs-of-one-address", "…10%"), HeuristicParameter("first-block", Self.firstBlock),
        ]
    }

    public func verdict(_ profile: borrowing MixProfile) -> CoinJoinVerdict {
        let (d, n) = (profile.denomination, profile.equalOutputs)
        if !profile.isMeasurable { return .undecided("an output amount is unknown, or amounts reach 2^62") }
        if profile.isBefore(Self.firstBlock) { return .rejected("before block \(Self.firstBlock)") }
        guard profile.inputs >= Self.fewestInputs else {
            return .rejected("\(profile.inputs) inputs, fewer than \(Self.fewestInputs)")
        }
        guard d >= Self.base - Self.tolerance, d <= Self.base + Self.tolerance else {
            return .rejected("most equal outputs are \(d), not \(Self.base) ± \(Self.tolerance)")
        }
        guard n >= Self.fewestEqual, 2 * n >= profile.outputs - 1 else {
            return .rejected("only \(n) of \(profile.outputs) outputs are equal")
        }
        guard let most = profile.mostInputsOfOneOwner else { return .undecided("the owner of an input is unknown") }
        guard 10 * most <= profile.inputs else {
            return .rejected("\(most) of \(profile.inputs) inputs are one address's, more than 10%")
        }
        // The levels above the base: what others shared as well, each twice the one before as far as fees let it.
        var levels: [UInt64] = [d]
        for (amount, _) in profile.repeated where amount > d {
            let times = (amount + d / 2) / d
            let ideal = times.multipliedReportingOverflow(by: d)
            let isLevel = times & (times - 1) == 0 && !ideal.overflow
            let distance = ideal.partialValue > amount ? ideal.partialValue - amount : amount - ideal.partialValue
            if isLevel && distance <= times * Self.tolerance { levels.append(amount) }
        }
        return match(profile, denominations: levels)
    }
}
