/// For every owner on a UTXO chain its outputs, in ledger order, prior ones last: 4 bytes an output and 4 an address.
///
/// - Complexity: building is O(outputs + addresses), a counting sort; a look-up O(1).
final class OwnerIndex: Sendable {
    private let ends: Column<UInt32>
    private let outputs: Column<UInt32>

    init(_ ledger: OutputLedger, owners count: Int) {
        let ends = Column<UInt32>(zeros: count + 1)
        let owners = ledger.columns.owners.base
        let outputCount = ledger.columns.owners.count
        for output in 0..<outputCount where owners[output] != OutputColumns.noOwner {
            ends.base[Int(owners[output])] += 1
        }
        var total: UInt32 = 0
        for owner in 0..<count {
            let own = ends.base[owner]
            ends.base[owner] = total
            total += own
        }
        let outputs = Column<UInt32>(zeros: Int(total))
        for output in 0..<outputCount where owners[output] != OutputColumns.noOwner {
            let owner = Int(owners[output])
            outputs.base[Int(ends.base[owner])] = UInt32(output)
            // What was the start of an owner's outputs becomes their end.
            ends.base[owner] += 1
        }
        self.ends = ends
        self.outputs = outputs
    }

    var byteCount: Int { ends.byteCount + outputs.byteCount }

    func outputs(of owner: UInt32) -> UnsafeBufferPointer<UInt32> {
        guard owner < ends.count - 1 else { return UnsafeBufferPointer(start: nil, count: 0) }
        let start = owner == 0 ? 0 : Int(ends[owner - 1])
        return UnsafeBufferPointer(start: outputs.base + start, count: Int(ends[owner]) - start)
    }
}

extension ArraySlice<UInt32> {
    /// - Precondition: ascending.
    /// - Complexity: O(log count).
    func contains(sorted value: UInt32) -> Bool {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low] == value
    }
}

extension Ledger {
    /// What coinjoin heuristics look at.
    public func shape(of transaction: Int, in outputs: OutputLedger) -> TransactionShape {
        func coin(_ output: Int) -> TransactionShape.Coin {
            TransactionShape.Coin(
                amount: outputs.isInferred(output) ? nil : outputs.amount(output),
                owner: outputs.owner(output).map { scripts[$0] })
        }
        return TransactionShape(
            inputs: outputs.inputs(of: transaction).map { coin(outputs.source($0)) },
            outputs: outputs.outputs(of: transaction).map(coin), block: outputs.block(transaction))
    }
}
