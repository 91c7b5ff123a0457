public enum MixCandidates {
    public static func candidates(
        shape: TransactionShape, finding: CoinJoinFinding, tainted: [Amount]
    ) -> (candidates: [MixCandidate], entropy: MixEntropy) {
        ([], MixEntropy(mappings: nil, millibits: 0, isExact: false))
    }
}
