import FlowTracing

/// What became of a transaction, as `eth_getBlockReceipts` and `eth_getTransactionReceipt` answer.
package struct EVMReceipt: Sendable {
    package var transaction: Hash32
    package var block: Hash32
    package var place: UInt32
    /// `nil`: the receipt does not say (blocks before Byzantium).
    package var hasFailed: Bool?
    package var created: AddressBytes?
    package var gasUsed: UInt64?
    package var gasPrice: UInt64?
    /// Base units: blob gas, and on rollups what the first layer costs.
    package var extraFee: Amount = 0
    /// `Transfer` logs only.
    package var logs: [EVMLog] = []
}

/// A `Transfer(address,address,uint256)` log of a contract, whose amount is not indexed: what ERC-20 asks for.
package struct EVMLog: Sendable {
    package var contract: AddressBytes
    package var transaction: Hash32
    package var block: Hash32
    /// Position of its transaction in the block.
    package var place: UInt32
    /// Position of the log in the block.
    package var index: UInt32
    package var sender: AddressBytes
    package var recipient: AddressBytes
    /// Base units; `nil`: 2¹²⁸ or more.
    package var amount: Amount?
}

extension EVMReceipt {
    private enum Receipt: String, JSONField {
        static let table = JSONFieldTable<Receipt>()
        case transactionHash, transactionIndex, blockHash, status, contractAddress, gasUsed, effectiveGasPrice
        case blobGasUsed, blobGasPrice, l1Fee, logs
    }

    /// The list of receipts whose JSON text is `bytes`.
    package static func list(_ bytes: ArraySlice<UInt8>) throws(NodeFault) -> [EVMReceipt] {
        try NodeAnswer.read(bytes) { cursor throws(JSONFault) in
            var receipts: [EVMReceipt] = []
            try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
                receipts.append(try EVMReceipt(&cursor))
            }
            return receipts
        }
    }

    /// The one receipt whose JSON text is `bytes`.
    package init(_ bytes: ArraySlice<UInt8>) throws(NodeFault) {
        self = try NodeAnswer.read(bytes) { cursor throws(JSONFault) in try EVMReceipt(&cursor) }
    }

    private init(_ cursor: inout JSONCursor) throws(JSONFault) {
        var members = try JSONMembers<Receipt>(&cursor)
        var transaction: Hash32?
        var block: Hash32?
        var place: UInt32?
        var (blobGas, blobPrice): (UInt64, UInt64) = (0, 0)
        var firstLayer: Amount = 0
        while let field = try members.next(&cursor) {
            switch field {
            case .transactionHash: transaction = try cursor.prefixedHash()
            case .blockHash: block = try cursor.prefixedHash()
            case .transactionIndex: place = try cursor.place()
            case .status:
                let at = cursor.i
                let status = try cursor.quantity()
                guard status <= 1 else { throw .bad(at, "is neither 0x0 (failed) nor 0x1") }
                hasFailed = status == 0
            case .contractAddress: created = try cursor.nodeAddress()
            case .gasUsed: gasUsed = try cursor.quantity()
            case .effectiveGasPrice: gasPrice = try cursor.quantity()
            case .blobGasUsed: blobGas = try cursor.quantity()
            case .blobGasPrice: blobPrice = try cursor.quantity()
            case .l1Fee:
                let at = cursor.i
                guard let fee = try cursor.amount() else { throw .bad(at, "is 2^128 or more") }
                firstLayer = fee
            case .logs: logs = try EVMLog.list(&cursor)
            }
        }
        self.transaction = try members.require(transaction, .transactionHash)
        self.block = try members.require(block, .blockHash)
        self.place = try members.require(place, .transactionIndex)
        // Two factors below 2^64 have a product below 2^128.
        let (sum, overflow) = firstLayer.addingReportingOverflow(Amount(blobGas) * Amount(blobPrice))
        guard !overflow else { throw members.fault(.l1Fee, "", "makes a fee of 2^128 or more") }
        extraFee = sum
    }
}

extension EVMLog {
    private enum Log: String, JSONField {
        static let table = JSONFieldTable<Log>()
        case address, topics, data, logIndex, transactionHash, transactionIndex, blockHash, removed
    }

