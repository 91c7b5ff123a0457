import FlowTracing

/// ethereum-etl `tokens`: symbols and decimals of contracts. A symbol found there is what the contract calls itself: it
/// names nothing, it only shows lookalikes.
public struct EthereumTokens: BlockDecoder {
    public let name = "ethereum-etl-tokens"
    public let summary = "ethereum-etl tokens (CSV or JSON lines): symbols and decimals of contracts"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        sample.hasAll("address", "symbol", "decimals", "total_supply") ? 100 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { try Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = true
        let givesContext = true
        private let contract, symbol, decimals: ColumnSlot
        private let reader: FieldReader
        private let chainName: String

        init(_ file: inout OpenedFile) throws(RowFault) {
            contract = try file.columns.required("address")
            symbol = try file.columns.required("symbol")
            decimals = try file.columns.required("decimals")
            chainName = Chain.canonicalName(file.chain ?? "eip155:1")
            reader = FieldReader(columns: file.columns, form: Chain(name: chainName).form)
        }

        func learn(from record: borrowing Record, into context: ReadingContext) throws(RowFault) {
            // Contracts answer what they like; more than 38 digits hold no amount.
            let digits = record.value(decimals)?.unsigned.flatMap { $0 <= 38 ? Int($0) : nil }
            context.tokens[chainName, default: [:]][try reader.address(contract, record)] =
                .init(symbol: record.value(symbol)?.string ?? "", decimals: digits)
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            _ = try reader.address(contract, record)
        }
    }
}
