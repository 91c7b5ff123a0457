import FlowStore
import FlowTracing
import Glibc
import Logging

/// The whole path of a record that lives: source, ledger, watch, alert, log.
///
///     source.next ──▶ ledger.commit ──▶ watcher.follow ──▶ store.log ──▶ group commit (its own thread)
///                                        alerts leave                     confirmed alerts leave
///
/// One thread does all but the waiting for the disk. Everything is pulled: a source is asked again only when the ledger has
/// taken what it gave, and the ledger waits where too much is not durable yet, or the disk is full.
public final class Feed {
    let source: any Source
    var ledger: LiveLedger
    var store: LedgerStore?
    let watcher: Watcher?
    let options: FeedOptions
    private let metrics: Metrics
    private let metricsFile: MetricsFile?
    let logger: Logger
    let group: GroupCommit?
    private let isStopping: () -> Bool
    private var summary = FeedSummary()
    /// Of the last commit logged.
    var lastCommit: UInt64 = 0
    private var head: UInt64?
    /// Nothing will ever come again.
    private var hasEnded = false
    var rowsAtCheckpoint = 0
    var bulkChange: LedgerChange?
    /// A checkpoint under way beside the feed.
    var pending: (checkpoint: LedgerCheckpoint, thread: WorkerThread)?
    private var tickedAt = 0.0
    private var casesAt = 0.0
    /// Told now and then how far the feed is.
    public var report: (FeedSummary) -> Void = { _ in }

    /// - Parameters:
    ///   - ledger: as the store has it.
    ///   - store: where it is kept; `nil`: nowhere.
    ///   - watch: what follows it, the case file it takes its cases from, the typologies that run beside it, and where its
    ///     alerts go.
    ///   - metricsFile: where the metrics go.
    ///   - isStopping: asked again and again; true ends the feed after what is under way.
    public init(
        _ source: any Source, into ledger: consuming LiveLedger, store: LedgerStore?,
        options: FeedOptions = FeedOptions(), metrics: Metrics = Metrics(), metricsFile: String? = nil, logger: Logger,
        isStopping: @escaping () -> Bool = { StopSignals.isRequested }
    ) {
        (self.source, self.store, self.options, self.metrics) = (source, store, options, metrics)
        (self.logger, self.isStopping) = (logger, isStopping)
        self.ledger = ledger
        watcher = nil
        self.metricsFile = metricsFile.map { MetricsFile(path: $0, metrics: metrics) }
        group = Feed.group(store, options, metrics)
        lastCommit = store?.lastCommit ?? 0
        rowsAtCheckpoint = self.ledger.count
    }

    public init(
        _ source: any Source, into ledger: consuming LiveLedger, store: LedgerStore?, watch: consuming Watch,
        cases: String, findings: FindingWatch? = nil, alerts: any AlertSink, options: FeedOptions = FeedOptions(),
        metrics: Metrics = Metrics(),
        metricsFile: String? = nil, logger: Logger, isStopping: @escaping () -> Bool = { StopSignals.isRequested }
    ) {
        (self.source, self.store, self.options, self.metrics) = (source, store, options, metrics)
        (self.logger, self.isStopping) = (logger, isStopping)
        self.ledger = ledger
        watcher = Watcher(
            watch, cases: cases, findings: findings, sink: alerts, metrics: metrics, logger: logger,
            isStopping: isStopping)
        self.metricsFile = metricsFile.map { MetricsFile(path: $0, metrics: metrics) }
        group = Feed.group(store, options, metrics)
        lastCommit = store?.lastCommit ?? 0
        rowsAtCheckpoint = self.ledger.count
    }

    private static func group(_ store: LedgerStore?, _ options: FeedOptions, _ metrics: Metrics) -> GroupCommit? {
        guard let store, !options.isBulk else { return nil }
        return GroupCommit(after: store.lastCommit, metrics: metrics) { () throws(StoreError) in try store.sync() }
    }

    /// Runs until the source ends or somebody asks to stop. Whatever happens, what was durable before stays, and what is
    /// said to be confirmed is.
    ///
    /// - Throws: `FeedError`: one sentence.
    public func run() throws(FeedError) -> FeedSummary {
        let toucher = watcher == nil ? nil : PageToucher()
        defer { withExtendedLifetime(toucher) {} }
        var failure: FeedError?
        do throws(FeedError) {
            try begin()
            try loop()
        } catch { failure = error }
        // Whatever ended the loop, what was taken is made durable.
        do throws(FeedError) { try end() } catch { failure = failure ?? error }
        summary.rows = ledger.count
        summary.alerts = watcher?.alertCount ?? 0
        if let failure { throw failure }
        return summary
    }

