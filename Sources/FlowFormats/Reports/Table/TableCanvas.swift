import FlowTracing

/// Lines of a table: inks, columns, wrapping. Colours never carry meaning alone.
struct TableCanvas {
    enum Ink: String {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case good = "32"
        case caution = "33"
        case bad = "31"
        case accent = "36"
    }

    /// A piece of a line in one ink.
    struct Span: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        var text: String
        var ink: Ink

        init(_ text: String, _ ink: Ink = .plain) { (self.text, self.ink) = (text, ink) }
        init(stringLiteral text: String) { self.init(text) }
    }

    var out: ReportWriter
    let style: ReportStyle
    private var isAtGap = true

    init(_ out: consuming ReportWriter, style: ReportStyle) {
        self.out = out
        self.style = style
    }

    /// One line. Trailing blanks are left out.
    mutating func line(indent: Int = 0, _ spans: Span...) { line(indent: indent, spans) }

    mutating func line(indent: Int = 0, _ spans: [Span]) {
        var text = String(repeating: " ", count: indent)
        for span in spans {
            if style.isColoured, span.ink != .plain, !span.text.isEmpty {
                text += "\u{1b}[\(span.ink.rawValue)m\(span.text)\u{1b}[0m"
            } else {
                text += span.text
            }
        }
        while text.utf8.last == 0x20 { text.removeLast() }
        out.write(text + "\n")
        isAtGap = text.isEmpty
    }

    /// One line, or where it would be too long two, the last span on a line of its own.
    mutating func line(_ spans: [Span], last: Span, indent: Int) {
        let width = VisibleText.width(spans.map(\.text).joined()) + 2 + VisibleText.width(last.text)
        if width <= style.width {
            line(spans + [Span("  "), last])
        } else {
            line(spans)
            paragraph(last.text, ink: last.ink, indent: indent)
        }
    }

    /// An empty line, unless one was just written.
    mutating func gap() { if !isAtGap { line() } }

    /// Text broken at blanks so that lines stay within the width; a word that is longer stays whole.
    mutating func paragraph(_ text: String, ink: Ink = .plain, indent: Int = 0, hanging: Int = 0) {
        var current = ""
        var lead = indent
        for word in text.split(separator: " ") {
            let width = VisibleText.width(current) + 1 + VisibleText.width(String(word))
            if !current.isEmpty, lead + width > style.width {
                line(indent: lead, Span(current, ink))
                current = ""
                lead = indent + hanging
            }
            current += (current.isEmpty ? "" : " ") + word
        }
        line(indent: lead, Span(current, ink))
    }

    /// A section's title in capitals, which stand out without colour, and what it is about.
    mutating func heading(_ title: String, _ rest: String = "") {
        gap()
        if VisibleText.width(title + rest) + 2 <= style.width {
            line(Span(title.uppercased(), .bold), Span("  " + rest))
        } else {
            line(Span(title.uppercased(), .bold))
            paragraph(rest, indent: 2)
        }
    }

    /// What a list leaves out.
    mutating func more(_ count: Int, _ what: String, sum: String, indent: Int) {
        guard count > 0 else { return }
        // One address, one case.
        let noun = count > 1 ? what : String(what.dropLast(what.hasSuffix("sses") ? 2 : 1))
        let text = "… and \(AmountText.count(count)) more \(noun)" + (sum.isEmpty ? "" : ", together \(sum)")
        paragraph(text + "; --top shows more", ink: .dim, indent: indent, hanging: 2)
    }

    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - VisibleText.width(text))) + text
    }

    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - VisibleText.width(text)))
    }

    /// Columns set flush: the first left, the others right.
    mutating func grid(_ rows: [[String]], indent: Int, gap: Int = 2, boldFirstRow: Bool = true) {
        let widths = TableCanvas.widths(rows)
        for (number, row) in rows.enumerated() {
            var text = ""
            for (i, cell) in row.enumerated() {
                let blank = i == 0 ? "" : String(repeating: " ", count: gap)
                text += blank + (i == 0 ? TableCanvas.left(cell, widths[i]) : TableCanvas.right(cell, widths[i]))
            }
            line(indent: indent, Span(text, boldFirstRow && number == 0 ? .bold : .plain))
        }
    }

    static func widths(_ rows: [[String]]) -> [Int] {
        var widths = Array(repeating: 0, count: rows.map(\.count).max() ?? 0)
        for row in rows { for (i, cell) in row.enumerated() { widths[i] = max(widths[i], VisibleText.width(cell)) } }
        return widths
    }
}

/// Hops as words: none is a payment straight from the seed.
func distance(_ hops: Int) -> String { hops == 0 ? "straight from the seed" : counted(hops, "hop", "hops") + " away" }

/// `1 address`, `2 addresses`.
func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(AmountText.count(count)) \(count == 1 ? one : many)"
}
