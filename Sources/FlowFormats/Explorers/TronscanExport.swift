import FlowTracing

/// Tronscan CSV export of transfers, TRX and TRC-20.
///
/// Columns drift, so each is found by several names. Amounts are in coins or tokens. The token stands as contract, as
/// number (TRC-10), as symbol, or as a symbol with one of them: `USDT(TR7N…)`.
public struct TronscanExport: BlockDecoder {
    public let name = "tronscan"
    public let summary = "Tronscan CSV export of an account's transfers (TRX, TRC-10, TRC-20)"

    static let hashes = ["Transaction Hash", "Txn Hash", "TxHash", "Tx Hash", "Transaction ID", "TxID", "Hash"]
    static let times = ["Time(UTC)", "Time (UTC)", "Block Time*", "Time*", "Date*", "Timestamp", "block_ts"]
    static let amounts = ["Amount/TokenID", "Amount*", "Quantity", "Value", "quant"]
    static let contracts = ["Token Address", "Token Contract*", "Contract Address", "Token ID", "TokenId"]
    static let symbols = ["Token Symbol", "TokenAbbr", "Symbol", "Token", "Token Name", "Asset", "Currency"]

    public init() {}

    public func score(_ sample: Sample) -> Int {
        guard !sample.isJSON, hasAny(sample, TronscanExport.hashes), hasAny(sample, TronscanExport.times),
            hasAny(sample, TronscanExport.amounts), hasAny(sample, TronscanExport.symbols + TronscanExport.contracts),
            hasAny(sample, ["From", "From Address"]), hasAny(sample, ["To", "To Address"]),
            !sample.hasAny("UnixTimestamp", "Blockno", "log_index", "Value_IN*")
        else { return 0 }
        // What nobody else writes, what few write, what may be anybody's.
        if sample.hasAny("Amount/TokenID", "Time(UTC)") { return 95 }
        return sample.hasAny("Result", "Confirmed", "ContractRet", "Token Type") ? 60 : 30
    }

    private func hasAny(_ sample: Sample, _ names: [String]) -> Bool { names.contains { sample.has($0) } }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { try Decoder(&file) }

    private final class Decoder: FileDecoder {
        let hasIndex = false
        let isAccountExport = true
        private let hash, block, time, sender, recipient, amount, contract, symbol, tokenType, event: ColumnSlot
        private let results: [ColumnSlot]
        private let reader: FieldReader
        private var assets: AssetBook
        private var dropped = TronDropped()

        init(_ file: inout OpenedFile) throws(RowFault) {
            hash = try file.columns.required(TronscanExport.hashes)
            time = try file.columns.required(TronscanExport.times)
            sender = try file.columns.required(["From", "From Address", "Sender", "Owner Address"])
            recipient = try file.columns.required(["To", "To Address", "Recipient", "Receiver"])
            amount = try file.columns.required(TronscanExport.amounts)
            block = file.columns.column("Block", "Block Number", "Block Height", "Blocknum")
            contract = file.columns.column(TronscanExport.contracts)
            symbol = file.columns.column(TronscanExport.symbols)
            tokenType = file.columns.column("Token Type", "Contract Type")
            event = file.columns.column("Type", "Event Type", "Method", "Event")
            var results: [ColumnSlot] = []
            for name in ["Result", "Status", "ContractRet", "Contract Result", "Final Result", "Confirmed", "State"] {
                results.append(file.columns.column(name))
            }
            self.results = results
            assets = AssetBook(chain: Chain(name: "tron"), options: file.options)
            reader = FieldReader(columns: file.columns, form: .tron)
        }

        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            dropped.rows += 1
            if let word = record.value(event), word.equals("Approval") || word.equals("Approve") {
                dropped.approvals += 1
                return
            }
            if let type = record.value(tokenType), type.equals("trc721") || type.equals("trc1155") {
                dropped.collectibles += 1
                return
            }
            guard try moves(record) else { return }

            let written = try reader.present(amount, record).string
            // Old exports put the unit behind the number.
            let parts = written.split(separator: " ", maxSplits: 1)
            let named = TokenText(record.value(symbol)?.string ?? (parts.count == 2 ? String(parts[1]) : ""))
            let identity = record.value(contract)?.string ?? named.identity
            guard let asset = TronAsset(identity: identity, symbol: named.symbol) else {
                let column = record.value(contract) == nil ? symbol : contract
                throw reader.fault(column, record.value(column), "names no token")
            }
            if case .named = asset { dropped.named = true }
            let id = assets.tron(asset, symbol: named.symbol, decimals: nil, in: &builder)
            guard let decimals = builder.asset(id).decimals else {
                throw reader.fault(
                    amount, record.value(amount),
                    "the decimals of \(Excerpt.text(named.symbol, limit: 20)) are unknown: give them with --decimals")
            }
            try builder.appending(
                Transfer(
                    transaction: try reader.hash(hash, record), block: try reader.unsignedIfAny(block, record),
                    time: try reader.time(time, record), sender: builder.address(try reader.address(sender, record)),
                    recipient: builder.address(try reader.address(recipient, record)), asset: id,
                    amount: try reader.amount(amount, FieldText(String(parts[0])), decimals: decimals, of: id),
                    kind: asset.kind, line: record.line, fingerprint: record.fingerprint))
        }

        private func moves(_ record: borrowing Record) throws(RowFault) -> Bool {
            var isUnconfirmed = false
            for column in results {
                guard let word = record.value(column) else { continue }
                let isConfirmation = reader.columns.written(column).lowercased() == "confirmed"
                switch isConfirmation && word.equals("false") ? .unconfirmed : ExplorerStatus(word: word) {
                case .succeeded: continue
                case .unconfirmed: isUnconfirmed = true
                case .failed:
                    dropped.failed += 1
                    return false
                case .unknown: throw reader.fault(column, word, "is no status known here")
                }
            }
            if isUnconfirmed { dropped.unconfirmed += 1 }
            return true
        }

        var notes: [String] {
            let hasStatus = results.contains { reader.columns.has($0) }
            return dropped.notes
                + (hasStatus ? [] : ["status missing: all \(dropped.rows) rows are taken as successful"])
        }
    }
}

/// A token as a cell of an export names it: `USDT`, `Tether USD (USDT)`, `USDT(TR7N…)`, `TR7N…`, `BitTorrent(1002000)`.
struct TokenText: Equatable {
    var symbol: String
    /// Contract or number, where the cell holds one.
    var identity: String?

    init(_ text: String) {
        var words: [String] = []
        var word = ""
        for character in text.prefix(256) {
            if character == "(" || character == ")" || character == "[" || character == "]" || character.isWhitespace
                || character == ","
            {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        if let place = words.lastIndex(where: { Address($0, form: .tron) != nil }) {
            identity = words.remove(at: place)
        } else if words.count > 1, let last = words.last, last.utf8.count == 7,
            last.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        {
            // TRC-10 numbers have seven digits, from 1000001.
            identity = words.removeLast()
        }
        // What stands last is the symbol: the name comes before it.
        symbol = words.last ?? ""
    }
}
