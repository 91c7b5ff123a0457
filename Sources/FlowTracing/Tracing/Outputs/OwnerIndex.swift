import CFlowKernels
import Synchronization

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
        let ahead = 32
        for output in 0..<outputCount {
            if output + ahead < outputCount { OwnerIndex.prefetch(ends, owners[output + ahead]) }
            if owners[output] != OutputColumns.noOwner { ends.base[Int(owners[output])] += 1 }
        }
        var total: UInt32 = 0
        for owner in 0..<count {
            let own = ends.base[owner]
            ends.base[owner] = total
            total += own
        }
        let outputs = Column<UInt32>(zeros: Int(total))
        for output in 0..<outputCount {
            if output + ahead < outputCount { OwnerIndex.prefetch(ends, owners[output + ahead]) }
            if owners[output] == OutputColumns.noOwner { continue }
            let owner = Int(owners[output])
            outputs.base[Int(ends.base[owner])] = UInt32(output)
            // What was the start of an owner's outputs becomes their end.
            ends.base[owner] += 1
        }
        self.ends = ends
        self.outputs = outputs
    }

    @inline(__always)
    private static func prefetch(_ ends: borrowing Column<UInt32>, _ owner: UInt32) {
        if owner != OutputColumns.noOwner { flow_prefetch_write(ends.base + Int(owner)) }
    }

    var byteCount: Int { ends.byteCount + outputs.byteCount }

    func outputs(of owner: UInt32) -> UnsafeBufferPointer<UInt32> {
        guard owner < ends.count - 1 else { return UnsafeBufferPointer(start: nil, count: 0) }
        let start = owner == 0 ? 0 : Int(ends[owner - 1])
        return UnsafeBufferPointer(start: outputs.base + start, count: Int(ends[owner]) - start)
    }
}

/// The index of a UTXO chain, built when it is first asked for: sums of a trace never need it.
final class LazyOwnerIndex: Sendable {
    private let ledger: OutputLedger
    private let owners: Int
    private let built = Mutex<OwnerIndex?>(nil)

    init(_ ledger: OutputLedger, owners count: Int) { (self.ledger, owners) = (ledger, count) }

    /// Whoever asks often keeps it.
    var index: OwnerIndex {
        built.withLock { known in
            if let known { return known }
            let fresh = OwnerIndex(ledger, owners: owners)
            known = fresh
            return fresh
        }
    }

    /// 0 until somebody asked.
    var byteCount: Int { built.withLock { $0?.byteCount ?? 0 } }
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
