import FlowTracing

/// Transactions as Esplora explorers (blockstream.info, mempool.space) answer: `/api/tx/:txid`, and the arrays of
/// `/api/address/:address/txs` and `/api/block/:hash/txs`. Amounts in base units; every input says what it spends.
public struct ExplorerTransactions: JSONTransactionDecoder {
    typealias Dialect = ExplorerTransaction
    public let name = "explorer-transactions"
    public let summary = "saved Esplora or mempool.space JSON of transactions of UTXO chains"
    let isAccountExport = true

    public init() {}

    public func score(_ start: FileStart) -> Int {
        let glance = JSONGlance(start)
        guard glance.hasAll("txid", "vin") else { return 0 }
        return glance.has("vin.is_coinbase") || glance.has("vin.prevout.scriptpubkey") ? 100 : 0
    }
}

/// One transaction of an Esplora explorer.
///
/// It carries no position in its block: transactions of one block stand in the order of the file, those that spend each
/// other in order of dependency.
struct ExplorerTransaction: TransactionDialect {
    static let addressMembers: Set<String> = ["scriptpubkey_address"]
    private var owner: OwnerReader

    init(network: ScriptNetwork) { owner = OwnerReader(network) }

    private enum Transaction: String, JSONField {
        static let table = JSONFieldTable<Transaction>()
        case txid, vin, vout, fee, status
    }
    private enum Input: String, JSONField {
        static let table = JSONFieldTable<Input>()
        case txid, vout, prevout
        case isCoinbase = "is_coinbase"
    }
    private enum Coin: String, JSONField {
        static let table = JSONFieldTable<Coin>()
        case value
        case script = "scriptpubkey"
        case address = "scriptpubkey_address"
    }
    private enum Status: String, JSONField {
        static let table = JSONFieldTable<Status>()
        case confirmed
        case height = "block_height"
        case time = "block_time"
    }

    mutating func read(_ cursor: inout JSONCursor, into batch: inout TransactionBatch) throws(JSONFault) {
        var members = try JSONMembers<Transaction>(&cursor)
        let place = batch.add()
        var id: Hash32?
        var fee: UInt64?
        var lists: (inputs: Bool?, outputs: Bool?, status: Bool?)
        while let field = try members.next(&cursor) {
            switch field {
            case .txid: id = try cursor.hash()
            case .vin:
                try readInputs(&cursor, into: &batch[place])
                lists.inputs = true
            case .vout:
                try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
                    let coin = try readCoin(&cursor)
                    batch[place].outputs.append(OutputTransaction.Output(amount: coin.amount, owner: coin.owner))
                }
                lists.outputs = true
            case .fee: fee = try cursor.unsigned()
            case .status:
                try readStatus(&cursor, into: &batch[place])
                lists.status = true
            }
        }
        batch[place].id = try members.require(id, .txid)
        _ = try members.require(lists.inputs, .vin)
        _ = try members.require(lists.outputs, .vout)
        _ = try members.require(lists.status, .status)
        try check(batch[place], fee: fee, members)
    }

    private mutating func readInputs(
        _ cursor: inout JSONCursor, into transaction: inout OutputTransaction
    ) throws(JSONFault) {
        let start = cursor.i
        var coinbases = 0
        let count = try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
            var members = try JSONMembers<Input>(&cursor)
            var (previous, index): (Hash32?, UInt32?)
            var coin: (amount: UInt64, owner: ScriptAddress)?
            var isCoinbase = false
            while let field = try members.next(&cursor) {
                switch field {
                case .txid: previous = try cursor.hash()
                // A coinbase names output 2³²−1 of no transaction.
                case .vout: index = UInt32(try cursor.unsigned(atMost: UInt64(UInt32.max)))
                case .prevout: coin = try readCoin(&cursor)
                case .isCoinbase: isCoinbase = try cursor.boolean()
                }
            }
            guard !isCoinbase else {
                coinbases += 1
                return
            }
            let input = OutputTransaction.Input(
                previous: try members.require(previous, .txid), index: try members.require(index, .vout),
                amount: coin?.amount, owner: coin?.owner)
            guard input.index != .max else {
                throw members.fault(.vout, String(input.index), "is no number of an output")
            }
            transaction.inputs.append(input)
        }
        guard coinbases == 0 || count == 1 else { throw .bad(start, "a coinbase stands beside other inputs") }
        guard count > 0 else { throw .bad(start, "no inputs") }
        transaction.isCoinbase = coinbases == 1
    }

    private mutating func readCoin(_ cursor: inout JSONCursor) throws(JSONFault) -> (
        amount: UInt64, owner: ScriptAddress
    ) {
        var members = try JSONMembers<Coin>(&cursor)
        var amount: UInt64?
        owner.begin()
        while let field = try members.next(&cursor) {
            switch field {
            case .value: amount = try cursor.outputAmount()
            case .script: try owner.readScript(&cursor)
            case .address: try owner.readAddress(&cursor)
            }
        }
        let found = try owner.finish()
        return (try members.require(amount, .value), try members.require(found, .script))
    }

    private func readStatus(
        _ cursor: inout JSONCursor, into transaction: inout OutputTransaction
    ) throws(JSONFault) {
        var members = try JSONMembers<Status>(&cursor)
        var confirmed: Bool?
        var (height, time): (UInt64?, Int64?)
        while let field = try members.next(&cursor) {
            switch field {
            case .confirmed: confirmed = try cursor.boolean()
            case .height: height = try cursor.unsigned(atMost: .max - 1)
            case .time: time = try cursor.blockTime()
            }
        }
        guard try members.require(confirmed, .confirmed) else {
            throw members.fault(.confirmed, "false", "the transaction is not confirmed: it has no block")
        }
        transaction.block = try members.require(height, .height)
        transaction.time = try members.require(time, .time)
    }

    private func check(
        _ transaction: borrowing OutputTransaction, fee: UInt64?, _ members: JSONMembers<Transaction>
    ) throws(JSONFault) {
        let sum = TransactionSum(transaction)
        guard !transaction.isCoinbase, let input = sum.input else { return }
        let sums = "inputs are \(input.decimalDigits), outputs \(sum.output.decimalDigits)"
        guard let difference = sum.fee else {
            throw members.fault(.vout, sum.output.decimalDigits, "the outputs exceed the inputs: \(sums)")
        }
        if let fee, Amount(fee) != difference {
            throw members.fault(
                .fee, String(fee), "is not inputs less outputs, \(difference.decimalDigits): \(sums)")
        }
    }
}
