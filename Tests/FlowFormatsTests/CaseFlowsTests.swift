import FlowFormats
import FlowTracing
import Testing

struct CaseFlowsTests {
    private let header = "Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD\n"

    @Test func centsAreExact() throws {
        let text =
            header
            + "2024-08-02 00:24:23,20437258,\(hash("1")),\(address("a")),,\(address("b")),Someone,347.5\n"
            + "2024-08-02 00:24:24,20437259,\(hash("2")),\(address("a")),,\(address("b")),Someone,0.019999\n"
        let (ledger, _) = try ledger(text)
        #expect(row(ledger, 0) == "\(hash("1")) 0 20437258 1722558263 \(address("a")) \(address("b")) USD 34750 0")
        #expect(ledger.amount(1) == 1)
        #expect(ledger.assets[0].decimals == 2 && ledger.chains[0].name == "eip155:1")
    }

    @Test(
        .enabled(if: SharedData.path != nil, "no ../shared/data"),
        arguments: [
            ("lifi", 968_553_016 as Amount), ("txphish", 5_941_034_620), ("xscam", 57_501_193),
        ])
    func publishedTotalsOutOfTheSources(_ name: String, _ total: Amount) throws {
        let folder = (SharedData.path ?? "") + "/cases/" + name
        let (ledger, _) = try LedgerReader.read(paths: [folder + "/flows.csv"])
        let sources = try AddressListReader.read(path: folder + "/source_addresses.csv").compactMap { ledger.find($0) }
        let sent = (0..<ledger.count).filter { sources.contains(ledger.sender($0)) }.reduce(0) {
            $0 + ledger.amount($1)
        }
        #expect(sent == total)
    }
}