    /// The watch catches up with the ledger that is there.
    private func begin() throws(FeedError) {
        guard let watcher else { return }
        let snapshot = ledger.snapshot()
        try watcher.takeCases(snapshot, isFirst: true)
        if ledger.count > 0 {
            let start = Clock.now()
            try watcher.follow(
                snapshot, LedgerChange(firstRow: 0, countBefore: 0, count: ledger.count), received: nil)
            logger.info(
                "caught up with the ledger",
                metadata: ["transfers": "\(ledger.count)", "seconds": "\(Int(Clock.now() - start))"])
        }
    }

    private func loop() throws(FeedError) {
        while !isStopping() {
            let received = Clock.now()
            switch try take(patience: 0) {
            case .rows(let count): try admit(count, received: received)
            case .reverted(let chain, let block): try revert(chain, after: block, received: received)
            case .finished:
                hasEnded = true
                return
            case .idle:
                try tick()
                // Rows that are waited for come when the wait ends.
                switch try take(patience: options.patience) {
                case .rows(let count): try admit(count, received: Clock.now())
                case .reverted(let chain, let block): try revert(chain, after: block, received: Clock.now())
                case .finished:
                    hasEnded = true
                    return
                case .idle: break
                }
            }
            try tick()
        }
        summary.end = .stopped
    }

    private func take(patience: Double) throws(FeedError) -> SourceStep {
        do throws(SourceError) {
            return try source.next(into: &ledger.intake, limit: options.batch, patience: patience)
        } catch {
            switch error {
            case .transient(let source, let reason):
                logger.warning(
                    "the source fails; it is asked again", metadata: ["source": "\(source)", "reason": "\(reason)"])
                usleep(UInt32(max(options.patience, 0.01) * 1e6))
                return .idle
            case .permanent(_, let reason):
                ledger.discard()
                throw FeedError(reason)
            case .tooDeep(let source, let chain, let fork, let oldest):
                throw FeedError(
                    "\(source): \(chain) went back to block \(fork), but only blocks from \(oldest) on can be taken back; "
                        + "ingest the chain anew into another folder: lymer ingest … --into FOLDER")
            }
        }
    }

    private func admit(_ records: Int, received: Double) throws(FeedError) {
        let change: LedgerChange
        do throws(FlowError) { change = try ledger.commit() } catch { throw FeedError(error.description) }
        summary.records += records
        summary.duplicates += change.duplicates
        if watcher != nil, !ledger.snapshot().outputChains.isEmpty {
            throw FeedError("\(source.name): has transactions of a UTXO chain, which cannot be watched yet")
        }
        try pass(on: change, received: received)
    }

    private func revert(_ chain: String, after block: UInt64, received: Double) throws(FeedError) {
        let change: LedgerChange
        let name = Chain.canonicalName(chain)
        if let number = ledger.snapshot().chains.firstIndex(where: { $0.name == name }) {
            do throws(FlowError) { change = try ledger.revert(chain: ChainID(number), after: block) } catch {
                throw FeedError(error.description)
            }
        } else {
            change = .none(ledger.count)
        }
        metrics.update { $0.reverts += 1 }
        logger.notice(
            "the chain took blocks back",
            metadata: [
                "chain": "\(chain)", "after": "\(block)", "transfers": "\(change.countBefore - change.firstRow)",
            ])
        try pass(on: change, received: received)
    }

    /// A change goes to the watch, whose alerts leave at once, and to the log.
    private func pass(on change: LedgerChange, received: Double) throws(FeedError) {
        var failure: FeedError?
        if let watcher, !change.isEmpty {
            do throws(FeedError) { try watcher.follow(ledger.snapshot(), change, received: received) } catch {
                // The ledger has the rows: they are kept, and a watch that starts anew follows them.
                failure = FeedError("\(error); the ledger is whole: start the watch again, which then follows it anew")
            }
        }
        let position = source.position
        head = position.head
        try log(change, position)
        if let failure { throw failure }
        note(change)
    }

    private func log(_ change: LedgerChange, _ position: SourcePosition) throws(FeedError) {
        guard let store else { return }
        if options.isBulk {
            bulkChange = LedgerChange(
                firstRow: min(bulkChange?.firstRow ?? change.firstRow, change.firstRow, ledger.count),
                countBefore: max(bulkChange?.countBefore ?? change.countBefore, change.firstRow), count: ledger.count)
            if ledger.count - rowsAtCheckpoint >= options.bulkRows {
                try checkpoint(settled: nil)
                try reopen()
            }
            return
        }
        var change = change
        var isFull = false
        while true {
            let before = store.logBytes
            do throws(StoreError) {
                lastCommit = try store.log(change, of: &ledger, positions: [source.name: position.bytes])
                try group?.note(lastCommit, bytes: max(store.logBytes - before, 0))
                if isFull { sayFull(nil) }
                return
            } catch {
                switch error {
                case .full:
                    if !isFull { sayFull(error) }
                    isFull = true
                    if isStopping() { throw FeedError(error.description) }
                    usleep(500_000)
                    // What was not logged goes along with the next change that is.
                    change = .none(ledger.count)
                case .tooLarge: return try checkpoint(settled: nil, change)
                default: throw FeedError(error.description)
                }
            }
        }
    }

