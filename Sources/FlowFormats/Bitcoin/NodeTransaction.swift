import FlowTracing

/// One transaction of a node's block.
///
/// Shielded value of Zcash: what a joinsplit takes (`vpub_old`) and a negative value balance are outputs to the shielded
/// pool, what a joinsplit gives (`vpub_new`) and a positive balance untracked inputs; they stand behind the listed ones:
/// joinsplits first, then the Sapling pool, then Orchard.
struct NodeTransaction {
    private var coins: NodeCoinReader
    private var bytes: NodeTransactionBytes
    private var shielded: [Int128] = []

    init(_ network: ScriptNetwork) {
        (coins, bytes) = (NodeCoinReader(network), NodeTransactionBytes(network))
    }

    private enum Transaction: String, JSONField {
        static let table = JSONFieldTable<Transaction>()
        case txid, vin, vout, vjoinsplit, orchard, fee, hex
        case balance = "valueBalance"
        case balanceUnits = "valueBalanceZat"
    }
    private enum JoinSplit: String, JSONField {
        static let table = JSONFieldTable<JoinSplit>()
        case old = "vpub_old"
        case oldUnits = "vpub_oldZat"
        case new = "vpub_new"
        case newUnits = "vpub_newZat"
    }
    private enum Pool: String, JSONField {
        static let table = JSONFieldTable<Pool>()
        case balance = "valueBalance"
        case balanceUnits = "valueBalanceZat"
    }

    mutating func read(_ cursor: inout JSONCursor, into transaction: inout OutputTransaction) throws(JSONFault) {
        var members = try JSONMembers<Transaction>(&cursor)
        var id: Hash32?
        var hasInputs = false
        var hasOutputs = false
        var fee: UInt64?
        var hex: JSONCursor?
        var sapling = WrittenAmount()
        var orchard: Int128 = 0
        shielded.removeAll(keepingCapacity: true)
        while let field = try members.next(&cursor) {
            switch field {
            case .txid: id = try cursor.hash()
            case .vin:
                try coins.readInputs(&cursor, into: &transaction)
                hasInputs = true
            case .vout:
                try coins.readOutputs(&cursor, into: &transaction)
                hasOutputs = true
            case .vjoinsplit: try readJoinSplits(&cursor)
            case .balance: sapling.coins = try cursor.signedCoins()
            case .balanceUnits: sapling.units = try cursor.signedUnits()
            case .orchard: orchard = try readPool(&cursor)
            case .fee: fee = try cursor.coins(decimals: NodeCoinReader.decimals)
            case .hex:
                hex = cursor
                try cursor.skipValue()
            }
        }
        transaction.id = try members.require(id, .txid)
        _ = try members.require(hasInputs ? true : nil, .vin)
        _ = try members.require(hasOutputs ? true : nil, .vout)
        if let hex { try bytes.check(transaction, against: hex) }
        shielded.append(try sapling.agreed(members, .balanceUnits) ?? 0)
        shielded.append(orchard)
        try addShielded(to: &transaction, members)
        try check(transaction, fee: fee, members)
    }

    // MARK: Shielded value

