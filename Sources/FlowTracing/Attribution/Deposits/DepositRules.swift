/// When an address is a service's deposit address: every limit of the heuristic `deposit-address`, and what its
/// confidence adds up from.
///
/// Source: F. Victor, Address Clustering Heuristics for Ethereum (FC 2020), with the limits of Tutela (2022).
public enum DepositRules {
    public static let version = 1

    /// Blocks on Ethereum's main chain between a receipt and the sweep of it.
    public static let mostBlocks: UInt64 = 3_200
    /// Seconds, on account chains with another block time and where a format has no blocks: what 3,200 blocks take.
    public static let mostSeconds: Int64 = 43_200
    /// Seconds on UTXO chains, where a consolidation waits for low fees.
    public static let mostSecondsOfOutputs: Int64 = 30 * 86_400
    /// Percent of what was received, or left the address, that must have gone to the service, in every asset swept.
    public static let leastShare: Amount = 95
    /// Recipients besides the service; one may be a mistake or a fee, two are a life of its own.
    public static let mostOtherRecipients = 1

    // MARK: Confidence

    /// One sweep within all limits.
    public static let baseConfidence = 50
    /// Added from so many sweeps on.
    public static let manySweeps = (count: 3, confidence: 10)
    /// Added where the hot wallet receives from so many senders: a place where a service gathers. UTXO chains: where a
    /// sweep spends the outputs of so many addresses.
    public static let manyFeeders = (count: 10, confidence: 10)
    /// Added where nothing ever went to anybody else.
    public static let nothingElsewhere = 5
    /// Added where the service sent the address what it needed to pay for a sweep.
    public static let fuelled = 5
    /// From inference alone nothing is ever proven (85).
    public static let mostConfidence = 80

    // MARK: What is kept

    public static let keptSweeps = 8
    /// Senders from which on a customer may be a service.
    public static let manySenders = 8

    /// Categories of services that give each customer an address and gather what arrives there.
    public static let categories: Set<String> = ["exchange", "vasp", "hosted_wallet", "payment_processor"]

    /// Base units by which a sweep of the chain's own coin may differ from what was received, its fee besides: a hundredth
    /// of a coin (Victor: 0.01 ETH); on TRON 5 TRX. Tokens: nothing.
    static func slack(_ asset: Asset, chain: Chain) -> Amount {
        guard asset.identity == .native else { return 0 }
        if chain.name == "tron" { return 5_000_000 }
        guard let decimals = asset.decimals, decimals >= 2, decimals <= 30 else { return 0 }
        return .tens(decimals - 2)
    }

    static func confidence(sweeps: Int, feeders: Int, hasOtherRecipient: Bool, isFuelled: Bool) -> Int {
        var sum = baseConfidence
        if sweeps >= manySweeps.count { sum += manySweeps.confidence }
        if feeders >= manyFeeders.count { sum += manyFeeders.confidence }
        if !hasOtherRecipient { sum += nothingElsewhere }
        if isFuelled { sum += fuelled }
        return min(sum, mostConfidence)
    }

    /// True where `part` is at least `leastShare` of `whole`, exactly.
    static func isShare(_ part: Amount, of whole: Amount) -> Bool {
        let a = part.multipliedFullWidth(by: 100)
        let b = whole.multipliedFullWidth(by: leastShare)
        return (a.high, a.low) >= (b.high, b.low)
    }

    public static let heuristic = HeuristicDescription(
        name: "deposit-address", version: version, confidence: 60,
        summary: "Deposit address: an unlabelled address that sweeps what it receives to a service's hot wallet",
        source: "Victor, Address Clustering Heuristics for Ethereum (FC 2020); limits of Tutela (2022)",
        knownFalsePositives:
            "own wallets emptied straight into a hot wallet; over-the-counter desks and nested services, whose account it "
            + "then is; addresses that a list takes for a hot wallet",
        parameters: [
            HeuristicParameter(
                "swept-within",
                "\(mostBlocks) blocks on Ethereum, else \(mostSeconds) s; outputs \(mostSecondsOfOutputs) s"),
            HeuristicParameter("difference", "tokens 0; native 0.01 of a coin beside the fee, on TRON 5 TRX"),
            HeuristicParameter("share", "at least \(leastShare)% of each asset swept"),
            HeuristicParameter("other-recipients", "at most \(mostOtherRecipients)"),
            HeuristicParameter("categories", categories.sorted().joined(separator: ", ")),
            HeuristicParameter(
                "confidence",
                "\(baseConfidence); +\(manySweeps.confidence) from \(manySweeps.count) sweeps, "
                    + "+\(manyFeeders.confidence) from \(manyFeeders.count) senders to the hot wallet, "
                    + "+\(nothingElsewhere) nothing elsewhere, +\(fuelled) fuelled by the service; "
                    + "ends a trace from \(Tag.stoppingConfidence), at most \(mostConfidence)"),
        ])
}
