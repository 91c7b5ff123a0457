import FlowTracing

/// Etherscan-family export of an account's transactions (`export-0x….csv`): native value and fees.
///
/// A failed transaction pays its fee and moves nothing. The fee is the sender's, and every export that holds the
/// transaction shows it, so the exports of sender and recipient tell the same.
public struct EtherscanNative: BlockDecoder {
    public let name = "etherscan"
    public let summary = "Etherscan, BscScan, PolygonScan, … CSV export of an account's transactions"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        guard !sample.isJSON, EtherscanRow.isOne(sample), sample.hasAny("Value_IN*", "Value_OUT*") else { return 0 }
        return sample.hasAny("ParentTxFrom*", "TxTo") ? 0 : 100
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { try Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = false
        let isAccountExport = true
        private var row: EtherscanRow
        private let incoming, outgoing, fee: ColumnSlot
        private let unit: String
        private var rows = 0

        init(_ file: inout OpenedFile) throws(RowFault) {
            incoming = try file.columns.required("Value_IN*")
            outgoing = try file.columns.required("Value_OUT*")
            unit = EtherscanRow.unit(in: file.columns.written(incoming)) ?? "ETH"
            // By its unit: TxnFee(USD) stands beside it.
            fee = file.columns.column("TxnFee(\(unit))", "Txn Fee(\(unit))", "TxnFee", "Txn Fee")
            row = try EtherscanRow(&file, unit: (unit, incoming))
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            let coin = row.assets.coin(symbol: unit, decimals: 18, in: &builder)
            let decimals = builder.asset(coin).decimals ?? 18
            let from = try row.from(record)
            let isFailed = try row.isFailed(record, oneMeansError: false)
            // A failed creation reached nobody.
            guard let to = try row.to(record) ?? (isFailed ? from : nil) else {
                throw row.reader.fault(row.recipient, nil, "is blank, and ContractAddress names no created contract")
            }
            let moved = try row.value(incoming, outgoing, of: coin, decimals: decimals, record)
            let paid = record.value(fee) == nil ? 0 : try row.reader.amount(fee, decimals: decimals, of: coin, record)
            rows += 1
            try builder.appending(
                Transfer(
                    transaction: try row.reader.hash(row.hash, record),
                    block: try row.reader.unsignedIfAny(row.block, record),
                    time: try row.seconds(record), sender: builder.address(from), recipient: builder.address(to),
                    asset: coin, amount: isFailed ? 0 : moved, fee: paid, kind: .native, line: record.line,
                    fingerprint: record.fingerprint))
        }

        var notes: [String] {
            var notes: [String] = []
            if !row.hasStatus { notes.append("status missing: all \(rows) transactions are taken as successful") }
            if !row.reader.columns.has(fee) { notes.append("fee missing: fees are not counted") }
            return notes
        }
    }
}
