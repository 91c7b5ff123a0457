import FlowTracing

/// What a trace found, in the peers' terms, and a checksum by which two runs can be told to agree.
public struct Answers: Sendable {
    /// Distinct (case, address) pairs reached, the seeds' recipients among them.
    public private(set) var pairs = 0
    /// Transfers that carry taint.
    public private(set) var flows = 0
    /// FNV-1a over every flow's row, tainted value and fee, in order.
    public private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    /// Failures of cases; none is expected.
    public private(set) var failures: [String] = []
    private var reached: [Set<AddressID>] = []

    public init(_ traces: [CaseTrace], of ledger: Ledger) {
        for trace in traces {
            if let failure = trace.failure { failures.append("\(trace.id): \(failure)") }
            var own = Set<AddressID>()
            for asset in trace.assets {
                for flow in asset.flows {
                    flows += 1
                    own.insert(ledger.recipient(Int(flow.row)))
                    mix(UInt64(flow.row))
                    mix(UInt64(truncatingIfNeeded: flow.tainted))
                    mix(UInt64(truncatingIfNeeded: flow.tainted >> 64))
                    mix(UInt64(truncatingIfNeeded: flow.fee))
                }
            }
            pairs += own.count
            reached.append(own)
        }
    }

    private mutating func mix(_ word: UInt64) { digest = (digest ^ word) &* 0x0000_0100_0000_01b3 }

    public var digestText: String {
        let text = String(digest, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    /// Of the planted addresses the share that was reached, and of the reached ones the share that was planted, for
    /// traces of the victims in order. Both in tenths of a percent.
    public func accuracy(against planted: Set<GeneratedLedger.Planted>, in ledger: Ledger) -> (
        recall: Int, precision: Int
    ) {
        guard pairs > 0, !planted.isEmpty else { return (0, 0) }
        var found = 0
        for (victim, addresses) in reached.enumerated() {
            for id in addresses
            where planted.contains(GeneratedLedger.Planted(victim: victim, address: ledger.address(id))) { found += 1 }
        }
        return (found * 1000 / planted.count, found * 1000 / pairs)
    }
}
