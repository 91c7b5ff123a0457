import FlowTracing

/// ethereum-etl `logs`: no transfers of its own (`token_transfers` is made from it), but it tells which `Transfer` logs
/// move ERC-721 tokens, and each transaction's position.
public struct EthereumLogs: BlockDecoder {
    public let name = "ethereum-etl-logs"
    public let summary = "ethereum-etl logs (CSV or JSON lines): tells ERC-721 rows apart in token_transfers"

    public init() {}

    /// keccak256("Transfer(address,address,uint256)"), the same event in ERC-20 and ERC-721.
    static let transferEvent = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"

    public func score(_ sample: Sample) -> Int {
        guard sample.hasAll("log_index", "transaction_hash", "address", "data") else { return 0 }
        return sample.hasAny("topics*") ? 100 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { try Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = true
        let givesContext = true
        private let index, hash, position, block, time, topics, firstTopic, lastTopic: ColumnSlot
        private let reader: FieldReader
        private let chainName: String

        init(_ file: inout OpenedFile) throws(RowFault) {
            index = try file.columns.required("log_index")
            hash = try file.columns.required("transaction_hash")
            position = file.columns.column("transaction_index")
            block = file.columns.column("block_number")
            time = file.columns.column("block_timestamp", "timestamp")
            topics = file.columns.column("topics")
            firstTopic = file.columns.column("topics.0")
            lastTopic = file.columns.column("topics.3")
            chainName = Chain.canonicalName(file.chain ?? "eip155:1")
            reader = FieldReader(columns: file.columns, form: Chain(name: chainName).form)
        }

        func learn(from record: borrowing Record, into context: ReadingContext) throws(RowFault) {
            let transaction = try reader.hash(hash, record)
            guard let log = try reader.ordinalIfAny(index, record) else { throw reader.fault(index, nil, "is blank") }
            let number = try reader.unsignedIfAny(block, record)
            let seconds = try reader.timeIfAny(time, record)
            if let number, let seconds { context.blockTimes[chainName, default: [:]][number] = seconds }
            // A transactions file may have said more.
            if context.transactions[chainName]?[transaction] == nil {
                context.transactions[chainName, default: [:]][transaction] =
                    .init(time: seconds, block: number, position: try reader.ordinalIfAny(position, record))
            }
            if movesNonFungible(record) {
                context.nonFungibleLogs[chainName, default: []].insert(.init(transaction: transaction, index: log))
            }
        }

        /// CSV joins the topics with commas, JSON lists them.
        private func movesNonFungible(_ record: borrowing Record) -> Bool {
            if let list = record.value(topics) {
                let parts = list.string.split(separator: ",")
                return parts.count == 4 && parts[0].lowercased() == EthereumLogs.transferEvent
            }
            guard record.value(lastTopic) != nil, let first = record.value(firstTopic) else { return false }
            return first.string.lowercased() == EthereumLogs.transferEvent
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            _ = try reader.hash(hash, record)
        }
    }
}
