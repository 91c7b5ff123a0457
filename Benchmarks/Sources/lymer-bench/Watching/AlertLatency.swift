import FlowFormats
import FlowService
import FlowStore
import FlowTracing
import Foundation
import GeneratedLedger

/// Alerts under an open loop: records arrive when they are due, whether or not the engine has taken those before, through a
/// pipe from another thread; an alert's latency counts from when its record was due to when its bytes were written.
struct AlertLatency {
    let measures: WatchMeasures

    func run() throws {
        var options = GeneratedTraffic.Options()
        (options.cases, options.taintedOf10000) = (measures.cases, measures.tainted)
        options.addresses = 250_000
        var traffic = GeneratedTraffic(options)
        let questions = traffic.questions(measures.cases)
        let feeder = Feeder(rows: measures.rate * measures.seconds, rate: measures.rate, &traffic)
        let cases = measures.fresh("cases.json")
        defer { try? FileManager.default.removeItem(atPath: cases) }
        try writeCases(questions, to: cases)
        for isDurable in [true, false] { try run(feeder, cases: cases, isDurable: isDurable) }
        try probeSync()
    }

    private func run(_ feeder: Feeder, cases: String, isDurable: Bool) throws {
        let (folder, metrics) = (measures.fresh("ledger"), measures.fresh("metrics"))
        let alertFile = measures.fresh("alerts")
        defer { for path in [folder, metrics, alertFile] { try? FileManager.default.removeItem(atPath: path) } }
        let store = isDurable ? try LedgerStore.create(at: folder) : nil
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Fault.noPipe }
        // F_SETPIPE_SZ, which the system's header keeps from Swift: room for ten milliseconds of records.
        _ = fcntl(ends[1], 1031, 1 << 18)
        let descriptor = open(alertFile, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let sink = TimedSink(descriptor)
        var options = WatchOptions()
        // Confirmed as soon as the commit is durable: what that waits for is the disk.
        options.confirmationsElsewhere = 1
        let feed = Feed(
            StandardInput(options: InputOptions(), descriptor: ends[0]), into: LiveLedger(), store: store,
            watch: try Watch(options: options), cases: cases, alerts: sink, metricsFile: isDurable ? metrics : nil,
            logger: ServiceLogger(level: "error", format: .text).logger)
        let begin = feeder.start(on: ends[1])
        let summary = try feed.run()
        feeder.join()
        Glibc.close(ends[0])
        Glibc.close(descriptor)
        let kind = isDurable ? "" : "_memory"
        // The first second touches memory for the first time: shown apart.
        let provisional = sink.latencies(.provisional, begin: begin, rate: measures.rate)
        let output = measures.output(summary.rows)
        let check = "\(summary.rows) rows, \(sink.count(.provisional)) provisional, \(sink.count(.confirmed)) confirmed"
        emit("alert_latency\(kind)", provisional.later, output, check)
        emit("alert_latency\(kind)_first_second", provisional.firstSecond, output, check)
        output.emit("feeder_late\(kind)_max", Double(feeder.latest) / 1e3, "µs", check: check)
        guard isDurable else { return }
        emit("confirmed_latency", sink.latencies(.confirmed, begin: begin, rate: measures.rate).later, output, check)
        if let syncs = SyncFigures(metricsFile: metrics) {
            output.emit("feed_fsyncs", Double(syncs.count), "", check: "median at most \(syncs.medianAtMost) s")
        }
    }

    private func emit(_ name: String, _ values: [Double], _ output: Output, _ check: String) {
        guard !values.isEmpty else { return }
        for (label, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("p99.99", 0.9999), ("max", 1)] {
            output.emit("\(name)_\(label)", values.quantile(share) / 1e3, "µs", check: check)
        }
    }

