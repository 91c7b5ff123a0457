import FlowTracing

/// Saved pages of transfers from Tronscan (`token_transfers`, `data` of `/api/transfer` and `/api/transfer/trc20`) and
/// TronGrid (`data` of `/v1/accounts/…/transactions/trc20`), or their rows as JSON lines. Amounts are in base units.
public struct TronTransferPages: BlockDecoder {
    public let name = "tron-transfers-json"
    public let summary = "saved Tronscan or TronGrid JSON pages of transfers (TRX, TRC-10, TRC-20)"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        guard sample.isJSON, sample.hasAny("transaction_id", "transactionHash", "hash"),
            !sample.hasAny("contractData*", "raw_data*", "internal_tx_id")
        else { return 0 }
        if sample.hasAll("from_address", "to_address", "quant") { return 100 }
        if sample.hasAll("transferFromAddress", "transferToAddress", "amount") { return 100 }
        if sample.hasAll("from", "to") && sample.hasAny("token_info*", "tokenInfo*") { return 100 }
        return sample.hasAll("from", "to", "amount") && sample.hasAny("contract_ret", "final_result") ? 90 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = false
        let isAccountExport = true
        private let hash, block, time, sender, recipient, amount, contract, symbol, decimals: ColumnSlot
        private let event, tokenType, reverted, confirmed: ColumnSlot
        private let results: [ColumnSlot]
        private let reader: FieldReader
        private var assets: AssetBook
        private var dropped = TronDropped()

        init(_ file: inout OpenedFile) {
            // The first row need not have every key: what a row lacks is missed when it is read.
            hash = file.columns.column("transaction_id", "transactionHash", "transaction_hash", "hash")
            block = file.columns.column("block", "blockNumber", "block_number")
            time = file.columns.column("block_ts", "block_timestamp", "timestamp")
            sender = file.columns.column("from_address", "transferFromAddress", "from")
            recipient = file.columns.column("to_address", "transferToAddress", "to")
            amount = file.columns.column("quant", "amount_str", "value", "amount")
            contract = file.columns.column("contract_address", "token_info.address", "tokenInfo.tokenId", "trc20Id")
            symbol = file.columns.column(
                "tokenInfo.tokenAbbr", "token_info.symbol", "symbol", "tokenAbbr", "token_name", "tokenName")
            decimals = file.columns.column(
                "tokenInfo.tokenDecimal", "token_info.decimals", "decimals", "tokenDecimal")
            event = file.columns.column("event_type", "type")
            tokenType = file.columns.column("tokenInfo.tokenType", "contract_type", "tokenType", "token_type")
            reverted = file.columns.column("revert")
            confirmed = file.columns.column("confirmed")
            results = [
                file.columns.column("finalResult", "final_result"), file.columns.column("contractRet", "contract_ret"),
            ]
            assets = AssetBook(chain: Chain(name: "tron"), options: file.options)
            reader = FieldReader(columns: file.columns, form: .tron)
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            dropped.rows += 1
            if let word = record.value(event), word.equals("Approval") {
                dropped.approvals += 1
                return
            }
            if let type = record.value(tokenType), type.equals("trc721") || type.equals("trc1155") {
                dropped.collectibles += 1
                return
            }
            guard try moves(record) else { return }

            let name = record.value(symbol)?.string ?? ""
            guard let asset = TronAsset(identity: record.value(contract)?.string, symbol: name) else {
                throw reader.fault(contract, record.value(contract), "names no token")
            }
            if case .named = asset { dropped.named = true }
            let digits = try reader.unsignedIfAny(decimals, record).flatMap { $0 <= 38 ? Int($0) : nil }
            let id = assets.tron(asset, symbol: name, decimals: digits, in: &builder)
            try builder.appending(
                Transfer(
                    transaction: try reader.hash(hash, record), block: try reader.unsignedIfAny(block, record),
                    time: try reader.time(time, record), sender: builder.address(try reader.address(sender, record)),
                    recipient: builder.address(try reader.address(recipient, record)), asset: id,
                    amount: try reader.baseUnits(amount, of: id, record), kind: asset.kind, line: record.line,
                    fingerprint: record.fingerprint))
        }

        private func moves(_ record: borrowing Record) throws(RowFault) -> Bool {
            var isFailed = record.value(reverted).map { $0.equals("true") || $0.equals("1") } ?? false
            for column in results {
                guard let word = record.value(column) else { continue }
                switch ExplorerStatus(word: word) {
                case .succeeded, .unconfirmed: continue
                case .failed: isFailed = true
                case .unknown: throw reader.fault(column, word, "is no result known here")
                }
            }
            if isFailed { dropped.failed += 1 }
            if !isFailed, let word = record.value(confirmed), word.equals("false") || word.equals("0") {
                dropped.unconfirmed += 1
            }
            return !isFailed
        }

        var notes: [String] { dropped.notes }
    }
}
