import FlowTracing

/// Inputs and outputs of a node's transaction: `vin` and `vout`.
///
/// Amounts are in coins; Zcash and Dash write them in base units as well, and some of their nodes the amount and address of
/// what an input spends beside it instead of in `prevout`.
struct NodeCoinReader {
    static let decimals = 8

    private var owner: OwnerReader
    var network: ScriptNetwork { owner.network }

    init(_ network: ScriptNetwork) { owner = OwnerReader(network) }

    private enum Input: String, JSONField {
        static let table = JSONFieldTable<Input>()
        case txid, vout, coinbase, prevout, value, valueSat, valueZat, address, addresses
    }
    private enum Coin: String, JSONField {
        static let table = JSONFieldTable<Coin>()
        case value, valueSat, valueZat, n, scriptPubKey
    }
    private enum Script: String, JSONField {
        static let table = JSONFieldTable<Script>()
        case hex, address, addresses
    }

    mutating func readInputs(
        _ cursor: inout JSONCursor, into transaction: inout OutputTransaction
    ) throws(JSONFault) {
        let start = cursor.i
        var isCoinbase = false
        let count = try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
            var members = try JSONMembers<Input>(&cursor)
            var (previous, index): (Hash32?, UInt32?)
            var beside = WrittenAmount()
            var coin: (amount: UInt64, owner: ScriptAddress)?
            var names = OwnerReader(owner.network)
            while let field = try members.next(&cursor) {
                switch field {
                case .txid: previous = try cursor.hash()
                case .vout: index = UInt32(try cursor.unsigned(atMost: UInt64(UInt32.max)))
                case .coinbase:
                    isCoinbase = true
                    try cursor.skipValue()
                case .prevout: coin = try readCoin(&cursor, place: nil)
                case .value: beside.coins = Int128(try cursor.coins(decimals: NodeCoinReader.decimals))
                case .valueSat, .valueZat: beside.units = Int128(try cursor.outputAmount())
                case .address: try names.readAddress(&cursor)
                case .addresses: try names.readAddresses(&cursor)
                }
            }
            if isCoinbase { return }
            let amount = try beside.held(members, .value)
            if let coin, let amount, coin.amount != amount {
                throw members.fault(.value, String(amount), "'prevout' says \(coin.amount) base units")
            }
            let named = try names.finish()
            let input = OutputTransaction.Input(
                previous: try members.require(previous, .txid), index: try members.require(index, .vout),
                amount: coin?.amount ?? amount, owner: coin?.owner ?? named)
            guard input.index != .max else {
                throw members.fault(.vout, String(input.index), "is no number of an output")
            }
            transaction.inputs.append(input)
        }
        guard !isCoinbase || count == 1 else { throw .bad(start, "a coinbase stands beside other inputs") }
        transaction.isCoinbase = isCoinbase
    }

    mutating func readOutputs(
        _ cursor: inout JSONCursor, into transaction: inout OutputTransaction
    ) throws(JSONFault) {
        try cursor.array { (cursor: inout JSONCursor, number) throws(JSONFault) in
            let coin = try readCoin(&cursor, place: number)
            transaction.outputs.append(OutputTransaction.Output(amount: coin.amount, owner: coin.owner))
        }
    }

    /// - Parameter place: where the output stands in its list; `nil` for a spent one.
    private mutating func readCoin(
        _ cursor: inout JSONCursor, place: Int?
    ) throws(JSONFault) -> (amount: UInt64, owner: ScriptAddress) {
        var members = try JSONMembers<Coin>(&cursor)
        var amount = WrittenAmount()
        var found: ScriptAddress?
        while let field = try members.next(&cursor) {
            switch field {
            case .value:
                amount.coins = Int128(try cursor.coins(decimals: NodeCoinReader.decimals))
            case .valueSat, .valueZat: amount.units = Int128(try cursor.outputAmount())
            case .n:
                if let place { try cursor.expect(number: place) } else { try cursor.skipValue() }
            case .scriptPubKey: found = try readScript(&cursor)
            }
        }
        let units = try members.require(try amount.held(members, .value), .value)
        return (units, try members.require(found, .scriptPubKey))
    }

    private mutating func readScript(_ cursor: inout JSONCursor) throws(JSONFault) -> ScriptAddress {
        var members = try JSONMembers<Script>(&cursor)
        owner.begin()
        while let field = try members.next(&cursor) {
            switch field {
            case .hex: try owner.readScript(&cursor)
            case .address: try owner.readAddress(&cursor)
            case .addresses: try owner.readAddresses(&cursor)
            }
        }
        return try members.require(try owner.finish(), .hex)
    }
}
