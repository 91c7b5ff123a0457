/// Finds the rows of a transaction by its hash, in one run or several that follow one another.
///
/// - Complexity: a look-up is one in every run, O(1) expected.
public final class TransactionIndex: Sendable {
    package let runs: [TransactionRun]

    /// - Complexity: O(transactions).
    public init(_ ledger: Ledger) { runs = [TransactionRun(ledger.columns.hashes, rows: 0..<ledger.count)] }

    /// The index of `ledger` from runs of its first rows; rows behind them are indexed here.
    ///
    /// - Throws: `unsound` where the runs do not follow one another from row 0 on, or cover rows the ledger lacks.
    /// - Complexity: O(runs + transactions behind them).
    package convenience init(_ ledger: Ledger, runs: [TransactionRun]) throws(IndexError) {
        var end = 0
        for run in runs {
            guard run.range.lowerBound == end, run.range.upperBound <= ledger.count else {
                throw .unsound(index: "transactions", reason: "its runs do not cover the rows from \(end) on")
            }
            end = run.range.upperBound
        }
        let isWhole = end == ledger.count
        self.init(isWhole ? runs : runs + [TransactionRun(ledger.columns.hashes, rows: end..<ledger.count)])
    }

    init(_ runs: [TransactionRun]) { self.runs = runs }

    public var byteCount: Int { runs.reduce(0) { $0 + $1.byteCount } }

    /// Rows of `hash` in the column that was indexed, in ledger order.
    func rows(of hash: Hash32, isText: Bool, in column: borrowing TransactionColumn) -> [UInt32] {
        var found: [UInt32] = []
        for run in runs {
            run.candidates(hash) { row in
                guard row < column.count, column.begins(row) else { return }
                let own = column[row]
                guard own.hash == hash, own.isText == isText else { return }
                var row = row
                repeat {
                    found.append(UInt32(row))
                    row += 1
                } while row < column.count && !column.begins(row)
            }
        }
        return found
    }

    /// Asks for the memory that a look-up of `hash` reads first.
    @inline(__always)
    func prefetch(_ hash: Hash32) { for run in runs { run.prefetch(hash) } }
}
