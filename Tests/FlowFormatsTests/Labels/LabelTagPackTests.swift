import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// Labels of the shared data: `LYMER_SHARED`, else beside the package; `nil` where they are absent.
func sharedLabels() -> URL? {
    let root: URL
    if let path = ProcessInfo.processInfo.environment["LYMER_SHARED"] {
        root = URL(fileURLWithPath: path)
    } else {
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        root = package.deletingLastPathComponent().appendingPathComponent("shared")
    }
    let labels = root.appendingPathComponent("data/labels")
    return FileManager.default.fileExists(atPath: labels.path) ? labels : nil
}

/// Files under `folder` whose path ends so, in order.
func labelFiles(in folder: URL, _ suffix: String) -> [String] {
    let all =
        FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return all.map(\.path).filter { $0.hasSuffix(suffix) }.sorted()
}

/// Writes `text` to a file in a folder of its own under the temporary folder and hands over its path.
func labelFile(_ text: String, _ name: String = "list.csv") throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lymer-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
}

@Suite struct LabelTagPackTests {
    private let pack = """
        title: A pack
        creator: someone
        confidence: authority_data
        currency: ETH
        source: https://example.org
        category: user
        tags:
        - address: '\(ReportFixture.address(1))'
          label: one
          category: exchange
          actor: harbour
        - address: "\(ReportFixture.address(2))"
          label: 'two: it''s'
          abuse: scam
          confidence: web_crawl
        - address: TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t
          label: three
          currency: USDT
          concepts:
          - mixing_service
          context: '{"a": 1}'

        """

    private func read(_ text: String) throws -> LabelReading {
        try LabelReader.read([try labelFile(text, "pack.yaml")])
    }

    @Test func tagsInheritTheHeader() throws {
        let reading = try read(pack)
        #expect(reading.tagCount == 3)
        let one = try #require(reading.attribution.decidingTag(of: try ReportFixture.evm(1), chain: "eip155:1"))
        #expect(one.entity == "harbour")
        #expect(one.confidence == 60)
        #expect(one.role == .endpoint)
        #expect(one.source == "https://example.org")
        let two = try #require(reading.attribution.decidingTag(of: try ReportFixture.evm(2), chain: "eip155:1"))
        #expect(two.label == "two: it's")
        #expect(two.category == Category("scam"))
        #expect(two.confidence == 20)
        let tron = try #require(Address("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", form: .tron))
        #expect(reading.attribution.decidingTag(of: tron, chain: "tron")?.role == .mixer)
        let elsewhere = reading.attribution.decidingTag(of: try ReportFixture.evm(1), chain: "eip155:56")
        #expect(elsewhere == nil, "a tag of ETH is of no other chain")
    }

    @Test(arguments: [
        ("title: x\ntags:\n- 'a'\n", "3: a tag is not a mapping"),
        ("title: x\ntags:\n- label: b\n", "3: a tag has no address"),
        ("title: x\ntags:\n- tx_hash: b\n", "3: tags a transaction, not an address"),
        (
            "title: x\ncurrency: ETH\nlabel: l\ntags:\n- address: 'abc'\n", "5: 'abc' is no address of eip155:1"
        ),
        (
            "title: x\nlabel: l\nconfidence: sure\ntags:\n- address: 'abc'\n",
            "5: confidence 'sure' is neither 0 to 100 nor a GraphSense confidence id"
        ),
    ])
    func badTagsAreReportedAndKeptOut(text: String, problem: String) throws {
        let path = try labelFile(text, "pack.yaml")
        let reading = try LabelReader.read([path])
        #expect(reading.files[0].problems == ["\(path):\(problem)"])
        #expect(reading.tagCount == 0)
    }

    @Test(arguments: [
        "title: x\ntags: [[[[\n", "title: x\ntags:\n\t- a\n", "title: x\ntitle: y\ntags: []\n", "title: x\n",
        "title: x\ntags: 3\n", "title: x\nactors: 3\n",
        "title: x\na: &a [x, x]\nb: [*a, *a]\ntags: []\n",
    ])
    func whatIsNoPackIsRefusedWithOneLine(text: String) throws {
        let error = #expect(throws: InputError.self) { try read(text) }
        #expect(error?.description.contains("\n") == false)
    }

    @Test func deepNestingIsRefusedNotFollowed() throws {
        for text in [String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000)] {
            #expect(throws: InputError.self) { try read("title: x\ntags:\n  " + text + "\n") }
        }
    }

    @Test func severalPacksAreOneAttribution() throws {
        let path = try labelFile(pack, "pack.yaml")
        let reading = try LabelReader.read([path, path])
        #expect(reading.tagCount == 6)
        #expect(reading.attribution.count == 3)
    }
}
