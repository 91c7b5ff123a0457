import FlowTracing

/// An evaluation of findings as people read it.
struct FlaggingEvaluationTable {
    private let name: String
    private let one: FlaggingEvaluation

    init(_ name: String, _ evaluation: FlaggingEvaluation) { (self.name, one) = (name, evaluation) }

    func write(into canvas: inout TableCanvas) {
        let worlds = one.worlds.count > 1 ? ", \(one.worlds.count) worlds as one" : ""
        canvas.heading("Findings against the truth", name + worlds)
        if one.planted == 0 { canvas.paragraph("Nothing is planted: every finding is a false alarm.", indent: 2) }
        canvas.grid(figures, indent: 2)
        canvas.gap()
        canvas.grid(typologies, indent: 2)
        if !one.decoys.isEmpty {
            canvas.gap()
            canvas.grid(
                [["honest trade", "instances", "flagged"]]
                    + one.decoys.map { [$0.kind, "\($0.instances)", "\($0.flagged)"] }, indent: 2)
        }
        if one.worlds.count > 1 {
            canvas.gap()
            canvas.grid(byWorld, indent: 2)
        }
    }

    private var figures: [[String]] {
        var rows = [["", "share", "95% interval", "of"]]
        if one.planted > 0 {
            for (measure, area) in zip(FlaggingEvaluationReport.areas(one), one.averagePrecision) {
                rows.append([
                    measure.name, AmountText.percent(measure.part, of: measure.whole),
                    area.interval.map { "\($0.lowerBound / 10_000)–\(($0.upperBound + 9_999) / 10_000)%" } ?? "", "",
                ])
            }
            var listed = one
            // Of several worlds each has imitations of its own, known by their contracts alone.
            if one.worlds.count > 1 { listed.foundValue.removeAll { !$0.asset.isNamed } }
            for (measure, part, whole) in FlaggingEvaluationReport.shares(listed) {
                rows.append([
                    measure, AmountText.percent(part, of: whole),
                    measure == "recall" ? Interval.text(one.found, of: one.planted) : "",
                    "\(AmountText.grouped(part, decimals: nil)) / \(AmountText.grouped(whole, decimals: nil))",
                ])
            }
        }
        rows.append([
            "findings a day", perDay(one.findings, of: one.days, decimals: 1), "",
            "\(AmountText.count(one.findings)) / \(one.days) d",
        ])
        for alert in one.alerts {
            let right = one.planted > 0 ? ", \(AmountText.count(alert.right)) right" : ""
            rows.append([
                "  of at least \(alert.points) points", perDay(alert.findings, of: one.days, decimals: 2), "",
                "\(AmountText.count(alert.findings)) / \(one.days) d\(right)",
            ])
        }
        return rows
    }

    private var typologies: [[String]] {
        var rows = [["typology", "planted", "found", "recall", "95% interval", "findings", "right", "flagged after"]]
        for typology in one.typologies where typology.planted + typology.findings > 0 {
            rows.append([
                typology.name, "\(typology.planted)", "\(typology.found)",
                AmountText.percent(Amount(typology.found), of: Amount(typology.planted)),
                Interval.text(typology.found, of: typology.planted), "\(typology.findings)", "\(typology.right)",
                typology.medianDelay.map { SpanText.about($0) } ?? "",
            ])
        }
        return rows
    }

    private var byWorld: [[String]] {
        let rankings = one.averagePrecision.map { "by \($0.ranking.rawValue)" }
        var rows = [["world", "planted", "found", "findings a day"] + rankings.prefix(1).map { "PR-AUC \($0)" }]
        rows[0] += rankings.dropFirst()
        for world in one.worlds {
            rows.append(
                [
                    VisibleText.of(world.name), "\(world.planted)", "\(world.found)",
                    perDay(world.findings, of: world.days, decimals: 1),
                ]
                    + world.averagePrecision.map {
                        world.planted > 0 ? AmountText.percent(Amount($0), of: 1_000_000) : ""
                    })
        }
        return rows
    }

    /// Cut, not rounded.
    private func perDay(_ count: Int, of days: Int, decimals: Int) -> String {
        let scale = decimals == 1 ? 10 : 100
        let parts = count * scale / days
        let fraction = String(parts % scale)
        return "\(parts / scale)." + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
    }
}
