import FlowTracing

/// `FlaggingEvaluation` for people and machines. Shares with the counts they are of, and where they are of few, their 95%
/// intervals: of counts by Wilson, of areas by drawing operators anew.
public enum FlaggingEvaluationReport {
    public static let schema = "lymer.evaluation.findings/1"

    public typealias Run = (name: String, evaluation: FlaggingEvaluation)

    /// - Parameter runs: each with a name for what was judged, as `held-out operators`.
    public static func write(_ runs: [Run], format: ClusterReport.Format, into out: inout ReportWriter) {
        switch format {
        case .table:
            var canvas = TableCanvas(out, style: ReportStyle())
            for (name, evaluation) in runs { FlaggingEvaluationTable(name, evaluation).write(into: &canvas) }
            out = canvas.out
        case .csv: machine(runs).csv(into: &out)
        case .json: machine(runs).json(into: &out) { json, key, amount in json.member(key, amount) }
        }
    }

    typealias Measure = MeasuredRuns<Amount>.Measure

    private static func machine(_ runs: [Run]) -> MeasuredRuns<Amount> {
        MeasuredRuns(
            schema: schema,
            runs: runs.map { name, one in
                (
                    name,
                    areas(one) + shares(one) + byKind(one)
                        + [("findings a day", Amount(one.findings), Amount(one.days))] + alerts(one) + delays(one)
                        + intervals(one) + worlds(one)
                )
            })
    }

    static func areas(_ one: FlaggingEvaluation) -> [Measure] {
        one.averagePrecision.map { ("PR-AUC, ranked by \($0.ranking.rawValue)", Amount($0.millionths), 1_000_000) }
    }

    /// Of all typologies together.
    static func shares(_ one: FlaggingEvaluation) -> [Measure] {
        var list: [Measure] = one.daily.map { ("precision at \($0.k) a day", Amount($0.right), Amount($0.opened)) }
        list.append(("recall", Amount(one.found), Amount(one.planted)))
        list += one.foundValue.map { ("recall of \($0.asset.name)", $0.part, $0.whole) }
        list.append(("flagged before its last transfer", Amount(one.foundInTime), Amount(one.found)))
        return list
    }

    private static func byKind(_ one: FlaggingEvaluation) -> [Measure] {
        one.typologies.flatMap { typology -> [Measure] in
            [
                ("\(typology.name): recall", Amount(typology.found), Amount(typology.planted)),
                ("\(typology.name): precision", Amount(typology.right), Amount(typology.findings)),
            ]
        } + one.decoys.map { ("honest \($0.kind): flagged", Amount($0.flagged), Amount($0.instances)) }
    }

    private static func alerts(_ one: FlaggingEvaluation) -> [Measure] {
        one.alerts.flatMap { alert -> [Measure] in
            [
                ("findings a day, at least \(alert.points) points", Amount(alert.findings), Amount(one.days)),
                ("right, at least \(alert.points) points", Amount(alert.right), Amount(alert.findings)),
            ]
        }
    }

    /// Seconds per 1.
    private static func delays(_ one: FlaggingEvaluation) -> [Measure] {
        one.typologies.compactMap { typology in
            typology.medianDelay.map { ("\(typology.name): median seconds to flag", Amount(max(0, $0)), 1) }
        }
    }

    private static func intervals(_ one: FlaggingEvaluation) -> [Measure] {
        func ends(_ name: String, _ low: Int, _ high: Int, _ whole: Amount) -> [Measure] {
            [
                ("\(name): 95% interval from", Amount(low), whole), ("\(name): 95% interval to", Amount(high), whole),
            ]
        }
        var list = one.averagePrecision.flatMap { area in
            area.interval.map {
                ends("PR-AUC, ranked by \(area.ranking.rawValue)", $0.lowerBound, $0.upperBound, 1_000_000)
            } ?? []
        }
        let recalls =
            [("recall", one.found, one.planted)]
            + one.typologies.map { ("\($0.name): recall", $0.found, $0.planted) }
        for (name, found, planted) in recalls where planted > 0 {
            let (low, high) = Interval.wilson(found, of: planted, scale: 1_000)
            list += ends(name, low, high, 1_000)
        }
        return list
    }

    /// Each world by itself, where there are several. They are numbered: two may be called the same.
    private static func worlds(_ one: FlaggingEvaluation) -> [Measure] {
        guard one.worlds.count > 1 else { return [] }
        return one.worlds.enumerated().flatMap { number, world -> [Measure] in
            let name = "world \(number + 1), \(world.name)"
            return zip(one.averagePrecision, world.averagePrecision).map {
                ("\(name): PR-AUC, ranked by \($0.ranking.rawValue)", Amount($1), 1_000_000)
            } + [
                ("\(name): recall", Amount(world.found), Amount(world.planted)),
                ("\(name): findings a day", Amount(world.findings), Amount(world.days)),
            ]
        }
    }
}

extension FlaggingEvaluation.Typology {
    /// Of several even ones the later.
    var medianDelay: Int64? { delays.isEmpty ? nil : delays[delays.count / 2] }
}