    /// keccak256("Transfer(address,address,uint256)"), the same event in ERC-20 and ERC-721.
    package static let transferTopic = EthereumLogs.transferEvent
    private static let transfer: Hash32 = {
        guard case .bytes(let hash)? = TransactionHash(transferTopic, form: .evm) else {
            preconditionFailure("the topic is no hash")
        }
        return hash
    }()

    /// The list of logs whose JSON text is `bytes` (`eth_getLogs`): those that move ERC-20 tokens.
    package static func list(_ bytes: ArraySlice<UInt8>) throws(NodeFault) -> [EVMLog] {
        try NodeAnswer.read(bytes) { cursor throws(JSONFault) in try list(&cursor) }
    }

    static func list(_ cursor: inout JSONCursor) throws(JSONFault) -> [EVMLog] {
        var logs: [EVMLog] = []
        try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
            if let log = try read(&cursor) { logs.append(log) }
        }
        return logs
    }

    /// `nil`: another event, or one whose third argument is indexed and so names a thing, not an amount (ERC-721).
    private static func read(_ cursor: inout JSONCursor) throws(JSONFault) -> EVMLog? {
        var members = try JSONMembers<Log>(&cursor)
        var contract: AddressBytes?
        var words: [Hash32] = []
        var topics = 0
        var data: JSONCursor?
        var index: UInt32?
        var place: UInt32?
        var transaction: Hash32?
        var block: Hash32?
        while let field = try members.next(&cursor) {
            switch field {
            case .address: contract = try cursor.nodeAddress()
            case .topics:
                topics = try cursor.array { (cursor: inout JSONCursor, number) throws(JSONFault) in
                    guard number < 4 else { throw .bad(cursor.i, "is a fifth topic; a log has at most four") }
                    words.append(try cursor.prefixedHash())
                }
            case .data:
                data = cursor
                try cursor.skipValue()
            case .logIndex: index = try cursor.place()
            case .transactionHash: transaction = try cursor.prefixedHash()
            case .transactionIndex: place = try cursor.place()
            case .blockHash: block = try cursor.prefixedHash()
            case .removed:
                guard try !cursor.boolean() else { throw .bad(cursor.i, "the log was taken back by a reorganisation") }
            }
        }
        guard let first = words.first, first == transfer, topics < 4, var data else { return nil }
        // Early tokens do not index sender and recipient: they stand in the data, as a word each.
        guard try appendWords(&data, to: &words, upTo: 4) else { return nil }
        return EVMLog(
            contract: try members.require(contract, .address),
            transaction: try members.require(transaction, .transactionHash),
            block: try members.require(block, .blockHash), place: try members.require(place, .transactionIndex),
            index: try members.require(index, .logIndex), sender: address(words[1]), recipient: address(words[2]),
            amount: words[3].word0 | words[3].word1 == 0
                ? Amount(words[3].word2) << 64 | Amount(words[3].word3) : nil)
    }

    /// Appends the words that the data is made of; false where that does not make `count` of them exactly.
    private static func appendWords(
        _ cursor: inout JSONCursor, to words: inout [Hash32], upTo count: Int
    ) throws(JSONFault) -> Bool {
        let missing = count - words.count
        let read = try cursor.text { text -> [Hash32]? in
            guard text.count == 2 + 64 * missing, JSONCursor.hasPrefix(text) else { return nil }
            var read: [Hash32] = []
            for word in 0..<missing {
                guard let value = HexDigits.hash(UnsafeBufferPointer(rebasing: text[(2 + 64 * word)...].prefix(64)))
                else { return nil }
                read.append(value)
            }
            return read
        }
        guard let read else { return false }
        words += read
        return true
    }

    /// The address in a word: its last 20 bytes, whatever stands before them (TRON's prefix may).
    private static func address(_ word: Hash32) -> AddressBytes {
        AddressBytes(
            high: word.word1 << 32 | word.word2 >> 32, middle: word.word2 << 32 | word.word3 >> 32,
            low: UInt32(truncatingIfNeeded: word.word3))
    }
}
