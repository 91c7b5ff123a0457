import FlowTracing

/// Value that a contract moved inside a transaction.
package struct EVMCall: Sendable, Equatable {
    /// Position of the transaction in its block.
    package var place: UInt32
    /// `nil`: the answer does not say.
    package var transaction: Hash32?
    /// The call's number within its transaction, counted from the outermost (0) inwards in order of execution: the same
    /// from either method.
    package var index: UInt32
    package var sender: AddressBytes
    package var recipient: AddressBytes
    /// Base units of the chain's coin, more than 0.
    package var amount: Amount
}

/// The calls of a block's transactions that moved value. Those that failed, and all inside them, moved nothing; the
/// outermost call is the transaction's own and left out; so are calls that run another's code on one's own account.
package struct EVMCalls: Sendable {
    package private(set) var calls: [EVMCall] = []
    /// Hashes of the block and transactions that the answer is about, where it says.
    package private(set) var block: Hash32?
    /// Transactions traced.
    package private(set) var transactions = 0

    /// Calls nested deeper do not exist: the EVM's own limit is 1,024.
    private static let deepest = 1_026
    private static let mostCalls = 1 << 22
}

// MARK: debug_traceBlockByNumber with callTracer

extension EVMCalls {
    private enum Traced: String, JSONField {
        static let table = JSONFieldTable<Traced>()
        case txHash, result, error
    }
    private enum Frame: String, JSONField {
        static let table = JSONFieldTable<Frame>()
        case type, from, to, value, error, calls
    }
    private enum Kind { case moving, borrowing, unknown }

    /// What `debug_traceBlockByNumber` with `callTracer` answers (go-ethereum and its kin).
    package init(callTracer bytes: ArraySlice<UInt8>) throws(NodeFault) {
        self = try NodeAnswer.read(bytes) { cursor throws(JSONFault) in
            var found = EVMCalls()
            try cursor.array { (cursor: inout JSONCursor, place) throws(JSONFault) in
                try found.readTransaction(&cursor, place: UInt32(clamping: place))
            }
            found.calls.removeAll { $0.amount == 0 }
            return found
        }
    }

    private mutating func readTransaction(_ cursor: inout JSONCursor, place: UInt32) throws(JSONFault) {
        let first = calls.count
        var members = try JSONMembers<Traced>(&cursor)
        var hash: Hash32?
        var hasResult = false
        while let field = try members.next(&cursor) {
            switch field {
            case .txHash: hash = try cursor.prefixedHash()
            case .result:
                var count: UInt32 = 0
                try readFrame(&cursor, place: place, count: &count, depth: 0)
                hasResult = true
            case .error: throw .bad(cursor.i, "the node could not trace the transaction")
            }
        }
        _ = try members.require(hasResult ? true : nil, .result)
        for call in first..<calls.count { calls[call].transaction = hash }
        transactions += 1
    }

    private mutating func readFrame(
        _ cursor: inout JSONCursor, place: UInt32, count: inout UInt32, depth: Int
    ) throws(JSONFault) {
        guard depth < EVMCalls.deepest else { throw .bad(cursor.i, "calls are nested deeper than the EVM allows") }
        // Its place is before the calls inside, which spend what it brought; an amount of 0 is taken out at the end.
        let first = calls.count
        try append(EVMCall(place: place, index: count, sender: .zero, recipient: .zero, amount: 0), cursor.i)
        count += 1
        var members = try JSONMembers<Frame>(&cursor)
        var kind = Kind.unknown
        var sender: AddressBytes?
        var recipient: AddressBytes?
        var amount: Amount = 0
        var hasFailed = false
        var overflows = false
        while let field = try members.next(&cursor) {
            switch field {
            case .type:
                kind = try cursor.text { text in
                    let borrowing = ["DELEGATECALL", "STATICCALL", "CALLCODE"]
                    return borrowing.contains { text.elementsEqual($0.utf8) } ? .borrowing : .moving
                }
            case .from: sender = try cursor.nodeAddress()
            case .to: recipient = try cursor.nodeAddress()
            case .value:
                if let read = try cursor.amount() { amount = read } else { overflows = true }
            case .error:
                hasFailed = true
                try cursor.skipValue()
            case .calls:
                var inner = count
                try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
                    try readFrame(&cursor, place: place, count: &inner, depth: depth + 1)
                }
                count = inner
            }
        }
        guard kind != .unknown else { throw members.fault(.type, "", "is missing") }
        if hasFailed {
            calls.removeSubrange(first...)
        } else if depth > 0, kind == .moving, amount > 0 || overflows {
            guard !overflows else { throw members.fault(.value, "", "is 2^128 or more") }
            calls[first].sender = try members.require(sender, .from)
            calls[first].recipient = try members.require(recipient, .to)
            calls[first].amount = amount
        }
    }

    private mutating func append(_ call: EVMCall, _ offset: Int) throws(JSONFault) {
        guard calls.count < EVMCalls.mostCalls else { throw .bad(offset, "more calls than a block can hold") }
        calls.append(call)
    }
}

