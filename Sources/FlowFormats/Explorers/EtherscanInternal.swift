import FlowTracing

/// Etherscan-family export of an account's internal transactions: native value that contracts moved. Calls that failed
/// are dropped and counted; they pay no fee of their own.
public struct EtherscanInternal: BlockDecoder {
    public let name = "etherscan-internal"
    public let summary = "Etherscan-family CSV export of an account's internal transactions"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        guard !sample.isJSON, EtherscanRow.isOne(sample), sample.hasAny("Value_IN*", "Value_OUT*") else { return 0 }
        return sample.hasAny("ParentTxFrom*", "TxTo") ? 100 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { try Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = false
        let isAccountExport = true
        private var row: EtherscanRow
        private let incoming, outgoing: ColumnSlot
        private let unit: String
        private var rows = 0
        private var failed = 0

        init(_ file: inout OpenedFile) throws(RowFault) {
            incoming = try file.columns.required("Value_IN*")
            outgoing = try file.columns.required("Value_OUT*")
            unit = EtherscanRow.unit(in: file.columns.written(incoming)) ?? "ETH"
            row = try EtherscanRow(&file, unit: (unit, incoming))
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            rows += 1
            if try row.isFailed(record, oneMeansError: true) {
                failed += 1
                return
            }
            let coin = row.assets.coin(symbol: unit, decimals: 18, in: &builder)
            guard let to = try row.to(record) else {
                throw row.reader.fault(row.recipient, nil, "is blank, and ContractAddress names no created contract")
            }
            try builder.appending(
                Transfer(
                    transaction: try row.reader.hash(row.hash, record),
                    block: try row.reader.unsignedIfAny(row.block, record),
                    time: try row.seconds(record), sender: builder.address(try row.from(record)),
                    recipient: builder.address(to), asset: coin,
                    amount: try row.value(
                        incoming, outgoing, of: coin, decimals: builder.asset(coin).decimals ?? 18, record),
                    kind: .internal, line: record.line, fingerprint: record.fingerprint))
        }

        var notes: [String] {
            var notes: [String] = []
            if failed > 0 { notes.append("\(failed) of \(rows) internal transactions failed and were left out") }
            if !row.hasStatus {
                notes.append("status missing: all \(rows) internal transactions are taken as successful")
            }
            return notes
        }
    }
}
