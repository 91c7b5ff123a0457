import FlowTracing

/// A block as `eth_getBlockByNumber` answers, with its transactions.
package struct EVMBlock: Sendable {
    package var number: UInt64
    package var hash: Hash32
    package var parent: Hash32
    /// Unix seconds.
    package var time: Int64
    package var transactions: [EVMTransaction] = []
    package var withdrawals: [EVMWithdrawal] = []
}

/// A transaction of a block; what became of it is in its receipt.
package struct EVMTransaction: Sendable {
    package var hash: Hash32
    package var sender: AddressBytes
    /// `nil`: it creates a contract.
    package var recipient: AddressBytes?
    /// Base units of the chain's coin.
    package var value: Amount
    package var nonce: UInt64?
    /// What a unit of gas costs, for receipts that do not say.
    package var gasPrice: UInt64?
}

/// What a validator of the beacon chain was paid out: value that the execution chain did not have before.
package struct EVMWithdrawal: Sendable {
    package var index: UInt64
    package var recipient: AddressBytes
    /// Gwei, 10⁹ base units.
    package var gwei: UInt64
}

extension EVMBlock {
    private enum Block: String, JSONField {
        static let table = JSONFieldTable<Block>()
        case number, hash, parentHash, timestamp, transactions, withdrawals
    }

    /// The block whose JSON text is `bytes`.
    ///
    /// - Throws: `NodeFault` for anything malformed, and where `isWhole` and transactions come as hashes alone.
    package init(_ bytes: ArraySlice<UInt8>, isWhole: Bool = true) throws(NodeFault) {
        self = try NodeAnswer.read(bytes) { cursor throws(JSONFault) in
            try EVMBlock(&cursor, isWhole: isWhole)
        }
    }

    private init(_ cursor: inout JSONCursor, isWhole: Bool) throws(JSONFault) {
        var members = try JSONMembers<Block>(&cursor)
        var number: UInt64?
        var hash: Hash32?
        var parent: Hash32?
        var time: Int64?
        var transactions: [EVMTransaction]?
        var withdrawals: [EVMWithdrawal] = []
        while let field = try members.next(&cursor) {
            switch field {
            case .number: number = try cursor.quantity()
            case .hash: hash = try cursor.prefixedHash()
            case .parentHash: parent = try cursor.prefixedHash()
            case .timestamp:
                let at = cursor.i
                let seconds = try cursor.quantity()
                guard seconds <= UInt64(UInt32.max) else { throw .bad(at, "is no time of a block in Unix seconds") }
                time = Int64(seconds)
            case .transactions where isWhole:
                var list: [EVMTransaction] = []
                try cursor.array { (cursor: inout JSONCursor, place) throws(JSONFault) in
                    guard try cursor.peek() != 0x22 else { throw .bad(cursor.i, "is only the hash of a transaction") }
                    list.append(try EVMTransaction(&cursor, place: place))
                }
                transactions = list
            case .withdrawals where isWhole:
                try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
                    withdrawals.append(try EVMWithdrawal(&cursor))
                }
            case .transactions, .withdrawals: try cursor.skipValue()
            }
        }
        self.number = try members.require(number, .number)
        self.hash = try members.require(hash, .hash)
        self.parent = try members.require(parent, .parentHash)
        self.time = try members.require(time, .timestamp)
        self.transactions = isWhole ? try members.require(transactions, .transactions) : []
        self.withdrawals = withdrawals
    }
}

extension EVMTransaction {
    private enum Transaction: String, JSONField {
        static let table = JSONFieldTable<Transaction>()
        case hash, transactionIndex, from, to, value, nonce, gasPrice
    }

    fileprivate init(_ cursor: inout JSONCursor, place: Int) throws(JSONFault) {
        var members = try JSONMembers<Transaction>(&cursor)
        var hash: Hash32?
        var sender: AddressBytes?
        value = 0
        while let field = try members.next(&cursor) {
            switch field {
            case .hash: hash = try cursor.prefixedHash()
            case .transactionIndex:
                let at = cursor.i
                guard Int(try cursor.place()) == place else {
                    throw .bad(at, "is not the transaction's place in the list")
                }
            case .from: sender = try cursor.nodeAddress()
            case .to: recipient = try cursor.nodeAddress()
            case .value:
                let at = cursor.i
                guard let read = try cursor.amount() else { throw .bad(at, "is 2^128 or more") }
                value = read
            case .nonce: nonce = try cursor.quantity()
            case .gasPrice: gasPrice = try cursor.quantity()
            }
        }
        self.hash = try members.require(hash, .hash)
        // TRON knows transactions without a contract in them, which have no sender and do nothing.
        self.sender = sender ?? .zero
        if sender == nil, value > 0 || recipient != nil { throw members.fault(.from, "", "is missing") }
    }
}

extension EVMWithdrawal {
    private enum Withdrawal: String, JSONField {
        static let table = JSONFieldTable<Withdrawal>()
        case index, address, amount
    }

    fileprivate init(_ cursor: inout JSONCursor) throws(JSONFault) {
        var members = try JSONMembers<Withdrawal>(&cursor)
        var index: UInt64?
        var gwei: UInt64?
        var recipient: AddressBytes?
        while let field = try members.next(&cursor) {
            switch field {
            case .index: index = try cursor.quantity()
            case .address: recipient = try cursor.nodeAddress()
            case .amount: gwei = try cursor.quantity()
            }
        }
        self.index = try members.require(index, .index)
        self.recipient = try members.require(recipient, .address)
        self.gwei = try members.require(gwei, .amount)
    }
}
