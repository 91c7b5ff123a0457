import ArgumentParser
import FlowFormats
import FlowService
import FlowStore
import FlowTracing

/// `lymer ingest`: sources into a ledger on disk.
struct Ingest: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put transfers into a ledger on disk, which is traced in milliseconds.",
        usage: "lymer ingest SOURCE… --into LEDGER [--follow] [options]",
        discussion: """

            EXAMPLES
              Files into a ledger, then a question:
                lymer ingest 'exports/*.csv.gz' --into ledger
                lymer trace ledger --from tx:0x5c… --labels services.csv

              A folder that others write to, for as long as they do:
                lymer ingest incoming/ --into ledger --follow

              An Ethereum node, from a block on:
                lymer ingest --node http://localhost:8545 --from-block 18000000 --into ledger

            The same records again change nothing; a run that was interrupted goes on where the ledger stops. \
            SIGTERM ends a run after what is under way.
            """)

    @OptionGroup var source: SourceArguments

    @Option(help: ArgumentHelp("The ledger's folder; made where it is missing.", valueName: "ledger"))
    var into: String

    @Flag(help: "Wait for more at the end of the files, and for new files in folders.")
    var follow = false

    @Option(
        help: ArgumentHelp(
            "Blocks that must stand on a node's block before it is taken; 0 takes the head.", valueName: "n"))
    var confirmations: UInt64 = 0

    @OptionGroup(title: "Reading the sources") var input: InputArguments
    @OptionGroup(title: "Operation") var operation: OperationArguments

    @Option(help: ArgumentHelp("A progress bar on standard error.", valueName: "when"))
    var progress = TerminalUse.auto

    @Flag(name: [.short, .long], help: "Nothing but errors.")
    var quiet = false

    mutating func run() throws {
        let reading = try input.options(until: nil, hashes: true)
        StopSignals.listen()
        let store = try Storing.open(into)
        let ledger = try Storing.attempt { () throws(StoreError) in try store.load() }
        let before = ledger.count
        let opened = try source.open(
            reading, follows: follow, position: store.position(of: source.name), confirmations: confirmations)
        var options = FeedOptions()
        options.isBulk = !follow && source.node == nil && source.sources != ["-"]
        let bar = ProgressBar(quiet ? .never : progress)
        defer { bar.end() }
        bar.begin("ingesting")
        let feed = Feed(
            opened, into: ledger, store: store, options: options, metricsFile: operation.metrics,
            logger: operation.logger.logger)
        feed.report = { [follow] summary in
            let bytes = (opened as? FileSource)?.bytes ?? (0, 0)
            bar.update(done: bytes.0, total: follow ? 0 : bytes.1, count: summary.records, unit: "transfers")
        }
        let summary = try Storing.run(feed)
        bar.begin("labels")
        LabelsAtHand.resolve(ledger: into)
        bar.end()
        if !quiet {
            try Output.print(
                "\(into): \(summary.rows) transfers, \(summary.rows - before) of them new"
                    + (summary.duplicates > 0 ? ", \(summary.duplicates) came again" : ""))
        }
    }
}

/// Ledgers on disk for the commands.
enum Storing {
    /// Opens the ledger for writing, or makes one.
    static func open(_ path: String) throws(Failure) -> LedgerStore {
        try attempt { () throws(StoreError) in
            LedgerStore.isLedger(path)
                ? try LedgerStore.open(path, forWriting: true) : try LedgerStore.create(at: path)
        }
    }

    /// What is wrong with a store is the end of the run.
    static func attempt<Result: ~Copyable>(_ body: () throws(StoreError) -> Result) throws(Failure) -> Result {
        do throws(StoreError) { return try body() } catch { throw .badData(error.description) }
    }

    static func run(_ feed: Feed) throws(Failure) -> FeedSummary {
        do throws(FeedError) { return try feed.run() } catch { throw .badData(error.description) }
    }
}
