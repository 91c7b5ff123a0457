import FlowFormats
import FlowService
import FlowTracing
import Foundation
import GeneratedLedger

/// Rows that are decoded already, applied to a watch in memory: no reading, no log, no disk.
struct AppliedMeasures {
    let measures: WatchMeasures
    /// Rows of a change, as in a feed.
    private static let batch = 1 << 16

    /// A whole ledger under all cases. It grows batch by batch, as its addresses do, but only the watch is timed.
    func run(_ watched: WatchedLedger, _ cases: [Case], _ name: String) throws {
        for _ in 0..<(name.isEmpty ? measures.reps : 1) {
            let source = try FileSource([watched.generated.path], options: InputOptions(), follows: false)
            var live = LiveLedger()
            var run = try AppliedRun(watched.options(), cases)
            var (seconds, processor) = (0.0, 0.0)
            while case .rows = try live.take({ try source.next(into: &$0, limit: Self.batch, patience: 0) }) {
                let change = try live.commit()
                let times = try run.follow(live.snapshot(), change.firstRow..<change.count, Self.batch)
                seconds += times.0
                processor += times.1
            }
            let rows = Double(live.count)
            let output = measures.output(live.count)
            output.emit("stream_applied\(name)", rows / seconds, "records/s", check: run.check)
            output.emit("stream_applied\(name)_cpu", processor / rows * 1e9, "ns cpu/record", check: run.check)
            if name.isEmpty { run.memory(output) }
        }
    }

    /// One ledger, of whose seeds 1, 10, … are watched: the rows behind the seeds are clean, and only they are timed.
    func byCases() throws {
        let most = 100_000
        var options = GeneratedTraffic.Options()
        options.cases = most
        let traffic = GeneratedTraffic(options)
        let ledger = try sealed(traffic, rows: most + measures.rows)
        for _ in 0..<measures.reps {
            for count in [1, 10, 100, 1_000, 10_000, most] {
                var run = try AppliedRun(WatchOptions(), traffic.questions(count))
                _ = try run.follow(ledger, 0..<most, Self.batch)
                // Once to touch all balances, and once more, timed.
                let middle = most + measures.rows / 2
                _ = try run.follow(ledger, most..<middle, Self.batch)
                let (seconds, processor) = try run.follow(ledger, middle..<ledger.count, Self.batch)
                let rows = Double(ledger.count - middle)
                let output = measures.output(ledger.count - middle)
                output.emit("clean_transfer_\(count)_cases", seconds / rows * 1e9, "ns", check: run.check)
                output.emit("clean_transfer_\(count)_cases_cpu", processor / rows * 1e9, "ns cpu", check: run.check)
            }
        }
    }

    /// From no tainted transfer to nothing else, all cases watched.
    func byShare() throws {
        var clean = 0.0
        for share in [0, 10, 100, 1_000, 5_000, 10_000] {
            var options = GeneratedTraffic.Options()
            (options.cases, options.taintedOf10000) = (measures.cases, share)
            let traffic = GeneratedTraffic(options)
            let rows = measures.rows / 4
            let ledger = try sealed(traffic, rows: measures.cases + rows)
            for _ in 0..<measures.reps {
                var run = try AppliedRun(WatchOptions(), traffic.questions(measures.cases))
                let middle = measures.cases + rows / 2
                _ = try run.follow(ledger, 0..<middle, Self.batch)
                let alerts = run.alerts
                let (seconds, _) = try run.follow(ledger, middle..<ledger.count, Self.batch)
                let (count, tainted) = (Double(ledger.count - middle), Double(run.alerts - alerts))
                let output = measures.output(ledger.count - middle)
                let text = "transfer_\(share)_of_10000_tainted"
                output.emit(text, seconds / count * 1e9, "ns", check: run.check)
                if share == 0 {
                    clean = seconds / count
                } else {
                    output.emit(
                        text + "_per_tainted", (seconds - clean * (count - tainted)) / tainted * 1e9, "ns",
                        check: run.check)
                }
            }
        }
    }

