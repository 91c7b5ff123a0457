import FlowTracing

/// The flows as GraphML, for Gephi, yEd, Cytoscape, networkx.
public enum GraphMLReport: ReportEncoder {
    public static let name = "graphml"
    public static let summary = "the flows as GraphML, for Gephi, yEd and networkx"

    // Amounts are strings: neither a long nor a double holds them.
    private static let document = GraphMLDocument(
        id: "trace", nodeKeys: ["address", "chain", "role", "entity", "category", "jurisdiction"],
        edgeKeys: ["case", "rule", "asset", "tx", "index", "time", "amount", "tainted", "fee", "label"])

    public static func encode(_ report: TraceReport, style: ReportStyle, into out: inout ReportWriter) {
        let map = FlowMap(report)
        document.begin(into: &out)
        for (number, node) in map.nodes.enumerated() {
            document.node(
                number,
                [
                    node.address, node.chain, String(describing: node.role), node.entity, node.category,
                    node.jurisdiction,
                ], into: &out)
        }
        for (number, edge) in map.edges.enumerated() { write(edge, number, report.ledger, into: &out) }
        document.end(into: &out)
    }

    private static func write(_ edge: FlowMap.Edge, _ number: Int, _ ledger: Ledger, into out: inout ReportWriter) {
        let values: [String?] = [
            edge.caseID, edge.rule, ledger.name(of: edge.asset), edge.row.map { ledger.transactionText($0) },
            edge.row.map { String(ledger.index($0)) }, edge.time.map(Timestamp.text),
            edge.amount.decimalDigits, edge.tainted?.decimalDigits, edge.fee > 0 ? edge.fee.decimalDigits : nil,
            edge.label(ledger),
        ]
        document.edge(number, edge.source, edge.target, values, into: &out)
    }
}
