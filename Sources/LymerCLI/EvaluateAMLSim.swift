import ArgumentParser
import FlowFormats
import FlowTracing

/// `lymer evaluate amlsim`: how findings name the fraudulent nodes of a sample of AMLSim.
struct EvaluateAMLSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amlsim",
        abstract:
            "How right and how complete findings name the fraudulent nodes of an AMLSim sample, beside two baselines.",
        discussion: """
            Reads nodes.csv and transactions.csv of a folder or a tar archive, compressed or not. The sample says of a node \
            whether it is fraudulent, and of no transaction to which pattern it belongs: judged is who is named, as a \
            finding's subject or member, not as what. Beside it stand as many nodes by degree (those with the most \
            transfers), and the ends of payments repeated at one step. Odd nodes are judged; even ones are for tuning, and \
            the points a finding needs in the rows that name them are those with the best F1 on the even nodes.

            The sample's time is a step of no stated length: --step says how many seconds it is taken for.
            """)

    @Argument(help: ArgumentHelp("A folder or tar archive of an AMLSim sample.", valueName: "sample"))
    var sample: String

    @Option(help: ArgumentHelp("Thresholds, and which typologies run, as for 'lymer flag'.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Seconds that a step lasts.", valueName: "seconds"))
    var step = 86_400

    @Flag(help: "Judge the even nodes, on which thresholds may be tuned.")
    var tuning = false

    @OptionGroup(title: "The answer") var answer: ClusterAnswerArguments

    func validate() throws {
        guard (1...31_536_000).contains(step) else { throw ValidationError("--step is 1 to 31536000") }
    }

    mutating func run() throws {
        let configuration = try FlagCommand.configuration(config, only: [])
        let bar = answer.progress.bar()
        defer { bar.end() }
        bar.begin("reading")
        let sample: AMLSimSample
        do throws(InputError) { sample = try AMLSimSample(path: self.sample, step: step) } catch {
            throw Reading.end(error)
        }
        bar.begin("flagging")
        let findings = Flagging.run(sample.ledger, configuration: configuration).findings
        bar.end()
        func half(_ remainder: Int) -> [NodeEvaluation.Node] {
            sample.nodes.filter { $0.number % 2 == remainder }
                .map { NodeEvaluation.Node(address: $0.address, isFraud: $0.isFraud) }
        }
        let points = NodeEvaluation.bestPoints(findings, nodes: half(0), ledger: sample.ledger)
        let evaluation = NodeEvaluation(
            findings, nodes: half(tuning ? 0 : 1), ledger: sample.ledger, points: points)
        let report = NodeEvaluationReport(
            judged: tuning ? "even nodes" : "odd nodes", evaluation, ledger: sample.ledger,
            configuration: configuration, step: step, findings: findings.count)
        try answer.deliver { format, _, out in report.write(format, into: &out) }
    }
}
