import FlowTracing

/// ethereum-etl `transactions`, CSV or JSON lines: native value and fees.
///
/// - fee = gas used × effective gas price (else gas price), plus blob gas and, on rollups, the fee of the first layer.
/// - A failed transaction (`receipt_status` 0) pays its fee and moves nothing.
/// - Without recipient it creates a contract: `receipt_contract_address`, else derived from sender and nonce.
/// - Order: `transaction_index` is the position in the block; a transaction has one native transfer, index 0.
public struct EthereumTransactions: BlockDecoder {
    public let name = "ethereum-etl-transactions"
    public let summary = "ethereum-etl transactions (CSV or JSON lines): native transfers and fees"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        guard sample.hasAll("hash", "from_address", "to_address", "value"), !sample.hasAny("token_address", "asset")
        else { return 0 }
        return sample.hasAny("transaction_index", "nonce", "gas_price", "receipt_gas_used") ? 100 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder {
        try EthereumTransactionsDecoder(&file)
    }
}

final class EthereumTransactionsDecoder: FileDecoder {
    let hasIndex = true
    let needsContext: Bool
    let givesContext = true

    private let hash, nonce, block, position, sender, recipient, value, time: ColumnSlot
    private let status, created, gasUsed, gasPrice, effectivePrice, blobGasUsed, blobGasPrice, layerOneFee: ColumnSlot
    private let reader: FieldReader
    private let context: ReadingContext
    private var assets: AssetBook
    private var rows = 0
    private var withoutStatus = 0
    private var withoutFee = 0

    init(_ file: inout OpenedFile) throws(RowFault) {
        hash = try file.columns.required("hash", "transaction_hash")
        sender = try file.columns.required("from_address")
        recipient = try file.columns.required("to_address")
        value = try file.columns.required("value")
        block = try file.columns.required("block_number")
        nonce = file.columns.column("nonce")
        position = file.columns.column("transaction_index")
        time = file.columns.column("block_timestamp", "timestamp")
        status = file.columns.column("receipt_status")
        created = file.columns.column("receipt_contract_address")
        gasUsed = file.columns.column("receipt_gas_used")
        gasPrice = file.columns.column("gas_price")
        effectivePrice = file.columns.column("receipt_effective_gas_price")
        blobGasUsed = file.columns.column("receipt_blob_gas_used")
        blobGasPrice = file.columns.column("receipt_blob_gas_price")
        layerOneFee = file.columns.column("receipt_l1_fee")
        assets = AssetBook(chain: Chain(name: file.chain ?? "eip155:1"), options: file.options)
        reader = FieldReader(columns: file.columns, form: assets.chain.form)
        needsContext = !file.columns.has(time)
        context = file.context
    }

    func learn(from record: borrowing Record, into context: ReadingContext) throws(RowFault) {
        let number = try reader.unsigned(block, record)
        let seconds = try reader.timeIfAny(time, record)
        if let seconds { context.blockTimes[assets.chain.name, default: [:]][number] = seconds }
        context.transactions[assets.chain.name, default: [:]][try reader.hash(hash, record)] =
            .init(time: seconds, block: number, position: try reader.ordinalIfAny(position, record))
    }

    func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
        let coin = assets.coin(in: &builder)
        let from = try reader.address(sender, record)
        let number = try reader.unsigned(block, record)
        let isFailed = try readStatus(record)
        let moved = try reader.baseUnits(value, of: coin, record)
        let transfer = Transfer(
            transaction: try reader.hash(hash, record), index: 0, block: number,
            position: try reader.ordinalIfAny(position, record), time: try seconds(record, block: number),
            sender: builder.address(from), recipient: builder.address(try readRecipient(record, sender: from)),
            asset: coin, amount: isFailed ? 0 : moved, fee: try readFee(record), kind: .native, line: record.line,
            fingerprint: record.fingerprint)
        rows += 1
        try builder.appending(transfer)
    }

    private func seconds(_ record: borrowing Record, block number: UInt64) throws(RowFault) -> Int64 {
        if let seconds = try reader.timeIfAny(time, record) { return seconds }
        if let seconds = context.blockTimes[assets.chain.name]?[number] { return seconds }
        throw reader.fault(
            time, nil, "no time: give the blocks file that holds block \(number) beside this one")
    }

    private func readStatus(_ record: borrowing Record) throws(RowFault) -> Bool {
        guard let text = record.value(status) else {
            withoutStatus += 1
            return false
        }
        switch text.unsigned {
        case 1: return false
        case 0: return true
        default: throw reader.fault(status, text, "is neither 0 (failed) nor 1")
        }
    }

    private func readRecipient(_ record: borrowing Record, sender: Address) throws(RowFault) -> Address {
        if let to = try reader.addressIfAny(recipient, record) { return to }
        if let to = try reader.addressIfAny(created, record) { return to }
        if case .bytes(let bytes) = sender, let count = try reader.unsignedIfAny(nonce, record) {
            return .bytes(CreatedContract.address(sender: bytes, nonce: count))
        }
        throw reader.fault(
            recipient, nil, "is blank, and neither receipt_contract_address nor nonce tells which contract was created")
    }

    private func readFee(_ record: borrowing Record) throws(RowFault) -> Amount {
        guard let used = try reader.unsignedIfAny(gasUsed, record) else {
            withoutFee += 1
            return 0
        }
        let priceColumn = record.value(effectivePrice) != nil ? effectivePrice : gasPrice
        guard let price = try reader.unsignedIfAny(priceColumn, record) else {
            withoutFee += 1
            return 0
        }
        // Two factors below 2^64 have a product below 2^128.
        var fee = Amount(used) * Amount(price)
        let blobGas = try reader.unsignedIfAny(blobGasUsed, record) ?? 0
        let blobPrice = try reader.unsignedIfAny(blobGasPrice, record) ?? 0
        let first = try reader.unsignedIfAny(layerOneFee, record) ?? 0
        for part in [Amount(blobGas) * Amount(blobPrice), Amount(first)] {
            let (sum, overflow) = fee.addingReportingOverflow(part)
            guard !overflow else { throw reader.fault(gasUsed, record.value(gasUsed), "the fee reaches 2^128") }
            fee = sum
        }
        return fee
    }

    var notes: [String] {
        var notes: [String] = []
        if withoutStatus > 0 {
            notes.append(
                "status missing in \(withoutStatus) of \(rows) transactions: they are taken as successful, "
                    + "though some may have failed and moved nothing")
        }
        if withoutFee > 0 {
            notes.append("gas used missing in \(withoutFee) of \(rows) transactions: their fees are not counted")
        }
        return notes
    }
}

extension LedgerBuilder {
    mutating func appending(_ transfer: Transfer) throws(RowFault) {
        do throws(FlowError) { try append(transfer) } catch { throw .ledger(error) }
    }
}
