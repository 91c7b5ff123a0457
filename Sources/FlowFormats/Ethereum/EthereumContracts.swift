import FlowTracing

/// ethereum-etl `contracts`: tells which contracts issue ERC-721 tokens.
public struct EthereumContracts: BlockDecoder {
    public let name = "ethereum-etl-contracts"
    public let summary = "ethereum-etl contracts (CSV or JSON lines): tells ERC-721 contracts apart"

    public init() {}

    public func score(_ sample: Sample) -> Int { sample.hasAll("address", "is_erc20", "is_erc721") ? 100 : 0 }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { try Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = true
        let givesContext = true
        private let contract, isFungible, isNonFungible: ColumnSlot
        private let reader: FieldReader
        private let chainName: String

        init(_ file: inout OpenedFile) throws(RowFault) {
            contract = try file.columns.required("address")
            isFungible = try file.columns.required("is_erc20")
            isNonFungible = try file.columns.required("is_erc721")
            chainName = Chain.canonicalName(file.chain ?? "eip155:1")
            reader = FieldReader(columns: file.columns, form: Chain(name: chainName).form)
        }

        func learn(from record: borrowing Record, into context: ReadingContext) throws(RowFault) {
            // A contract that looks like both may hold money: keep it.
            guard record.value(isNonFungible)?.equals("true") == true, record.value(isFungible)?.equals("true") != true
            else { return }
            context.nonFungible[chainName, default: []].insert(try reader.address(contract, record))
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            _ = try reader.address(contract, record)
        }
    }
}
