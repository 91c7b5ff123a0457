import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

@Suite struct LabelCSVTests {
    private func read(_ text: String, _ name: String = "list.csv") throws -> LabelReading {
        try LabelReader.read([try labelFile(text, name)])
    }

    private func evm(_ n: Int) throws -> Address { try ReportFixture.evm(n) }

    @Test func everyColumnIsRead() throws {
        let reading = try read(
            "source,confidence,jurisdiction,entity,category,label,address,chain\n"
                + "desk,80,kh,Jade,guarantee-marketplace,Jade escrow,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,TRX\n")
        let address = try #require(Address("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", form: .tron))
        var tag = try #require(reading.attribution.decidingTag(of: address, chain: "tron"))
        #expect(tag.list.hasPrefix(try #require(reading.files.first).list))
        tag.list = ""
        #expect(
            tag
                == Tag(
                    chain: "tron", address: address, label: "Jade escrow", category: Category("guarantee_marketplace"),
                    entity: "Jade", jurisdiction: "KH", confidence: 80, source: "desk"))
        #expect(tag.role == .endpoint)
        #expect(reading.notes.isEmpty)
    }

    @Test func labelOrCategoryAloneSuffices() throws {
        let reading = try read("address,kind\n\(ReportFixture.address(1)),exchange\n")
        let tag = try #require(reading.attribution.decidingTag(of: try evm(1), chain: "eip155:56"))
        #expect(tag.role == .endpoint)
        #expect(tag.confidence == 100)
        #expect(tag.source == "list.csv")
        let entity = try read("address,entity\n\(ReportFixture.address(1)),Binance\n")
        #expect(entity.attribution.decidingTag(of: try evm(1), chain: "eip155:1")?.label == "Binance")
        #expect(entity.notes.count == 1, "a list that stops nothing says so")
    }

    @Test func anAddressWithoutChainAlsoMatchesLedgersOfText() throws {
        let reading = try read("address,category\n\(ReportFixture.address(1)),exchange\n")
        #expect(
            reading.attribution.decidingTag(of: .text(ReportFixture.address(1)), chain: "unknown")?.role == .endpoint)
        #expect(reading.tagCount == 1)
    }

    @Test func anAddressOfAUTXOChainIsTheScriptItPaysTo() throws {
        let text = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
        let reading = try read("chain,address,category\nbtc,\(text.uppercased()),exchange\n,\(text),mixer\n")
        let script = Address.script(try #require(ScriptAddress(text, network: .bitcoin)))
        let chain = ScriptNetwork.bitcoin.chainName
        #expect(reading.attribution.tags(of: script, chain: chain).map(\.role) == [.endpoint, .mixer])
        #expect(reading.attribution.tags(of: .text(text), chain: "unknown").map(\.role) == [.mixer])
        #expect(reading.tagCount == 2)
    }

    @Test func anAddressThatOnlyAnotherChainHasIsThatChains() throws {
        let path = try labelFile(
            "chain,address,category\nbtc,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,exchange\nltc,1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2,exchange\n"
        )
        let reading = try LabelReader.read([path])
        let tron = try #require(Address("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", form: .tron))
        #expect(reading.attribution.decidingTag(of: tron, chain: "tron")?.role == .endpoint)
        // `1…` is an address of two chains: whose, nobody can say.
        #expect(reading.files[0].leftOut == 1)
        #expect(
            reading.files[0].problems == [
                "\(path):2: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' is no Bitcoin address but one of TRON, and read as that",
                "\(path):3: '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2' is no Litecoin address but one of Bitcoin",
            ])
    }

    @Test func proseNeverStopsATrace() throws {
        let reading = try read("address,role_claimed\n\(ReportFixture.address(1)),exchange\n")
        let tag = try #require(reading.attribution.decidingTag(of: try evm(1), chain: "eip155:1"))
        #expect(tag.label == "exchange")
        #expect(tag.role == .none)
    }

    @Test func lowConfidenceStopsNothingAndConflictsAreKept() throws {
        let reading = try read(
            "address,label,category,confidence\n\(ReportFixture.address(1)),a,exchange,59\n"
                + "\(ReportFixture.address(1)),b,mixer,60\n\(ReportFixture.address(1)),b,mixer,60\n")
        let tags = reading.attribution.tags(of: try evm(1), chain: "eip155:1")
        #expect(tags.map(\.label) == ["b", "a"])
        #expect(reading.attribution.decidingTag(of: try evm(1), chain: "eip155:1")?.role == .mixer)
    }

    @Test func commentsMayStandAnywhereAndNeedNotBeCSV() throws {
        let reading = try read(
            "\u{feff}# a \"quote, and commas\n\n# more\naddress,label\n# between \"\n\(ReportFixture.address(1)),x\n#end"
        )
        #expect(reading.tagCount == 1)
        #expect(reading.problemCount == 0)
    }

    @Test(arguments: [
        (
            "\(ReportFixture.address(1)),x,exchange,101,",
            "confidence '101' is neither 0 to 100 nor a GraphSense confidence id"
        ),
        (
            "\(ReportFixture.address(1)),x,exchange,-1,",
            "confidence '-1' is neither 0 to 100 nor a GraphSense confidence id"
        ),
        (
            "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u,x,exchange,,",
            "'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u' is no TRON address: its checksum fails"
        ),
        (
            "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3,x,exchange,,",
            "'1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3' is no Bitcoin address: its checksum fails"
        ),
        (
            "\(ReportFixture.hash(1)),x,exchange,,",
            "'\(ReportFixture.hash(1))' is no address: 64 hex digits are a hash or a public key"
        ),
        ("\(ReportFixture.address(1)),,,,", "'\(ReportFixture.address(1))' has no label, category or entity"),
        (",x,exchange,,", "'' is no address: it is empty"),
        ("\(ReportFixture.address(1)),x", "the row has 2 columns, the header 5"),
    ])
    func badRowsAreReportedWithTheirPlaceAndKeptOut(row: String, reason: String) throws {
        let path = try labelFile(
            "address,label,category,confidence,jurisdiction\n\(row)\n\(ReportFixture.address(2)),y,exchange,,\n")
        let reading = try LabelReader.read([path])
        #expect(reading.files[0].problems == ["\(path):2: \(reason)"])
        #expect(reading.tagCount == 1)
        #expect(reading.files[0].leftOut == 1)
    }

    @Test func aBadJurisdictionCostsOnlyItself() throws {
        let path = try labelFile(
            "address,label,category,jurisdiction\n\(ReportFixture.address(1)),x,exchange,nowhere\n")
        let reading = try LabelReader.read([path])
        #expect(reading.files[0].problems == ["\(path):2: jurisdiction 'NOWHERE' is no ISO 3166 code, left blank"])
        #expect(reading.attribution.decidingTag(of: try evm(1), chain: "eip155:1")?.role == .endpoint)
    }

    @Test func whatIsNoListIsRefused() throws {
        for text in ["hello\n", "tx,from,to\n1,2,3\n", "{}\n"] {
            #expect(throws: InputError.self) { try read(text) }
        }
        #expect(throws: InputError.self) { try LabelReader.read(["/nonexistent"]) }
    }

    @Test func aMillionTagsOfOneAddressAreNoTrap() throws {
        var text = "address,label\n"
        for n in 0..<20_000 { text += "\(ReportFixture.address(1)),l\(n)\n" }
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try read(text).attribution.tags(of: try evm(1), chain: "eip155:1").count == 20_000)
        // Quadratic, this takes minutes.
        #expect(clock.now - start < .seconds(30))
    }
}
