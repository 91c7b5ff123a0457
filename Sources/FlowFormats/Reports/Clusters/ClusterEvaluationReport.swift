import FlowTracing

/// `ClusterEvaluation` for people and machines: shares rounded half up to hundredths of a percent, with the counts they are of.
public enum ClusterEvaluationReport {
    public static let schema = "lymer.evaluation.clusters/1"

    /// - Parameter runs: each with a name for what was known, as `with labels`.
    public static func write(
        _ runs: [(name: String, evaluation: ClusterEvaluation)], format: ClusterReport.Format,
        into out: inout ReportWriter
    ) {
        switch format {
        case .table:
            var canvas = TableCanvas(out, style: ReportStyle())
            for (name, evaluation) in runs {
                canvas.heading("Clusters against the truth", name)
                var rows = [["", "share", "of"]]
                for (measure, share) in measures(evaluation) {
                    rows.append([
                        measure, AmountText.percent(Amount(share.part), of: Amount(share.whole)),
                        "\(AmountText.count(share.part)) / \(AmountText.count(share.whole))",
                    ])
                }
                canvas.grid(rows, indent: 2)
            }
            out = canvas.out
        case .csv: machine(runs).csv(into: &out)
        case .json: machine(runs).json(into: &out) { json, key, count in json.member(key, count) }
        }
    }

    private static func machine(_ runs: [(name: String, evaluation: ClusterEvaluation)]) -> MeasuredRuns<Int> {
        MeasuredRuns(
            schema: schema,
            runs: runs.map { run in (run.name, measures(run.evaluation).map { ($0, $1.part, $1.whole) }) })
    }

    private static func measures(_ one: ClusterEvaluation) -> [(String, ClusterEvaluation.Share)] {
        let leftOut = [
            ("coinjoins that several owners pay", one.coinjoins),
            ("suspected PayJoins and coinjoins of two that several owners pay", one.suspects),
            ("transactions of several owners that are left out", one.sharedLeftOut),
        ]
        return [
            ("pairwise precision", one.pairPrecision), ("pairwise recall", one.pairRecall),
            ("largest cluster's purity", one.largestPurity), ("deposit addresses: precision", one.depositPrecision),
            ("deposit addresses: recall", one.depositRecall),
        ] + one.links.map { ("links of \($0.heuristic) that are right", $0.right) }
            // Account chains have no such transactions.
            + (leftOut.contains { $0.1.whole > 0 } ? leftOut : [])
    }
}
