import FlowTracing
import Testing

@testable import FlowFormats

@Suite struct ReportCSVTests {
    /// The report's rows by column name, read with the project's own CSV reader.
    private func rows(_ text: String) throws -> [[String: String]] {
        let source = try ByteSource(path: try labelFile(text, "report.csv"))
        var reader = CSVReader(try ByteWindow(source))
        var names = ColumnNames(header: try reader.header())
        let slots = CSVReport.columns.map { names.column($0) }
        reader.bind(names)
        var record = Record()
        var rows: [[String: String]] = []
        while try reader.next(&record) {
            var row: [String: String] = [:]
            for (name, slot) in zip(CSVReport.columns, slots) { row[name] = record[slot]?.string ?? "" }
            rows.append(row)
        }
        return rows
    }

    private func sum(_ rows: [[String: String]]) -> Amount {
        rows.reduce(Amount(0)) { $0 + (Amount(digits: ($1["amount"] ?? "").utf8) ?? .max / 2) }
    }

    @Test(arguments: TaintRule.onAccounts.filter(\.isMoney))
    func placesAddUpToWhatWasInjected(rule: TaintRule) throws {
        let report = try ReportFixture.report([rule])
        let all = try rows(CSVReport.text(report))
        let places = all.filter { $0["record"] == "place" && $0["asset"] == "USDT" }
        #expect(sum(places) == 1_000_000_000)
        for place in places where ["endpoint", "mixer", "burned", "convertedOut"].contains(place["kind"]) {
            let deposits = all.filter {
                $0["record"] == "deposit" && $0["address"] == place["address"] && $0["kind"] == place["kind"]
            }
            #expect(String(sum(deposits)) == place["amount"])
        }
    }

    @Test func aDepositHasWhatAnExchangeNeeds() throws {
        let all = try rows(CSVReport.text(try ReportFixture.report()))
        let row = try #require(all.first { $0["record"] == "deposit" && $0["kind"] == "endpoint" })
        #expect(row["address"] == ReportFixture.exchange)
        #expect(row["entity"] == "Harbour Exchange")
        #expect(row["tx"] == ReportFixture.hash(3))
        #expect(row["time"] == "2024-07-16T11:59:40Z")
        #expect(row["from"] == ReportFixture.collector)
        #expect(row["amount"] == "400000000")
        #expect(row["units"] == "400")
        #expect(row["transfer_amount"] == "600000000")
        #expect(row["contract"] == ReportFixture.usdt)
    }

    @Test func aSpreadsheetRunsNothing() throws {
        let labels = #"""
            address,label,category
            \#(ReportFixture.exchange),"=HYPERLINK(""http://x"",""y"")",exchange
            \#(ReportFixture.mixer),"a, ""b""",mixer

            """#
        let all = try rows(CSVReport.text(try ReportFixture.report(labels: labels)))
        #expect(all.contains { $0["entity"] == "'=HYPERLINK(\"http://x\",\"y\")" })
        #expect(all.contains { $0["entity"] == "a, \"b\"" })
        #expect(all.allSatisfy { !($0["entity"] ?? "").hasPrefix("=") })
    }
}
