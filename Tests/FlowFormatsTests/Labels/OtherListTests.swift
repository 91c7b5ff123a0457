import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

@Suite struct OtherListTests {
    private func read(_ text: String, _ name: String) throws -> LabelContents {
        try #require(try LabelReader.contents(of: [try labelFile(text, name)]).first)
    }

    // MARK: FollowTheMoney

    @Test func aWalletHasTheNameOfItsHolderWhereverItStands() throws {
        let person = "{\"id\":\"h-1\",\"caption\":\"Ann Roe\",\"schema\":\"Person\",\"properties\":{}}\n"
        let wallet =
            "{\"id\":\"w\",\"schema\":\"CryptoWallet\",\"caption\":\"w\",\"properties\":{\"publicKey\":[\"\(LabelExample.bitcoin)\","
            + "\"\(LabelExample.tron)\"],\"holder\":[\"h-1\"],\"topics\":[\"sanction\"]},\"datasets\":[\"xx_list\"]}\n"
        for text in [person + wallet, wallet + person] {
            let list = try read(text, "entities.ftm.json")
            #expect(list.file.tags == 2)
            #expect(list.tags.allSatisfy { $0.entity == "Ann Roe" && $0.kind == .otherSanctions })
            #expect(list.file.kind == .otherSanctions)
        }
        let nested =
            "{\"id\":\"h-1\",\"caption\":\"Ann Roe\",\"schema\":\"Person\",\"datasets\":[\"us_ofac_sdn\"],\"properties\":{"
            + "\"sanctions\":[{\"schema\":\"Sanction\",\"properties\":{\"startDate\":[\"2021-09-21\"],\"endDate\":[\"2023-01-02\"]}}],"
            + "\"cryptoWallets\":[{\"id\":\"w\",\"schema\":\"CryptoWallet\",\"properties\":{\"publicKey\":[\"\(LabelExample.tron)\"]}}]}}\n"
        let tag = try #require(try read(nested, "targets.nested.json").tags.first)
        #expect(tag.kind == .ofacSDN)
        #expect(tag.validFrom == Timestamp.parse("2021-09-21"))
        #expect(tag.validTo == Timestamp.parse("2023-01-02"))
    }

    @Test(arguments: [
        ("[\"us_ofac_sdn\",\"xx\"]", "[]", ListKind.ofacSDN), ("[\"us_fincen_311\"]", "[\"sanction\"]", .section311),
        ("[\"xx\"]", "[\"sanction\"]", .otherSanctions), ("[\"ransomwhere\"]", "[\"crime.cyber\"]", .community),
    ])
    func theKindIsThatOfTheDataSet(datasets: String, topics: String, kind: ListKind) throws {
        let text =
            "{\"id\":\"w\",\"schema\":\"CryptoWallet\",\"properties\":{\"publicKey\":[\"\(LabelExample.tron)\"],\"topics\":\(topics)},"
            + "\"datasets\":\(datasets)}\n"
        #expect(try read(text, "entities.json").tags.map(\.kind) == [kind])
    }

