import FlowStore
import FlowTracing

/// A ledger on disk as it is now, opened for reading: mapped, not read.
public final class StoredLedger {
    /// Valid while this object lives.
    public let ledger: Ledger
    public let graph: FlowGraph
    public let transactions: TransactionIndex
    /// Which ledger it is, and how far.
    public let state: LedgerState
    private let live: LiveLedger

    /// - Throws: `StoreError`.
    /// - Complexity: O(addresses + names + rows since the last checkpoint).
    public init(path: String) throws(StoreError) {
        let store = try LedgerStore.open(path, forWriting: false)
        live = try store.load()
        ledger = live.snapshot()
        state = store.state(of: ledger)
        graph = try store.graph(ledger)
        transactions = try store.transactions(ledger)
    }

    /// True where the path is a ledger's folder.
    public static func isLedger(_ path: String) -> Bool { LedgerStore.isLedger(path) }
}
