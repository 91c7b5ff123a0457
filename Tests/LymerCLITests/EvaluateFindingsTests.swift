import Foundation
import Testing

/// `lymer evaluate findings`: several worlds as one.
@Suite struct EvaluateFindingsTests {
    private func simulate(_ seed: Int, prevalence: String = "1:30", in scratch: Scratch) throws {
        let run = try LymerRun(
            [
                "simulate", "--world", "patterns", "--seed", "\(seed)", "--transfers", "6000", "--days", "30",
                "--prevalence", prevalence, "--into", "w\(seed)", "--quiet",
            ], in: scratch)
        #expect(run.status == 0, "\(run.errors)")
    }

    private typealias Figures = [String: (part: Int, whole: Int)]

    /// Of the run over all operators.
    private func figures(_ run: LymerRun) throws -> Figures {
        let runs = try #require(try run.json()["runs"] as? [[String: Any]])
        let all = try #require(runs.first { $0["name"] as? String == "later half, all operators" })
        var figures: Figures = [:]
        for (name, value) in all {
            guard let value = value as? [String: String] else { continue }
            figures[name] = (try #require(value["part"].flatMap { Int($0) }), try #require(Int(value["whole"] ?? "")))
        }
        return figures
    }

    @Test func `counts of several worlds are sums, and each world is shown by itself`() throws {
        let scratch = try Scratch()
        for seed in [12, 13] { try simulate(seed, in: scratch) }
        let alone = try ["w12", "w13"].map {
            try figures(LymerRun(["evaluate", "findings", $0, "--json"], in: scratch))
        }
        let run = try LymerRun(
            ["evaluate", "findings", "w12", "w13", "--json", "--facts", "facts.csv"], in: scratch)
        let pool = try figures(run)
        let recalls = pool.keys.filter { $0.hasSuffix(": recall") && !$0.hasPrefix("world") }
        #expect(recalls.count >= 15)
        for name in recalls + [
            "recall", "findings a day", "findings a day, at least 50 points", "precision at 1 a day",
        ] {
            let parts = try alone.map { try #require($0[name]) }
            #expect(pool[name]?.part == parts[0].part + parts[1].part, "\(name)")
            #expect(pool[name]?.whole == parts[0].whole + parts[1].whole, "\(name)")
        }
        #expect(try #require(pool["recall"]).part > 0)
        let area = try #require(pool["PR-AUC, ranked by score"]).part
        let from = try #require(pool["PR-AUC, ranked by score: 95% interval from"]).part
        let to = try #require(pool["PR-AUC, ranked by score: 95% interval to"]).part
        #expect(from <= area && area <= to && from < to)
        for (number, name) in ["w12", "w13"].enumerated() {
            let own = pool["world \(number + 1), \(name): PR-AUC, ranked by score"]
            #expect(try own?.part == #require(alone[number]["PR-AUC, ranked by score"]).part)
        }
        let facts = try scratch.read("facts.csv").split(separator: "\n")
        #expect(facts[0].hasPrefix("finding,typology,") && facts[0].hasSuffix(",world"))
        #expect(Set(facts.dropFirst().compactMap { $0.split(separator: ",").last }) == ["w12", "w13"])

        let table = try LymerRun(["evaluate", "findings", "w12", "w13"], in: scratch)
        #expect(table.output.contains("later half, all operators, 2 worlds as one"), "\(table.output)")
        #expect(table.output.contains("PR-AUC by score") && table.output.contains("\n  w13 "), "\(table.output)")
        let csv = try LymerRun(["evaluate", "findings", "w12", "w13", "--csv"], in: scratch)
        #expect(csv.output.contains("\"later half, all operators\",recall,\(pool["recall"]!.part),"), "\(csv.output)")
        let missing = try LymerRun(["evaluate", "findings", "w12", "w99"], in: scratch)
        #expect(missing.status != 0 && missing.output.isEmpty && missing.errors.contains("w99/"))
        #expect(try LymerRun(["evaluate", "findings"], in: scratch).status != 0)
    }

    @Test func `a world in which nothing is planted says how often it alarms`() throws {
        let scratch = try Scratch()
        try simulate(14, prevalence: "0", in: scratch)
        let table = try LymerRun(["evaluate", "findings", "w14"], in: scratch)
        #expect(table.status == 0 && table.output.contains("Nothing is planted"), "\(table.errors)")
        #expect(table.output.contains("of at least 50 points") && !table.output.contains("PR-AUC"))
        let json = try figures(LymerRun(["evaluate", "findings", "w14", "--json"], in: scratch))
        let (all, high) = (json["findings a day"], json["findings a day, at least 50 points"])
        #expect(try #require(all).part >= #require(high).part && #require(high).whole > 0)
        #expect(json["PR-AUC, ranked by score: 95% interval from"] == nil)
    }
}
