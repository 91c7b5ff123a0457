import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct ReportGraphTests {
    /// Counts elements and collects what nodes and edges say.
    private final class GraphMLReader: NSObject, XMLParserDelegate {
        var nodes: [String: [String: String]] = [:]
        var edges: [(source: String, target: String, data: [String: String])] = []
        private var current: (isNode: Bool, id: String)?
        private var key: String?

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String] = [:]
        ) {
            switch name {
            case "node":
                nodes[attributes["id"] ?? ""] = [:]
                current = (true, attributes["id"] ?? "")
            case "edge":
                edges.append((attributes["source"] ?? "", attributes["target"] ?? "", [:]))
                current = (false, "")
            case "data": key = attributes["key"]
            default: break
            }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            guard let key, let current else { return }
            if current.isNode {
                nodes[current.id]?[key, default: ""] += string
            } else {
                edges[edges.count - 1].data[key, default: ""] += string
            }
        }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            if name == "data" { key = nil } else if name == "node" || name == "edge" { current = nil }
        }
    }

    private func graph(_ report: TraceReport) throws -> GraphMLReader {
        let reader = GraphMLReader()
        let parser = XMLParser(data: Data(GraphMLReport.text(report).utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        return reader
    }

    @Test func graphMLHoldsEveryFlowOnce() throws {
        let report = try ReportFixture.report()
        guard case .destinations(let cases) = report.answer else { return }
        let graph = try graph(report)
        #expect(graph.edges.count == cases[0].assets.map(\.flows.count).reduce(0, +))
        for edge in graph.edges {
            #expect(graph.nodes[edge.source] != nil && graph.nodes[edge.target] != nil)
            #expect(edge.data["edge-tx"]?.utf8.count == 66)
        }
        let roles = Dictionary(
            graph.nodes.values.map { ($0["node-address"] ?? "", $0["node-role"] ?? "") },
            uniquingKeysWith: { a, _ in a })
        #expect(roles[ReportFixture.victim] == "source")
        #expect(roles[ReportFixture.exchange] == "endpoint")
        #expect(roles[ReportFixture.mixer] == "mixer")
        #expect(roles[ReportFixture.pool] == "swap")
        #expect(roles[ReportFixture.collector] == "resting")
        #expect(roles[ReportFixture.address(0)] == "burn")
    }

    @Test func hostileLabelsStayText() throws {
        let labels = "address,label,category\n\(ReportFixture.exchange),\"<&>]]>\u{1}\"\"\\\",exchange\n"
        let report = try ReportFixture.report(labels: labels)
        #expect(try graph(report).nodes.values.contains { $0["node-entity"] == "<&>]]>\\u{1}\"\\" })
        #expect(DotReport.text(report).contains("entity=\"<&>]]>\\\\u{1}\\\"\\\\\""))
    }

    /// The field's own validators, where they are at hand.
    @Test(arguments: ["dot", "graphml"], [false, true])
    func judgesAgree(format: String, backward: Bool) throws {
        guard
            let judge = sharedLabels()?.deletingLastPathComponent().deletingLastPathComponent()
                .appendingPathComponent("judges/judge"),
            FileManager.default.isExecutableFile(atPath: judge.path),
            ["/usr/bin/dot", "/usr/bin/xmllint"].allSatisfy(FileManager.default.isExecutableFile)
        else {
            print("skipped: no judges")
            return
        }
        let report = try ReportFixture.report(
            backward ? [.fifo] : TaintRule.onAccounts,
            seeds: backward ? ["tx:\(ReportFixture.hash(6))"] : [ReportFixture.seed],
            backward: backward)
        let text = try #require(ReportEncoders.named(format)).text(report, style: ReportStyle())
        let file = try labelFile(text, "graph.\(format)")
        let process = Process()
        process.executableURL = judge
        process.arguments = [NSTemporaryDirectory(), format, file]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
