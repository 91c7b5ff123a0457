import FlowTracing

/// Etherscan-family export of an account's ERC-20 transfers. Amounts are in tokens, so the token's decimals must be
/// known: from the list of known assets or `--decimals`. The export names no chain: Ethereum unless `--chain` says so.
public struct EtherscanTokens: BlockDecoder {
    public let name = "etherscan-tokens"
    public let summary = "Etherscan-family CSV export of an account's ERC-20 transfers"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        guard !sample.isJSON, EtherscanRow.isOne(sample), sample.hasAll("TokenSymbol", "ContractAddress"),
            sample.hasAny("UnixTimestamp", "TokenValue"), !sample.hasAny("TokenId", "Value_IN*")
        else { return 0 }
        return sample.hasAny("TokenValue", "Value", "Quantity", "Amount") ? 100 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { try Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = false
        let isAccountExport = true
        private var row: EtherscanRow
        private let amount, symbol: ColumnSlot

        init(_ file: inout OpenedFile) throws(RowFault) {
            amount = try file.columns.required("TokenValue", "Value", "Quantity", "Amount")
            symbol = file.columns.column("TokenSymbol")
            row = try EtherscanRow(&file, unit: nil)
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            let contract = try row.reader.address(row.created, record)
            let name = record.value(symbol)?.string ?? ""
            let token = row.assets.token(at: contract, in: &builder) { (name, nil) }
            guard let decimals = builder.asset(token).decimals else {
                throw row.reader.fault(
                    amount, record.value(amount),
                    "the decimals of \(Excerpt.text(name, limit: 20)) \(contract.text(form: row.reader.form)) are unknown: "
                        + "give them with --decimals")
            }
            try builder.appending(
                Transfer(
                    transaction: try row.reader.hash(row.hash, record),
                    block: try row.reader.unsignedIfAny(row.block, record),
                    time: try row.seconds(record), sender: builder.address(try row.from(record)),
                    recipient: builder.address(try row.reader.address(row.recipient, record)), asset: token,
                    amount: try row.reader.amount(amount, decimals: decimals, of: token, record), kind: .log,
                    line: record.line, fingerprint: record.fingerprint))
        }
    }
}
