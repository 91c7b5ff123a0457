import FlowTracing

/// Saved pages of an account's transactions from TronGrid (`/v1/accounts/…/transactions`) and Tronscan
/// (`/api/transaction`): TRX and TRC-10 transfers, TRX paid to contracts, and the fees of all. TRC-20 transfers stand in
/// other pages.
///
/// A failed transaction pays its fee and moves nothing. Of every other kind of transaction (staking, votes, …) only the
/// fee is read.
public struct TronTransactionPages: BlockDecoder {
    public let name = "tron-transactions-json"
    public let summary = "saved TronGrid or Tronscan JSON pages of transactions (TRX, TRC-10, fees)"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        guard sample.isJSON else { return 0 }
        if sample.hasAll("txID", "raw_data.contract.0.type") { return 100 }
        if sample.hasAll("internal_tx_id", "tx_id") { return 100 }
        return sample.hasAll("hash", "ownerAddress", "contractType") ? 100 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = false
        let isAccountExport = true
        private let hash, block, time, result, fee, type, owner, recipient, contract, amount, callValue,
            token: ColumnSlot
        private let internalID, internalHash, internalSender, internalRecipient, internalAmount, rejected: ColumnSlot
        private let reader: FieldReader
        private var assets: AssetBook
        private var rows = 0
        private var others = 0
        private var rejectedCalls = 0

        init(_ file: inout OpenedFile) {
            let value = "raw_data.contract.0.parameter.value."
            hash = file.columns.column("txID", "hash")
            block = file.columns.column("blockNumber", "block")
            time = file.columns.column("block_timestamp", "timestamp")
            result = file.columns.column("ret.0.contractRet", "contractRet")
            fee = file.columns.column("ret.0.fee", "cost.fee")
            type = file.columns.column("raw_data.contract.0.type", "contractType")
            owner = file.columns.column(value + "owner_address", "ownerAddress", "contractData.owner_address")
            recipient = file.columns.column(value + "to_address", "contractData.to_address", "toAddress")
            contract = file.columns.column(value + "contract_address", "contractData.contract_address", "toAddress")
            amount = file.columns.column(value + "amount", "contractData.amount")
            callValue = file.columns.column(value + "call_value", "contractData.call_value")
            token = file.columns.column(value + "asset_name", "contractData.asset_name")
            internalID = file.columns.column("internal_tx_id")
            internalHash = file.columns.column("tx_id")
            internalSender = file.columns.column("from_address")
            internalRecipient = file.columns.column("to_address")
            internalAmount = file.columns.column("data.call_value._", "call_value._")
            rejected = file.columns.column("data.rejected", "rejected")
            assets = AssetBook(chain: Chain(name: "tron"), options: file.options)
            reader = FieldReader(columns: file.columns, form: .tron)
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            rows += 1
            let coin = assets.coin(symbol: "TRX", decimals: 6, in: &builder)
            if record.value(internalID) != nil { return try decodeInternal(record, coin, &builder) }

            let from = try reader.address(owner, record)
            var to = from
            var asset = coin
            var moved: Amount = 0
            switch try reader.present(type, record).string {
            case "TransferContract", "1":
                to = try reader.address(recipient, record)
                moved = try reader.baseUnits(amount, of: coin, record)
            case "TransferAssetContract", "2":
                to = try reader.address(recipient, record)
                let id = TronTransactionPages.tokenNumber(try reader.present(token, record).string)
                asset = assets.token(called: "", identity: "trc10:" + id, in: &builder)
                moved = try reader.baseUnits(amount, of: asset, record)
            case "TriggerSmartContract", "31":
                to = try reader.address(contract, record)
                if record.value(callValue) != nil { moved = try reader.baseUnits(callValue, of: coin, record) }
            default: others += 1
            }
            if try isFailed(record) { moved = 0 }
            let paid = record.value(fee) == nil ? 0 : try reader.baseUnits(fee, of: coin, record)
            // A call that moves no TRX and costs nothing leaves no trace in a ledger.
            guard moved > 0 || paid > 0 else { return }
            try builder.appending(
                Transfer(
                    transaction: try reader.hash(hash, record), block: try reader.unsignedIfAny(block, record),
                    time: try reader.time(time, record), sender: builder.address(from), recipient: builder.address(to),
                    asset: asset, amount: moved, fee: paid, feeAsset: asset == coin ? nil : coin, kind: .native,
                    line: record.line, fingerprint: record.fingerprint))
        }

        private func isFailed(_ record: borrowing Record) throws(RowFault) -> Bool {
            guard let word = record.value(result) else { return false }
            switch ExplorerStatus(word: word) {
            case .succeeded, .unconfirmed: return false
            case .failed: return true
            case .unknown: throw reader.fault(result, word, "is no result known here")
            }
        }

        /// TRX that a contract moved; the caller of the transaction pays no further fee for it.
        private func decodeInternal(
            _ record: borrowing Record, _ coin: AssetID, _ builder: inout LedgerBuilder
        ) throws(RowFault) {
            if record.value(rejected)?.equals("true") == true {
                rejectedCalls += 1
                return
            }
            guard record.value(internalAmount) != nil else { return }
            let moved = try reader.baseUnits(internalAmount, of: coin, record)
            guard moved > 0 else { return }
            try builder.appending(
                Transfer(
                    transaction: try reader.hash(internalHash, record), block: try reader.unsignedIfAny(block, record),
                    time: try reader.time(time, record),
                    sender: builder.address(try reader.address(internalSender, record)),
                    recipient: builder.address(try reader.address(internalRecipient, record)), asset: coin,
                    amount: moved,
                    kind: .internal, line: record.line, fingerprint: record.fingerprint))
        }

        var notes: [String] {
            var notes: [String] = []
            if others > 0 {
                notes.append(
                    "\(others) of \(rows) transactions are of other kinds (staking, votes, …): only their fee is counted"
                )
            }
            if rejectedCalls > 0 {
                notes.append("\(rejectedCalls) of \(rows) internal transactions were rejected and left out")
            }
            return notes
        }
    }

    /// Nodes write a TRC-10 number as the hexadecimal of its digits, TronGrid as it is.
    static func tokenNumber(_ text: String) -> String {
        guard text.utf8.count == 14, let bytes = Hex.bytes(Array(text.utf8)),
            bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { return text }
        return String(decoding: bytes, as: UTF8.self)
    }
}
