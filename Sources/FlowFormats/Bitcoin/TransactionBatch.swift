import FlowTracing

/// Transactions decoded and not yet appended: one, or all of a block. Keeps its memory from one to the next.
struct TransactionBatch {
    private var filled: [OutputTransaction] = []
    private(set) var count = 0

    subscript(_ place: Int) -> OutputTransaction {
        @inline(__always) _read { yield filled[place] }
        @inline(__always) _modify { yield &filled[place] }
    }

    /// Makes room for one more, empty.
    ///
    /// - Returns: its place.
    mutating func add() -> Int {
        if count == filled.count {
            filled.append(OutputTransaction(chain: 0))
        } else {
            filled[count].removeAll()
        }
        count += 1
        return count - 1
    }

    /// Takes back the last one.
    mutating func removeLast() { count -= 1 }

    mutating func removeAll() { count = 0 }
}

/// Σin − Σout of a transaction as far as its source says what its inputs held.
struct TransactionSum {
    /// `nil` where an input's amount is unknown.
    let input: Amount?
    let output: Amount

    init(_ transaction: borrowing OutputTransaction) {
        var known: Amount? = 0
        for input in transaction.inputs { known = input.amount.flatMap { amount in known.map { $0 + Amount(amount) } } }
        input = known
        output = transaction.outputs.reduce(0) { $0 + Amount($1.amount) }
    }

    /// `nil` where unknown, or where the outputs exceed the inputs.
    var fee: Amount? { input.flatMap { $0 >= output ? $0 - output : nil } }
}

extension ScriptAddress {
    /// Where shielded value stands.
    static func shieldedPool(_ network: ScriptNetwork) -> ScriptAddress {
        ScriptAddress(network: network, kind: .shielded, payload: Hash32(0, 0, 0, 0))
    }
}

extension JSONCursor {
    /// What an output holds: nodes keep it in 63 bits.
    mutating func outputAmount() throws(JSONFault) -> UInt64 { try unsigned(atMost: UInt64(Int64.max)) }

    /// A number that says where its element stands in the list.
    mutating func expect(number: Int) throws(JSONFault) {
        let at = i
        guard try unsigned() == UInt64(number) else {
            throw .bad(at, "is not its place in the list, \(number)")
        }
    }
}
