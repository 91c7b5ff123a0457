import ArgumentParser
import FlowFormats
import FlowTracing
import Glibc

/// `lymer evaluate`: how inferences compare with an invented economy's truth.
struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare inferences with the truth: of 'lymer simulate', or of an AMLSim sample.",
        subcommands: [Clusters.self, EvaluateFindings.self, EvaluateAMLSim.self])

    struct Clusters: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How right and how complete clusters are, and deposit addresses.",
            discussion: """
                Reads transfers.csv or transactions.jsonl, labels.csv and owners.csv of a folder that 'lymer simulate' \
                wrote. Once with the labels and once without any, where exchanges are strangers who fund strangers. \
                Among the addresses that must not be joined are payroll, exchange sweeps, merchants who use other \
                people's deposit addresses, shops, airdrops and poisoning; of a UTXO chain coinjoins, PayJoins, batched \
                payments, and payees who look like change.
                """)

        @Argument(help: ArgumentHelp("A folder that 'lymer simulate' wrote.", valueName: "folder"))
        var folder: String

        @OptionGroup var heuristics: HeuristicArguments
        @OptionGroup(title: "The answer") var answer: ClusterAnswerArguments

        mutating func run() throws {
            let bar = answer.progress.bar()
            defer { bar.end() }
            bar.begin("reading")
            let coins = "\(folder)/transactions.jsonl"
            let source = access(coins, F_OK) == 0 ? coins : "\(folder)/transfers.csv"
            let (ledger, _) = try Reading.ledger([source], options: InputOptions(), bar: bar)
            let labels = try Reading.labels(["\(folder)/labels.csv"])
            let truth = try Reading.owners("\(folder)/owners.csv", ledger: ledger)
            bar.begin("clustering")
            let selection = heuristics.selection
            let runs = [("with labels", labels.attribution), ("without labels", Attribution())].map {
                name, attribution in
                let clusters = LedgerClusters(ledger, attribution: attribution, selection: selection)
                return (
                    name,
                    ClusterEvaluation(clusters, owners: truth.mapValues(\.owner)) {
                        truth[$0]?.role == "exchangeDeposit"
                    }
                )
            }
            bar.end()
            try answer.deliver { format, _, out in ClusterEvaluationReport.write(runs, format: format, into: &out) }
        }
    }
}
