/// For every address the rows it sends and the rows it receives, in ledger order: 8 bytes a transfer and 8 an address;
/// 4 an output of a UTXO chain and 4 an address there.
///
/// Made of the ledger's columns at once, or of runs that were made before, stored or not: then nothing is read until it is
/// asked for.
///
/// - Complexity: building is O(rows + addresses), two counting sorts; a look-up O(runs).
public final class FlowGraph: Sendable {
    let sent: RowIndex
    let received: RowIndex
    /// By place of the UTXO chain: the outputs of every owner.
    let owners: [LazyOwnerIndex]

    public init(_ ledger: Ledger) {
        owners = ledger.outputChains.map { LazyOwnerIndex($0, owners: ledger.scripts.count) }
        let rows = 0..<ledger.count
        sent = RowIndex(RowRun(ledger.columns.senders, rows: rows, addresses: ledger.addressCount))
        received = RowIndex(RowRun(ledger.columns.recipients, rows: rows, addresses: ledger.addressCount))
    }

    /// The index of `ledger` from runs of its first rows, by sender and by recipient; rows behind them are indexed here.
    ///
    /// - Throws: `unsound` where the runs do not follow one another from row 0 on, or cover rows the ledger lacks.
    /// - Complexity: O(runs + rows behind them · log addresses).
    package init(_ ledger: Ledger, sent: [RowRun], received: [RowRun]) throws(IndexError) {
        owners = ledger.outputChains.map { LazyOwnerIndex($0, owners: ledger.scripts.count) }
        self.sent = try FlowGraph.index(ledger.columns.senders, after: sent, addresses: ledger.addressCount)
        self.received = try FlowGraph.index(ledger.columns.recipients, after: received, addresses: ledger.addressCount)
    }

    private static func index(
        _ column: borrowing Column<UInt32>, after runs: [RowRun], addresses: Int
    ) throws(IndexError) -> RowIndex {
        let indexed = runs.last?.range.upperBound ?? 0
        guard indexed <= column.count else {
            throw .unsound(index: "rows by address", reason: "it covers rows that are not there")
        }
        if indexed == column.count { return try RowIndex(runs) }
        return try RowIndex(runs + [RowRun(column, rows: indexed..<column.count, addresses: addresses)])
    }

    /// A look-up met a row that is not there: the stored bytes are not those that were written, and answers are worth
    /// nothing.
    public var isDamaged: Bool { sent.isDamaged || received.isDamaged }

    static let damage = FlowError.refused(
        "the ledger's index of rows by address names rows that are not there: it is damaged, verify the ledger")

    public var byteCount: Int { owners.reduce(sent.byteCount + received.byteCount) { $0 + $1.byteCount } }

    /// Rows that `address` sends.
    public func sentRows(_ address: AddressID) -> [UInt32] { sent.rows(of: address) }
    /// Rows that `address` receives.
    public func receivedRows(_ address: AddressID) -> [UInt32] { received.rows(of: address) }

    /// Transfers of `address` in both directions; a self-transfer counts in both.
    public func degree(_ address: AddressID) -> Int { sent.count(of: address) + received.count(of: address) }
}
