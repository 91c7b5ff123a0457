import Foundation
import Testing

/// `lymer cluster`, `lymer why` and `lymer evaluate` on an invented economy.
@Suite struct ClusterTests {
    private func economy(in scratch: Scratch, transfers: Int = 6_000) throws -> String {
        let made = try LymerRun(
            ["simulate", "--seed", "7", "--transfers", "\(transfers)", "--chain", "eip155:1", "--into", "economy"],
            in: scratch)
        #expect(made.status == 0, "\(made.errors)")
        return "economy"
    }

    @Test func `clusters, the evidence of one pair, and what falls apart`() throws {
        let scratch = try Scratch()
        let folder = try economy(in: scratch)
        let sources = ["\(folder)/transfers.csv", "--labels", "\(folder)/labels.csv", "--quiet"]
        let table = try LymerRun(["cluster"] + sources, in: scratch)
        #expect(table.status == 0 && table.output.contains("CLUSTERS (INFERRED)"), "\(table.errors)")

        let run = try LymerRun(["cluster"] + sources + ["--json"], in: scratch)
        let answer = try run.json()
        #expect(answer["schema"] as? String == "lymer.clusters/1")
        let clusters = try #require(answer["clusters"] as? [[String: Any]])
        let first = try #require(clusters.first)
        let members = try #require(first["members"] as? [String])
        #expect(members.count == first["size"] as? Int && members.first == first["id"] as? String)
        let all = clusters.flatMap { $0["members"] as? [String] ?? [] }
        #expect(all.count == Set(all).count && clusters.count > 1)

        let (a, b) = (members[0], try #require(members.last))
        let why = try LymerRun(
            ["why", "\(folder)/transfers.csv", a, b, "--labels", "\(folder)/labels.csv", "--json", "--quiet"],
            in: scratch
        ).json()
        let path = try #require(why["path"] as? [[String: Any]])
        #expect(path.first?["from"] as? String == a && path.last?["to"] as? String == b)
        let rows = try String(contentsOf: scratch.url.appending(path: "\(folder)/transfers.csv"), encoding: .utf8)
        for step in path { #expect(rows.contains(step["tx"] as? String ?? "?")) }

        let without = Set(path.compactMap { $0["heuristic"] as? String }).sorted().joined(separator: ",")
        let rest = try LymerRun(
            [
                "why", "\(folder)/transfers.csv", a, b, "--labels", "\(folder)/labels.csv", "--without", without,
                "--json", "-q",
            ],
            in: scratch
        ).json()
        #expect((rest["without"] as? [String: Any])?["joined"] as? Bool == false)
        let one = try LymerRun(["cluster"] + sources + ["--address", b, "--csv"], in: scratch)
        #expect(one.output.split(separator: "\n").count == members.count + 1)
        let less = try LymerRun(["cluster"] + sources + ["--without", without], in: scratch)
        #expect(less.output.contains("Without \(without.replacingOccurrences(of: ",", with: ", ")):"), "\(less.output)")
    }

    @Test func `a ledger on disk clusters as its files do`() throws {
        let scratch = try Scratch()
        let folder = try economy(in: scratch, transfers: 2_000)
        let made = try LymerRun(["ingest", "\(folder)/transfers.csv", "--into", "stored"], in: scratch)
        #expect(made.status == 0, "\(made.errors)")
        let labels = ["--labels", "\(folder)/labels.csv", "--json", "--quiet"]
        let files = try LymerRun(["cluster", "\(folder)/transfers.csv"] + labels, in: scratch)
        let stored = try LymerRun(["cluster", "stored"] + labels, in: scratch)
        #expect(stored.status == 0 && stored.output == files.output, "\(stored.errors)")
    }

    @Test func `what cannot be asked is said`() throws {
        let scratch = try Scratch()
        try SmallLedger.text.write(to: scratch.url.appending(path: "t.csv"), atomically: true, encoding: .utf8)
        for (arguments, status, part) in [
            (["cluster", "t.csv", "--without", "guessing"], 2, "multi-input"),
            (["cluster", "t.csv", "--min-size", "1"], 2, "2 or more"),
            (["cluster", "t.csv", "--address", "0xdead"], 2, "no address of these data"),
            (["why", "t.csv", SmallLedger.victim], 2, "two addresses"),
            (["cluster", "missing.csv"], 1, "missing.csv"),
        ] as [([String], Int32, String)] {
            let run = try LymerRun(arguments, in: scratch)
            #expect(run.status == status && run.errors.contains(part), "\(arguments): \(run.errors)")
        }
        let run = try LymerRun(["why", "t.csv", SmallLedger.victim, SmallLedger.friend], in: scratch)
        #expect(run.status == 0 && run.output.contains("nothing joins them"), "\(run.output)")
    }

    @Test func `the evaluation is right more often than not, with labels and without`() throws {
        let scratch = try Scratch()
        let folder = try economy(in: scratch, transfers: 20_000)
        let answer = try LymerRun(["evaluate", "clusters", folder, "--json", "--quiet"], in: scratch).json()
        let runs = try #require(answer["runs"] as? [[String: Any]])
        #expect(runs.map { $0["name"] as? String } == ["with labels", "without labels"])
        func share(_ run: Int, _ name: String) throws -> (part: Int, whole: Int) {
            let share = try #require(runs[run][name] as? [String: Int])
            return (try #require(share["part"]), try #require(share["whole"]))
        }
        for (run, percent) in [(0, 95), (1, 80)] {
            let precision = try share(run, "pairwise precision")
            #expect(precision.whole > 0 && precision.part * 100 >= precision.whole * percent, "\(runs[run])")
            let purity = try share(run, "largest cluster's purity")
            #expect(purity.part * 100 >= purity.whole * percent, "\(runs[run])")
        }
        let found = try share(0, "deposit addresses: precision")
        #expect(found.whole > 10 && found.part * 100 >= found.whole * 90, "\(found)")
        let recall = try share(0, "deposit addresses: recall")
        #expect(recall.part * 2 >= recall.whole, "\(recall)")
    }

    @Test func `clusters of a UTXO chain are judged too`() throws {
        let scratch = try Scratch()
        let made = try LymerRun(
            ["simulate", "--seed", "3", "--transfers", "3000", "--chain", "bitcoin", "--into", "coins"], in: scratch)
        #expect(made.status == 0 && made.output.contains("3000 transactions among"), "\(made.errors)")
        let answer = try LymerRun(["evaluate", "clusters", "coins", "--with", "all", "--json", "--quiet"], in: scratch)
            .json()
        let run = try #require((answer["runs"] as? [[String: Any]])?.first)
        for heuristic in ["multi-input", "change-fresh", "change-peeling", "change-round"] {
            let share = try #require(run["links of \(heuristic) that are right"] as? [String: Int])
            #expect((share["part"] ?? 0) * 100 >= (share["whole"] ?? 0) * 75 && share["whole"] ?? 0 > 10, "\(share)")
        }
        let mixes = try #require(run["coinjoins that several owners pay"] as? [String: Int])
        #expect(mixes["whole"] ?? 0 > 5 && (mixes["part"] ?? 0) * 100 >= (mixes["whole"] ?? 0) * 90, "\(mixes)")
        let none = try LymerRun(["simulate", "--chain", "bitcoin", "--victims", "3", "--into", "x"], in: scratch)
        #expect(none.status == 2 && none.errors.contains("--victims"), "\(none.errors)")
    }
}
