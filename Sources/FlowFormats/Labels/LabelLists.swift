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
        SDNLabels.self,
        SDNAdvancedLabels.self,
        SDNPairLabels.self,
        SDNTickerLabels.self,
        ActorPackLabels.self,
        TagPackLabels.self,
        WalletEntityLabels.self,
        AmIExposedDocument.self,
        AmIExposedRows.self,
        ClaimedRoleLabels.self,
        CSVLabels.self,
    ]

    /// Names and one-line descriptions, for people.
    public static var table: [(name: String, summary: String)] { all.map { ($0.name, $0.summary) } }
}

/// The beginning of a list: enough to tell what it is.
struct LabelSample {
    /// Last part of the path, without the ending of a compressed file.
    let name: String
    /// As it begins, without blanks before it.
    let text: Substring
    /// Lines that are neither blank nor comments (`#`), without blanks at their ends.
    let lines: [String]

    static let limit = 1 << 16

    init(_ text: String, name path: String) {
        var name = path.split(separator: "/").last.map(String.init) ?? path
        for ending in [".gz", ".zst"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        self.name = name
        self.text = text.drop { $0.isWhitespace }
        lines = text.split(whereSeparator: \.isNewline).map(LabelSample.trimmed)
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    private static func trimmed(_ line: Substring) -> String {
        var line = line
        while let last = line.last, last == " " || last == "\t" { line.removeLast() }
        return String(line)
    }

    /// The columns of a CSV header, normalised.
    var columns: [String] {
        guard let header = lines.first else { return [] }
        return header.split(omittingEmptySubsequences: false) { $0 == "," || $0 == ";" || $0 == "\t" }
            .map { ColumnNames.normalise($0.filter { $0 != "\"" && $0 != "\u{feff}" }) }
    }
}
