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

            Several folders, as of several seeds, are several worlds whose findings are ranked together; each is matched with \
            its own truth alone, and is read after the one before it is done with. The 95% interval of an area is what it is \
            for operators drawn anew, with replacement; that of a recall is Wilson's. A world in which nothing is planted \
            (--prevalence 0) says how many findings a day are false alarms, by their points.
            """)

    @Argument(
        help: ArgumentHelp(
            "Folders that 'lymer simulate --world patterns' wrote; several are judged as one.", valueName: "folder"))
    var folders: [String]

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
        var table = FindingFactsTable()
        // By part of the split, what is left of each world.
        var parts: [(name: String, worlds: [JudgedFindings])] = []
        for folder in folders {
            let own = try judge(folder, configuration, bar, &table)
            if parts.isEmpty { parts = own.map { ($0.name, []) } }
            for (number, part) in own.enumerated() { parts[number].worlds.append(part.findings) }
        }
        bar.end()
        let runs = parts.map { ($0.name, FlaggingEvaluation($0.worlds)) }
        if let facts { try Destination.write(to: facts) { table.write(into: &$0) } }
        try answer.deliver { format, _, out in FlaggingEvaluationReport.write(runs, format: format, into: &out) }
    }

    /// Reads and flags one world, of which only what is judged is kept.
    private func judge(
        _ folder: String, _ configuration: FlaggingConfiguration, _ bar: ProgressBar, _ table: inout FindingFactsTable
    ) throws -> [(name: String, findings: JudgedFindings)] {
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
        let findings = result.clusters.flatMap(\.findings)
        if facts != nil { table.add(findings, truths: truths, ledger: ledger, world: folder) }
        return FlaggingSplit(truths: truths, ledger: ledger).parts.filter { $0.isTuning == tuning }.map { part in
            (
                part.name,
                JudgedFindings(
                    world: folder, findings, truths: truths, ledger: ledger, times: part.times,
                    isJudged: part.isJudged)
            )
        }
    }
}
