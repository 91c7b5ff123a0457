import Foundation
import Testing

/// The judges themselves: one that accepts anything would make every test that asks it worthless.
@Suite struct JudgeTests {
    @Test(arguments: [
        ("graphml", "<graphml><node></graphml>"), ("graphml", "<html/>"), ("dot", "digraph { a -> "),
    ])
    func rejectsWhatIsBroken(format: String, text: String) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).\(format)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let (status, words) = try Judge.run(format, file.path)
        if status == Judge.missing, ProcessInfo.processInfo.environment["CI"] == nil { try Test.cancel("\(words)") }
        #expect(status == 1, "\(words)")
    }

    @Test func acceptsSmallGraphs() throws {
        try Judge.check("dot", Array("digraph { a -> b [label=\"1\"]; }".utf8))
        let graphml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
              <key id="amount" for="edge" attr.name="amount" attr.type="string"/>
              <graph edgedefault="directed">
                <node id="a"/><node id="b"/>
                <edge source="a" target="b"><data key="amount">1</data></edge>
              </graph>
            </graphml>
            """
        try Judge.check("graphml", Array(graphml.utf8))
    }
}
