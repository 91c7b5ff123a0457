import FlowTracing

/// `FlaggingEvaluation` for people and machines. Shares with the counts they are of, and where they are of few, their 95%
/// intervals (Wilson).
public enum FlaggingEvaluationReport {
    public static let schema = "lymer.evaluation.findings/1"

    /// - Parameter runs: each with a name for what was judged, as `held-out operators`.
    public static func write(
        _ runs: [(name: String, evaluation: FlaggingEvaluation)], ledger: Ledger, format: ClusterReport.Format,
        into out: inout ReportWriter
    ) {
        switch format {
        case .table:
            var canvas = TableCanvas(out, style: ReportStyle())
            for (name, evaluation) in runs { table(name, evaluation, ledger, into: &canvas) }
            out = canvas.out
        case .csv: machine(runs, ledger).csv(into: &out)
        case .json: machine(runs, ledger).json(into: &out) { json, key, amount in json.member(key, amount) }
        }
    }

    private static func machine(
        _ runs: [(name: String, evaluation: FlaggingEvaluation)], _ ledger: Ledger
    ) -> MeasuredRuns<Amount> {
        MeasuredRuns(schema: schema, runs: runs.map { ($0.name, measures($0.evaluation, ledger)) })
    }

    /// Every figure as a part of a whole.
    private static func measures(_ one: FlaggingEvaluation, _ ledger: Ledger) -> [MeasuredRuns<Amount>.Measure] {
        var list: [MeasuredRuns<Amount>.Measure] = one.averagePrecision.map {
            ("PR-AUC, ranked by \($0.ranking.rawValue)", Amount($0.millionths), 1_000_000)
        }
        list += one.daily.map { ("precision at \($0.k) a day", Amount($0.right), Amount($0.opened)) }
        list.append(("recall", Amount(one.found), Amount(one.planted)))
        list += one.foundValue.map { ("recall of \(ledger.name(of: $0.asset))", $0.part, $0.whole) }
        list.append(("flagged before its last transfer", Amount(one.foundInTime), Amount(one.found)))
        for typology in one.typologies {
            list.append(("\(typology.name): recall", Amount(typology.found), Amount(typology.planted)))
            list.append(("\(typology.name): precision", Amount(typology.right), Amount(typology.findings)))
        }
        list += one.decoys.map { ("honest \($0.kind): flagged", Amount($0.flagged), Amount($0.instances)) }
        list.append(("findings a day", Amount(one.findings), Amount(one.days)))
        return list
    }

    private static func table(
        _ name: String, _ one: FlaggingEvaluation, _ ledger: Ledger, into canvas: inout TableCanvas
    ) {
        canvas.heading("Findings against the truth", name)
        var rows = [["", "share", "of"]]
        for (measure, part, whole) in measures(one, ledger).prefix(while: { !$0.0.hasSuffix(": recall") }) {
            let counts =
                whole == 1_000_000 && measure.hasPrefix("PR")
                ? "" : "\(AmountText.grouped(part, decimals: nil)) / \(AmountText.grouped(whole, decimals: nil))"
            rows.append([measure, AmountText.percent(part, of: whole), counts])
        }
        let perDay = one.findings * 10 / one.days
        rows.append([
            "findings a day", "\(perDay / 10).\(perDay % 10)", "\(AmountText.count(one.findings)) / \(one.days) d",
        ])
        canvas.grid(rows, indent: 2)
        canvas.gap()
        var byTypology = [
            ["typology", "planted", "found", "recall", "95% interval", "findings", "right", "flagged after"]
        ]
        for typology in one.typologies where typology.planted + typology.findings > 0 {
            let (low, high) = Interval.wilson(typology.found, of: typology.planted)
            byTypology.append([
                typology.name, "\(typology.planted)", "\(typology.found)",
                AmountText.percent(Amount(typology.found), of: Amount(typology.planted)),
                typology.planted > 0 ? "\(low)–\(high)%" : "", "\(typology.findings)", "\(typology.right)",
                typology.delays.isEmpty ? "" : Interval.duration(typology.delays[typology.delays.count / 2]),
            ])
        }
        canvas.grid(byTypology, indent: 2)
        guard !one.decoys.isEmpty else { return }
        canvas.gap()
        canvas.grid(
            [["honest trade", "instances", "flagged"]]
                + one.decoys.map { [$0.kind, "\($0.instances)", "\($0.flagged)"] },
            indent: 2)
    }
}

/// Statistics as people read them.
enum Interval {
    /// 95% score interval of a share, in whole percents, outwards. Source: Wilson, JASA 1927.
    static func wilson(_ part: Int, of whole: Int) -> (low: Int, high: Int) {
        guard whole > 0 else { return (0, 100) }
        let (n, p, z) = (Double(whole), Double(part) / Double(whole), 1.96)
        let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return (
            max(0, Int((100 * (centre - half)).rounded(.down))), min(100, Int((100 * (centre + half)).rounded(.up)))
        )
    }

    /// Seconds in the unit that fits.
    static func duration(_ seconds: Int64) -> String {
        seconds < 120
            ? "\(seconds) s"
            : seconds < 7_200
                ? "\(seconds / 60) min" : seconds < 172_800 ? "\(seconds / 3_600) h" : "\(seconds / 86_400) d"
    }
}
