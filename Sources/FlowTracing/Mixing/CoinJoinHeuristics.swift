public enum CoinJoinHeuristics {
    public static func finding(for shape: TransactionShape) -> CoinJoinFinding? { nil }
}
