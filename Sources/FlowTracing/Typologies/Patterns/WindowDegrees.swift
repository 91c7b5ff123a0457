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
    public func degrees(_ transfer: WindowTransfer) -> WindowDegrees {
        let paid = adjacency.list(transfer.payer, .out).pointee
        let received = adjacency.list(transfer.recipient, .in).pointee
        return WindowDegrees(
            fanIn: received.count, fanOut: paid.count, degreeIn: received.transfers, degreeOut: paid.transfers)
    }
}
