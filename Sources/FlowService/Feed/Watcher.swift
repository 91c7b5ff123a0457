import FlowFormats
import FlowTracing
import Glibc
import Logging

/// The watch of a feed and its alerts: follows the ledger, takes cases from a file as it changes, lets alerts out.
///
/// Provisional alerts leave at once. What confirms an alert waits until the commit that it rests on is durable.
final class Watcher {
    private var watch: Watch
    private var cases: CasesFile
    private let sink: any AlertSink
    private let metrics: Metrics
    let logger: Logger
    let isStopping: () -> Bool
    /// Typologies run over what is final.
    let findings: LiveFlagging?
    /// Confirmed alerts and findings by the commit that must be durable first, in order.
    var held: [(commit: UInt64, lines: [AlertLine])] = []
    private(set) var alertCount = 0

    init(
        _ watch: consuming Watch, cases: String, findings: FindingWatch? = nil, sink: any AlertSink, metrics: Metrics,
        logger: Logger,
        isStopping: @escaping () -> Bool
    ) {
        self.watch = watch
        self.cases = CasesFile(path: cases)
        self.findings = findings.map { LiveFlagging(watch: $0) }
        (self.sink, self.metrics, self.logger, self.isStopping) = (sink, metrics, logger, isStopping)
    }

    var status: WatchStatus { watch.status }
    var memory: [(part: String, bytes: Int)] { watch.memory + (findings?.watch.memory ?? []) }

    /// The ledger changed; `received` is when the rows came, `nil` for what was there before.
    func follow(_ ledger: Ledger, _ change: LedgerChange, received: Double?) throws(FeedError) {
        findings?.watch.note(change, of: ledger)
        var alerts: [Alert] = []
        do throws(FlowError) { try watch.follow(ledger, change, into: &alerts) } catch {
            // What was raised before the fault is true.
            try tell(alerts, since: received)
            throw FeedError(error.description)
        }
        try tell(alerts, since: received)
    }

    /// Looks at the case file. The first look must succeed; later a file that cannot be read changes nothing.
    ///
    /// - Parameter isFirst: throw what is wrong with the file.
    func takeCases(_ ledger: Ledger, isFirst: Bool = false) throws(FeedError) {
        let change: CasesFile.Change
        do throws(InputError) { change = try cases.changes() } catch {
            if isFirst { throw FeedError(error.description) }
            logger.error("the case file cannot be read; the cases stay as they are", metadata: ["reason": "\(error)"])
            return
        }
        guard !change.isEmpty else { return }
        var alerts: [Alert] = []
        do throws(FlowError) {
            // The ledger's memory may have moved since it was last followed.
            if !isFirst { try watch.follow(ledger, .none(ledger.count), into: &alerts) }
            for id in change.removed { _ = watch.remove(id) }
            try watch.add(change.added, into: &alerts)
        } catch {
            if isFirst { throw FeedError(error.description) }
            logger.error("cases cannot be watched", metadata: ["reason": "\(error)"])
        }
        logger.info(
            "cases changed",
            metadata: [
                "added": "\(change.added.count)", "removed": "\(change.removed.count)", "watched": "\(status.cases)",
            ])
        try tell(alerts, since: nil)
    }

    /// Confirms what is deep enough, to be told once `commit` is durable.
    func confirm(_ ledger: Ledger, heads: [String: UInt64], commit: UInt64) throws(FeedError) {
        guard status.openAlerts > 0 else { return }
        var alerts: [Alert] = []
        do throws(FlowError) { try watch.follow(ledger, .none(ledger.count), into: &alerts) } catch {
            throw FeedError(error.description)
        }
        watch.confirm(heads: heads, into: &alerts)
        if !alerts.isEmpty { held.append((commit, alerts.map(AlertLine.init))) }
    }

    /// Lets the confirmations out that rest on nothing but what is durable.
    func release(durable: UInt64) throws(FeedError) {
        var isNew = false
        while let first = held.first, first.commit <= durable {
            held.removeFirst()
            try write(first.lines)
            isNew = true
        }
        if isNew { do throws(DeliveryError) { try sink.commit() } catch { throw FeedError(error.description) } }
    }

    func commitSink() throws(FeedError) {
        do throws(DeliveryError) { try sink.commit() } catch { throw FeedError(error.description) }
    }

    private func tell(_ alerts: [Alert], since received: Double?) throws(FeedError) {
        guard !alerts.isEmpty else { return }
        // What is taken back is not confirmed any more.
        let taken = Set(alerts.lazy.filter { $0.state == .withdrawn || $0.state == .amended }.map(\.key))
        if !taken.isEmpty {
            for place in held.indices { held[place].lines.removeAll { taken.contains($0.key) } }
        }
        try write(alerts.map(AlertLine.init))
        guard let received else { return }
        let seconds = Clock.now() - received
        metrics.update { $0.alertLatency.observe(seconds: seconds, times: alerts.count) }
    }

    private func write(_ lines: [AlertLine]) throws(FeedError) {
        guard !lines.isEmpty else { return }
        try deliver(lines)
        alertCount += lines.count
        metrics.update { figures in
            for line in lines {
                figures.alerts["kind=\"\(line.kind)\",state=\"\(line.state)\"", default: 0] += 1
            }
        }
    }

    /// Nothing goes on before its alerts are out: where there is no room for them, nothing more is taken.
    private func deliver(_ lines: [AlertLine]) throws(FeedError) {
        var isSaid = false
        while true {
            do throws(DeliveryError) {
                try sink.deliver(lines)
                if isSaid { logger.notice("there is room for alerts again; going on") }
                return
            } catch {
                guard error.isFull, !isStopping() else { throw FeedError(error.description) }
                if !isSaid {
                    logger.error("no room for alerts; nothing more is taken", metadata: ["reason": "\(error)"])
                }
                isSaid = true
                usleep(500_000)
            }
        }
    }

    func close() { sink.close() }

    var waiting: Int { sink.waiting }
    var deadLetters: Int { sink.deadLetters }
}

extension LedgerChange {
    /// No change of a ledger of `count` rows.
    static func none(_ count: Int) -> LedgerChange { LedgerChange(firstRow: count, countBefore: count, count: count) }
}
