import Foundation
import Testing

/// `lymer screen` on UTXO chains, and with clusters as one. The numbers are worked out by hand from the sample chain.
@Suite struct OutputScreenTests {
    private static let story = LymerRun.repository.appendingPathComponent("SampleChains/coinjoin")
    private static let chain = story.appendingPathComponent("chain.jsonl").path
    private static let labels = ["--labels", story.appendingPathComponent("labels.csv").path]
    /// Cuts the victim's coins into entries of two mixes.
    private static let thief = "bc1qyyly5at4j5xq6g4gtldw83j6ugxa6c2frm79wt"
    private static let kestrel = "3Cvf5mN56WFFjytsb9EZoTP53sMcPmB5Lh"

    private func exposures(_ run: LymerRun) throws -> [[String: Any]] {
        try #require(try run.json()["exposures"] as? [[String: Any]], "\(run.errors)")
    }

    private func rows(_ exposure: [String: Any]) -> [String] {
        (exposure["rows"] as? [[String: Any]] ?? []).map {
            "\($0["category"] ?? "")/\($0["kind"] ?? "") \($0["direct"] ?? "")+\($0["indirect"] ?? "") @\($0["minHops"] ?? "")"
        }
    }

    @Test func scriptsAreScreened() throws {
        let run = try LymerRun(
            ["screen", Self.chain, Self.thief, Self.kestrel, "--json", "-"] + Self.labels, in: Scratch())
        #expect(run.status == 0, "\(run.errors)")
        let found = try exposures(run)
        #expect(found.map { $0["total"] as? String } == ["16000000", "16000000", "4200000"])
        #expect(rows(found[0]) == [])
        #expect(rows(found[1]) == ["coinjoin/heuristic 0+10020000 @2"])
        #expect(rows(found[2]) == ["coinjoin/heuristic 0+4200000 @2"])
        let table = try LymerRun(["screen", Self.chain, Self.kestrel] + Self.labels, in: Scratch())
        for part in ["Received 0.042 BTC", "heuristic", "UTXO chains:", "lymer coinjoins"] {
            #expect(table.output.contains(part), "\(part)\n\(table.output)")
        }
    }

    @Test func bothKindsOfChainsAndALedgerOnDisk() throws {
        let scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "t.csv")
        let labels = Self.labels + ["--labels", "services.csv"]
        try scratch.write("address,label,category\n\(SmallLedger.exchange),Gate,exchange\n", to: "services.csv")
        let files = try LymerRun(["screen", "t.csv", Self.chain, "--all", "--csv", "-"] + labels, in: scratch)
        #expect(files.status == 0, "\(files.errors)")
        for part in [",eip155:1,USDT,", "\(Self.kestrel),", "coinjoin,heuristic,"] {
            #expect(files.output.contains(part), "\(part)\n\(files.output)")
        }
        #expect(try LymerRun(["ingest", "t.csv", Self.chain, "--into", "stored", "-q"], in: scratch).status == 0)
        for question in [["--all"], [Self.thief, SmallLedger.collector], ["--all", "--clusters", "on"]] {
            for format in ["--csv", "--json"] {
                let one = try LymerRun(["screen", "t.csv", Self.chain, format, "-"] + question + labels, in: scratch)
                let other = try LymerRun(["screen", "stored", format, "-"] + question + labels, in: scratch)
                #expect(other.status == 0 && one.output == other.output, "\(question) \(other.errors)")
            }
        }
    }

    @Test func aClusterIsScreenedAsOne() throws {
        let together = "bc1qg93xpl"
        let scratch = try Scratch()
        let alone = try LymerRun(["screen", Self.chain, "--all", "--csv", "-"] + Self.labels, in: scratch)
        let line = try #require(alone.output.split(separator: "\n").first { $0.hasPrefix(together) })
        let address = try #require(line.split(separator: ",").first).description
        let run = try LymerRun(
            ["screen", Self.chain, address, "--clusters", "on", "--json", "-"] + Self.labels, in: scratch)
        let answer = try run.json()
        let subjects = try #require(answer["addresses"] as? [[String: Any]])
        let clusters = try #require(subjects.first?["clusters"] as? [[String: Any]])
        #expect(clusters.first?["members"] as? Int == 2)
        let links = try #require(clusters.first?["links"] as? [[String: Any]])
        #expect(links.contains { $0["heuristic"] as? String == "multi-input" && $0["version"] as? Int == 1 })
        let found = try exposures(run)
        // Two outputs of a mix that were spent together.
        #expect(found.map { $0["total"] as? String } == ["10000000", "10000000"])
        #expect(found.allSatisfy { $0["members"] as? Int == 2 })
        #expect(rows(found[0]) == ["coinjoin/heuristic 10000000+0 @1"])
        #expect(rows(found[1]) == ["exchange/community 9997000+0 @1"])
        let table = try LymerRun(["screen", Self.chain, address, "--clusters", "on"] + Self.labels, in: scratch)
        #expect(table.output.contains("screened as one with 1 other address"), "\(table.output)")
        let without = try LymerRun(
            ["screen", Self.chain, address, "--clusters", "on", "--without", "multi-input", "--json", "-"]
                + Self.labels, in: scratch)
        #expect(try exposures(without).map { $0["total"] as? String } == ["5000000", "5000000"])
    }

    @Test func clustersAreChosenOnlyWhereTheyAreAskedFor() throws {
        for arguments in [
            ["--without", "multi-input"], ["--clusters", "maybe"], ["--clusters", "on", "--with", "luck"],
        ] {
            let run = try LymerRun(["screen", Self.chain, Self.thief] + arguments, in: Scratch())
            #expect(run.status == 2 && run.output.isEmpty, "\(arguments) \(run.errors)")
        }
    }

    /// Real transactions: what a service's exposures are made of adds up, whoever is labelled.
    @Test func realBlocks() throws {
        let shared =
            ProcessInfo.processInfo.environment["LYMER_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? LymerRun.repository.appendingPathComponent("../shared")
        let file = shared.appendingPathComponent("data/bitcoin/mempool-json/whirlpool-coinjoin.json").path
        guard FileManager.default.fileExists(atPath: file) else {
            print("skipped: \(file) is not there")
            return
        }
        let run = try LymerRun(["screen", file, "--all", "--csv", "-"], in: Scratch())
        #expect(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n").dropFirst()
        #expect(!lines.isEmpty && lines.contains { $0.contains(",in,coinjoin,heuristic,") }, "\(run.output)")
    }
}
