import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// The public lists of the shared data, against counts that other code makes of the same files (`label_counts.py`).
@Suite(.enabled(if: sharedLabels() != nil, "no shared data")) struct PublicListTests {
    struct Counts: Decodable {
        struct Packs: Decodable {
            var packs, tags, addresses, several, blanks, hashes, bitcoin, bitcoinBad, conflicts: Int
        }
        struct Exposed: Decodable {
            var rows, base58Bad, bech32Bad, samples, samplesBad, listed, listedBad: Int
        }
        struct SDN: Decodable { var alone, joined, cutAlone, cutJoined: Int }
        struct Tickers: Decodable { var lines, hashes: Int }
        struct Tron: Decodable { var addresses, bad: Int }
        var packs: Packs
        var exposed: Exposed
        var sdn: SDN
        var tickers: Tickers
        var tron: Tron
    }

    /// Counted once for all tests.
    private static let counted: Result<Counts?, any Error> = Result {
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", package.appendingPathComponent("Tests/Judges/label_counts.py").path, sharedLabels()?.path ?? "",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        // `env` says so where there is no python3.
        if process.terminationStatus == 127 { return nil }
        return try JSONDecoder().decode(Counts.self, from: bytes)
    }

    private func counts() throws -> Counts {
        guard let counts = try PublicListTests.counted.get() else {
            #expect(ProcessInfo.processInfo.environment["CI"] == nil, "no python3 to count by other code")
            try Test.cancel("no python3 to count by other code")
        }
        return counts
    }

    /// Every list, read once for all tests.
    private static let all: Result<(lists: [LabelContents], passedOver: [String]), any Error> = Result {
        var passedOver: [String] = []
        let lists = try LabelReader.contents(of: [sharedLabels()?.path ?? ""], passedOver: &passedOver)
        return (lists, passedOver)
    }

    private func lists(_ folder: String) throws -> [LabelContents] {
        try PublicListTests.all.get().lists.filter { $0.file.name.contains("/labels/\(folder)/") }
    }

    private func path(_ name: String) throws -> String {
        try #require(sharedLabels()).appendingPathComponent(name).path
    }

    @Test func packsAreCountedAlike() throws {
        let counts = try counts().packs
        let lists = try lists("tagpacks/packs")
        let files = lists.map(\.file)
        #expect(files.count == counts.packs)
        #expect(files.map(\.entries).reduce(0, +) == counts.tags)
        #expect(files.map(\.tags).reduce(0, +) == 134_798)
        let problems = files.flatMap(\.problems)
        #expect(problems.count { $0.contains("64 hex digits") } == counts.hashes)
        #expect(problems.count { $0.contains("blanks around it") } == counts.blanks)
        // Two of Base58 letters with a wrong checksum, one with a letter that Base58 does not have.
        #expect(problems.count { $0.contains("is no Bitcoin address: its checksum fails") } == counts.bitcoinBad + 1)
        #expect(problems.count { $0.contains("is no Bitcoin address but one of TRON, and read as that") } == 1)
        #expect(problems.count { $0.contains("its capitals are no EIP-55 checksum") } == 2)
        #expect(problems.count == 14)
        // Of the chains that both know: Bitcoin and Ethereum.
        let conflicts = LabelConflict.find(in: lists).listed
            .filter { $0.chain == "eip155:1" || $0.chain == ScriptNetwork.bitcoin.chainName }
        #expect(conflicts.count == counts.conflicts)
        #expect((counts.tags, counts.addresses, counts.several) == (134_810, 121_563, 5_152))
        #expect((counts.packs, counts.blanks, counts.hashes) == (64, 1, 6))
        #expect((counts.bitcoin, counts.bitcoinBad) == (68_191, 2))
    }

    @Test func packsNameTheSameAddresses() throws {
        let counts = try counts().packs
        var labels: [String: Set<String>] = [:]
        for pack in labelFiles(in: URL(fileURLWithPath: try path("tagpacks/packs")), ".yaml") {
            var ignored = LabelCollector(file: LabelFile(name: pack, format: TagPackLabels.name))
            try TagPackLabels.entries(of: try ByteSource(path: pack), into: &ignored) { entry, _ in
                labels[LabelEntry.trimmed(entry.address), default: []].insert(entry.label ?? "")
            }
        }
        #expect(labels.count == counts.addresses)
        #expect(labels.values.count { $0.count > 1 } == counts.several)
    }

    @Test func packsKnowTheirActors() throws {
        let files = try lists("tagpacks").map(\.file)
        #expect(files.first { $0.format == "actorpack" }?.actors == 3_813)
        #expect(files.allSatisfy { file in !file.remarks.contains { $0.contains("no actor pack knows") } })
        let named = try lists("tagpacks/packs").flatMap(\.tags).filter { $0.entity != nil }
        #expect(!named.isEmpty && named.allSatisfy { $0.entity != "huobi" })
    }

    @Test func exposedListsAreCountedAlike() throws {
        let counts = try counts().exposed
        let all = try lists("am-i-exposed").map(\.file)
        let tables = all.filter { $0.format == AmIExposedRows.name }
        #expect(tables.map(\.entries).reduce(0, +) == counts.rows)
        #expect(tables.map(\.leftOut).reduce(0, +) == counts.base58Bad + counts.bech32Bad)
        #expect((counts.base58Bad, counts.bech32Bad) == (31, 10))
        let documents = all.filter { $0.format == AmIExposedDocument.name }
        #expect(documents.map(\.entries).reduce(0, +) == counts.samples + counts.listed)
        #expect(documents.map(\.leftOut).reduce(0, +) == counts.samplesBad + counts.listedBad)
    }

    @Test func theSplitRemarksAreJoined() throws {
        let counts = try counts().sdn
        let list = try #require(try lists("ofac-sdn").first { $0.file.name.hasSuffix("/sdn.csv") })
        #expect(list.file.tags == counts.joined)
        #expect(list.file.leftOut == 0, "\(list.file.problems)")
        // The party whose remarks are split over both files.
        let split = list.tags.indices.filter { list.lines[$0] >= 0 && list.tags[$0].source == "OFAC SDN 33151" }
        #expect(split.count == counts.cutJoined)
        #expect((counts.cutJoined, counts.cutAlone) == (25, 14))
        // Alone, what the first file has: the last of it breaks off.
        let copy = try labelFile(try String(contentsOfFile: try path("ofac-sdn/sdn.csv"), encoding: .utf8), "sdn.csv")
        let alone = try LabelReader.contents(of: [copy])[0].file
        #expect(alone.entries == counts.alone)
        #expect(alone.leftOut == 1)
    }

    @Test func theXMLExcerptsHaveTheirAddresses() throws {
        let lists = try lists("ofac-sdn")
        let plain = try #require(lists.first { $0.file.format == SDNLabels.name })
        #expect(plain.file.tags == 1)
        #expect(plain.tags[0].entity == "SUEX OTC, S.R.O.")
        let advanced = try #require(lists.first { $0.file.format == SDNAdvancedLabels.name })
        #expect(advanced.file.tags == 2)
        #expect(advanced.tags[0].entity == "Lazarus Group")
        #expect([plain, advanced].allSatisfy { $0.file.date == Timestamp.parse("2026-01-15") })
    }

    @Test func tickerFilesAreCountedAlike() throws {
        let counts = try counts().tickers
        let files = try lists("ofac").map(\.file)
        let text = files.filter { $0.name.hasSuffix(".txt") }
        #expect(text.map(\.entries).reduce(0, +) == counts.lines)
        #expect(text.flatMap(\.problems).count { $0.contains("64 hex digits") } == counts.hashes)
        let kept = text.map(\.tags).reduce(0, +)
        #expect(files.map(\.tags).reduce(0, +) == 2 * kept, "text and JSON say the same")
        #expect(files.allSatisfy { $0.kind == .ofacSDN })
    }

    @Test func counterpartiesOfHuioneAreNotHuione() throws {
        let counts = try counts().tron
        #expect((counts.addresses, counts.bad) == (56, 2))
        let list = try #require(try lists("huione-tron").first)
        #expect(list.file.format == ClaimedRoleLabels.name)
        #expect((list.file.tags, list.file.leftOut) == (9, counts.bad))
        #expect(list.file.stopping == 1, "only what the list itself is sure of")
        let tags = list.tags.enumerated().filter { list.lines[$0.offset] >= 0 }.map(\.element)
        #expect(tags.count { $0.relation == .counterparty } == 5, "seven, of which two are misprinted")
        #expect(tags.filter { $0.relation == .counterparty }.allSatisfy { $0.entity == nil && $0.category == nil })
        #expect(tags.count { $0.entity == "Huione" } == 2)
        #expect(tags.count { $0.entity == "OKX" } == 1)
    }

    @Test func everyListIsRecognised() throws {
        let (lists, passedOver) = try PublicListTests.all.get()
        #expect(lists.count == 64 + 1 + 34 + 22 + 6 + 1)
        #expect(!lists.contains { $0.file.format == CSVLabels.name })
        #expect(lists.allSatisfy { $0.file.sha256.count == 64 })
        #expect(passedOver.allSatisfy { !$0.hasSuffix(".txt") && !$0.contains("/packs/") })
    }
}
