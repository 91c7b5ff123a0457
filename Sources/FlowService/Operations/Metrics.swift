import Synchronization

/// What a running ingest or watch counts. Written by its threads, read by whoever shows it.
public final class Metrics: Sendable {
    /// Counters only rise; the rest says how things stand.
    struct Figures: Sendable {
        var records = 0
        var duplicates = 0
        var commits = 0
        var reverts = 0
        /// By kind and state.
        var alerts: [String: Int] = [:]
        var deadLetters = 0
        var alertsWaiting = 0
        var alertLatency = Histogram()
        var syncTime = Histogram()
        var rows = 0
        var logBytes = 0
        var cases = 0
        var taintedKeys = 0
        var openAlerts = 0
        /// Blocks between the source's head and the ledger's last block.
        var lagBlocks: Int?
        /// Seconds between the last row's time and now.
        var lagSeconds: Int?
        var isFull = false
        /// Bytes by part.
        var memory: [(part: String, bytes: Int)] = []
    }

    private let figures = Mutex(Figures())

    public init() {}

    func update(_ change: (inout Figures) -> Void) { figures.withLock { change(&$0) } }

    var now: Figures { figures.withLock { $0 } }

    /// All figures in the text format of Prometheus.
    ///
    /// - Parameter rate: records a second, lately.
    func text(rate: Double) -> String {
        let now = now
        var out = ""
        func entry(_ name: String, _ type: String, _ help: String, _ lines: [(labels: String, value: String)]) {
            out += "# HELP lymer_\(name) \(help)\n# TYPE lymer_\(name) \(type)\n"
            for (labels, value) in lines { out += "lymer_\(name)\(labels) \(value)\n" }
        }
        func counter(_ name: String, _ help: String, _ value: Int) { entry(name, "counter", help, [("", "\(value)")]) }
        func gauge(_ name: String, _ help: String, _ value: Int) { entry(name, "gauge", help, [("", "\(value)")]) }
        func histogram(_ name: String, _ help: String, _ value: Histogram) {
            out += "# HELP lymer_\(name) \(help)\n# TYPE lymer_\(name) histogram\n" + value.text("lymer_\(name)")
        }
        counter("records_total", "Records taken from the sources, duplicates included.", now.records)
        counter("duplicates_total", "Records that the ledger had already.", now.duplicates)
        gauge("records_per_second", "Records taken lately.", Int(rate))
        gauge("ledger_rows", "Transfers in the ledger.", now.rows)
        counter("commits_total", "Commits made durable.", now.commits)
        counter("reverts_total", "Times that a chain took blocks back.", now.reverts)
        if let lag = now.lagBlocks { gauge("lag_blocks", "Blocks of the source not yet in the ledger.", lag) }
        if let lag = now.lagSeconds { gauge("lag_seconds", "Age of the ledger's last transfer.", lag) }
        gauge("log_bytes", "Bytes in the write-ahead log.", now.logBytes)
        gauge("cases", "Cases watched.", now.cases)
        gauge("tainted_keys", "Keys that hold taint, each case counted.", now.taintedKeys)
        gauge("open_alerts", "Alerts that are not confirmed or may be taken back.", now.openAlerts)
        entry(
            "alerts_total", "counter", "Alerts written.",
            now.alerts.sorted { $0.key < $1.key }.map { ("{\($0.key)}", "\($0.value)") })
        gauge("alerts_waiting", "Alerts not yet delivered.", now.alertsWaiting)
        counter("dead_letters_total", "Alerts that could not be delivered.", now.deadLetters)
        gauge("disk_full", "1 while there is no room for the ledger.", now.isFull ? 1 : 0)
        entry(
            "memory_bytes", "gauge", "Memory by part.",
            now.memory.map { ("{part=\"\($0.part)\"}", "\($0.bytes)") })
        histogram("alert_latency_seconds", "From records read to their alerts written.", now.alertLatency)
        histogram("fsync_seconds", "Time to make a group of commits durable.", now.syncTime)
        return out
    }
}
