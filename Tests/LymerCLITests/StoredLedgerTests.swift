import Foundation
import Testing

/// Real data of both kinds of chain in one ledger on disk: traced, it is what the files are.
@Suite struct StoredLedgerTests {
    /// Bitcoin blocks as stored by nodes, transactions as an explorer answers them, and the flows of a theft on Ethereum.
    private func sources() throws -> [String] {
        let theft = try RealCaseTests.folder("lifi")
        let data = theft.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("bitcoin")
        return [
            data.appendingPathComponent("raw-blocks/*.raw").path,
            data.appendingPathComponent("mempool-json/*.json").path,
            theft.appendingPathComponent("flows.csv").path,
        ]
    }

    private let cases = """
        {"cases": [
          {"id": "theft", "seeds": ["out:0x8b3cb6bf982798fba233bca56749e22eec42dcf3"]},
          {"id": "mix", "seeds": ["tx:323df21f0b0756f98336437aa3d2fb87e02b59f1946b714a7b09df04d429dec2:0"]},
          {"id": "reward", "seeds": ["tx:c2f702439c08cadd60c4f9ea3fbe926a823d0eff40453a85118fc8e72de735e5:0"]},
          {"id": "spent", "seeds": ["tx:54663ebe42182bf747518683e3bac24b446c250bcde8f2cb7cb7c5b0f0cd89b9:*"]}]}
        """

    private func expectSame(_ scratch: Scratch, _ sources: [String]) throws {
        for rule in ["haircut", "all"] {
            let question = ["--case", "cases.json", "--rule", rule, "--format", "json", "-q"]
            let stored = try LymerRun(["trace", "ledger"] + question, in: scratch)
            let files = try LymerRun(["trace"] + sources + question, in: scratch)
            #expect(stored.status == 0 && files.status == 0, "\(stored.errors)\(files.errors)")
            #expect(try stored.cases() == files.cases(), "\(rule)")
        }
    }

    /// SHA-256 of every file that a trace of `sources` stands on.
    private func digests(_ sources: [String], _ scratch: Scratch) throws -> [String] {
        let run = try LymerRun(["trace"] + sources + ["--case", "cases.json", "--format", "json", "-q"], in: scratch)
        let report = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let ledger = try #require(report?["ledger"] as? [String: Any])
        let digests = try #require(ledger["sha256"] as? [String])
        #expect(digests.count > 3 && digests.allSatisfy { $0.count == 64 })
        return digests.sorted()
    }

    @Test func bothKindsOfChainInOneLedger() throws {
        let (scratch, sources) = (try Scratch(), try sources())
        try scratch.write(cases, to: "cases.json")
        let made = try LymerRun(["ingest"] + sources + ["--into", "ledger"], in: scratch)
        #expect(made.status == 0 && made.output == "ledger: 135 transfers, 135 of them new\n", "\(made.errors)")
        try expectSame(scratch, sources)
        #expect(try digests(["ledger"], scratch) == digests(sources, scratch))
        let info = try LymerRun(["ledger", "info", "ledger"], in: scratch)
        #expect(info.output.contains("  transfers         135\n") && info.output.contains(": 12093 outputs\n"))

        // Again, by the same names and by others: nothing changes.
        let again = try LymerRun(["ingest"] + sources + ["--into", "ledger"], in: scratch)
        #expect(again.output == "ledger: 135 transfers, 0 of them new\n", "\(again.errors)")
        for (number, source) in sources.enumerated() {
            let one = try LymerRun(["ingest", source, "--into", "ledger"], in: scratch)
            #expect(one.status == 0, "\(number): \(one.errors)")
            #expect(one.output.hasPrefix("ledger: 135 transfers, 0 of them new"), "\(number): \(one.output)")
        }
        try expectSame(scratch, sources)
        #expect(try LymerRun(["ledger", "compact", "ledger"], in: scratch).status == 0)
        #expect(try LymerRun(["ledger", "verify", "ledger"], in: scratch).status == 0)
        try expectSame(scratch, sources)
    }

    /// One source after the other makes the same ledger as all at once.
    @Test func grownSourceBySource() throws {
        let (scratch, sources) = (try Scratch(), try sources())
        try scratch.write(cases, to: "cases.json")
        for source in sources.reversed() {
            let run = try LymerRun(["ingest", source, "--into", "ledger"], in: scratch)
            #expect(run.status == 0, "\(run.errors)")
        }
        #expect(try LymerRun(["ledger", "verify", "ledger"], in: scratch).status == 0)
        try expectSame(scratch, sources)
        let watch = try LymerRun(
            ["watch", sources[2], "--ledger", "ledger", "--cases", "cases.json", "--no-follow"], in: scratch)
        #expect(
            watch.status == 2 && watch.errors.contains("UTXO chain, which cannot be watched yet"), "\(watch.errors)")
    }
}
