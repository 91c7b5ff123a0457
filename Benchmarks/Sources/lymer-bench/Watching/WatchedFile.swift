import FlowFormats
import FlowService
import FlowStore
import FlowTracing
import Foundation
import GeneratedLedger

/// A local file through the whole path of `lymer watch`: decoded, logged, made durable by group commit, applied to every case,
/// alerts written to /dev/null.
struct WatchedFile {
    let measures: WatchMeasures
    let ledger: WatchedLedger

    private var rows: Int { ledger.ledger.count }
    private var output: Output { measures.output(rows) }

    func run() throws {
        try withCases(ledger.atRest) { cases in
            // A B A B.
            for _ in 0..<measures.reps {
                try feed("stream_durable", cases: cases, isDurable: true)
                try feed("stream_memory", cases: cases, isDurable: false)
            }
        }
    }

    /// Cases whose money spreads over most of the ledger: alerts are most of the work.
    func spreading() throws {
        try withCases(ledger.spreading) { cases in
            try feed("stream_memory_spreading", cases: cases, isDurable: false)
        }
    }

    private func withCases(_ cases: [Case], _ body: (String) throws -> Void) throws {
        let path = measures.fresh("cases.json")
        defer { try? FileManager.default.removeItem(atPath: path) }
        try writeCases(cases, to: path)
        try body(path)
    }

    private func feed(_ name: String, cases: String, isDurable: Bool) throws {
        let folder = measures.fresh("ledger")
        let metrics = measures.fresh("metrics")
        defer {
            try? FileManager.default.removeItem(atPath: folder)
            try? FileManager.default.removeItem(atPath: metrics)
        }
        let store = isDurable ? try LedgerStore.create(at: folder) : nil
        let source = try FileSource([ledger.generated.path], options: InputOptions(), follows: false)
        let sink = CountingSink()
        let watch = try Watch(options: ledger.options())
        let feed = Feed(
            source, into: LiveLedger(), store: store, watch: watch, cases: cases, alerts: sink,
            metricsFile: isDurable ? metrics : nil,
            logger: ServiceLogger(level: "error", format: .text).logger)
        let before = processorSeconds()
        let (seconds, summary) = try timed { try feed.run() }
        let processor = processorSeconds() - before
        let check = "\(summary.rows) rows, \(summary.alerts) alerts"
        output.emit(name, Double(summary.rows) / seconds, "records/s", check: check)
        output.emit(name + "_cpu", processor / Double(summary.rows) * 1e9, "ns cpu/record", check: check)
        if isDurable, let syncs = SyncFigures(metricsFile: metrics) {
            output.emit("stream_fsyncs", Double(syncs.count), "", check: "median ≤ \(syncs.medianAtMost) s")
        }
    }

    /// The same steps one after the other on one thread, each timed.
    func parts() throws {
        let folder = measures.fresh("ledger")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try LedgerStore.create(at: folder)
        let source = try FileSource([ledger.generated.path], options: InputOptions(), follows: false)
        var live = LiveLedger()
        var watch = try Watch(options: ledger.options())
        var alerts: [Alert] = []
        try watch.follow(
            live.snapshot(), LedgerChange(firstRow: 0, countBefore: 0, count: 0), into: &alerts)
        try watch.add(ledger.atRest, into: &alerts)
        var times = [Double](repeating: 0, count: 6)
        var (alertCount, bytes, logged) = (0, 0, 0)
        while true {
            var clock = Stopwatch()
            let step = try live.take { try source.next(into: &$0, limit: 1 << 16, patience: 0) }
            times[0] += clock.lap()
            guard case .rows = step else { break }
            let change = try live.commit()
            times[1] += clock.lap()
            try watch.follow(live.snapshot(), change, into: &alerts)
            times[2] += clock.lap()
            let lines = alerts.map(AlertLine.init)
            for line in lines { bytes += line.bytes.count }
            watch.confirm(into: &alerts)
            alertCount += lines.count
            alerts.removeAll()
            times[3] += clock.lap()
            let before = store.logBytes
            try store.log(change, of: &live, positions: [source.name: source.position.bytes])
            logged += store.logBytes - before
            times[4] += clock.lap()
            if store.logBytes > 256 << 20 {
                try store.checkpoint(&live, settled: live.count)
            } else {
                try store.sync()
            }
            times[5] += clock.lap()
        }
        try store.close()
        let check = "\(live.count) rows, \(alertCount) alerts, \(bytes) bytes of them, \(logged) bytes logged"
        for (name, seconds) in zip(["decode", "commit", "apply", "alerts", "log", "sync"], times) {
            output.emit("stream_part_\(name)", seconds / Double(live.count) * 1e9, "ns/record", check: check)
        }
    }
}

/// Counts alerts and writes them away.
final class CountingSink: AlertSink {
    private let stream = AlertStream(descriptor: open("/dev/null", O_WRONLY))
    private(set) var count = 0

    func deliver(_ alerts: [AlertLine]) throws(DeliveryError) {
        count += alerts.count
        try stream.deliver(alerts)
    }
    func commit() {}
    func close() {}
}

/// What a metrics file says of the time that making commits durable took.
struct SyncFigures {
    private(set) var count = 0
    /// The upper bound of the bucket that the median stands in.
    private(set) var medianAtMost = "?"

    init?(metricsFile path: String) {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        var buckets: [(bound: String, count: Int)] = []
        for line in text.split(separator: "\n") where line.hasPrefix("lymer_fsync_seconds") {
            let cells = line.split(separator: " ")
            guard cells.count == 2, let value = Int(cells[1]) else { continue }
            if line.hasPrefix("lymer_fsync_seconds_count") { count = value }
            guard let open = line.firstIndex(of: "\""), let close = line.lastIndex(of: "\"") else { continue }
            buckets.append((String(line[line.index(after: open)..<close]), value))
        }
        guard count > 0 else { return nil }
        medianAtMost = buckets.first { $0.count * 2 >= count }?.bound ?? "?"
    }
}
