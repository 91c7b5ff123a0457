import FlowTracing

/// The flows as a Graphviz digraph: `dot -Tsvg`.
///
/// Addresses stand in full, so that they can be copied from the picture. Attributes beyond Graphviz's own (`address`,
/// `chain`, `role`, `tx`, `amount`, …) are kept by other readers and ignored by `dot`.
public enum DotReport: ReportEncoder {
    public static let name = "dot"
    public static let summary = "the flows as a Graphviz graph"

    public static func encode(_ report: TraceReport, style: ReportStyle, into out: inout ReportWriter) {
        let map = FlowMap(report)
        out.write("digraph \"lymer trace\" {\n")
        out.write("  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fillcolor=white];\n")
        for (number, node) in map.nodes.enumerated() { write(node, number, into: &out) }
        for edge in map.edges { write(edge, report.ledger, into: &out) }
        out.write("}\n")
    }

    private static func write(_ node: FlowMap.Node, _ number: Int, into out: inout ReportWriter) {
        let role = String(describing: node.role)
        let about = [node.entity, node.category == node.entity ? nil : node.category, node.jurisdiction]
            .compactMap { $0 }.joined(separator: ", ")
        let label = [node.address, about.isEmpty ? role : "\(role): \(about)"].joined(separator: "\n")
        var attributes = [
            ("label", label), ("fillcolor", colour(node.role)), ("address", node.address), ("chain", node.chain),
            ("role", role),
        ]
        if let entity = node.entity { attributes.append(("entity", entity)) }
        if let category = node.category { attributes.append(("category", category)) }
        out.write("  n\(number) [\(list(attributes))];\n")
    }

    private static func write(_ edge: FlowMap.Edge, _ ledger: Ledger, into out: inout ReportWriter) {
        var label = edge.label(ledger)
        if let time = edge.time { label += "\n" + Timestamp.plain(time) }
        var attributes = [
            ("label", label), ("case", edge.caseID), ("rule", edge.rule), ("asset", ledger.name(of: edge.asset)),
        ]
        if let row = edge.row {
            attributes.append(("tx", ledger.transactionText(row)))
            attributes.append(("index", String(ledger.index(row))))
        }
        if let time = edge.time { attributes.append(("time", Timestamp.text(time))) }
        attributes.append(("amount", edge.amount.decimalDigits))
        if let tainted = edge.tainted { attributes.append(("tainted", tainted.decimalDigits)) }
        if edge.fee > 0 { attributes.append(("fee", edge.fee.decimalDigits)) }
        out.write("  n\(edge.source) -> n\(edge.target) [\(list(attributes))];\n")
    }

    private static func list(_ attributes: [(String, String)]) -> String {
        attributes.map { "\($0.0)=\(quoted($0.1))" }.joined(separator: ", ")
    }

    /// A quoted string: quotes and backslashes escaped, a line break as `\n`, other control characters made visible.
    private static func quoted(_ text: String) -> String {
        // Nearly all texts are plain: hashes, addresses, numbers.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x5c }) { return "\"" + text + "\"" }
        var out = "\""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.offset > 0 { out += "\\n" }
            for character in VisibleText.of(String(line.element)).unicodeScalars {
                if character == "\"" || character == "\\" { out += "\\" }
                out.unicodeScalars.append(character)
            }
        }
        return out + "\""
    }

    private static func colour(_ role: FlowMap.Role) -> String {
        switch role {
        case .passed, .pruned: "white"
        case .transaction: "whitesmoke"
        case .source, .target: "lightgrey"
        case .resting: "palegreen"
        case .unseen: "khaki"
        case .burn: "grey"
        case .swap, .bridge, .mixer: "plum"
        case .endpoint, .origin: "lightblue"
        case .inferredEndpoint: "lightcyan"
        }
    }
}
