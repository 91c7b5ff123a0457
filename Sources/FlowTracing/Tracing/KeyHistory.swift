/// Everything one key received and spent, by the index.
struct KeyHistory {
    let ledger: Ledger
    let graph: FlowGraph
    let key: Key

    /// Transfers of the key's address, any asset.
    var transfers: Int { graph.degree(key.address) }

    /// The smallest opening balance that never goes negative: all that is missed, spend after spend, over the whole
    /// ledger, beyond `opening` that is known.
    ///
    /// - Complexity: O(transfers of the address).
    func missed(beyond opening: Amount = 0) -> Amount {
        var have = opening
        var missed: Amount = 0
        func spend(_ amount: Amount) {
            if have < amount {
                missed.addClamping(amount - have)
                have = 0
            } else {
                have -= amount
            }
        }
        var out = graph.sent.ahead(key.address)
        var into = graph.received.ahead(key.address)
        while out.row != .max {
            while into.row < out.row {
                have += received(Int(into.row))
                graph.received.advance(&into, of: key.address)
            }
            let spent = spent(Int(out.row))
            spend(spent.fee)
            spend(spent.value)
            graph.sent.advance(&out, of: key.address)
        }
        return missed
    }

    /// What the key gets in `row`, which its address receives.
    @inline(__always)
    func received(_ row: Int) -> Amount {
        ledger.asset(row) == key.asset && ledger.sender(row) != ledger.recipient(row) ? ledger.amount(row) : 0
    }

    /// What leaves the key in `row`, which its address sends: the fee, then the value.
    @inline(__always)
    func spent(_ row: Int) -> (fee: Amount, value: Amount) {
        let moves = ledger.asset(row) == key.asset && ledger.sender(row) != ledger.recipient(row)
        let fee = ledger.columns.fees.isPresent && ledger.feeAsset(row) == key.asset ? ledger.fee(row) : 0
        return (fee, moves ? ledger.amount(row) : 0)
    }
}
