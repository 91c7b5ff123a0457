/// A directed graph in GraphML: nodes and edges with texts by key.
///
/// Source: GraphML 1.0, http://graphml.graphdrawing.org.
struct GraphMLDocument {
    var id: String
    var nodeKeys: [String]
    var edgeKeys: [String]

    private static let namespace = "http://graphml.graphdrawing.org/xmlns"

    func begin(into out: inout ReportWriter) {
        out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        out.write(
            """
            <graphml xmlns="\(Self.namespace)" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:schemaLocation="\(Self.namespace) \(Self.namespace)/1.0/graphml.xsd">

            """)
        for key in nodeKeys { declare(key, for: "node", into: &out) }
        for key in edgeKeys { declare(key, for: "edge", into: &out) }
        out.write("  <graph id=\"\(id)\" edgedefault=\"directed\">\n")
    }

    /// - Parameter values: one for each of `nodeKeys`; `nil` is left out.
    func node(_ number: Int, _ values: [String?], into out: inout ReportWriter) {
        out.write("    <node id=\"n\(number)\">")
        for (key, value) in zip(nodeKeys, values) { data("node", key, value, into: &out) }
        out.write("</node>\n")
    }

    /// - Parameter values: one for each of `edgeKeys`; `nil` is left out.
    func edge(_ number: Int, _ source: Int, _ target: Int, _ values: [String?], into out: inout ReportWriter) {
        out.write("    <edge id=\"e\(number)\" source=\"n\(source)\" target=\"n\(target)\">")
        for (key, value) in zip(edgeKeys, values) { data("edge", key, value, into: &out) }
        out.write("</edge>\n")
    }

    func end(into out: inout ReportWriter) { out.write("  </graph>\n</graphml>\n") }

    private func declare(_ key: String, for domain: String, into out: inout ReportWriter) {
        let type = key == "index" ? "long" : "string"
        out.write("  <key id=\"\(domain)-\(key)\" for=\"\(domain)\" attr.name=\"\(key)\" attr.type=\"\(type)\"/>\n")
    }

    private func data(_ domain: String, _ key: String, _ value: String?, into out: inout ReportWriter) {
        guard let value else { return }
        out.write("<data key=\"\(domain)-\(key)\">\(Self.escaped(value))</data>")
    }

    private static func escaped(_ text: String) -> String {
        // Nearly all texts are plain: hashes, addresses, numbers.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != 0x26 && $0 != 0x3c && $0 != 0x3e }) { return text }
        var out = ""
        for character in VisibleText.of(text).unicodeScalars {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\u{fffe}", "\u{ffff}": out += "\u{fffd}"
            default: out.unicodeScalars.append(character)
            }
        }
        return out
    }
}
