/// How a report is laid out. Only the table heeds it: the other formats always say everything.
public struct ReportStyle: Sendable {
    /// Entries of a list that are shown before "and N more"; `nil` shows all.
    public var top: Int?
    /// Show the route behind each endpoint.
    public var showsPaths: Bool
    /// Show every hop of peel chains.
    public var unfolds: Bool
    /// ANSI colours.
    public var isColoured: Bool
    /// Columns of the terminal. Lines grow beyond it only where a hash or address that must be copied is longer.
    public var width: Int

    public init(
        top: Int? = 10, showsPaths: Bool = false, unfolds: Bool = false, isColoured: Bool = false, width: Int = 100
    ) {
        self.top = top.map { max($0, 0) }
        (self.showsPaths, self.unfolds, self.isColoured) = (showsPaths, unfolds, isColoured)
        self.width = min(max(width, 60), 200)
    }
}

/// A format in which a trace can be told. The same report and style give the same bytes on every machine.
public protocol ReportEncoder: Sendable {
    /// What `--format` calls it.
    static var name: String { get }
    /// One line for people.
    static var summary: String { get }
    static func encode(_ report: TraceReport, style: ReportStyle, into out: inout ReportWriter)
}

/// The registered report formats; a new one is one file and one line here.
public enum ReportEncoders {
    public static let all: [any ReportEncoder.Type] = [
        TableReport.self,
        JSONReport.self,
        JSONLinesReport.self,
        CSVReport.self,
        DotReport.self,
        GraphMLReport.self,
    ]

    public static func named(_ name: String) -> (any ReportEncoder.Type)? { all.first { $0.name == name } }
}

extension ReportEncoder {
    /// The whole report as text.
    public static func text(_ report: TraceReport, style: ReportStyle = ReportStyle()) -> String {
        var out = ReportWriter()
        encode(report, style: style, into: &out)
        return out.text
    }
}
