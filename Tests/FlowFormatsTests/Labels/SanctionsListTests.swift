import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// OFAC's list in its forms.
@Suite struct SanctionsListTests {
    private func read(_ text: String, _ name: String) throws -> LabelContents {
        try #require(try LabelReader.contents(of: [try labelFile(text, name)]).first)
    }

    private let day = Timestamp.parse("2025-03-09")

    @Test func walletsOfThePlainXMLBelongToTheirParty() throws {
        let list = try read(LabelExample.sdn, "sdn.xml")
        #expect(list.file.kind == .ofacSDN)
        #expect(list.file.date == day)
        #expect(list.file.version == "2025-03-09")
        let tag = try #require(list.tags.first)
        #expect(tag.address == Address(LabelExample.evm, form: .evm))
        #expect(tag.chain == nil, "the ticker is not the chain: 20 bytes are an address on every EVM chain")
        #expect(tag.entity == "ROE, Ann")
        #expect(tag.label == "ROE, Ann [DPRK3] [CYBER2]")
        #expect(tag.source == "OFAC SDN 27307")
        #expect(tag.kind == .ofacSDN)
        #expect(tag.role == .none, "a sanction ends no trace")
        #expect(list.tags.last?.chain == "tron", "USDT of a TRON address is on TRON")
        #expect(list.line(of: 0) == 9)
    }

    @Test func theAdvancedXMLIsReadByTextNotByNumber() throws {
        let list = try read(LabelExample.advanced, "sdn_advanced.xml")
        #expect(list.file.date == day)
        let tag = try #require(list.tags.first)
        #expect(list.file.tags == 1, "feature 344 is another kind here")
        #expect(tag.entity == "ROE, Ann")
        #expect(tag.label == "ROE, Ann [CYBER2]")
        #expect(tag.source == "OFAC SDN 5")
        #expect(tag.validFrom == Timestamp.parse("2021-09-21"))
    }

    @Test(arguments: [
        ("<sdnList><a></sdnList>", "malformed XML"), ("<sdnList>", "malformed XML"),
        ("<!DOCTYPE sdnList [<!ENTITY a \"b\">]><sdnList>&a;</sdnList>", "has a DOCTYPE, which is not read"),
        ("<!DOCTYPE sdnList SYSTEM \"file:///etc/passwd\"><sdnList/>", "has a DOCTYPE, which is not read"),
        ("<sdnList><uid>&a;</uid></sdnList>", "malformed XML"),
        ("<sdnList>" + String(repeating: "<a>", count: 100_000), "elements are nested too deep"),
        (
            "<sdnList><uid>" + String(repeating: "x", count: 2_000_000) + "</uid></sdnList>",
            "the text of an element is too long"
        ),
        ("<sdnList><uid>\u{1}</uid></sdnList>", "malformed XML"),
    ])
    func brokenAndHostileXMLIsRefusedInOneLine(text: String, reason: String) throws {
        let error = #expect(throws: InputError.self) { try read(text, "sdn.xml") }
        let message = try #require(error).description
        #expect(message.contains(reason))
        #expect(message.contains("sdn.xml:1: "))
        #expect(!message.contains("\n"))
    }

    @Test func manyElementsTakeNoMoreMemoryThanTheirTags() throws {
        var text = "<sdnList>"
        for n in 0..<50_000 { text += "<sdnEntry><uid>\(n)</uid><lastName>x</lastName></sdnEntry>\n" }
        #expect(try read(text + "</sdnList>", "sdn.xml").tags.isEmpty)
    }

    /// The pair of files in a folder; `comments` is left out where it is `nil`.
    private func pair(_ remarks: String, _ comments: String?) throws -> LabelContents {
        let row = "7,\"ROE, Ann\",\"individual\",\"CYBER2] [DPRK3\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"\(remarks)\"\n"
        let path = try labelFile(row + "\u{1a}\n", "sdn.csv")
        if let comments {
            let beside = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(
                "sdn_comments.csv")
            try Data("7,\"\(comments)\"\r\n\u{1a}".utf8).write(to: beside)
        }
        return try #require(try LabelReader.contents(of: [path]).first)
    }

    @Test func remarksThatAreCutGoOnInTheSecondFile() throws {
        let half = LabelExample.bitcoin.count / 2
        let (head, tail) = (LabelExample.bitcoin.prefix(half), LabelExample.bitcoin.dropFirst(half))
        let first = "Digital Currency Address - ETH \(LabelExample.evm); alt. Digital Currency Address - XBT \(head)"
        let joined = try pair(first, "\(tail); Digital Currency Address - USDT \(LabelExample.tron); a.k.a. 'X'.")
        #expect(joined.file.tags == 3)
        #expect(joined.file.leftOut == 0, "\(joined.file.problems)")
        #expect(joined.file.companions.count == 1)
        #expect(joined.tags.contains { $0.address == (try? address(LabelExample.bitcoin)) })
        #expect(joined.tags.allSatisfy { $0.label == "ROE, Ann [CYBER2] [DPRK3]" })
        let alone = try pair(first, nil)
        #expect(alone.file.tags == 1)
        #expect(alone.file.leftOut == 1)
        #expect(alone.file.problems[0].contains("breaks off"))
    }

    private func address(_ text: String) throws -> Address {
        guard case .valid(_, let all) = AddressCheck(text) else { throw CocoaError(.coderInvalidValue) }
        return all[0]
    }

    @Test func otherTablesOfTheListHaveNoWallets() throws {
        for (name, text) in [
            ("alt.csv", "7,1,\"aka\",\"OTHER\",-0- \n"), ("add.csv", "7,1,\"Street\",\"Town\",\"Land\",-0- \n"),
            ("sdn_comments.csv", "7,\"rest\"\n"),
        ] {
            let list = try read(text, name)
            #expect(list.file.format == "ofac-sdn-csv")
            #expect(list.tags.isEmpty && list.file.problemCount == 0 && list.file.remarks.count == 1)
        }
    }

    @Test func tickerFilesAreReadAsTextAndAsJSON() throws {
        let plain = try read("\(LabelExample.tron)\n", "sanctioned_addresses_USDT.txt")
        let json = try read("[\n \"\(LabelExample.tron)\"\n]", "sanctioned_addresses_USDT.json")
        #expect(plain.tags == json.tags)
        #expect(plain.tags.first?.chain == "tron")
        #expect(json.line(of: 0) == 2)
        let verge = try read("DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z\n", "sanctioned_addresses_XVG.txt")
        #expect(verge.tags.first?.chain == "verge", "Dogecoin's addresses look the same")
        #expect(throws: InputError.self) { try read("[ {} ]", "sanctioned_addresses_USDT.json") }
    }
}
