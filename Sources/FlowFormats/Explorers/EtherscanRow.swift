import FlowTracing

/// What all CSV exports of the Etherscan family (Etherscan, BscScan, PolygonScan, Arbiscan, BaseScan, SnowTrace, …)
/// share. Columns drift over the years, so each is found by several names; the coin's unit stands in the header
/// (`Value_IN(ETH)`), and so does a live price.
struct EtherscanRow {
    let hash, block, time, dateTime, sender, recipient, created, status, error: ColumnSlot
    let reader: FieldReader
    var assets: AssetBook

    static func isOne(_ sample: Sample) -> Bool {
        sample.hasAny("Txhash", "Transaction Hash", "Hash") && sample.hasAny("UnixTimestamp", "DateTime*")
            && sample.has("From")
    }

    /// - Parameter unit: the coin in the header, which tells the chain where the user did not.
    init(_ file: inout OpenedFile, unit: (name: String, column: ColumnSlot)?) throws(RowFault) {
        hash = try file.columns.required("Transaction Hash", "Txhash", "Hash")
        block = file.columns.column("Blockno", "Block", "BlockNumber", "Block No")
        time = file.columns.column("UnixTimestamp", "Timestamp")
        dateTime = file.columns.column("DateTime (UTC)", "DateTime", "DateTime*", "Date*")
        guard file.columns.has(time) || file.columns.has(dateTime) else { throw .missingColumn("UnixTimestamp") }
        sender = try file.columns.required("From", "FromAddress")
        recipient = try file.columns.required("To", "TxTo", "ToAddress")
        created = file.columns.column("ContractAddress")
        status = file.columns.column("Status")
        error = file.columns.column("ErrCode", "Error*")
        assets = AssetBook(chain: try EtherscanRow.chain(of: file, unit: unit), options: file.options)
        reader = FieldReader(columns: file.columns, form: assets.chain.form)
    }

    private static func chain(
        of file: OpenedFile, unit: (name: String, column: ColumnSlot)?
    ) throws(RowFault) -> Chain {
        if let chosen = file.chain { return Chain(name: chosen) }
        guard let unit else { return Chain(name: "eip155:1") }
        guard let chain = chains[unit.name.uppercased()] else {
            throw .bad(
                column: file.columns.written(unit.column), value: unit.name,
                reason: "no chain is known for this coin: name the chain with --chain")
        }
        return Chain(name: chain)
    }

    /// Chains by the coin their explorer writes. ETH is also the coin of Arbitrum, Optimism, Base and others: those need
    /// `--chain`.
    static let chains: [String: String] = [
        "ETH": "eip155:1", "BNB": "eip155:56", "MATIC": "eip155:137", "POL": "eip155:137", "AVAX": "eip155:43114",
        "FTM": "eip155:250", "CRO": "eip155:25", "XDAI": "eip155:100", "CELO": "eip155:42220", "GLMR": "eip155:1284",
    ]

    /// `ETH` of `Value_IN(ETH)`.
    static func unit(in header: String) -> String? {
        guard let open = header.firstIndex(of: "("), let close = header[open...].firstIndex(of: ")") else { return nil }
        let name = header[header.index(after: open)..<close].trimmingBlanks
        return name.isEmpty ? nil : String(name)
    }

    func seconds(_ record: borrowing Record) throws(RowFault) -> Int64 {
        if let seconds = try reader.timeIfAny(time, record) { return seconds }
        return try reader.time(dateTime, record)
    }

    /// Blank or `GENESIS` stands for the null address: a mint.
    func from(_ record: borrowing Record) throws(RowFault) -> Address {
        if record.value(sender)?.equals("GENESIS") == true { return .bytes(.zero) }
        return try reader.address(sender, record)
    }

    /// The recipient, else the contract that was created.
    func to(_ record: borrowing Record) throws(RowFault) -> Address? {
        if let to = try reader.addressIfAny(recipient, record) { return to }
        return try reader.addressIfAny(created, record)
    }

    var hasStatus: Bool { reader.columns.has(status) || reader.columns.has(error) }

    /// Whether the transaction or call failed. `0` and `1` mean opposite things: in a native export 1 is success, in an
    /// internal one 1 is an error.
    func isFailed(_ record: borrowing Record, oneMeansError: Bool) throws(RowFault) -> Bool {
        if let code = record.value(error), !code.equals("0"), ExplorerStatus(word: code) != .succeeded { return true }
        guard let text = record.value(status) else { return false }
        if let digit = text.unsigned, digit <= 1 { return (digit == 1) == oneMeansError }
        switch ExplorerStatus(word: text) {
        case .succeeded: return false
        case .failed: return true
        case .unconfirmed, .unknown: throw reader.fault(status, text, "is no status known here")
        }
    }

    /// The amount of `Value_IN(…)` and `Value_OUT(…)`: the other one is 0 or blank.
    func value(
        _ incoming: ColumnSlot, _ outgoing: ColumnSlot, of coin: AssetID, decimals: Int, _ record: borrowing Record
    ) throws(RowFault) -> Amount {
        let into =
            record.value(incoming) == nil
            ? nil
            : try reader.amount(incoming, decimals: decimals, of: coin, record)
        let out =
            record.value(outgoing) == nil
            ? nil
            : try reader.amount(outgoing, decimals: decimals, of: coin, record)
        switch (into, out) {
        case (nil, nil): throw reader.fault(incoming, nil, "is blank, and so is \(reader.columns.written(outgoing))")
        case (let into?, nil): return into
        case (nil, let out?): return out
        case (let into?, let out?):
            // A transfer to oneself may show in both.
            guard into == 0 || out == 0 || into == out else {
                throw reader.fault(incoming, record.value(incoming), "differs from \(reader.columns.written(outgoing))")
            }
            return max(into, out)
        }
    }
}

extension StringProtocol {
    var trimmingBlanks: SubSequence {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
        return self[start..<Swift.max(start, end)]
    }
}