// MARK: trace_block

extension EVMCalls {
    private enum Trace: String, JSONField {
        static let table = JSONFieldTable<Trace>()
        case action, type, error, result, traceAddress, transactionHash, transactionPosition, blockHash
    }
    private enum Action: String, JSONField {
        static let table = JSONFieldTable<Action>()
        case from, to, value, callType, address, refundAddress, balance
    }
    private enum Created: String, JSONField {
        static let table = JSONFieldTable<Created>()
        case address
    }

    /// What is in flight while the list of a transaction's traces goes by.
    private struct Walk {
        var transaction: Hash32?
        var count: UInt32 = 0
        /// Where the outermost failed call around the present one stands.
        var failed: [UInt64]?
    }

    /// What `trace_block` answers (Erigon, Nethermind, OpenEthereum, Reth). Rewards of block producers are left out.
    package init(traceBlock bytes: ArraySlice<UInt8>) throws(NodeFault) {
        self = try NodeAnswer.read(bytes) { cursor throws(JSONFault) in
            var found = EVMCalls()
            var walk = Walk()
            try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
                try found.readTrace(&cursor, &walk)
            }
            return found
        }
    }

    private mutating func readTrace(_ cursor: inout JSONCursor, _ walk: inout Walk) throws(JSONFault) {
        var members = try JSONMembers<Trace>(&cursor)
        var action = ActionRead()
        var isReward = false
        var hasFailed = false
        var path: [UInt64]?
        var transaction: Hash32?
        var block: Hash32?
        var place: UInt32?
        var created: AddressBytes?
        while let field = try members.next(&cursor) {
            switch field {
            case .action: action = try ActionRead(&cursor)
            case .type: isReward = try cursor.text { $0.elementsEqual("reward".utf8) }
            case .error:
                hasFailed = true
                try cursor.skipValue()
            case .result:
                var inner = try JSONMembers<Created>(&cursor)
                while try inner.next(&cursor) != nil { created = try cursor.nodeAddress() }
            case .traceAddress:
                var read: [UInt64] = []
                try cursor.array { (cursor: inout JSONCursor, depth) throws(JSONFault) in
                    guard depth < EVMCalls.deepest else { throw .bad(cursor.i, "is deeper than the EVM allows") }
                    read.append(try cursor.unsigned())
                }
                path = read
            case .transactionHash: transaction = try cursor.prefixedHash()
            case .transactionPosition: place = UInt32(try cursor.unsigned(atMost: UInt64(UInt32.max) - 1))
            case .blockHash: block = try cursor.prefixedHash()
            }
        }
        if let block {
            guard self.block == nil || self.block == block else {
                throw .bad(members.start, "belongs to another block than the traces before it")
            }
            self.block = block
        }
        if isReward { return }
        let hash = try members.require(transaction, .transactionHash)
        let here = try members.require(path, .traceAddress)
        if walk.transaction != hash {
            walk = Walk(transaction: hash)
            transactions += 1
        }
        let index = walk.count
        walk.count += 1
        if let failed = walk.failed, here.starts(with: failed) { return }
        walk.failed = hasFailed ? here : nil
        guard !hasFailed, !here.isEmpty, !action.isBorrowing, action.amount > 0 else { return }
        guard let sender = action.sender, let recipient = action.recipient ?? created else {
            throw members.fault(.action, "{…}", "names no sender or no recipient")
        }
        let call = EVMCall(
            place: try members.require(place, .transactionPosition), transaction: hash, index: index, sender: sender,
            recipient: recipient, amount: action.amount)
        try append(call, members.start)
    }

    /// A call, a creation (its recipient is in the result) or a contract that ended and left what it held.
    private struct ActionRead {
        var sender, recipient: AddressBytes?
        var amount: Amount = 0
        var isBorrowing = false

        init() {}

        init(_ cursor: inout JSONCursor) throws(JSONFault) {
            var members = try JSONMembers<Action>(&cursor)
            while let field = try members.next(&cursor) {
                switch field {
                case .from, .address: sender = try cursor.nodeAddress()
                case .to, .refundAddress: recipient = try cursor.nodeAddress()
                case .value, .balance:
                    let at = cursor.i
                    guard let read = try cursor.amount() else { throw .bad(at, "is 2^128 or more") }
                    amount = read
                case .callType: isBorrowing = try cursor.text { !$0.elementsEqual("call".utf8) }
                }
            }
        }
    }
}
