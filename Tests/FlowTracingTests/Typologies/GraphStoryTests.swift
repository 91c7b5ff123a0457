import Testing

@testable import FlowTracing

/// Each typology of the graph where it speaks, where it nearly does, and where it must not.
@Suite struct GraphStoryTests {
    private func findings(_ text: String, _ typology: String? = nil) throws -> [String] {
        let table = try TypologyTable(text)
        let ledger = try table.ledger()
        let result = Flagging.run(ledger, attribution: table.attribution(), configuration: try .stories)
        let names = FindingText(table, ledger)
        return result.findings.filter { typology == nil || $0.typology == typology }.map { one in
            let measures = one.measures.map { "\($0.description.name) \($0.value)" }.joined(separator: " ")
            return "\(one.subjects.map(names.name).sorted().joined(separator: " ")): \(measures)"
        }
    }

    @Test(arguments: GraphStories.all) func `fires where its table says, and nothing short of it`(
        _ story: GraphStory
    ) throws {
        #expect(try findings(story.fires, story.typology) == [story.says], "\(story.typology)")
        for (what, text) in story.justNot.sorted(by: { $0.key < $1.key }) {
            #expect(try findings(text, story.typology) == [], "\(story.typology): \(what)")
        }
    }

    @Test func `what is passed on may be in many parts`() throws {
        let text = (1...5).map { "p\($0) -> c 100\n" }.joined() + (1...10).map { "c -> q\($0) 25\n" }.joined()
        #expect(try findings(text, "gather-scatter") == ["c: payers 5 payees 10 passed on 500"])
    }

    @Test func `an honest fortnight is silent`() throws {
        let table = try TypologyTable(GraphStories.honest)
        #expect(table.rows.count > 250)
        #expect(try findings(GraphStories.honest) == [])
    }

    @Test func `there is a story of every typology of the graph`() {
        let told = Set(GraphStories.all.map(\.typology))
        for typology in GraphTypologies.names { #expect(told.contains(typology)) }
    }
}

/// Those that look at who pays whom, and whose definitions are enumerated naively beside them.
enum GraphTypologies {
    static let names = [
        "fan-in", "fan-out", "gather-scatter", "scatter-gather", "cycle", "bipartite", "stack", "pass-through",
        "peel-chain",
    ]
}
