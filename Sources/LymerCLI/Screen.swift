import ArgumentParser
import FlowFormats
import FlowTracing
import Glibc

/// `lymer screen`: how much of what addresses received and sent comes from, or goes to, whom.
struct Screen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen",
        abstract: "Screen addresses: exposure by category and kind of list, direct and indirect, both directions.",
        usage: """
            lymer screen SOURCE… ADDRESS… --labels FILE [options]
            lymer screen SOURCE… --all --labels FILE [options]
            """,
        discussion: """

            EXAMPLES
              Two addresses in an export, against a sanctions list and a list of services:
                lymer screen transfers.csv 0x8b… 0x45… --labels ofac.json --labels services.csv

              Every address of a ledger, what it received from at most three transfers away, for a spreadsheet:
                lymer screen ledger --all --direction in --hops 3 --labels services.csv --csv exposures.csv

              A Bitcoin address together with those that seem to have the same owner:
                lymer screen blocks/*.json bc1q… --clusters on --labels services.csv

            What an answer is: a path is some transfers of one asset, each later than the one before and paid by the \
            address that the one before paid, from one labelled address through unlabelled ones; its value is what a \
            haircut carries along it. One transfer is direct exposure, more are indirect. A walk stops at every labelled \
            address. What no path explains is untracked. Kinds of lists are never added up, and an address on no list \
            is "not on this list version": that is not the same as clean. On UTXO chains a transaction is one payment of all \
            who spend more in it than they get; a coinjoin is a stop, shown as category coinjoin, kind heuristic.
            """)

    @Argument(
        help: ArgumentHelp(
            """
            Transfers (files, 'quoted*globs', - for standard input, or the folder of a ledger), and the addresses to \
            screen.
            """, valueName: "source|address"))
    var words: [String] = []

    @Option(
        name: .customLong("address"),
        help: ArgumentHelp(
            "An address to screen, several joined by commas: for those that do not look like one. Repeatable.",
            valueName: "address"))
    var named: [String] = []

    @Flag(help: "Screen every address.")
    var all = false

    @OptionGroup var who: LabelArguments

    @Option(help: ArgumentHelp("What addresses received (in), sent (out), or both.", valueName: "direction"))
    var direction = DirectionChoice.both

    @Option(
        help: ArgumentHelp("Transfers of the longest path that counts; 1 is direct exposure alone.", valueName: "n"))
    var hops = ScreeningOptions().hops

    @Option(
        help: ArgumentHelp(
            """
            What was known then: only labels that held at this moment and transfers up to it. ISO 8601 or Unix seconds.
            """, valueName: "time"))
    var asOf: String?

    @Option(help: ArgumentHelp("Labels of less confidence attribute nothing.", valueName: "0…100"))
    var minConfidence = ScreeningOptions().leastConfidence

    @Option(
        help: ArgumentHelp(
            "Leave out rows below this share of the total, in percent: 0.5. Totals never change.", valueName: "percent")
    )
    var minShare = "0"

    @Option(
        help: ArgumentHelp(
            """
            Screen clusters as one (an inference, see 'lymer cluster'): what moves between their addresses is not counted, \
            what labels say of one holds for all.
            """, valueName: "on|off"))
    var clusters = ClusterUse.off

    @OptionGroup var heuristics: HeuristicArguments

    @OptionGroup(title: "Reading the sources") var input: InputArguments

    @Flag(help: "Show tables (the default).")
    var table = false

    @Option(help: ArgumentHelp("Write JSON to a file, - for standard output.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write CSV to a file, - for standard output.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Colour; auto respects NO_COLOR.", valueName: "when"))
    var color = TerminalUse.auto

    @OptionGroup var progress: ProgressArguments

    private var sources: [String] { words.filter { $0 == "-" || !Reading.isAddress($0) } }
    private var addresses: [String] {
        words.filter { $0 != "-" && Reading.isAddress($0) }
            + named.flatMap { $0.split(separator: ",").map(String.init) }
    }

    func validate() throws {
        guard !sources.isEmpty else { throw LedgerArguments.missing }
        guard all || !addresses.isEmpty else { throw ValidationError("name the addresses to screen, or --all") }
        guard !all || addresses.isEmpty else { throw ValidationError("--all screens every address: name none") }
        guard (1...ScreeningOptions.mostHops).contains(hops) else {
            throw ValidationError("--hops is 1 to \(ScreeningOptions.mostHops)")
        }
        guard (0...100).contains(minConfidence) else { throw ValidationError("--min-confidence is 0 to 100") }
        guard clusters == .on || heuristics.isEmpty else {
            throw ValidationError("--with and --without choose what makes clusters: say --clusters on")
        }
        guard ShareLimit(percent: minShare) != nil else {
            throw ValidationError(
                "--min-share '\(minShare)' is no percentage: 0 to 100, at most four digits after the point")
        }
    }

    mutating func run() throws {
        var options = ScreeningOptions()
        (options.hops, options.leastConfidence) = (hops, minConfidence)
        options.directions = direction.directions
        options.asOf = try LabelsAtHand.time(asOf)
        let inputOptions = try input.options(until: nil, hashes: false)
        let bar = progress.bar()
        defer { bar.end() }
        bar.begin("labels")
        let known = try LabelsAtHand(who.labels, sources: sources, asOf: asOf)
        bar.begin("reading")
        let data = try LedgerAtHand(sources, options: inputOptions, bar: bar)
        var together: LedgerClusters?
        if clusters == .on {
            bar.begin("clustering")
            together = LedgerClusters(data.ledger, attribution: known.attribution, selection: heuristics.selection)
        }
        bar.begin("screening")
        let screening: Screening
        do throws(FlowError) {
            screening = try Screening(
                ledger: data.ledger, attribution: known.attribution(of: data), options: options,
                entities: together.map(ScreeningEntities.init), graph: data.stored?.graph)
        } catch {
            throw Failure.wrongQuestion(error.description)
        }
        let report = ScreeningReport(
            screening, attribution: known.attribution, lists: known.lists, addresses: all ? nil : addresses,
            clusters: together, leastShare: ShareLimit(percent: minShare) ?? ShareLimit(), notes: known.notes)
        try deliver(report, bar)
        if let rejects = data.summary.rejectsPath {
            Output.complain("\(data.summary.rejected) bad rows skipped; see \(rejects)")
        }
        withExtendedLifetime(data) {}
        if data.summary.rejected > 0 { throw Failure.incomplete }
    }

    private func deliver(_ report: ScreeningReport, _ bar: ProgressBar) throws {
        var answers: [(ScreeningReport.Format, String?)] = []
        if let json { answers.append((.json, json)) }
        if let csv { answers.append((.csv, csv)) }
        if table || answers.isEmpty { answers.append((.table, nil)) }
        let style = ReportStyle(
            isColoured: color.wantsColor(on: STDOUT_FILENO), width: Terminal.width(of: STDOUT_FILENO) ?? 100)
        for (format, file) in answers {
            try Destination.write(to: file) { writer in
                report.write(format, style: style, into: &writer)
                bar.end()
            }
        }
    }
}

/// Whether addresses that seem to have one owner are one.
enum ClusterUse: String, CaseIterable, ExpressibleByArgument { case on, off }

/// Which exposures are asked for.
enum DirectionChoice: String, CaseIterable, ExpressibleByArgument {
    case both, `in`, out

    var directions: Set<Exposure.Direction> {
        switch self {
        case .both: [.received, .sent]
        case .in: [.received]
        case .out: [.sent]
        }
    }
}
