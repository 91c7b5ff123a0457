/// Whirlpool's Tx0: one spender cuts its coins into entries for a pool. Not a mix: all outputs but the fee stay its own.
public struct WhirlpoolTx0: CoinJoinHeuristic {
    public let name = "whirlpool-tx0"
    public let version = 1
    public let summary = "Whirlpool Tx0: a data output, the coordinator's fee, and up to 70 equal entries for a pool"
    public let source =
        "Samourai Whirlpool protocol (Tx0); Stütz et al., AFT 2022; pool fees as the coordinator charged them"
    public let knownFalsePositives =
        "a payment with a data output, a change just above a pool's amount and another that equals a pool fee"
    public let confidence = 85

    /// What the coordinator took for an entry, by pool.
    static let fees: [(pool: UInt64, fee: UInt64)] = [
        (100_000, 5_000), (1_000_000, 50_000), (5_000_000, 175_000), (50_000_000, 1_750_000),
    ]
    static let mostEntries = 70

    public init() {}

    public var parameters: [HeuristicParameter] {
        [
            HeuristicParameter("entries", "1…\(Self.mostEntries)"),
            HeuristicParameter("pool-fees", Self.fees.map { "\($0.pool): \($0.fee / 2)…\($0.fee)" }),
            HeuristicParameter("premix-excess", Whirlpool.premixExcess),
            HeuristicParameter("first-block", Whirlpool.firstBlock),
        ]
    }

    public func verdict(_ profile: borrowing MixProfile) -> CoinJoinVerdict {
        if profile.isBefore(Whirlpool.firstBlock) { return .rejected("before block \(Whirlpool.firstBlock)") }
        guard profile.dataOutputs == 1 else { return .rejected("\(profile.dataOutputs) data outputs, not one") }
        let others = profile.shape.outputs.filter { $0.owner?.kind != .data }
        switch profile.allLocked(others, by: [.witnessPubkeyHash]) {
        case false?: return .rejected("not all outputs but the data output are P2WPKH")
        case nil: return .undecided("the script of an output is unknown")
        case true?: break
        }
        let amounts = others.compactMap(\.amount).sorted()
        for (pool, fee) in Self.fees {
            for (at, entry) in amounts.enumerated() where entry > pool && entry <= pool + Whirlpool.premixExcess {
                if at > 0 && amounts[at - 1] == entry { continue }
                let rest = amounts.filter { $0 != entry }
                let entries = amounts.count - rest.count
                // Besides the entries: the fee, full or discounted by at most half, and at most one change.
                guard entries <= Self.mostEntries, (1...2).contains(rest.count),
                    rest.contains(where: { $0 >= fee / 2 && $0 <= fee })
                else { continue }
                return match(profile, denominations: [entry], isMix: false)
            }
        }
        return .rejected(
            "\(amounts.count) outputs are not one pool's entries, its fee and at most one change")
    }
}