    /// Signed: positive out of the pool. A joinsplit's outputs come before its inputs.
    private mutating func readJoinSplits(_ cursor: inout JSONCursor) throws(JSONFault) {
        try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
            var members = try JSONMembers<JoinSplit>(&cursor)
            var (old, new) = (WrittenAmount(), WrittenAmount())
            while let field = try members.next(&cursor) {
                switch field {
                case .old: old.coins = Int128(try cursor.coins(decimals: NodeCoinReader.decimals))
                case .oldUnits: old.units = Int128(try cursor.outputAmount())
                case .new: new.coins = Int128(try cursor.coins(decimals: NodeCoinReader.decimals))
                case .newUnits: new.units = Int128(try cursor.outputAmount())
                }
            }
            shielded.append(-(try members.require(try old.agreed(members, .oldUnits), .old)))
            shielded.append(try members.require(try new.agreed(members, .newUnits), .new))
        }
    }

    private func readPool(_ cursor: inout JSONCursor) throws(JSONFault) -> Int128 {
        var members = try JSONMembers<Pool>(&cursor)
        var balance = WrittenAmount()
        while let field = try members.next(&cursor) {
            switch field {
            case .balance: balance.coins = try cursor.signedCoins()
            case .balanceUnits: balance.units = try cursor.signedUnits()
            }
        }
        return try balance.agreed(members, .balanceUnits) ?? 0
    }

    private func addShielded(
        to transaction: inout OutputTransaction, _ members: JSONMembers<Transaction>
    ) throws(JSONFault) {
        for value in shielded where value != 0 {
            guard value.magnitude <= UInt64(Int64.max) else {
                throw members.fault(.balance, value.magnitude.decimalDigits, "is more than an output can hold")
            }
            let amount = UInt64(value.magnitude)
            if value < 0 {
                transaction.outputs.append(
                    OutputTransaction.Output(amount: amount, owner: .shieldedPool(coins.network)))
            } else {
                transaction.inputs.append(
                    OutputTransaction.Input(
                        previous: Hash32(0, 0, 0, 0), index: 0, amount: amount, isUntracked: true))
            }
        }
    }

    private func check(
        _ transaction: borrowing OutputTransaction, fee: UInt64?, _ members: JSONMembers<Transaction>
    ) throws(JSONFault) {
        let inputs = transaction.inputs.count
        if transaction.isCoinbase {
            guard inputs == 0 else {
                throw members.fault(.balance, "\(inputs) inputs", "stand in a coinbase, which spends nothing")
            }
            return
        }
        if inputs == 0, !transaction.outputs.isEmpty {
            throw members.fault(.vin, "no inputs", "only a coinbase can be without them")
        }
        let sum = TransactionSum(transaction)
        guard let input = sum.input else { return }
        let sums = "inputs are \(input.decimalDigits), outputs \(sum.output.decimalDigits)"
        guard let difference = sum.fee else {
            throw members.fault(.vout, sum.output.decimalDigits, "the outputs exceed the inputs: \(sums)")
        }
        if let fee, Amount(fee) != difference {
            throw members.fault(
                .fee, Amount(fee).decimalDigits, "is not inputs less outputs, \(difference.decimalDigits): \(sums)")
        }
    }
}

/// An amount that nodes write in coins, in base units, or in both.
struct WrittenAmount {
    var coins: Int128?
    var units: Int128?

    /// - Throws: where the two differ.
    func agreed<Field: JSONField>(_ members: JSONMembers<Field>, _ field: Field) throws(JSONFault) -> Int128? {
        if let coins, let units, coins != units {
            throw members.fault(
                field, (units < 0 ? "-" : "") + units.magnitude.decimalDigits,
                "the same in coins is \(coins < 0 ? "-" : "")\(coins.magnitude.decimalDigits) base units")
        }
        return units ?? coins
    }

    /// What an output holds.
    ///
    /// - Throws: also where no output can hold it.
    func held<Field: JSONField>(_ members: JSONMembers<Field>, _ field: Field) throws(JSONFault) -> UInt64? {
        guard let agreed = try agreed(members, field) else { return nil }
        guard let units = UInt64(exactly: agreed), units <= UInt64(Int64.max) else {
            throw members.fault(field, agreed.magnitude.decimalDigits, "is more than an output can hold")
        }
        return units
    }
}

extension JSONCursor {
    mutating func signedCoins() throws(JSONFault) -> Int128 {
        let (isNegative, units) = try signedCoins(decimals: NodeCoinReader.decimals)
        return isNegative ? -Int128(units) : Int128(units)
    }

    mutating func signedUnits() throws(JSONFault) -> Int128 {
        let (isNegative, units) = try signedCoins(decimals: 0)
        return isNegative ? -Int128(units) : Int128(units)
    }
}
