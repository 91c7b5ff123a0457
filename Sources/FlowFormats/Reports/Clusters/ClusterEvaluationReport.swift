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
        case .csv:
            out.write("run,measure,part,whole\n")
            for (name, evaluation) in runs {
                for (measure, share) in measures(evaluation) {
                    out.write([name, measure].map { CSVRow.field($0) }.joined(separator: ","))
                    out.write(",\(share.part),\(share.whole)\n")
                }
            }
        case .json:
            var json = JSONWriter(out)
            json.object { json in
                json.member("schema", schema)
                json.array("runs", runs) { json, run in
                    json.object { json in
                        json.member("name", run.name)
                        for (measure, share) in measures(run.evaluation) {
                            json.object(measure, flat: true) { json in
                                json.member("part", share.part)
                                json.member("whole", share.whole)
                            }
                        }
                    }
                }
            }
            json.out.write("\n")
            out = json.out
        }
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
