import FlowTracing

/// ethereum-etl `blocks`: holds no transfers of its own but times for files that lack them. Validators' withdrawals are
/// not read; what they paid out appears as opening balance.
public struct EthereumBlocks: BlockDecoder {
    public let name = "ethereum-etl-blocks"
    public let summary = "ethereum-etl blocks (CSV or JSON lines): times for files given beside them"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        sample.hasAll("number", "timestamp", "hash", "parent_hash") ? 100 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { try Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = true
        let givesContext = true
        private let number, time: ColumnSlot
        private let reader: FieldReader
        private let chainName: String

        init(_ file: inout OpenedFile) throws(RowFault) {
            number = try file.columns.required("number")
            time = try file.columns.required("timestamp")
            chainName = Chain.canonicalName(file.chain ?? "eip155:1")
            reader = FieldReader(columns: file.columns, form: Chain(name: chainName).form)
        }

        func learn(from record: borrowing Record, into context: ReadingContext) throws(RowFault) {
            let seconds = try reader.time(time, record)
            context.blockTimes[chainName, default: [:]][try reader.unsigned(number, record)] = seconds
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            _ = (try reader.unsigned(number, record), try reader.time(time, record))
        }
    }
}
