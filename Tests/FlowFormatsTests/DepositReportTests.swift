import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// Deposit addresses by inference and the freeze queue, in every form of report.
@Suite struct DepositReportTests {
    private static let deposit = ReportFixture.address(0xdd)
    private static let customer = ReportFixture.address(0xcc)
    private static let hot = ReportFixture.exchange

    /// A customer's two deposits are swept; then 600 of the victim's 1,000 go the same way, and 400 stay.
    private static let chain: String = {
        var rows = ["chain,tx,index,block,time,from,to,asset,amount"]
        func row(_ tx: Int, _ from: String, _ to: String, _ amount: String) {
            rows.append(
                "eip155:1,\(ReportFixture.hash(tx)),0,\(100 + tx),\(1_721_131_000 + tx * 60),\(from),\(to),"
                    + "\(ReportFixture.usdt),\(amount)")
        }
        row(1, customer, deposit, "10000000")
        row(2, deposit, hot, "10000000")
        row(3, customer, deposit, "20000000")
        row(4, deposit, hot, "20000000")
        row(5, ReportFixture.victim, ReportFixture.collector, "1000000000")
        row(6, ReportFixture.collector, deposit, "600000000")
        row(7, deposit, hot, "600000000")
        return rows.joined(separator: "\n") + "\n"
    }()

    private static let labels = """
        address,label,category,entity,jurisdiction,confidence,source
        \(hot),Harbour hot wallet,exchange,Harbour Exchange,SG,90,desk

        """

    private func report(_ inferred: InferredEndpoints) throws -> TraceReport {
        try ReportFixture.report(
            chain: DepositReportTests.chain, labels: DepositReportTests.labels,
            seeds: ["tx:" + ReportFixture.hash(5)]
        ) { $0.inferredEndpoints = inferred }
    }

