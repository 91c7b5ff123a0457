import FlowTracing

/// Where a row's parts are: columns of the file, or values that every row shares.
struct TransferColumns {
    enum Source {
        case column(ColumnSlot)
        case constant(FieldText)
        case absent

        /// The value; `nil` where it is blank or absent.
        @inline(__always)
        func value(_ record: borrowing Record) -> FieldText? {
            switch self {
            case .column(let slot): record.value(slot)
            case .constant(let text): text
            case .absent: nil
            }
        }
    }
    struct Part {
        var name: String
        var source: Source
    }
    var chain, tx, index, block, time, from, to, asset, amount, fee, feeAsset: Part

    /// The spellings of each column of the canonical format, ours first.
    static let spellings: [String: [String]] = [
        "chain": ["chain", "chain_id", "network", "blockchain"],
        "tx": [
            "tx", "tx_hash", "hash", "transaction_hash", "txid", "tx_id", "transaction_id", "transaction", "txn_hash",
        ],
        "index": ["index", "log_index", "transfer_index"],
        "block": ["block", "block_number", "block_height", "blockno", "block_num"],
        "time": ["time", "timestamp", "block_timestamp", "block_time", "unix_timestamp", "datetime", "date"],
        "from": ["from", "from_address", "sender", "from_addr", "sender_address", "source_address"],
        "to": ["to", "to_address", "recipient", "receiver", "to_addr", "recipient_address", "receiver_address"],
        "asset": ["asset", "token", "currency", "symbol", "token_symbol", "coin", "token_address", "contract_address"],
        "amount": ["amount", "value", "quantity", "raw_amount", "amount_raw"],
        "fee": ["fee", "tx_fee", "transaction_fee", "txn_fee"],
        "fee_asset": ["fee_asset", "fee_currency", "fee_token"],
    ]
    static let required = ["tx", "time", "from", "to", "asset", "amount"]

    /// - Throws: `RowFault.missingColumn`.
    private init(_ part: (String) throws(RowFault) -> Part) throws(RowFault) {
        chain = try part("chain")
        tx = try part("tx")
        index = try part("index")
        block = try part("block")
        time = try part("time")
        from = try part("from")
        to = try part("to")
        asset = try part("asset")
        amount = try part("amount")
        fee = try part("fee")
        feeAsset = try part("fee_asset")
    }

    /// The canonical format's own columns.
    static func canonical(_ file: inout OpenedFile) throws(RowFault) -> TransferColumns {
        var names = file.columns
        let columns = try TransferColumns { (key: String) throws(RowFault) in
            let slot = names.column(spellings[key] ?? [key])
            if !names.has(slot), required.contains(key) { throw .missingColumn(key) }
            return Part(name: names.written(slot), source: .column(slot))
        }
        file.columns = names
        return columns
    }

    /// The user's choice (`--columns`).
    static func chosen(_ choice: ColumnChoice, _ file: inout OpenedFile) throws(RowFault) -> TransferColumns {
        var names = file.columns
        let columns = try TransferColumns { (key: String) throws(RowFault) in
            switch choice.sources[key] {
            case .column(let name):
                let slot = names.column(written: name)
                guard names.has(slot) else { throw .missingColumn(name) }
                return Part(name: names.written(slot), source: .column(slot))
            case .constant(let text):
                return Part(name: key, source: text.isEmpty ? .absent : .constant(FieldText(text)))
            case nil: return Part(name: key, source: .absent)
            }
        }
        file.columns = names
        return columns
    }
}
