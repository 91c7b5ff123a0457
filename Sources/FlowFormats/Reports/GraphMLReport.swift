import FlowTracing

/// The flows as GraphML, for Gephi, yEd, Cytoscape, networkx.
public enum GraphMLReport: ReportEncoder {
    public static let name = "graphml"
    public static let summary = "the flows as GraphML, for Gephi, yEd and networkx"

    private static let namespace = "http://graphml.graphdrawing.org/xmlns"
    private static let nodeKeys = ["address", "chain", "role", "entity", "category", "jurisdiction"]
    // Amounts are strings: neither a long nor a double holds them.
    private static let edgeKeys = ["case", "rule", "asset", "tx", "index", "time", "amount", "tainted", "fee", "label"]

    public static func encode(_ report: TraceReport, style: ReportStyle, into out: inout ReportWriter) {
        let map = FlowMap(report)
        out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        out.write(
            """
            <graphml xmlns="\(namespace)" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:schemaLocation="\(namespace) \(namespace)/1.0/graphml.xsd">

            """)
        for key in nodeKeys { declare(key, for: "node", into: &out) }
        for key in edgeKeys { declare(key, for: "edge", into: &out) }
        out.write("  <graph id=\"trace\" edgedefault=\"directed\">\n")
        for (number, node) in map.nodes.enumerated() {
            out.write("    <node id=\"n\(number)\">")
            let values = [
                node.address, node.chain, String(describing: node.role), node.entity, node.category, node.jurisdiction,
            ]
            for (key, value) in zip(nodeKeys, values) { data("node", key, value, into: &out) }
            out.write("</node>\n")
        }
        for (number, edge) in map.edges.enumerated() { write(edge, number, report.ledger, into: &out) }
        out.write("  </graph>\n</graphml>\n")
    }

    private static func write(_ edge: FlowMap.Edge, _ number: Int, _ ledger: Ledger, into out: inout ReportWriter) {
        out.write("    <edge id=\"e\(number)\" source=\"n\(edge.source)\" target=\"n\(edge.target)\">")
        let values: [String?] = [
            edge.caseID, edge.rule, ledger.name(of: edge.asset), edge.row.map { ledger.transactionText($0) },
            edge.row.map { String(ledger.index($0)) }, edge.time.map(Timestamp.text),
            edge.amount.decimalDigits, edge.tainted?.decimalDigits, edge.fee > 0 ? edge.fee.decimalDigits : nil,
            edge.label(ledger),
        ]
        for (key, value) in zip(edgeKeys, values) { data("edge", key, value, into: &out) }
        out.write("</edge>\n")
    }

    private static func declare(_ key: String, for domain: String, into out: inout ReportWriter) {
        let type = key == "index" ? "long" : "string"
        out.write("  <key id=\"\(domain)-\(key)\" for=\"\(domain)\" attr.name=\"\(key)\" attr.type=\"\(type)\"/>\n")
    }

    private static func data(_ domain: String, _ key: String, _ value: String?, into out: inout ReportWriter) {
        guard let value else { return }
        out.write("<data key=\"\(domain)-\(key)\">\(escaped(value))</data>")
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
