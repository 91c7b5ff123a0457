import FlowTracing

/// The JSON answer cut at its cases: the first line is what holds for the run, each further line one case.
public enum JSONLinesReport: ReportEncoder {
    public static let name = "jsonl"
    public static let summary = "JSON lines: the run on the first line, then one case a line"

    public static func encode(_ report: TraceReport, style: ReportStyle, into out: inout ReportWriter) {
        line(into: &out) { JSONReport.run(report, into: &$0) }
        switch report.answer {
        case .destinations(let cases):
            for one in cases { line(into: &out) { JSONReport.write(one, report.ledger, into: &$0) } }
        case .origins(let cases):
            for one in cases { line(into: &out) { JSONReport.write(one, report.ledger, into: &$0) } }
        }
    }

    private static func line(into out: inout ReportWriter, _ members: (inout JSONWriter) -> Void) {
        var json = JSONWriter(out, flat: true)
        json.object(members)
        json.out.write("\n")
        out = json.out
    }
}
