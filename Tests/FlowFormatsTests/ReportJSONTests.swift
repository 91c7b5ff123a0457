import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

@Suite struct ReportJSONTests {
    private func parsed(_ report: TraceReport) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(JSONReport.text(report).utf8))
        return try #require(object as? [String: Any])
    }

    private func assets(_ document: [String: Any]) throws -> [[String: Any]] {
        let cases = try #require(document["cases"] as? [[String: Any]])
        return try #require(cases[0]["assets"] as? [[String: Any]])
    }

    @Test func documentHasTheSchemasFields() throws {
        let document = try parsed(ReportFixture.report())
        #expect(document["schema"] as? String == "lymer.trace/1")
        #expect(document["direction"] as? String == "forward")
        #expect(document["rule"] as? String == "haircut")
        #expect(document["opening"] as? String == "inferred")
        let ledger = try #require(document["ledger"] as? [String: Any])
        #expect(ledger["transfers"] as? Int == 8)
        #expect(ledger["first"] as? String == "2024-07-16T11:57:40Z")
        #expect(ledger["coverage"] as? String == "all")
        #expect(ledger["coverageAssumed"] as? Bool == true)
    }

    @Test func closingBalanceAddsUpInTheText() throws {
        let all = try assets(parsed(ReportFixture.report()))
        let usdt = try #require(all.first { $0["asset"] as? String == "USDT" })
        let closing = try #require(usdt["closing"] as? [String: String])
        #expect(closing.count == 11)
        let booked = closing.filter { $0.key != "convertedIn" }
            .reduce(Amount(0)) { $0 + (Amount(digits: $1.value.utf8) ?? .max / 2) }
        #expect(String(booked) == usdt["injected"] as? String)
        #expect(usdt["residual"] as? String == "0")
        #expect(usdt["decimals"] as? Int == 6)
        #expect(closing["endpoint"] == "400000000")
        #expect(closing["mixer"] == "66666666")
        #expect(closing["burned"] == "20000000")
    }

    @Test func listsSayWhatTheSchemaAsks() throws {
        let usdt = try assets(parsed(ReportFixture.report()))[0]
        let endpoints = try #require(usdt["endpoints"] as? [[String: Any]])
        #expect(endpoints.map { $0["category"] as? String } == ["exchange", "mixer"])
        #expect(endpoints[0]["entity"] as? String == "Harbour Exchange")
        #expect(endpoints[0]["jurisdiction"] as? String == "SG")
        #expect(endpoints[0]["minHops"] as? Int == 1)
        let arrival = try #require((endpoints[0]["arrivals"] as? [[String: Any]])?.first)
        #expect(arrival["tx"] as? String == ReportFixture.hash(3))
        #expect(arrival["index"] as? Int == 0)
        #expect(arrival["time"] as? String == "2024-07-16T11:59:40Z")
        #expect(arrival["from"] as? String == ReportFixture.collector)
        #expect(arrival["amount"] as? String == "600000000")
        #expect(arrival["tainted"] as? String == "400000000")
        #expect((endpoints[0]["path"] as? [[String: Any]])?.count == 2)
        #expect((endpoints[0]["otherLabels"] as? [[String: Any]])?.count == 1)
        let resting = try #require(usdt["resting"] as? [[String: Any]])
        #expect(resting.map { $0["address"] as? String } == [ReportFixture.collector, ReportFixture.mule])
        #expect(resting[0]["covered"] as? Bool == true)
        #expect(resting[0]["balance"] as? String == "450000000")
        #expect(resting[0]["outgoing"] as? Int == 3)
        let flows = try #require(usdt["flows"] as? [[String: Any]])
        #expect(flows.count == 6)
        #expect(flows.allSatisfy { $0["fee"] == nil })
        let conversion = try #require((usdt["conversions"] as? [[String: Any]])?.first)
        #expect((conversion["received"] as? [[String: Any]])?.first?["asset"] as? String == "WETH")
    }

    @Test func anAddressStoppedWithoutALabelHasNoEntity() throws {
        let report = try ReportFixture.report(labels: nil) {
            $0.stops = [Address(ReportFixture.exchange, form: .evm)].compactMap { $0 }
        }
        let asset = try assets(parsed(report))[0]
        let endpoint = try #require((asset["endpoints"] as? [[String: Any]])?.first)
        #expect(endpoint["entity"] is NSNull)
        #expect(endpoint["category"] as? String == "stop")
    }

    @Test(arguments: [TaintRule.poison, .reach])
    func rulesThatAreNotMoneyHaveNoBalance(rule: TaintRule) throws {
        for asset in try assets(parsed(ReportFixture.report([rule]))) {
            for key in ["injected", "closing", "residual", "untrackedOnPath"] { #expect(asset[key] == nil) }
            for list in ["endpoints", "resting"] {
                for entry in try #require(asset[list] as? [[String: Any]]) {
                    #expect(entry["reached"] as? Bool == true)
                    #expect(entry["amount"] is String)
                }
            }
        }
    }

    @Test func everyRuleIsACaseOfItsOwn() throws {
        let document = try parsed(ReportFixture.report(TaintRule.onAccounts))
        #expect(document["rule"] as? String == "all")
        let cases = try #require(document["cases"] as? [[String: Any]])
        #expect(cases.map { $0["rule"] as? String } == TaintRule.onAccounts.map(\.rawValue))
    }

    @Test func backwardNamesOrigins() throws {
        let report = try ReportFixture.report(seeds: ["tx:\(ReportFixture.hash(6))"], backward: true)
        let document = try parsed(report)
        #expect(document["direction"] as? String == "backward")
        let asset = try assets(document)[0]
        #expect(asset["amount"] as? String == "100000000")
        let origins = try #require(asset["origins"] as? [[String: Any]])
        #expect(origins.map { $0["kind"] as? String } == ["opening", "opening"])
        #expect(origins.map { $0["address"] as? String } == [ReportFixture.victim, ReportFixture.funder])
        #expect(origins.map { $0["amount"] as? String } == ["66666666", "33333333"])
        #expect(asset["rounding"] as? String == "1")
    }

    @Test func aCaseThatCannotRunSaysWhy() throws {
        let report = try ReportFixture.report(seeds: ["tx:\(ReportFixture.hash(99))"])
        let document = try parsed(report)
        let cases = try #require(document["cases"] as? [[String: Any]])
        #expect((cases[0]["error"] as? String)?.contains("matches nothing") == true)
        #expect((cases[0]["assets"] as? [Any])?.isEmpty == true)
        #expect(TableReport.text(report).contains("! not answered: seed"))
        #expect(CSVReport.text(report).contains("\nerror,case-1,haircut,"))
    }

    @Test func linesHoldTheSameCases() throws {
        let report = try ReportFixture.report([.haircut, .fifo])
        let lines = JSONLinesReport.text(report).split(separator: "\n")
        #expect(lines.count == 3)
        let document = try parsed(report)
        let whole = try #require(document["cases"] as? [NSDictionary])
        for (line, one) in zip(lines.dropFirst(), whole) {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary
            #expect(object == one)
        }
    }

    @Test func hostileTextStaysInItsString() throws {
        let hostile = "a\"b\\c\u{1}\n\u{1b}[0m\u{2028}é汇"
        var json = JSONWriter(ReportWriter())
        json.object { json in
            json.member("k\"", hostile)
            json.array("list", [1, 2]) { $0.string("v\($1)") }
            json.array("none", [Int]()) { $0.string("\($1)") }
            json.object("empty") { _ in }
        }
        let object = try JSONSerialization.jsonObject(with: Data(json.out.text.utf8)) as? [String: Any]
        #expect(object?["k\""] as? String == hostile)
        #expect(object?["list"] as? [String] == ["v1", "v2"])
        #expect((object?["none"] as? [Any])?.isEmpty == true)
    }

    @Test func theSameReportIsTheSameBytes() throws {
        let a = try ReportFixture.report(TaintRule.onAccounts)
        for encoder in ReportEncoders.all {
            #expect(encoder.text(a) == encoder.text(a), "\(encoder.name)")
        }
        #expect(Set(ReportEncoders.all.map { $0.name }).count == ReportEncoders.all.count)
        #expect(ReportEncoders.named("json") != nil)
        #expect(ReportEncoders.named("xlsx") == nil)
    }

    @Test func aFullDiskIsNotForgotten() {
        struct DiskFull: Error {}
        var writer = ReportWriter { _ in throw DiskFull() }
        for _ in 0..<20 { writer.write(String(repeating: "x", count: 10_000)) }
        #expect(throws: DiskFull.self) { try writer.finish() }
    }
}
