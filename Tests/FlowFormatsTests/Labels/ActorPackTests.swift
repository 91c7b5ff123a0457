import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

@Suite struct ActorPackTests {
    private func folder(_ files: [String: String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lymer-tests-\(UUID().uuidString)")
        for (name, text) in files {
            let file = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return folder.path
    }

    private let actors = LabelExample.all.first { $0.format == "actorpack" }?.text ?? ""
    private let pack = LabelExample.all.first { $0.format == "tagpack" }?.text ?? ""

    @Test func aFolderOfPacksKnowsItsActors() throws {
        let folder = try folder([
            "zz/actors.yaml": actors, "packs/a.yaml": pack, "LICENSE": "free", ".hidden.yaml": pack,
        ])
        let reading = try LabelReader.read([folder])
        #expect(reading.files.map(\.format) == ["tagpack", "actorpack"], "in byte order")
        #expect(reading.files[1].actors == 1)
        #expect(reading.passedOver.map { $0.split(separator: "/").last } == ["LICENSE"])
        #expect(reading.notes.contains { $0.contains("LICENSE: no label list, passed over") })
        let address = try #require(reading.attribution.addresses.first)
        let tag = try #require(
            reading.attribution.decidingTag(of: address, chain: ScriptNetwork.bitcoin.chainName))
        #expect(tag.entity == "Jade Exchange")
        #expect(tag.jurisdiction == "KH")
        #expect(tag.role == .endpoint, "the actor's category, where the tag has none")
        #expect(reading.files[0].date == Timestamp.parse("2023-05-06"))
        #expect(tag.validFrom == reading.files[0].date, "known as of the pack's date; the pack says no earlier one")
    }

    @Test func aPackAloneKeepsTheIds() throws {
        let reading = try LabelReader.read([try labelFile(pack, "pack.yaml")])
        let address = try #require(reading.attribution.addresses.first)
        #expect(
            reading.attribution.decidingTag(of: address, chain: ScriptNetwork.bitcoin.chainName)?.entity == "jade")
    }

    @Test func severalCountriesAreNone() throws {
        let two = actors.replacingOccurrences(of: "  - KH\n", with: "  - KH\n  - US\n")
        let reading = try LabelReader.read([try labelFile(two, "a.yaml"), try labelFile(pack, "p.yaml")])
        let address = try #require(reading.attribution.addresses.first)
        #expect(reading.attribution.tags(of: address, chain: ScriptNetwork.bitcoin.chainName)[0].jurisdiction == nil)
    }

    @Test func sourcesThatQuoteAnAuthorityAreOfItsKind() throws {
        func tag(_ extra: String) throws -> FlowTracing.Tag {
            try #require(try LabelReader.contents(of: [try labelFile(extra + pack, "p.yaml")])[0].tags.first)
        }
        let action = try tag("source: https://home.treasury.gov/policy-issues/recent-actions/20220506\n")
        #expect(action.kind == .ofacSDN)
        #expect(action.validFrom == Timestamp.parse("2022-05-06"))
        #expect(try tag("source: https://treasury.gov.example.org/20220506\n").kind == .community)
        #expect(try tag("category: black_list\nconfidence: ledger_immanent\n").kind == .issuerFreeze)
    }

    @Test func circlesOfFoldersDoNotHang() throws {
        let path = try folder(["a/p.yaml": pack])
        try FileManager.default.createSymbolicLink(atPath: path + "/a/up", withDestinationPath: path)
        #expect(try LabelReader.read([path]).files.count == 1)
    }
}
