import FlowTracing

/// Transactions as bitcoin-etl and its kin (litecoin, dogecoin, zcash, bitcoin-cash, dash) export them: JSON lines, amounts
/// in base units. Rows of blocks among them are left out.
public struct BitcoinETL: JSONTransactionDecoder {
    typealias Dialect = BitcoinETLRow
    public let name = "bitcoin-etl"
    public let summary = "bitcoin-etl transactions (JSON lines), of Bitcoin and the chains that share its form"
    let isAccountExport = false

    public init() {}

    public func score(_ start: FileStart) -> Int {
        let glance = JSONGlance(start)
        if glance.hasAll("hash", "is_coinbase", "block_number") { return 100 }
        // A stream of blocks and transactions may begin with a block.
        return glance.hasAll("hash", "merkle_root", "coinbase_param", "type") ? 100 : 0
    }
}

/// One row of bitcoin-etl.
///
/// What an input spends has an owner and an amount only where the export was enriched; its `script_hex` is the script that
/// spends, which names nobody. Zcash: an input or output of type `shielded` is value out of or into the shielded pool.
struct BitcoinETLRow: TransactionDialect {
    static let addressMembers: Set<String> = ["addresses"]
    private var owner: OwnerReader
    /// The last value read was a block's row; how many were.
    private var isBlock = false
    private var blocks = 0

    init(network: ScriptNetwork) { owner = OwnerReader(network) }

    private enum Row: String, JSONField {
        static let table = JSONFieldTable<Row>()
        case hash, inputs, outputs, index, fee, type
        case isCoinbase = "is_coinbase"
        case blockNumber = "block_number"
        case blockTime = "block_timestamp"
        case inputCount = "input_count"
        case outputCount = "output_count"
        case inputValue = "input_value"
        case outputValue = "output_value"
    }

    private enum Coin: String, JSONField {
        static let table = JSONFieldTable<Coin>()
        case index, type, addresses, value
        case transaction = "spent_transaction_hash"
        case output = "spent_output_index"
        case script = "script_hex"
    }

    /// What a row says of itself besides, to be compared.
    private struct Totals {
        var inputCount: Int?
        var outputCount: Int?
        var inputValue: UInt64?
        var outputValue: UInt64?
        /// Where the fee is written; negative in exports that do not know the inputs.
        var fee: Int?
    }

    mutating func read(_ cursor: inout JSONCursor, into batch: inout TransactionBatch) throws(JSONFault) {
        var members = try JSONMembers<Row>(&cursor)
        let place = batch.add()
        var hash: Hash32?
        var time: Int64?
        var hasOutputs = false
        var totals = Totals()
        isBlock = false
        while let field = try members.next(&cursor) {
            switch field {
            case .hash: hash = try cursor.hash()
            case .blockNumber: batch[place].block = try cursor.unsigned(atMost: .max - 1)
            case .blockTime: time = try cursor.blockTime()
            case .index: batch[place].position = try cursor.ordinal()
            case .isCoinbase: batch[place].isCoinbase = try cursor.boolean()
            case .inputs: try readInputs(&cursor, into: &batch[place])
            case .outputs:
                try readOutputs(&cursor, into: &batch[place])
                hasOutputs = true
            case .inputCount: totals.inputCount = Int(try cursor.ordinal())
            case .outputCount: totals.outputCount = Int(try cursor.ordinal())
            case .inputValue: totals.inputValue = try cursor.unsigned()
            case .outputValue: totals.outputValue = try cursor.unsigned()
            case .fee:
                totals.fee = cursor.i
                try cursor.skipValue()
            case .type: isBlock = try cursor.text { $0.elementsEqual("block".utf8) }
            }
        }
        guard !isBlock else { return batch.removeLast() }
        batch[place].id = try members.require(hash, .hash)
        batch[place].time = try members.require(time, .blockTime)
        _ = try members.require(batch[place].block, .blockNumber)
        _ = try members.require(hasOutputs ? true : nil, .outputs)
        try check(batch[place], totals, members, cursor)
        if batch[place].inputs.isEmpty, batch[place].outputs.isEmpty { batch.removeLast() }
    }

    mutating func accept() { if isBlock { blocks += 1 } }

