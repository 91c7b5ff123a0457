/// How many the newest transfer's parties pay and are paid by, within the window and with that transfer.
public struct WindowDegrees: BitwiseCopyable, Sendable, Equatable {
    /// Distinct payers of the recipient.
    public var fanIn: UInt32
    /// Distinct recipients of the payer.
    public var fanOut: UInt32
    /// Transfers to the recipient.
    public var degreeIn: UInt32
    /// Transfers of the payer.
    public var degreeOut: UInt32
}

extension WindowGraph {
    /// Fan and degree at the ends of a transfer: who else pays its recipient, whom else its payer pays.
    ///
    /// - Complexity: O(1).
    public func degrees(_ transfer: NewestTransfer) -> WindowDegrees {
        let paid = adjacency.list(transfer.payer, .out).pointee
        let received = adjacency.list(transfer.recipient, .in).pointee
        return WindowDegrees(
            fanIn: received.count, fanOut: paid.count, degreeIn: received.transfers, degreeOut: paid.transfers)
    }

    /// Distinct addresses that `address` pays, and that pay it, in the window.
    ///
    /// - Complexity: O(1).
    public func fan(_ address: AddressID) -> (out: Int, in: Int) {
        guard let vertex = find(address) else { return (0, 0) }
        return (
            Int(adjacency.list(vertex, .out).pointee.count), Int(adjacency.list(vertex, .in).pointee.count)
        )
    }

    /// The rows by which `address` pays each address it pays in the window, oldest first; `.in`: is paid.
    ///
    /// - Complexity: O(rows).
    public func rows(_ address: AddressID, _ side: FlowSide) -> [(counterparty: AddressID, rows: [UInt32])] {
        guard let vertex = find(address) else { return [] }
        let list = adjacency.list(vertex, side)
        return (0..<Int(list.pointee.count)).map { i in
            let neighbour = adjacency.neighbours(list)[i]
            return (addresses[neighbour.vertex], rows(ofPair: neighbour.pair))
        }.sorted { $0.rows[0] < $1.rows[0] }
    }
}
