import CFlowKernels

/// For every address the rows it sends and the rows it receives, in ledger order: 8 bytes a transfer and 8 an address;
/// 4 an output of a UTXO chain and 4 an address there.
///
/// - Complexity: building is O(rows + addresses), two counting sorts; a look-up O(1).
public final class FlowGraph: Sendable {
    let sent: RowIndex
    let received: RowIndex
    /// By place of the UTXO chain: the outputs of every owner.
    let owners: [LazyOwnerIndex]

    public init(_ ledger: Ledger) {
        owners = ledger.outputChains.map { LazyOwnerIndex($0, owners: ledger.scripts.count) }
        sent = RowIndex(ledger.columns.senders, addresses: ledger.addressCount)
        received = RowIndex(ledger.columns.recipients, addresses: ledger.addressCount)
    }

    public var byteCount: Int { owners.reduce(sent.byteCount + received.byteCount) { $0 + $1.byteCount } }

    /// Rows that `address` sends.
    public func sentRows(_ address: AddressID) -> [UInt32] { sent.range(address).map { sent.rows[$0] } }
    /// Rows that `address` receives.
    public func receivedRows(_ address: AddressID) -> [UInt32] { received.range(address).map { received.rows[$0] } }

    /// Transfers of `address` in both directions; a self-transfer counts in both.
    public func degree(_ address: AddressID) -> Int { sent.range(address).count + received.range(address).count }
}

/// Rows grouped by address: the rows of address `a` stand at `ends[a - 1] ..< ends[a]`, in ledger order.
struct RowIndex: ~Copyable, Sendable {
    private let ends: Column<UInt32>
    let rows: Column<UInt32>

    init(_ column: borrowing Column<UInt32>, addresses: Int) {
        let places = Column<UInt32>(repeating: 0, count: addresses + 1)
        let count = column.count
        let ids = column.base
        let ahead = 32
        for row in 0..<count {
            if row + ahead < count { flow_prefetch_write(places.base + Int(ids[row + ahead])) }
            places.base[Int(ids[row])] += 1
        }
        var total: UInt32 = 0
        for address in 0...addresses {
            let own = places.base[address]
            places.base[address] = total
            total += own
        }
        var rows = Column<UInt32>()
        let target = rows.extend(by: count)
        for row in 0..<count {
            if row + ahead < count { flow_prefetch_write(places.base + Int(ids[row + ahead])) }
            let id = Int(ids[row])
            target[Int(places.base[id])] = UInt32(row)
            // What was the start of an address' rows becomes their end.
            places.base[id] += 1
        }
        ends = places
        self.rows = rows
    }

    var byteCount: Int { ends.byteCount + rows.byteCount }

    @inline(__always)
    func range(_ address: AddressID) -> Range<Int> {
        let start = address == 0 ? 0 : Int(ends[Int(address) - 1])
        return start..<Int(ends[Int(address)])
    }

    /// The first place in `range` whose row is not before `row`.
    @inline(__always)
    func first(in range: Range<Int>, notBefore row: UInt32) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if rows[middle] < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    @inline(__always)
    func prefetch(_ address: AddressID) { flow_prefetch_read(ends.base + Int(address)) }
}
