import ArgumentParser
import FlowFormats
import FlowService
import FlowStore
import FlowTracing

/// `lymer watch`: cases followed while their ledger grows, alerts out.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow cases while their ledger grows, and raise an alert for whatever happens to them.",
        usage: "lymer watch SOURCE… --cases FILE [--ledger LEDGER] [options]",
        discussion: """

            EXAMPLES
              A folder that grows, alerts as JSON lines on standard output:
                lymer watch incoming/ --ledger ledger --cases cases.json --labels services.csv

              A node, alerts to a web hook, metrics for Prometheus:
                lymer watch --node http://localhost:8545 --ledger ledger --cases cases.json \\
                  --labels services.csv --alerts https://desk.example/alerts --metrics lymer.prom

              Suspicious clusters too, as they form ('lymer flag'):
                lymer watch incoming/ --ledger ledger --cases cases.json --labels services.csv --flag

            CASES
              The file of 'lymer trace --case'; it is read again whenever it changes. Cases that are added are followed \
            from the beginning of the ledger.

            ALERTS
              moved, reachedEndpoint, reachedMixer, reachedBridge, approaching, dormantAwoke, belowThreshold; each \
            provisional at once, confirmed once it is deep enough and the ledger has it on disk, amended or withdrawn when \
            a reorg or a late record changes it. The key of an alert is the same whenever and wherever it is raised. \
            A web hook gets one request an alert, 'Idempotency-Key: KEY-STATE'; it is tried 8 times. What it does not \
            take, or cannot take fast enough (16 MiB wait at most), goes to the dead letters file: the ledger never \
            waits for it.

            FINDINGS
              With --flag, every typology of 'lymer flag' runs beside the cases, over rows that are final: enough blocks stand \
            on them ('--confirmations'), or they have none and later ones have come. A finding is told when it begins \
            (provisional) and when it is whole (final), once the ledger has it on disk, as a line of schema lymer.finding/1 \
            among the alerts. It is whole when nothing was added for the silence of the typologies, or the sources end. \
            Clusters, ranks and exposures are those of a whole ledger: 'lymer flag'.
            """)

    @OptionGroup var source: SourceArguments

    @Option(
        help: ArgumentHelp(
            "The ledger's folder; made where it is missing. Without it nothing is kept.", valueName: "ledger"))
    var ledger: String?

    @Option(help: ArgumentHelp("The cases to watch. See CASES above.", valueName: "file"))
    var cases: String

    @Option(
        help: ArgumentHelp("Where alerts go: - (standard output), a file, or a URL.", valueName: "-|file|url"))
    var alerts = "-"

    @Option(
        help: ArgumentHelp(
            "Where alerts go that a URL does not take. Default: LEDGER.dead-letters.jsonl", valueName: "file"))
    var deadLetters: String?

    @Flag(help: "Run the typologies of 'lymer flag' too. See FINDINGS above.")
    var flag = false

    @Option(
        help: ArgumentHelp(
            "Thresholds, and which typologies run with --flag, as YAML or JSON.", valueName: "file"))
    var flagConfig: String?

    @Flag(inversion: .prefixedNo, help: "Wait for more at the end of the files.")
    var follow = true

    @OptionGroup(title: "How value is followed") var following: FollowingArguments
    @OptionGroup(title: "Reading the sources") var input: InputArguments
    @OptionGroup(title: "Operation") var operation: OperationArguments

    func validate() throws {
        guard flag || flagConfig == nil else { throw ValidationError("--flag-config is of --flag") }
    }

    mutating func run() throws {
        let typologies = flag ? try FlagCommand.configuration(flagConfig, only: []) : nil
        let reading = try input.options(until: nil, hashes: true)
        let options = try following.options(reading)
        let labels = try LabelsAtHand(following.who.labels, sources: [ledger].compactMap { $0 })
        StopSignals.listen()
        let watch: Watch
        do throws(FlowError) { watch = try Watch(options: options, attribution: labels.attribution) } catch {
            throw Failure.wrongQuestion(error.description)
        }
        let findings = typologies.map {
            FindingWatch(
                configuration: $0, attribution: labels.attribution, confirmations: { options.confirmations(on: $0) })
        }
        let logger = operation.logger.logger
        for note in labels.notes { logger.notice("\(note)") }
        let sink: any AlertSink
        do throws(DeliveryError) {
            sink = try AlertSinks.named(alerts, deadLetters: deadLetters ?? "\(ledger ?? "lymer").dead-letters.jsonl")
        } catch { throw Failure.badData(error.description) }
        var store: LedgerStore?
        var live = LiveLedger()
        if let ledger {
            let opened = try Storing.open(ledger)
            live = try Storing.attempt { () throws(StoreError) in try opened.load() }
            store = opened
        }
        guard live.snapshot().outputChains.isEmpty else {
            throw Failure.wrongQuestion("the ledger has a UTXO chain, which cannot be watched yet")
        }
        let opened = try source.open(
            reading, follows: follow, position: store?.position(of: source.name), confirmations: 0)
        let feed = Feed(
            opened, into: live, store: store, watch: watch, cases: cases, findings: findings, alerts: sink,
            metricsFile: operation.metrics, logger: logger)
        _ = try Storing.run(feed)
    }
}

