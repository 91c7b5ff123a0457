import FlowTracing

/// What a pass without lists found, and whether its books balance.
public struct Sums: Sendable {
    /// Transfers that carry taint.
    public private(set) var rows = 0
    /// Keys that hold taint at the end.
    public private(set) var holders = 0
    /// Injected less booked, summed over cases and assets as magnitudes; anything but 0 is a fault of the engine.
    public private(set) var residual: UInt128 = 0
    /// Failures of cases; none is expected.
    public private(set) var failures: [String] = []

    public init(_ totals: [CaseTotals]) {
        for one in totals {
            if let failure = one.failure { failures.append("\(one.id): \(failure)") }
            for asset in one.assets {
                rows += asset.transfers
                holders += asset.holders
                residual &+= asset.residual.magnitude
            }
        }
    }

    public var text: String { "\(rows) rows, \(holders) holders, residual \(residual)" }
}