    private func asset(_ inferred: InferredEndpoints) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(JSONReport.text(try report(inferred)).utf8))
        let document = try #require(object as? [String: Any])
        #expect(document["inferredEndpoints"] as? String == (inferred == .ending ? "on" : "off"))
        let cases = try #require(document["cases"] as? [[String: Any]])
        return try #require((cases[0]["assets"] as? [[String: Any]])?.first)
    }

    @Test func jsonSaysWhoSpokeAndWhy() throws {
        let asset = try asset(.ending)
        let closing = try #require(asset["closing"] as? [String: String])
        #expect(closing["inferredEndpoint"] == "600000000" && closing["endpoint"] == "0")
        #expect(asset["residual"] as? String == "0" && asset["possibleEndpoints"] == nil)
        let endpoint = try #require((asset["endpoints"] as? [[String: Any]])?.first)
        #expect(endpoint["address"] as? String == DepositReportTests.deposit)
        #expect(endpoint["inferred"] as? Bool == true && endpoint["entity"] as? String == "Harbour Exchange")
        #expect(endpoint["category"] as? String == "exchange" && endpoint["jurisdiction"] as? String == "SG")
        // What is said of the hot wallet is no label of the deposit address.
        #expect(endpoint["label"] == nil && endpoint["source"] == nil)
        let deposit = try #require(endpoint["deposit"] as? [String: Any])
        #expect(deposit["heuristic"] as? String == "deposit-address" && deposit["version"] as? Int == 1)
        #expect(deposit["confidence"] as? Int == 65 && deposit["sweeps"] as? Int == 3)
        #expect(deposit["hotWallet"] as? String == DepositReportTests.hot)
        let evidence = try #require(deposit["evidence"] as? [[String: Any]])
        let last = try #require(evidence.last)
        #expect(evidence.count == 3)
        #expect((last["receipt"] as? [String: Any])?["tx"] as? String == ReportFixture.hash(6))
        #expect((last["sweep"] as? [String: Any])?["tx"] as? String == ReportFixture.hash(7))
    }

    @Test func jsonListsThemBesideWhereTheyEndNothing() throws {
        let asset = try asset(.listed)
        let closing = try #require(asset["closing"] as? [String: String])
        #expect(closing["inferredEndpoint"] == "0" && closing["endpoint"] == "600000000")
        let possible = try #require(asset["possibleEndpoints"] as? [[String: Any]])
        #expect(possible.count == 1 && possible[0]["arrived"] as? String == "600000000")
        #expect(possible[0]["address"] as? String == DepositReportTests.deposit)
    }

    @Test func jsonOrdersWhatCanBeFrozen() throws {
        let freeze = try #require(try asset(.ending)["freeze"] as? [String: Any])
        let queue = try #require(freeze["queue"] as? [[String: Any]])
        // 400 at rest count whole, 600 at the service half.
        #expect(queue.map { $0["amount"] as? String } == ["400000000", "600000000"])
        #expect(queue.map { $0["stillThere"] as? String } == ["yes", "unknown"])
        #expect(queue.map { $0["place"] as? String } == ["resting", "inferredEndpoint"])
        #expect((queue[0]["issuer"] as? [String: Any])?["name"] as? String == "Tether")
        let custodian = try #require(queue[1]["custodian"] as? [String: Any])
        #expect(custodian["name"] as? String == "Harbour Exchange" && custodian["jurisdiction"] as? String == "SG")
        #expect(custodian["inferred"] as? Bool == true)
        #expect(freeze["outOfReach"] as? String == "0")
    }

    @Test func theTableMarksWhatIsInferred() throws {
        let on = TableReport.text(try report(.ending))
        for line in [
            "  inferred endpoint   600.00   60.00%  at 1 deposit address (inferred)",
            "      (inferred) deposit address of Harbour Exchange · exchange · SG",
            "      swept 3 times, nothing went elsewhere; deposit-address version 1, confidence 65",
            "      swept    \(ReportFixture.hash(2)):0",
            "      ask Harbour Exchange (SG, inferred) or Tether (issuer, SV); arrived 2024-07-16 12:02:40",
            "FREEZE QUEUE  whom to ask first",
        ] {
            #expect(on.contains(line), "\(line)\n\(on)")
        }
        #expect(on.contains("deposit-address 1") && !on.contains("POSSIBLE ENDPOINTS"))
        let off = TableReport.text(try report(.listed))
        #expect(off.contains("POSSIBLE ENDPOINTS (INFERRED)") && !off.contains("  inferred endpoint "))
        #expect(off.contains("Heuristics that spoke: deposit-address 1."))
        #expect(!TableReport.text(try report(.ignored)).contains("nferred)  unlabelled"))
    }

    @Test func theSpreadsheetHasAPlaceADepositAndAQueue() throws {
        let lines = CSVReport.text(try report(.ending)).split(separator: "\n").map {
            $0.split(separator: ",", maxSplits: 12)
        }
        func count(_ record: String, _ kind: String) -> Int { lines.count { $0[0] == record && $0[6] == kind } }
        #expect(count("place", "inferredEndpoint") == 1 && count("deposit", "inferredEndpoint") == 1)
        #expect(count("freeze", "inferredEndpoint") == 1 && count("freeze", "resting") == 1)
        let off = CSVReport.text(try report(.listed))
        #expect(off.contains("possible,case-1,haircut,eip155:1,USDT,"))
        #expect(
            off.contains("deposit-address version 1, confidence 65; swept 3 times, nothing went elsewhere; received "))
    }

    @Test func graphsShowTheInferredService() throws {
        let report = try report(.ending)
        let map = FlowMap(report)
        let node = try #require(map.nodes.first { $0.address == DepositReportTests.deposit })
        #expect(node.role == .inferredEndpoint && node.entity == "Harbour Exchange" && node.jurisdiction == "SG")
        #expect(DotReport.text(report).contains("inferredEndpoint: Harbour Exchange, exchange, SG"))
        #expect(GraphMLReport.text(report).contains("inferredEndpoint"))
    }

    @Test func everyRuleNamesThemInItsColumn() throws {
        let rules = TaintRule.onAccounts
        let report = try ReportFixture.report(
            rules, chain: DepositReportTests.chain, labels: DepositReportTests.labels,
            seeds: ["tx:" + ReportFixture.hash(5)]
        ) { $0.inferredEndpoints = .ending }
        let text = TableReport.text(report)
        #expect(text.contains("[1] Harbour Exchange (inf") && text.contains("inferred endpoint"))
    }
}
