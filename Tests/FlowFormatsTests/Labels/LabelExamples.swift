import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// A small list of every registered format: the file's name, its text, and how many entries of it are kept.
struct LabelExample: Sendable, CustomTestStringConvertible {
    let format: String
    let name: String
    let text: String
    var tags = 1

    var testDescription: String { format }

    static let evm = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    static let bitcoin = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
    static let segwit = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    static let tron = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"

    static let sdn = """
        <?xml version="1.0" standalone="yes"?>
        <sdnList xmlns="https://example.org/XML">
          <publshInformation><Publish_Date>03/09/2025</Publish_Date><Record_Count>2</Record_Count></publshInformation>
          <sdnEntry><uid>1</uid><lastName>NOBODY &amp; SONS</lastName><programList><program>CYBER2</program></programList>
            <idList><id><uid>9</uid><idType>Passport</idType><idNumber>\(tron)</idNumber></id></idList></sdnEntry>
          <sdnEntry><uid>27307</uid><firstName>Ann</firstName><lastName>ROE</lastName>
            <programList><program>DPRK3</program><program>CYBER2</program></programList>
            <idList>
              <id><uid>11</uid><idType>Digital Currency Address - ETH</idType><idNumber>\(evm)</idNumber></id>
              <id><uid>12</uid><idType>Digital Currency Address - USDT</idType><idNumber>\(tron)</idNumber></id>
            </idList>
            <akaList><aka><uid>13</uid><lastName>OTHER</lastName><firstName>Name</firstName></aka></akaList></sdnEntry>
        </sdnList>

        """

    static let advanced = """
        <?xml version="1.0" encoding="utf-8"?>
        <Sanctions xmlns="https://example.org/ADVANCED_XML">
          <DateOfIssue CalendarTypeID="1"><Year>2025</Year><Month>3</Month><Day>9</Day></DateOfIssue>
          <ReferenceValueSets><FeatureTypeValues>
            <FeatureType ID="7">Digital Currency Address - XBT</FeatureType><FeatureType ID="344">Gender</FeatureType>
          </FeatureTypeValues></ReferenceValueSets>
          <DistinctParties>
            <DistinctParty FixedRef="5"><Profile ID="50">
              <Identity><Alias Primary="false"><DocumentedName><DocumentedNamePart><NamePartValue>WEAK</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
              <Alias Primary="true"><DocumentedName><DocumentedNamePart><NamePartValue>ROE</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue>Ann</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
              <Feature FeatureTypeID="344"><FeatureVersion><VersionDetail>\(tron)</VersionDetail></FeatureVersion></Feature>
              <Feature FeatureTypeID="7"><FeatureVersion><VersionDetail>\(bitcoin)</VersionDetail></FeatureVersion></Feature>
            </Profile></DistinctParty>
          </DistinctParties>
          <SanctionsEntries><SanctionsEntry ID="1" ProfileID="50">
            <EntryEvent><Date><Year>2021</Year><Month>9</Month><Day>21</Day></Date></EntryEvent>
            <SanctionsMeasure><Comment>CYBER2</Comment></SanctionsMeasure>
          </SanctionsEntry></SanctionsEntries>
        </Sanctions>

        """

    static let all: [LabelExample] = [
        LabelExample(format: "ofac-sdn-xml", name: "sdn.xml", text: sdn, tags: 2),
        LabelExample(format: "ofac-sdn-advanced", name: "sdn_advanced.xml", text: advanced),
        LabelExample(
            format: "ofac-sdn-csv", name: "sdn.csv",
            text: "7,\"ROE, Ann\",\"individual\",\"CYBER2] [DPRK3\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"
                + "\"DOB 1970; Digital Currency Address - XBT \(bitcoin); alt. Digital Currency Address - USDT \(tron).\"\n",
            tags: 2),
        LabelExample(
            format: "ofac-sdn-ticker", name: "sanctioned_addresses_XBT.txt", text: "\(bitcoin)\n\(segwit)\n", tags: 2),
        LabelExample(
            format: "actorpack", name: "actors.yaml",
            text:
                "title: Actors\nactors:\n- id: jade\n  label: Jade Exchange\n  jurisdictions:\n  - KH\n  categories:\n"
                + "  - organization\n  - exchange\n", tags: 0),
        LabelExample(
            format: "tagpack", name: "pack.yaml",
            text: "title: A pack\ncreator: somebody\nlastmod: 2023-05-06\nlabel: x\ncurrency: BTC\ntags:\n"
                + "- address: \(bitcoin)\n  actor: jade\n"),
        LabelExample(
            format: "ftm-wallets", name: "entities.ftm.json",
            text: """
                {"id":"h-1","caption":"Ann Roe","schema":"Person","properties":{"name":["Ann Roe"]},"datasets":["us_ofac_sdn"]}
                {"id":"w-1","caption":"\(bitcoin)","schema":"CryptoWallet","properties":{"publicKey":["\(bitcoin)"],"holder":["h-1"],"topics":["sanction"]},"datasets":["us_ofac_sdn"],"last_seen":"2025-03-09T06:00:00"}

                """),
        LabelExample(
            format: "am-i-exposed-json", name: "entities.json",
            text: "{\"lastUpdated\": \"2026-03-08\", \"source\": \"public\", \"entities\": [\n{\"name\": \"Jade\", "
                + "\"category\": \"payment\", \"country\": \"Cayman Islands\",\n\"sampleAddresses\": [\n\"\(bitcoin)\"]}]}\n"
        ),
        LabelExample(
            format: "am-i-exposed-csv", name: "darknet-market-addresses.csv",
            text: "address,entity,source\n# a comment\n\(bitcoin),Hydra,ofac-sdn-list-20220405\n"),
        LabelExample(
            format: "claimed-roles", name: "roles.csv",
            text:
                "address,role_claimed,claim_source,note\n\(tron),Huione counterparty (top depositor),study,COUNTERPARTY only\n"
        ),
        LabelExample(format: "label-csv", name: "list.csv", text: "address,label,category\n\(evm),x,exchange\n"),
    ]

    func write() throws -> String { try labelFile(text, name) }
}
