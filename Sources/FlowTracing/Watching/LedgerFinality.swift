/// Which rows of a growing ledger are not expected to change any more: a prefix.
///
/// A row is final once enough blocks stand on its own, or where it has no block. The rows of the newest time are not: more
/// of that time may come. A chain that has stopped holds the others up for a day of ledger time, no longer. Where rows come
/// late, later ones wait as long as twice that, up to an hour.
struct LedgerFinality {
    /// Seconds behind the newest row after which a row is final whatever stands on it.
    private static let stalledAfter: Int64 = 86_400
    private static let mostPatience: Int64 = 3_600

    /// Rows known to be final.
    private var rows = 0
    /// Runs looked at for heads and times; -1: they are others now.
    private var runsSeen = 0
    /// Highest block among the runs seen that are not final, by chain.
    private var tops: [UInt64] = []
    /// Unix seconds, of the runs seen.
    private var newest: Int64 = .min
    private var patience: Int64 = 0

    /// Rows from `row` on are others now.
    mutating func takeBack(from row: Int, _ ledger: Ledger) {
        if row < rows, row < ledger.count, newest != .min {
            let lateness = newest - LedgerFinality.time(ledger.columns.runs[ledger.columns.runIndex(of: row)])
            patience = min(max(patience, 2 * lateness), LedgerFinality.mostPatience)
        }
        rows = min(rows, row)
        runsSeen = -1
    }

    /// - Complexity: amortised O(runs); O(rows not final) after rows were taken back.
    mutating func rows(of ledger: Ledger, heads: [String: UInt64], _ confirmations: (String) -> Int) -> Int {
        guard rows < ledger.count else { return rows }
        let runs = ledger.columns.runs.count
        var run = ledger.columns.runIndex(of: rows)
        if runsSeen < 0 {
            (tops, runsSeen, newest) = ([], run, .min)
        }
        while tops.count < ledger.chains.count { tops.append(0) }
        // The last run may have grown, but neither its block nor its time has changed.
        while runsSeen < runs {
            let one = ledger.columns.runs[runsSeen]
            if one.block != Run.noBlock { tops[Int(one.chain)] = max(tops[Int(one.chain)], one.block) }
            newest = max(newest, LedgerFinality.time(one))
            runsSeen += 1
        }
        let enough = ledger.chains.map { UInt64(clamping: max(1, confirmations($0.name))) }
        let heads = ledger.chains.indices.map { max(tops[$0], heads[ledger.chains[$0].name] ?? 0) }
        while run < runs {
            let one = ledger.columns.runs[run]
            let age = newest - LedgerFinality.time(one)
            guard age > patience else { break }
            let chain = Int(one.chain)
            let isDeep =
                one.block == Run.noBlock
                || heads[chain] >= one.block && heads[chain] - one.block >= enough[chain] - 1
            guard isDeep || age > LedgerFinality.stalledAfter else { break }
            rows = ledger.columns.rows(ofRun: run).upperBound
            run += 1
        }
        return rows
    }

    /// As typologies see it.
    private static func time(_ run: Run) -> Int64 { Int64(UInt32(clamping: run.time)) }
}
