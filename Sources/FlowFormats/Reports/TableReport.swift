import FlowTracing

public enum TableReport: ReportEncoder {
    public static let name = "table"
    public static let summary = "for people at a terminal"
    public static func encode(_ report: TraceReport, style: ReportStyle, into out: inout ReportWriter) {}
}
