import FlowTracing

/// Which ledger, and how far: what is derived from a ledger's addresses is right for this state of it and no other.
///
/// A commit that a power failure took back may have been followed by another of the same number; the length of the log and
/// the last addresses tell the two apart.
public struct LedgerState: Equatable, Sendable, BitwiseCopyable {
    /// Drawn when it was created.
    public var ledger: UInt64
    public var log: UInt64
    public var commit: UInt64
    public var logBytes: UInt64
    public var addresses: UInt64
    public var scripts: UInt64
    /// Of the last addresses, FNV-1a.
    public var lastAddresses: UInt64

    /// Enough that what a commit adds is among them.
    private static let mostLast = 256

    /// - Complexity: O(1).
    public init(ledger: UInt64, log: UInt64, commit: UInt64, logBytes: UInt64, of snapshot: Ledger) {
        (self.ledger, self.log, self.commit, self.logBytes) = (ledger, log, commit, logBytes)
        (addresses, scripts) = (UInt64(snapshot.addressCount), UInt64(snapshot.scriptCount))
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ id: AddressID) {
            for byte in snapshot.address(id).text(form: .evm).utf8 {
                sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            }
        }
        for place in 0..<min(LedgerState.mostLast, snapshot.addressCount) {
            add(AddressID(snapshot.addressCount - 1 - place))
        }
        lastAddresses = sum
    }
}

extension LedgerStore {
    /// - Parameter snapshot: what this store has loaded.
    public func state(of snapshot: Ledger) -> LedgerState {
        LedgerState(
            ledger: sections.manifest.ledger, log: sections.manifest.log, commit: lastCommit,
            logBytes: UInt64(logBytes), of: snapshot)
    }
}
