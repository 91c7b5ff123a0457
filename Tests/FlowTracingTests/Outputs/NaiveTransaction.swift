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

    /// An id stands for what goes in and out. One source may say what another does not of the outputs spent.
    func agrees(with other: NaiveTransaction) -> Bool {
        outputs == other.outputs && isCoinbase == other.isCoinbase && inputs.count == other.inputs.count
            && zip(inputs, other.inputs).allSatisfy { a, b in
                a.previous == b.previous && a.vout == b.vout
                    && (a.amount == nil || b.amount == nil || a.amount == b.amount)
            }
    }

    mutating func learn(from other: NaiveTransaction) {
        for i in inputs.indices {
            inputs[i].amount = inputs[i].amount ?? other.inputs[i].amount
            inputs[i].owner = inputs[i].owner ?? other.inputs[i].owner
        }
    }

    var idText: String { NaiveTransaction.idText(id) }

    /// The id of the transaction whose output the input at `place` spends.
    func spentID(_ place: Int) -> String? { inputs[place].previous.map(NaiveTransaction.idText) }

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