    /// Every case's money goes to one address, which then spends again and again: each spend moves some of every case.
    func collector() throws {
        for count in [1, 10, 100, 1_000, 10_000] {
            let spends = max(20, min(2_000, 200_000 / count))
            var options = GeneratedTraffic.Options()
            options.cases = count
            var traffic = GeneratedTraffic(options)
            var rows = (0..<count).map { _ in traffic.next() }
            for number in 0..<count {
                rows.append(
                    .init(
                        number: UInt64(rows.count), from: traffic.key(ofCase: number), to: traffic.freeAddress(0),
                        amount: GeneratedTraffic.stolen))
            }
            let gathered = rows.count
            for spend in 0..<spends {
                // A thousandth of a case's money from each.
                let amount = UInt64(count) * GeneratedTraffic.stolen / 1_000
                rows.append(
                    .init(
                        number: UInt64(rows.count), from: traffic.freeAddress(0),
                        to: traffic.freeAddress(1 + spend % 4), amount: amount / 2))
            }
            var builder = LedgerBuilder()
            try TrafficWriter(hasIndexes: false).append(rows, to: &builder)
            let ledger = try builder.seal()
            for _ in 0..<measures.reps {
                var run = try AppliedRun(WatchOptions(), traffic.questions(count))
                _ = try run.follow(ledger, 0..<gathered, Self.batch)
                let alerts = run.alerts
                let (seconds, _) = try run.follow(ledger, gathered..<ledger.count, GeneratedTraffic.rowsPerBlock)
                let output = measures.output(spends)
                let moved = run.alerts - alerts
                output.emit("collector_\(count)_cases", seconds / Double(spends) * 1e6, "µs/spend", check: run.check)
                output.emit(
                    "collector_\(count)_cases_per_alert", seconds / Double(max(1, moved)) * 1e9, "ns/alert",
                    check: "\(moved) alerts of \(spends) spends")
            }
        }
    }

    private func sealed(_ traffic: GeneratedTraffic, rows: Int) throws -> Ledger {
        var traffic = traffic
        var builder = LedgerBuilder()
        try TrafficWriter(hasIndexes: false).append(rows, of: &traffic, to: &builder)
        return try builder.seal()
    }
}

/// A watch that follows rows of a ledger, and what it told.
struct AppliedRun: ~Copyable {
    private var watch: Watch
    private(set) var alerts = 0
    private(set) var confirmed = 0

    init(_ options: WatchOptions, _ cases: [Case]) throws {
        var fresh = try Watch(options: options)
        var past: [Alert] = []
        try fresh.add(cases, into: &past)
        watch = fresh
    }

    /// Follows `rows` in changes of `batch`, confirming after each what is deep enough, as a feed does.
    ///
    /// - Returns: seconds on the clock and on the processor.
    mutating func follow(_ ledger: Ledger, _ rows: Range<Int>, _ batch: Int) throws -> (Double, Double) {
        let before = processorSeconds()
        var clock = Stopwatch()
        var raised: [Alert] = []
        var row = rows.lowerBound
        while row < rows.upperBound {
            let end = min(row + batch, rows.upperBound)
            let change = LedgerChange(firstRow: row, countBefore: max(row, watch.count), count: end)
            try watch.follow(ledger, change, into: &raised)
            alerts += raised.count
            raised.removeAll(keepingCapacity: true)
            watch.confirm(into: &raised)
            confirmed += raised.count
            raised.removeAll(keepingCapacity: true)
            row = end
        }
        return (clock.lap(), processorSeconds() - before)
    }

    var check: String {
        let status = watch.status
        return "\(status.count) rows, \(status.cases) cases, \(alerts) alerts, \(status.taintedKeys) tainted keys"
    }

    func memory(_ output: Output) {
        for (part, bytes) in watch.memory where bytes > 0 {
            output.emit("watch bytes: \(part)", Double(bytes) / Double(max(1, watch.count)), "B/record")
        }
    }
}