    private func sayFull(_ error: StoreError?) {
        metrics.update { $0.isFull = error != nil }
        if let error {
            logger.error("nothing more is taken until there is room", metadata: ["reason": "\(error)"])
        } else {
            logger.notice("there is room again; going on")
        }
    }

    private func note(_ change: LedgerChange) {
        let (records, duplicates, rows) = (summary.records, summary.duplicates, ledger.count)
        metrics.update { figures in
            (figures.records, figures.duplicates, figures.rows) = (records, duplicates, rows)
        }
    }

    /// What is done now and then.
    private func tick() throws(FeedError) {
        let now = Clock.now()
        if let group { try watcher?.release(durable: group.durable) }
        guard now - tickedAt >= 0.05 else { return }
        tickedAt = now
        try confirm()
        if now - casesAt >= 0.5 {
            casesAt = now
            try watcher?.takeCases(ledger.snapshot())
            report(summary)
        }
        if let pending, pending.checkpoint.isDone { try finishCheckpoint() }
        if let store, group != nil, pending == nil, store.logBytes >= options.checkpointBytes,
            ledger.count - rowsAtCheckpoint >= 1 << 16
        {
            try beginCheckpoint()
        }
        guard let metricsFile else { return }
        takeStock()
        if let reason = metricsFile.tick() {
            logger.error("no metrics can be written", metadata: ["reason": "\(reason)"])
        }
    }

    private func confirm(isEnded: Bool = false) throws(FeedError) {
        guard let watcher else { return }
        let snapshot = ledger.snapshot()
        var heads: [String: UInt64] = [:]
        if let head, snapshot.chains.count == 1 { heads[snapshot.chains[0].name] = head }
        try watcher.confirm(snapshot, heads: heads, commit: lastCommit)
        try watcher.flag(snapshot, heads: heads, commit: lastCommit, isEnded: isEnded)
        if group == nil { try watcher.release(durable: .max) }
    }

    /// Brings the figures up to date that are looked up, not counted.
    private func takeStock() {
        let snapshot = ledger.snapshot()
        let last = ledger.count > 0 ? ledger.count - 1 : nil
        let block = last.flatMap { snapshot.block($0) }
        let age = last.map { Int(time(nil)) - Int(snapshot.time($0)) }
        let memory = snapshot.memory + (watcher?.memory ?? [])
        let status = watcher?.status
        let (waiting, dead) = (watcher?.waiting ?? 0, watcher?.deadLetters ?? 0)
        let (head, logBytes) = (head, store?.logBytes ?? 0)
        metrics.update { figures in
            figures.lagSeconds = age
            figures.lagBlocks = head.flatMap { head in block.map { head > $0 ? Int(clamping: head - $0) : 0 } }
            figures.memory = memory
            figures.logBytes = logBytes
            figures.cases = status?.cases ?? 0
            figures.taintedKeys = status?.taintedKeys ?? 0
            figures.openAlerts = status?.openAlerts ?? 0
            (figures.alertsWaiting, figures.deadLetters) = (waiting, dead)
        }
    }

    /// Makes everything durable, says what can be said, lets go.
    private func end() throws(FeedError) {
        var failure: FeedError?
        func attempt(_ body: () throws(FeedError) -> Void) {
            do throws(FeedError) { try body() } catch { failure = failure ?? error }
        }
        attempt { () throws(FeedError) in try finishCheckpoint() }
        if options.isBulk, store != nil {
            attempt { () throws(FeedError) in try checkpoint(settled: nil) }
        } else if let store, store.logBytes >= FeedOptions.longLog, summary.records > 0 {
            // Whoever opens the ledger next need not read the log.
            attempt { () throws(FeedError) in try checkpoint(settled: settledRows) }
        }
        attempt { () throws(FeedError) in
            do throws(StoreError) { try group?.close() } catch { throw FeedError(error.description) }
        }
        if let watcher, failure == nil {
            attempt { () throws(FeedError) in
                try confirm(isEnded: hasEnded)
                try watcher.release(durable: group?.durable ?? .max)
                try watcher.commitSink()
            }
        }
        watcher?.close()
        takeStock()
        attempt { () throws(FeedError) in
            do throws(StoreError) { try store?.close() } catch { throw FeedError(error.description) }
        }
        _ = metricsFile?.tick(isLast: true)
        report(summary)
        if let failure { throw failure }
    }
}
