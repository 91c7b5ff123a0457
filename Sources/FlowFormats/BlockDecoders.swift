/// The registered input formats. **The** list: a new format is one file and one line here.
public enum BlockDecoders {
    public static let all: [any BlockDecoder] = [
        CanonicalTransfers(),
        CaseFlows(),
        EthereumTransactions(),
        EthereumTokenTransfers(),
        EthereumBlocks(),
        EthereumLogs(),
        EthereumContracts(),
        EthereumTokens(),
        EtherscanNative(),
        EtherscanInternal(),
        EtherscanTokens(),
        EtherscanCollectibles(),
        TronscanExport(),
        TronTransferPages(),
        TronTransactionPages(),
    ]

    public static func named(_ name: String) -> (any BlockDecoder)? { all.first { $0.name == name } }
}
