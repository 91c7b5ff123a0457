import FlowTracing

/// Blocks as nodes of Bitcoin Core's kin answer to `getblock HASH 3` or `2` (Bitcoin, Litecoin, Dogecoin, Bitcoin Cash,
/// Zcash, Dash), bare or inside a JSON-RPC answer. Verbosity 2 does not say what inputs spend; the ledger finds it where it
/// has the block.
public struct NodeBlocks: JSONTransactionDecoder {
    typealias Dialect = NodeBlock
    public let name = "node-blocks"
    public let summary = "answers of Bitcoin Core and its kin to getblock with verbosity 3 or 2 (JSON)"
    let isAccountExport = false

    public init() {}

    public func score(_ start: FileStart) -> Int {
        let glance = JSONGlance(start)
        for prefix in ["", "result."] {
            if glance.hasAll(prefix + "merkleroot", prefix + "tx") { return 100 }
            if glance.hasAll(prefix + "tx.txid", prefix + "tx.vin") { return 100 }
        }
        // A node that refused; whoever reads it will say so.
        return glance.hasAll("result", "error.code", "error.message", "id") ? 60 : 0
    }
}

/// One block: all of its transactions, or none.
///
/// Checked: that the first transaction, and no other, is the coinbase; that the ids make the Merkle root; each transaction
/// against its bytes, where they stand beside it; amounts that are written twice; and where amounts of inputs are known, the
/// fee.
struct NodeBlock: TransactionDialect {
    static let addressMembers: Set<String> = ["address", "addresses"]
    private var transactions: NodeTransaction
    private var ids: [Hash32] = []

    init(network: ScriptNetwork) { transactions = NodeTransaction(network) }

    private enum Block: String, JSONField {
        static let table = JSONFieldTable<Block>()
        case height, time, merkleroot, tx, result, error
    }

    mutating func read(_ cursor: inout JSONCursor, into batch: inout TransactionBatch) throws(JSONFault) {
        try readBlock(&cursor, into: &batch, isInAnswer: false)
    }

    private mutating func readBlock(
        _ cursor: inout JSONCursor, into batch: inout TransactionBatch, isInAnswer: Bool
    ) throws(JSONFault) {
        var members = try JSONMembers<Block>(&cursor)
        var height: UInt64?
        var time: Int64?
        var root: Hash32?
        var hasTransactions = false
        var hasResult = false
        while let field = try members.next(&cursor) {
            switch field {
            case .height: height = try cursor.unsigned(atMost: .max - 1)
            case .time: time = try cursor.blockTime()
            case .merkleroot: root = try cursor.hash()
            case .tx:
                try readTransactions(&cursor, into: &batch)
                hasTransactions = true
            case .result where !isInAnswer:
                if try cursor.peek() == 0x22 {
                    throw .bad(cursor.i, "is not a block as JSON: getblock needs verbosity 2 or 3")
                }
                try readBlock(&cursor, into: &batch, isInAnswer: true)
                hasResult = true
            case .error where !isInAnswer: throw .bad(cursor.i, "the node answered with an error, not with a block")
            case .result, .error: try cursor.skipValue()
            }
        }
        if hasResult, !hasTransactions { return }
        guard !hasResult else { throw members.fault(.tx, "[…]", "stands beside another block, in 'result'") }
        _ = try members.require(hasTransactions ? true : nil, .tx)
        let block = try members.require(height, .height)
        let seconds = try members.require(time, .time)
        guard !ids.isEmpty else { throw members.fault(.tx, "[]", "a block has at least its coinbase") }
        if let root { try check(root, members) }
        for place in 0..<batch.count { (batch[place].block, batch[place].time) = (block, seconds) }
    }

    private func check(_ root: Hash32, _ members: JSONMembers<Block>) throws(JSONFault) {
        var tree = MerkleTree()
        tree.begin(ids.count)
        for id in ids { tree.append(id) }
        let (found, isMalleated) = tree.root(DoubleSHA256())
        guard found == root else {
            throw members.fault(
                .merkleroot, root.digits,
                "the transactions listed make \(found.digits): some are missing, changed or out of order")
        }
        // The root alone does not tell a list from one that repeats its end.
        guard !isMalleated else { throw members.fault(.tx, "[…]", "lists transactions twice") }
    }

    private mutating func readTransactions(
        _ cursor: inout JSONCursor, into batch: inout TransactionBatch
    ) throws(JSONFault) {
        ids.removeAll(keepingCapacity: true)
        try cursor.array { (cursor: inout JSONCursor, number) throws(JSONFault) in
            let at = cursor.i
            guard try cursor.peek() != 0x22 else {
                throw .bad(at, "is only the id of a transaction: getblock needs verbosity 2 or 3")
            }
            let place = batch.add()
            try transactions.read(&cursor, into: &batch[place])
            batch[place].position = UInt32(truncatingIfNeeded: number)
            ids.append(batch[place].id)
            guard batch[place].isCoinbase == (number == 0) else {
                throw .bad(
                    at, number == 0 ? "the first transaction is not the coinbase" : "a second coinbase in the block")
            }
            if batch[place].inputs.isEmpty, batch[place].outputs.isEmpty { batch.removeLast() }
        }
    }
}
