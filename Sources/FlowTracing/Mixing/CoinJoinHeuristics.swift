/// Every registered coinjoin heuristic, in the order in which they are asked: from the protocol with the narrowest shape
/// to the widest, the first match wins. JoinMarket stands behind the coordinated protocols, which fix more than it does,
/// and before the generic rule, which nearly every one of its transactions also satisfies.
public enum CoinJoinHeuristics {
    public static let all: [any CoinJoinHeuristic] = [
        WabiSabi(),
        Wasabi1(),
        Whirlpool(),
        WhirlpoolTx0(),
        JoinMarket(),
        GenericCoinJoin(),
    ]

    public static func named(_ name: String) -> (any CoinJoinHeuristic)? { all.first { $0.name == name } }

    /// What the first heuristic that matches says; `nil` if none does.
    /// - Complexity: O(k log k) in the coins; a transaction without two equal outputs or a data output is dismissed at
    ///   once.
    public static func finding(for shape: TransactionShape) -> CoinJoinFinding? {
        if shape.outputs.count < 3 { return nil }
        let profile = MixProfile(shape)
        if profile.equalOutputs < 2 && profile.dataOutputs == 0 { return nil }
        for heuristic in all {
            if let finding = heuristic.verdict(profile).finding { return finding }
        }
        return nil
    }

    /// What each heuristic says, in the order of `all`.
    public static func verdicts(
        for shape: TransactionShape
    ) -> [(heuristic: any CoinJoinHeuristic, verdict: CoinJoinVerdict)] {
        let profile = MixProfile(shape)
        return all.map { ($0, $0.verdict(profile)) }
    }
}