/// How a watch follows value.
struct FollowingArguments: ParsableArguments {
    @Option(help: ArgumentHelp("How tainted value leaves a holding ('lymer rules').", valueName: "rule"))
    var rule = TaintRule.haircut

    @OptionGroup var who: LabelArguments

    @Option(
        name: .customLong("stop"),
        help: ArgumentHelp("Addresses where value ends, as for 'lymer trace'. Repeatable.", valueName: "address|file"))
    var stops: [String] = []

    @Option(
        help: ArgumentHelp(
            "What addresses held before the data begin: observed (only what is missing), or a CSV. Named in every alert.",
            valueName: "observed|file"))
    var opening = "observed"

    @Option(help: ArgumentHelp("Follow no further than this many transfers from a seed.", valueName: "n"))
    var maxHops: Int?

    @Option(
        help: ArgumentHelp("Follow no arrival whose tainted part is less, in base units.", valueName: "amount"),
        transform: ArgumentReading.amount)
    var minAmount: Amount?

    @Option(
        help: ArgumentHelp(
            "Blocks that must stand on an alert's block, itself included. Default: 12, on TRON 19.", valueName: "n"))
    var confirmations: Int?

    @Option(
        help: ArgumentHelp("Blocks that can be taken back. Default: 64, on TRON 30.", valueName: "n"))
    var undoBlocks: Int?

    @Option(help: ArgumentHelp("Days after which value that lay still is dormant.", valueName: "days"))
    var dormantAfter = 30

    @Option(
        help: ArgumentHelp(
            "Thousandths of what was injected: an alert when less is left to follow.", valueName: "n"))
    var threshold = 100

    @Option(
        help: ArgumentHelp(
            "Most memory for the watch, the ledger left out; it stops before it takes more.", valueName: "MiB"))
    var memoryLimit: Int?

    func validate() throws {
        guard maxHops ?? 0 >= 0 else { throw ValidationError("--max-hops is 0 or more") }
        guard confirmations ?? 0 >= 0, undoBlocks ?? 1 >= 1 else {
            throw ValidationError("--confirmations is 0 or more, --undo-blocks 1 or more")
        }
        guard dormantAfter >= 0, (0...1000).contains(threshold), memoryLimit ?? 1 >= 1 else {
            throw ValidationError("--dormant-after is 0 or more, --threshold 0 to 1000, --memory-limit 1 or more")
        }
        guard opening != "inferred" else {
            throw ValidationError(
                "a watch cannot infer openings from a future it does not know: --opening observed or a file")
        }
    }

    func options(_ reading: InputOptions) throws(Failure) -> WatchOptions {
        var options = WatchOptions()
        options.rule = rule
        options.stops = try Reading.addresses(stops)
        options.opening = try Reading.opening(opening, options: reading)
        (options.maxHops, options.minAmount) = (maxHops, minAmount)
        (options.confirmationsElsewhere, options.undoBlocksElsewhere) = (confirmations, undoBlocks)
        options.dormantAfter = Int64(clamping: dormantAfter) * 86_400
        options.threshold = threshold
        if let memoryLimit { options.memoryLimit = memoryLimit > Int.max >> 20 ? .max : memoryLimit << 20 }
        return options
    }
}

extension TaintRule: ExpressibleByArgument {}