    @Test func badLinesOfEntitiesAreReportedAndPassedOver() throws {
        let good = LabelExample.all.first { $0.format == "ftm-wallets" }?.text ?? ""
        let list = try read(
            good + "{\"schema\":\"CryptoWallet\",\n{\"schema\":\"CryptoWallet\",\"id\":\"x\",\"properties\":{}}\n",
            "entities.json")
        #expect(list.file.tags == 1)
        #expect(
            list.file.problems.map { $0.drop { $0 != ":" } } == [
                ":3: the line ends inside a JSON value", ":4: '' is no address: it is empty",
            ])
    }

    // MARK: am-i-exposed

    @Test func theNameOfTheFileSaysTheCategory() throws {
        let row = "address,entity,source\n\(LabelExample.bitcoin),Jade,walletexplorer\n"
        #expect(try read(row, "exchange-tier1-addresses.csv").tags[0].role == .endpoint)
        #expect(try read(row, "mixer-addresses.csv").tags[0].role == .mixer)
        let seized = try read(
            row + "\(LabelExample.segwit),Hydra,ofac-sdn-list-20220405\n", "doj-seizure-addresses.csv")
        #expect(seized.file.kind == .seizure)
        #expect(seized.tags.filter { $0.address != .text(LabelExample.segwit) }.map(\.kind).last == .ofacSDN)
        #expect(seized.tags.last?.validFrom == Timestamp.parse("2022-04-05"))
        #expect(seized.tags.first?.kind == .seizure)
        // Any other name: an ordinary list.
        #expect(try read(row, "mine.csv").file.format == "label-csv")
    }

    @Test func entitiesHaveSamplesAndCountries() throws {
        let list = try read(LabelExample.all.first { $0.format == "am-i-exposed-json" }?.text ?? "", "entities.json")
        let tag = try #require(list.tags.first)
        #expect(tag.entity == "Jade")
        #expect(tag.jurisdiction == "KY")
        #expect(tag.category == Category("payment_processor"))
        #expect(list.line(of: 0) == 4)
        #expect(list.file.date == Timestamp.parse("2026-03-08"))
        let listed = try read(
            "{\"lastUpdated\":\"x\",\"addresses\":[\"\(LabelExample.bitcoin)\"]}", "ofac-addresses.json")
        #expect(listed.tags.first?.kind == .ofacSDN)
        #expect(listed.file.date == nil)
    }

    // MARK: Claimed roles

    @Test func aCounterpartyIsNotTheService() throws {
        let list = try read(
            "address,role_claimed,claim_source,note\n"
                + "\(LabelExample.tron),Huione counterparty (top depositor),study,COUNTERPARTY only\n"
                + "TM1zzNDZD2DPASbKcgdVoTYhfmYgtfwx9R,NOT Huione: OKX hot wallet,public labels,false positive\n"
                + "TNVaKWQzau7xL9bcnvLmF9KSEQkWEs4Ug8,Huione aggregation address,study,high confidence\n", "roles.csv")
        #expect(list.tags.filter { $0.relation == .counterparty }.map(\.entity) == [nil])
        let attribution = Attribution(list.tags)
        let owners = list.tags.filter { $0.relation == .owner && $0.chain == "tron" }
        #expect(owners.map(\.entity) == ["OKX", "Huione"])
        #expect(owners.map(\.role) == [.none, .endpoint], "only what the list itself is sure of ends a trace")
        let first = try #require(Address(LabelExample.tron, form: .tron))
        #expect(attribution.tags(of: first, chain: "tron").allSatisfy { $0.entity == nil && $0.role == .none })
    }

    // MARK: Own CSV

    @Test func ownListsMaySayKindTimeAndRelation() throws {
        let list = try read(
            "address,label,list_kind,valid_from,valid_to,relation\n"
                + "\(LabelExample.evm),x,section-311,2024-01-02,2025-01-02T00:00:00Z,counterparty\n"
                + "\(LabelExample.evm),x,sanctions,,,\n\(LabelExample.evm),x,,yesterday,,\n"
                + "\(LabelExample.evm),x,,,,friend\n\(LabelExample.evm),x,,2025-01-02,2024-01-02,\n", "list.csv")
        let tag = try #require(list.tags.first)
        #expect((tag.kind, tag.relation) == (.section311, .counterparty))
        #expect(tag.holds(at: Timestamp.parse("2024-01-02") ?? 0))
        #expect(!tag.holds(at: Timestamp.parse("2025-01-02") ?? 0))
        #expect(list.file.tags == 1)
        #expect(
            list.file.problems.map { String($0.drop { $0 != ":" }.dropFirst(1).prefix { $0 != ":" }) } == [
                "3", "4", "5", "6",
            ])
    }
}
