import FlowFormats
import FlowService
import FlowTracing
import Foundation
import GeneratedLedger

/// A chain takes 100 blocks back and sends them again: undone in the ledger and in every case, and redone.
struct ReorgMeasures {
    let measures: WatchMeasures
    private static let blocks = 100

    func run() throws {
        var options = GeneratedTraffic.Options()
        (options.cases, options.taintedOf10000) = (measures.cases, measures.tainted)
        options.addresses = 250_000
        var traffic = GeneratedTraffic(options)
        let rowsBack = Self.blocks * GeneratedTraffic.rowsPerBlock
        // Whole blocks, all seeds in them.
        let blocks = max(measures.rows / 2, 2 * measures.cases) / GeneratedTraffic.rowsPerBlock
        let rows = blocks * GeneratedTraffic.rowsPerBlock
        let writer = TrafficWriter(hasIndexes: true)
        var live = LiveLedger()
        var watchOptions = WatchOptions()
        watchOptions.undoBlocksElsewhere = Self.blocks + 28
        var watch = try Watch(options: watchOptions)
        var alerts: [Alert] = []
        try watch.follow(live.snapshot(), LedgerChange(firstRow: 0, countBefore: 0, count: 0), into: &alerts)
        try watch.add(traffic.questions(measures.cases), into: &alerts)
        var lastRows: [GeneratedTraffic.Row] = []
        var done = 0
        while done < rows {
            // As a node sends them at the head: some blocks at a time, so that each can be taken back.
            let count = min(done < rows - 3 * rowsBack ? 1 << 14 : GeneratedTraffic.rowsPerBlock, rows - done)
            let next = (0..<count).map { _ in traffic.next() }
            if done + count > rows - rowsBack { lastRows += next }
            try live.take { try writer.append(next, to: &$0) }
            let change = try live.commit()
            try watch.follow(live.snapshot(), change, into: &alerts)
            watch.confirm(into: &alerts)
            alerts.removeAll(keepingCapacity: true)
            done += count
        }
        let head = lastRows[lastRows.count - 1].block
        let before = try answers(watch, live.snapshot(), traffic)
        for _ in 0..<max(measures.reps, 10) {
            var clock = Stopwatch()
            let back = try live.revert(chain: 0, after: head - UInt64(Self.blocks))
            let reverting = clock.lap()
            try watch.follow(live.snapshot(), back, into: &alerts)
            let undoing = clock.lap()
            let withdrawn = alerts.count
            try live.take { try writer.append(lastRows.suffix(rowsBack), to: &$0) }
            let decoding = clock.lap()
            let again = try live.commit()
            let committing = clock.lap()
            try watch.follow(live.snapshot(), again, into: &alerts)
            let redoing = clock.lap()
            let lines = alerts.map(AlertLine.init)
            let encoding = clock.lap()
            let output = measures.output(rowsBack)
            let check = "\(withdrawn) withdrawn, \(lines.count - withdrawn) raised again, \(watch.status.count) rows"
            let total = reverting + undoing + committing + redoing + encoding
            output.emit("reorg_100_blocks", total * 1e3, "ms", check: check)
            for (name, seconds) in [
                ("revert", reverting), ("undo", undoing), ("rows_to_intake", decoding), ("commit", committing),
                ("redo", redoing), ("alert_lines", encoding),
            ] {
                output.emit("reorg_100_blocks_\(name)", seconds * 1e3, "ms")
            }
            alerts.removeAll(keepingCapacity: true)
        }
        let after = try answers(watch, live.snapshot(), traffic)
        if before != after { report("after reorgs the cases are not as before: \(before) ≠ \(after)") }
        measures.output(rows).emit("reorg_same_answer", before == after ? 1 : 0, "", check: after)
    }

    /// A digest of some cases' whole answers.
    private func answers(_ watch: borrowing Watch, _ ledger: Ledger, _ traffic: GeneratedTraffic) throws -> String {
        let graph = FlowGraph(ledger)
        let transactions = TransactionIndex(ledger)
        let traces = stride(from: 0, to: measures.cases, by: max(1, measures.cases / 20)).compactMap {
            watch.answer("case-\($0)", graph: graph, transactions: transactions)
        }
        let answers = Answers(traces, of: ledger)
        return "\(traces.count) cases, \(answers.flows) flows, \(answers.digestText)"
    }
}