    var notes: [String] {
        blocks == 0 ? [] : ["\(blocks) rows are blocks, not transactions, and left out"]
    }

    // MARK: Inputs and outputs

    private mutating func readInputs(
        _ cursor: inout JSONCursor, into transaction: inout OutputTransaction
    ) throws(JSONFault) {
        try cursor.array { (cursor: inout JSONCursor, number) throws(JSONFault) in
            var members = try JSONMembers<Coin>(&cursor)
            var input = OutputTransaction.Input(previous: Hash32(0, 0, 0, 0), index: 0)
            var previous: Hash32?
            var index: UInt32?
            owner.begin()
            while let field = try members.next(&cursor) {
                switch field {
                case .index: try cursor.expect(number: number)
                case .transaction: previous = try cursor.hash()
                case .output: index = try cursor.ordinal()
                case .value: input.amount = try cursor.outputAmount()
                case .type: input.isUntracked = try cursor.text { $0.elementsEqual("shielded".utf8) }
                case .addresses: try owner.readAddresses(&cursor)
                case .script: try cursor.skipValue()
                }
            }
            if input.isUntracked {
                _ = try members.require(input.amount, .value)
            } else {
                input.previous = try members.require(previous, .transaction)
                input.index = try members.require(index, .output)
                input.owner = try owner.finish()
            }
            transaction.inputs.append(input)
        }
    }

    private mutating func readOutputs(
        _ cursor: inout JSONCursor, into transaction: inout OutputTransaction
    ) throws(JSONFault) {
        try cursor.array { (cursor: inout JSONCursor, number) throws(JSONFault) in
            var members = try JSONMembers<Coin>(&cursor)
            var amount: UInt64?
            var isShielded = false
            owner.begin()
            while let field = try members.next(&cursor) {
                switch field {
                case .index: try cursor.expect(number: number)
                case .value: amount = try cursor.outputAmount()
                case .type: isShielded = try cursor.text { $0.elementsEqual("shielded".utf8) }
                case .addresses: try owner.readAddresses(&cursor)
                case .script: try owner.readScript(&cursor)
                case .transaction, .output: try cursor.skipValue()
                }
            }
            let found = isShielded ? ScriptAddress.shieldedPool(owner.network) : try owner.finish()
            transaction.outputs.append(
                OutputTransaction.Output(
                    amount: try members.require(amount, .value), owner: try members.require(found, .script)))
        }
    }

    // MARK: Sums

    private func check(
        _ transaction: borrowing OutputTransaction, _ totals: Totals, _ members: JSONMembers<Row>, _ cursor: JSONCursor
    ) throws(JSONFault) {
        let (inputs, outputs) = (transaction.inputs.count, transaction.outputs.count)
        if transaction.isCoinbase, inputs > 0 {
            throw members.fault(.inputs, "\(inputs) inputs", "stand in a coinbase, which spends nothing")
        }
        if !transaction.isCoinbase, inputs == 0, outputs > 0 {
            throw members.fault(.inputs, "no inputs", "only a coinbase can be without them")
        }
        if let count = totals.inputCount, count != inputs {
            throw members.fault(.inputCount, String(count), "there are \(inputs) inputs")
        }
        if let count = totals.outputCount, count != outputs {
            throw members.fault(.outputCount, String(count), "there are \(outputs) outputs")
        }
        let sum = TransactionSum(transaction)
        if let value = totals.outputValue, Amount(value) != sum.output {
            throw members.fault(.outputValue, String(value), "the outputs add up to \(sum.output.decimalDigits)")
        }
        // Exports that do not know what inputs held write 0, and a negative fee.
        guard let input = sum.input, !transaction.isCoinbase else { return }
        if let value = totals.inputValue, Amount(value) != input {
            throw members.fault(.inputValue, String(value), "the inputs add up to \(input.decimalDigits)")
        }
        guard let fee = sum.fee else {
            throw members.fault(
                .outputs, sum.output.decimalDigits, "the outputs exceed the inputs, \(input.decimalDigits)")
        }
        if let place = totals.fee {
            var cursor = cursor
            cursor.i = place
            guard Amount(try cursor.unsigned()) == fee else {
                throw .bad(place, "inputs less outputs are \(fee.decimalDigits)")
            }
        }
    }
}
