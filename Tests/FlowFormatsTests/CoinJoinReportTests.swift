import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// `lymer coinjoins` without the command line.
@Suite struct CoinJoinReportTests {
    typealias Fixture = OutputReportFixture

    private func ledger() throws -> Ledger {
        let file = Fixture.stories.appendingPathComponent("coinjoin/chain.jsonl").path
        return try LedgerReader.read(paths: [file]).ledger
    }

    private func text(_ format: CoinJoinReport.Format) throws -> String {
        var out = ReportWriter()
        CoinJoinReport.list(try ledger(), format: format, into: &out)
        return out.text
    }

    private func verdicts(_ id: String, _ format: CoinJoinReport.Format) throws -> String {
        var out = ReportWriter()
        CoinJoinVerdicts.write(CoinJoinVerdicts.of(id, in: try ledger()), format: format, into: &out)
        return out.text
    }

    @Test func everyFormatNamesTheSameTransactions() throws {
        let object = try JSONSerialization.jsonObject(with: Data(try text(.json).utf8)) as? [String: Any]
        let list = try #require(object?["coinjoins"] as? [[String: Any]])
        #expect(object?["schema"] as? String == "lymer.coinjoins/1")
        #expect(list.map { $0["tx"] as? String } == [Fixture.preparation, Fixture.firstMix, Fixture.secondMix])
        #expect(list.map { $0["anonymitySet"] as? Int } == [0, 5, 5])
        #expect((list[1]["entropy"] as? [String: Any])?["mappings"] as? String == "1496")
        #expect(object?["counts"] as? [String: Int] == ["whirlpool": 2, "whirlpool-tx0": 1])
        let rows = try text(.csv).split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        #expect(rows.map { String($0[1]) } == list.map { $0["tx"] as? String })
        let header = try text(.csv).prefix { $0 != "\n" }.split(separator: ",").count
        #expect(rows.allSatisfy { $0.count == header })
        let table = try text(.table)
        for id in [Fixture.preparation, Fixture.firstMix, Fixture.secondMix] { #expect(table.contains(id)) }
        #expect(table.contains("3 among 6 transactions: whirlpool 2, whirlpool-tx0 1."))
    }

    @Test func verdictsGiveEveryReasonAndTheLinks() throws {
        let object = try JSONSerialization.jsonObject(with: Data(try verdicts(Fixture.firstMix, .json).utf8))
        let one = try #require(((object as? [String: Any])?["transactions"] as? [[String: Any]])?.first)
        let verdicts = try #require(one["verdicts"] as? [[String: Any]])
        #expect(verdicts.map { $0["heuristic"] as? String } == CoinJoinHeuristics.all.map(\.name))
        for verdict in verdicts {
            #expect((verdict["verdict"] as? String == "match") == (verdict["reason"] == nil))
        }
        #expect(verdicts.first { $0["verdict"] as? String == "match" }?["mixedOutputs"] as? [Int] == [0, 1, 2, 3, 4])
        let links = try #require(one["links"] as? [[String]])
        #expect(links == Array(repeating: Array(repeating: "512", count: 5), count: 5))
        let table = try self.verdicts(Fixture.firstMix, .table)
        #expect(table.contains("whirlpool version 1: match, confidence 95"))
        #expect(table.contains("34.22%  34.22%  34.22%  34.22%  34.22%"))
        let rows = try self.verdicts(Fixture.firstMix, .csv).split(separator: "\n")
        #expect(rows.count == 1 + CoinJoinHeuristics.all.count)
    }

    @Test func anIdThatIsNoneFindsNothing() throws {
        let ledger = try ledger()
        for text in ["", "x", String(repeating: "0", count: 64), "0x" + Fixture.firstMix.dropLast(), "é"] {
            #expect(CoinJoinVerdicts.of(text, in: ledger).isEmpty)
        }
        #expect(CoinJoinVerdicts.of("0x" + Fixture.firstMix, in: ledger).count == 1)
        #expect(CoinJoinVerdicts.of(Fixture.firstMix.uppercased(), in: ledger).count == 1)
    }

    @Test func heuristicsAreNamedOnce() {
        let names = Heuristics.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Heuristics.all.allSatisfy { !$0.source.isEmpty && !$0.knownFalsePositives.isEmpty && $0.version >= 1 })
        #expect(Heuristics.all.allSatisfy { (30...100).contains($0.confidence) })
        #expect(names.contains("peel-chain") && names.contains("behaviour-guard"))
    }
}
