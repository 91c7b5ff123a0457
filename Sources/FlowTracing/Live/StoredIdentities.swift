/// Looks identities up in the runs that a store keeps of its first rows' transactions, reading only rows of transactions
/// that come again.
struct StoredIdentities {
    private let runs: [TransactionRun]
    /// The rows that the runs are still right about.
    var rows: Int
    /// Rows of transactions that came again, by identity, for the check under way.
    private var known: [Transaction: [Identity: [Int]]] = [:]
    /// Whether the runs may know the transaction looked at.
    private var mayKnow = false

    private struct Transaction: Hashable {
        var hash: Hash32
        var isText: Bool
    }

    private struct Identity: Hashable {
        var kind: UInt8
        var index: UInt32
    }

    init(_ runs: [TransactionRun]) {
        self.runs = runs
        rows = runs.last?.range.upperBound ?? 0
    }

    /// Begins a check: the rows asked for come one after the other from the first on.
    mutating func begin() { (known, mayKnow) = ([:], rows > 0) }

    /// A row of `columns` that has the identity of `row` of `new` and is in another run.
    @inline(__always)
    mutating func row(
        like row: Int, apartFrom run: Run, of new: borrowing LedgerColumns, in columns: borrowing LedgerColumns
    ) -> Int? {
        rows == 0 ? nil : find(row, apartFrom: run, of: new, in: columns)
    }

    private mutating func find(
        _ row: Int, apartFrom run: Run, of new: borrowing LedgerColumns, in columns: borrowing LedgerColumns
    ) -> Int? {
        let (hash, isText) = new.hashes[row]
        // A row before may have been skipped, for it had no index: only within a transaction is the answer the same.
        if row == 0 || new.hashes.begins(row) || new.indexes[row - 1] == .max {
            var mayKnow = false
            for part in runs { part.candidates(hash) { _ in mayKnow = true } }
            self.mayKnow = mayKnow
        }
        guard mayKnow else { return nil }
        let transaction = Transaction(hash: hash, isText: isText)
        if known[transaction] == nil { known[transaction] = identities(of: transaction, in: columns) }
        let others = known[transaction]?[Identity(kind: new.kinds[row], index: new.indexes[row])] ?? []
        for other in others
        where columns.runs[columns.runIndex(of: other)].chain == run.chain && columns.run(other, isApartFrom: run) {
            return other
        }
        return nil
    }

    private func identities(
        of transaction: Transaction, in columns: borrowing LedgerColumns
    ) -> [Identity: [Int]] {
        var found: [Identity: [Int]] = [:]
        for part in runs {
            part.candidates(transaction.hash) { first in
                var row = first
                while row < columns.count, columns.hashes.begins(row) == (row == first),
                    columns.hashes[row] == (transaction.hash, transaction.isText)
                {
                    if columns.indexes[row] != .max {
                        found[Identity(kind: columns.kinds[row], index: columns.indexes[row]), default: []].append(row)
                    }
                    row += 1
                }
            }
        }
        return found
    }
}