    /// What one `fdatasync` of 64 KiB costs on the disk that holds the scratch folder.
    private func probeSync() throws {
        let path = measures.fresh("probe")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        defer { Glibc.close(file) }
        let bytes = [UInt8](repeating: 7, count: 1 << 16)
        var times: [Double] = []
        for _ in 0..<300 {
            guard write(file, bytes, bytes.count) == bytes.count else { throw Fault.noPipe }
            let start = nanoseconds()
            fdatasync(file)
            times.append(Double(nanoseconds() - start))
        }
        var status = stat()
        fstat(file, &status)
        let device = "300 of 64 KiB, device \(status.st_dev >> 8):\(status.st_dev & 255)"
        emit("fdatasync", times, measures.output(times.count), device)
    }

    enum Fault: Error { case noPipe }
}

/// Sends rows of traffic, each when it is due.
final class Feeder: @unchecked Sendable {
    private let text: [UInt8]
    /// Where each row ends.
    private let ends: [Int]
    private let rate: Int
    private var thread: Thread?
    private let done = DispatchSemaphore(value: 0)
    /// Nanoseconds by which the feeder itself was late at most; counted to the alerts.
    private(set) var latest: UInt64 = 0

    init(rows: Int, rate: Int, _ traffic: inout GeneratedTraffic) {
        var text = TrafficText.header
        text.reserveCapacity(rows * 230)
        var ends: [Int] = []
        ends.reserveCapacity(rows)
        for _ in 0..<rows {
            TrafficText.append(traffic.next(), to: &text)
            ends.append(text.count)
        }
        (self.text, self.ends, self.rate) = (text, ends, rate)
    }

    /// - Returns: when the first row is due; row `n` is due `n / rate` seconds later.
    func start(on descriptor: Int32) -> UInt64 {
        let begin = nanoseconds() + 200_000_000
        latest = 0
        let thread = Thread { [self] in
            send(from: begin, on: descriptor)
            Glibc.close(descriptor)
            done.signal()
        }
        thread.start()
        self.thread = thread
        return begin
    }

    func join() { done.wait() }

    private func send(from begin: UInt64, on descriptor: Int32) {
        var (sent, offset) = (0, 0)
        while sent < ends.count {
            let now = nanoseconds()
            let due = now < begin ? 0 : min(Int((now - begin) * UInt64(rate) / 1_000_000_000) + 1, ends.count)
            guard due > sent else {
                var pause = timespec(tv_sec: 0, tv_nsec: 20_000)
                nanosleep(&pause, nil)
                continue
            }
            latest = max(latest, now - begin - UInt64(sent) * 1_000_000_000 / UInt64(rate))
            while offset < ends[due - 1] {
                let count = text.withUnsafeBytes { write(descriptor, $0.baseAddress! + offset, ends[due - 1] - offset) }
                if count < 0, errno != EINTR { return }
                offset += max(0, count)
            }
            sent = due
        }
    }
}

/// Writes alerts and keeps when each was written.
final class TimedSink: AlertSink {
    private let stream: AlertStream
    private var written: [(line: AlertLine, time: UInt64)] = []

    init(_ descriptor: Int32) {
        stream = AlertStream(descriptor: descriptor)
        written.reserveCapacity(1 << 20)
    }

    func deliver(_ alerts: [AlertLine]) throws(DeliveryError) {
        try stream.deliver(alerts)
        let now = nanoseconds()
        for alert in alerts { written.append((alert, now)) }
    }
    func commit() {}
    func close() {}

    func count(_ state: Alert.State) -> Int { written.reduce(0) { $0 + ($1.line.state == state.rawValue ? 1 : 0) } }

    /// Nanoseconds from when a record was due; those of the first second apart.
    func latencies(_ state: Alert.State, begin: UInt64, rate: Int) -> (firstSecond: [Double], later: [Double]) {
        var (first, later): ([Double], [Double]) = ([], [])
        for (line, time) in written where line.state == state.rawValue {
            guard let row = AlertText(line.bytes).transactionNumber else { continue }
            let due = begin + UInt64(row) * 1_000_000_000 / UInt64(rate)
            let late = time > due ? Double(time - due) : 0
            if row < rate { first.append(late) } else { later.append(late) }
        }
        return (first, later)
    }
}
