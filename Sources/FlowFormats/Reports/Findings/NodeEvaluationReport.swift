import FlowTracing

/// `NodeEvaluation` for people and machines, with the settings it was made with.
public struct NodeEvaluationReport {
    public static let schema = "lymer.evaluation.nodes/1"

    /// What was judged, as `odd nodes`.
    public var judged: String
    public var evaluation: NodeEvaluation
    public var ledger: Ledger
    public var configuration: FlaggingConfiguration
    /// Seconds that a step of the sample was taken to last.
    public var step: Int
    public var findings: Int

    public init(
        judged: String, _ evaluation: NodeEvaluation, ledger: Ledger, configuration: FlaggingConfiguration, step: Int,
        findings: Int
    ) {
        (self.judged, self.evaluation, self.ledger) = (judged, evaluation, ledger)
        (self.configuration, self.step, self.findings) = (configuration, step, findings)
    }

    public func write(_ format: ClusterReport.Format, into out: inout ReportWriter) {
        switch format {
        case .table:
            var canvas = TableCanvas(out, style: ReportStyle())
            table(into: &canvas)
            out = canvas.out
        case .csv:
            out.write("judged,way,named,right,fraudulent\n")
            for way in evaluation.ways {
                out.write([judged, way.name].map { CSVRow.field($0) }.joined(separator: ","))
                out.write(",\(way.named),\(way.right),\(evaluation.fraudulent)\n")
            }
        case .json:
            var json = JSONWriter(out)
            json.object { json in
                json.member("schema", NodeEvaluationReport.schema)
                json.member("judged", judged)
                json.member("nodes", evaluation.nodes)
                json.member("fraudulent", evaluation.fraudulent)
                json.member("transfers", ledger.count)
                json.member("findings", findings)
                json.member("secondsPerStep", step)
                json.object("settings") { json in
                    for typology in configuration.typologies {
                        json.object(typology.name, flat: true) { json in
                            for setting in typology.settings { json.member(setting.name, setting.value) }
                        }
                    }
                }
                json.array("ways", evaluation.ways) { json, way in
                    json.object(flat: true) { json in
                        json.member("name", way.name)
                        json.member("named", way.named)
                        json.member("right", way.right)
                    }
                }
            }
            json.out.write("\n")
            out = json.out
        }
    }

    private func table(into canvas: inout TableCanvas) {
        canvas.heading("Named nodes against the truth", judged)
        canvas.paragraph(
            "\(AmountText.count(evaluation.nodes)) nodes, \(AmountText.count(evaluation.fraudulent)) of them fraudulent; "
                + "\(AmountText.count(ledger.count)) transfers; \(AmountText.count(findings)) findings; a step is "
                + "\(MeasureUnit.seconds.text(step)), the window \(MeasureUnit.seconds.text(configuration.window))")
        canvas.gap()
        var rows = [["", "named", "fraudulent", "precision", "recall", "95% interval"]]
        for way in evaluation.ways {
            let (low, high) = Interval.wilson(way.right, of: evaluation.fraudulent)
            rows.append([
                way.name, "\(way.named)", "\(way.right)",
                way.named > 0 ? AmountText.percent(Amount(way.right), of: Amount(way.named)) : "",
                AmountText.percent(Amount(way.right), of: Amount(evaluation.fraudulent)), "\(low)–\(high)%",
            ])
        }
        canvas.grid(rows, indent: 2)
        canvas.gap()
        canvas.line("Settings")
        for typology in configuration.typologies {
            let settings = typology.settings.map { "\($0.name) \($0.unit.text($0.value))" }.joined(separator: ", ")
            canvas.paragraph("\(typology.name): \(settings)", indent: 2, hanging: 2)
        }
    }
}
