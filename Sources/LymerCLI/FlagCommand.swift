import ArgumentParser
import FlowFormats
import FlowTracing
import Glibc

/// `lymer flag`: suspicious clusters of a whole ledger, ranked.
struct FlagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flag",
        abstract: "Flag suspicious clusters in a whole ledger, ranked, with what makes them so.",
        usage: "lymer flag SOURCE… [--labels FILE]… [--config FILE] [options]",
        discussion: """
            One pass over the transfers of account chains for every typology ('lymer typologies'). Findings that share \
            members or money are one cluster; a cluster's score is points, and the points are shown. Everything is an \
            inference: no finding says that somebody did wrong.

            EXAMPLES
              The twenty clusters most worth looking at:
                lymer flag ledger --labels services.csv

              Other thresholds, every finding, for a program:
                lymer flag transfers.csv --config thresholds.yaml --format jsonl --output findings.jsonl

              One finding in full, and as a graph:
                lymer flag ledger --explain cycle-0123456789ab
                lymer flag ledger --explain cycle-0123456789ab --format graphml --output cycle.graphml
            """)

    @OptionGroup var ledger: LedgerArguments

    @Option(help: ArgumentHelp("Thresholds, and which typologies run, as YAML or JSON.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("Run these typologies alone, joined by commas. Repeatable.", valueName: "typology"),
        transform: { $0.split(separator: ",").map(String.init) })
    var only: [[String]] = []

    @Option(help: ArgumentHelp("Show one finding in full.", valueName: "id"))
    var explain: String?

    @Option(help: ArgumentHelp("Leave out clusters of fewer points; they are counted.", valueName: "points"))
    var minScore = 50

    @Option(help: ArgumentHelp("Clusters that the table shows; 0 shows all.", valueName: "n"))
    var top = 20

    @Option(
        help: ArgumentHelp(
            "Transfers of the longest path by which clusters are exposed to labelled addresses; 1 is direct alone.",
            valueName: "n"))
    var exposureHops = 1

    @Option(help: ArgumentHelp("Threads; the answer is the same for any number.", valueName: "n"))
    var threads = 1

    @OptionGroup(title: "Reading the sources") var input: InputArguments

    @Option(help: ArgumentHelp("table, jsonl (a line a finding), csv, or with --explain graphml.", valueName: "format"))
    var format = FlagFormat.table

    @Option(name: [.short, .long], help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Colour; auto respects NO_COLOR.", valueName: "when"))
    var color = TerminalUse.auto

    @OptionGroup var progress: ProgressArguments

    func validate() throws {
        guard !ledger.sources.isEmpty else { throw LedgerArguments.missing }
        guard top >= 0 else { throw ValidationError("--top is 0 or more") }
        guard (1...ScreeningOptions.mostHops).contains(exposureHops) else {
            throw ValidationError("--exposure-hops is 1 to \(ScreeningOptions.mostHops)")
        }
        guard (1...64).contains(threads) else { throw ValidationError("--threads is 1 to 64") }
        guard format != .graphml || explain != nil else {
            throw ValidationError("graphml is of one finding: name it with --explain")
        }
        guard explain == nil || format == .table || format == .graphml else {
            throw ValidationError("--explain writes a table or graphml")
        }
    }

    mutating func run() throws {
        let configuration = try FlagCommand.configuration(config, only: only.flatMap { $0 })
        let bar = progress.bar()
        defer { bar.end() }
        let inputOptions = try input.options(until: nil, hashes: false)
        bar.begin("labels")
        let labels = try LabelsAtHand(ledger.who.labels, sources: ledger.sources)
        bar.begin("reading")
        let data = try LedgerAtHand(ledger.sources, options: inputOptions, bar: bar)
        bar.begin("flagging")
        var result = Flagging.run(
            data.ledger, attribution: labels.attribution, configuration: configuration, threads: threads)
        do throws(FlowError) {
            try SuspiciousCluster.expose(
                &result.clusters, in: data.ledger, attribution: labels.attribution, hops: exposureHops)
        } catch {
            throw Failure.wrongQuestion(error.description)
        }
        bar.end()
        let all = result.clusters.count
        if explain == nil { result.clusters.removeAll { $0.score.total < minScore } }
        let below = all - result.clusters.count
        let notes = labels.notes + (data.ledger.outputChains.isEmpty ? [] : [FlagCommand.utxoNote])
        let report = FindingReport(
            ledger: data.ledger, result: result, configuration: configuration, attribution: labels.attribution,
            notes: notes, top: top == 0 ? nil : top, below: below, leastScore: minScore,
            exposureHops: exposureHops)
        try deliver(report)
        try data.endIncomplete()
    }

    private static let utxoNote = "typologies are of account chains; the UTXO chains of these data were not looked at"

    static func configuration(_ path: String?, only names: [String]) throws(Failure) -> FlaggingConfiguration {
        var configuration = FlaggingConfiguration()
        if let path {
            do throws(InputError) { configuration = try FlaggingConfigurationReader.read(path: path) } catch {
                throw Reading.end(error)
            }
        }
        if !names.isEmpty {
            do throws(FlowError) { try configuration.run(only: names) } catch {
                throw .wrongQuestion("--only: \(error.description)")
            }
        }
        return configuration
    }

    private func deliver(_ report: FindingReport) throws {
        let finding = try explain.map { id throws(Failure) in
            guard let found = report.result.findings.first(where: { $0.id == id }) else {
                throw .wrongQuestion("'\(id)' is no finding of these data with these thresholds")
            }
            return found
        }
        let style = ReportStyle(
            isColoured: output == nil && color.wantsColor(on: STDOUT_FILENO),
            width: output == nil ? Terminal.width(of: STDOUT_FILENO) ?? 100 : 100)
        try Destination.write(to: output) { writer in
            switch (format, finding) {
            case (.graphml, let finding?): report.graph(finding, into: &writer)
            case (_, let finding?): report.explain(finding, style: style, into: &writer)
            case (.jsonl, nil): report.write(.jsonl, style: style, into: &writer)
            case (.csv, nil): report.write(.csv, style: style, into: &writer)
            case (_, nil): report.write(.table, style: style, into: &writer)
            }
        }
    }
}

/// How findings are shown.
enum FlagFormat: String, CaseIterable, ExpressibleByArgument { case table, jsonl, csv, graphml }

/// Lists the typologies.
struct TypologyList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "typologies",
        abstract: "List the typologies that 'lymer flag' looks for: thresholds, source, and when they are wrong.",
        discussion: "Every threshold is a setting of --config: 'fan-in: {counterparties: 20, span: 2 d}'.")

    mutating func run() throws {
        var text = ""
        for one in Typologies.all {
            text += Catalogue.line(one.name, "version \(one.version), confidence \(one.confidence)") + "\n"
            text += "    \(one.summary)\n"
            text += "    source: \(one.source)\n"
            text += "    may be wrong for: \(one.knownFalsePositives)\n"
            for setting in one.settings { text += "    \(setting.name): \(setting.unit.text(setting.value))\n" }
        }
        try Output.print(text)
    }
}
