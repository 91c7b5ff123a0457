import ArgumentParser
import FlowFormats
import FlowTracing

/// `lymer evaluate findings`: how findings compare with what a simulation planted.
struct EvaluateFindings: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "How right, how complete and how early findings are, beside ranking by degree and by volume.",
        discussion: """
            Reads transfers.csv, labels.csv, patterns.csv and patternTransfers.csv of a folder that \
            'lymer simulate --world patterns' wrote. Judged are findings that fired in the later half of the ledger, once \
            against all operators and once against those only whose instances were all held out; thresholds and points were \
            tuned on the earlier half of other seeds. A finding counts where it shares at least half of the members and half \
            of the value of an instance, and each instance is credited once.
            """)

    @Argument(help: ArgumentHelp("A folder that 'lymer simulate --world patterns' wrote.", valueName: "folder"))
    var folder: String

    @Option(help: ArgumentHelp("Thresholds, and which typologies run, as for 'lymer flag'.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("Write what every finding looked like, and whether it was right, as CSV.", valueName: "file")
    )
    var facts: String?

    @Flag(help: "Judge the earlier half, on which thresholds may be tuned.")
    var tuning = false

    @OptionGroup(title: "The answer") var answer: ClusterAnswerArguments

    mutating func run() throws {
        let configuration = try FlagCommand.configuration(config, only: [])
        let bar = answer.progress.bar()
        defer { bar.end() }
        bar.begin("reading")
        let (ledger, _) = try Reading.ledger(["\(folder)/transfers.csv"], options: InputOptions(), bar: bar)
        let labels = try Reading.labels(["\(folder)/labels.csv"])
        var truths: [PatternTruth]
        do throws(InputError) {
            truths = try PatternTruthReader.read(
                patterns: "\(folder)/patterns.csv", transfers: "\(folder)/patternTransfers.csv", ledger: ledger)
        } catch { throw Reading.end(error) }
        truths = FlaggingEvaluation.judgeable(truths, in: ledger, attribution: labels.attribution)
        bar.begin("flagging")
        let result = Flagging.run(ledger, attribution: labels.attribution, configuration: configuration)
        bar.end()
        let findings = result.clusters.flatMap(\.findings)
        let split = FlaggingSplit(truths: truths, ledger: ledger)
        let runs = split.parts.filter { $0.isTuning == tuning }.map { part in
            (
                part.name,
                FlaggingEvaluation(
                    findings, truths: truths, ledger: ledger, times: part.times, isJudged: part.isJudged)
            )
        }
        if let facts {
            let match = FindingFactsTable(findings: findings, truths: truths, ledger: ledger)
            try Destination.write(to: facts) { match.write(into: &$0) }
        }
        try answer.deliver { format, _, out in
            FlaggingEvaluationReport.write(runs, ledger: ledger, format: format, into: &out)
        }
    }
}
