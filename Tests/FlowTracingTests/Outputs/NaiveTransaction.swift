/// A transaction of a UTXO chain as plain data. Ids are small numbers, addresses short names.
struct NaiveTransaction: Equatable {
    struct Input: Equatable {
        /// The transaction whose output is spent; `nil` for value out of the shielded pool.
        var previous: Int?
        var vout = 0
        /// What the source says of the output spent, where it says something.
        var amount: UInt64?
        var owner: String?
    }
    struct Output: Equatable {
        var amount: UInt64
        var owner: String
    }
    /// Outputs to this address can never be spent.
    static let data = "op_return"
    static let shielded = "shielded"

    var chain = "bitcoin"
    var id: Int
    var block: UInt64?
    var position: UInt32?
    var time: Int64
    var isCoinbase = false
    var inputs: [Input] = []
    var outputs: [Output] = []
    var file = 0

    /// Everything but the file it was read from: the same id must be the same transaction.
    func isSame(as other: NaiveTransaction) -> Bool {
        var other = other
        other.file = file
        return self == other
    }

    var idText: String { NaiveTransaction.idText(id) }

    static func idText(_ id: Int) -> String {
        let digits = String(id, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }
}

/// One output of one transaction.
struct NaivePoint: Hashable, Comparable, CustomStringConvertible {
    var chain: String
    var id: Int
    var vout: Int

    static func < (a: NaivePoint, b: NaivePoint) -> Bool { (a.chain, a.id, a.vout) < (b.chain, b.id, b.vout) }
    var description: String { "\(id):\(vout)" }
}
