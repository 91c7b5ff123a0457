import FlowTracing

/// Etherscan-family export of an account's ERC-721 and ERC-1155 transfers: no amounts of money. Rows are counted and left
/// out, so that a folder of exports can be given as it is.
public struct EtherscanCollectibles: BlockDecoder {
    public let name = "etherscan-nfts"
    public let summary = "Etherscan-family CSV export of an account's ERC-721 or ERC-1155 transfers (left out)"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        !sample.isJSON && EtherscanRow.isOne(sample) && sample.hasAll("TokenId", "ContractAddress") ? 100 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { Decoder() }

    private final class Decoder: FileDecoder {
        let hasIndex = false
        let isAccountExport = true
        private var rows = 0

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) { rows += 1 }

        var notes: [String] { ["\(rows) transfers of ERC-721 or ERC-1155 tokens were left out"] }
    }
}
