import FlowTracing

/// A format in which lists say who owns an address.
protocol LabelList: Sendable {
    static var name: String { get }
    /// One line for people.
    static var summary: String { get }
    /// Whether the text that begins with `sample` is such a list.
    static func recognises(_ sample: LabelSample) -> Bool
    /// Hands every entry to `labels`; a bad entry is reported there and kept out.
    ///
    /// - Throws: where the file as a whole cannot be read.
    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError)
}

/// The registered label lists; a new one is one file and one line here.
public enum LabelLists {
    static let all: [any LabelList.Type] = [
        TagPackLabels.self,
        CSVLabels.self,
    ]

    /// Names and one-line descriptions, for people.
    public static var table: [(name: String, summary: String)] { all.map { ($0.name, $0.summary) } }
}

/// The beginning of a list: enough to tell what it is.
struct LabelSample {
    /// Lines that are neither blank nor comments (`#`), without blanks at their ends.
    let lines: [String]

    static let limit = 1 << 16

    init(_ text: String) {
        lines = text.split(whereSeparator: \.isNewline).map(LabelSample.trimmed)
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    private static func trimmed(_ line: Substring) -> String {
        var line = line
        while let last = line.last, last == " " || last == "\t" { line.removeLast() }
        return String(line)
    }
}
