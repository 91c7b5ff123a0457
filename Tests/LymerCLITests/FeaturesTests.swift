import Foundation
import SeededRandom
import Testing

/// `lymer features` as a user runs it.
@Suite struct FeaturesTests {
    private static func ledger(_ seed: UInt64, transfers: Int) -> [String] {
        var random = SeededRandom(seed: seed)
        var time = 1_700_000_000
        return (0..<transfers).map { number in
            time += random.pick([1, 60, 600, 9_000])
            let (from, to) = (random.below(9) + 1, random.below(9) + 1)
            return "\(SmallLedger.hash(number + 1)),0,\(time),\(SmallLedger.address(from)),\(SmallLedger.address(to)),"
                + "\(random.chance(80) ? "USDT" : "DAI"),\(random.below(1_000))"
        }
    }

    private static func text(_ rows: some Sequence<String>) -> String {
        ([SmallLedger.header] + rows).joined(separator: "\n") + "\n"
    }

    @Test func aLineATransferAndALineAnAddress() throws {
        let scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "ledger.csv")
        let run = try LymerRun(
            ["features", "ledger.csv", "--window", "1h", "--output", "f.csv", "--addresses", "a.csv"], in: scratch)
        #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
        let lines = try scratch.read("f.csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        try #require(lines.count == 4)
        let second = Dictionary(uniqueKeysWithValues: zip(lines[0], lines[2]))
        #expect(lines.allSatisfy { $0.count == lines[0].count })
        #expect(second["from"] == SmallLedger.collector && second["tx"] == SmallLedger.hash(2))
        #expect(second["time"] == "1700000060" && second["amount"] == "60" && second["passed_on_1h"] == "600")
        #expect(second["sender_since_receipt"] == "60" && second["sender_since_payment"]?.isEmpty == true)
        let addresses = try scratch.read("a.csv").split(separator: "\n")
        #expect(addresses.count == 5 && addresses[2].contains("\(SmallLedger.collector),USDT,,100,90,1,2"))
    }

    @Test func theLedgerCutAtATimeGivesTheSameBytesBefore() throws {
        let scratch = try Scratch()
        for seed in SeededRandom.base..<SeededRandom.base + 2 {
            var random = SeededRandom(seed: seed)
            let rows = Self.ledger(seed, transfers: 150)
            let cut = random.number(1...149)
            // Files in any order, rows dealt to both.
            var halves: [[String]] = [[], []]
            for row in rows { halves[random.below(2)].append(row) }
            try scratch.write(Self.text(rows), to: "whole.csv")
            try scratch.write(Self.text(rows.prefix(cut)), to: "cut.csv")
            try scratch.write(Self.text(halves[1]), to: "b.csv")
            try scratch.write(Self.text(halves[0]), to: "a.csv")
            let time = String(rows[cut - 1].split(separator: ",")[2])
            let whole = try LymerRun(["features", "whole.csv"], in: scratch)
            let early = try LymerRun(["features", "cut.csv"], in: scratch)
            #expect(whole.status == 0 && early.status == 0, "\(whole.errors)")
            #expect(whole.output.hasPrefix(early.output) && early.output.split(separator: "\n").count == cut + 1)
            let until = try LymerRun(["features", "whole.csv", "--until", time], in: scratch)
            #expect(until.output == early.output, "seed \(seed)")
            let parts = try LymerRun(["features", "b.csv", "a.csv"], in: scratch)
            #expect(parts.output == whole.output, "seed \(seed)")
            let ingest = try LymerRun(["ingest", "whole.csv", "--into", "ledger\(seed)"], in: scratch)
            try #require(ingest.status == 0, "\(ingest.errors)")
            let stored = try LymerRun(["features", "ledger\(seed)", "--until", time], in: scratch)
            #expect(stored.output == early.output, "seed \(seed)")
            #expect(cut == 150 || stored.errors.contains("were left out"))
        }
    }

    @Test func wrongQuestionsAreRefused() throws {
        let scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "ledger.csv")
        var questions: [[String]] = [
            [], ["--window", "0"], ["--window", "1w"], ["--window", "9999999999999999999d"], ["--addresses", "-"],
            ["--output", "a", "--addresses", "a"], ["--steps", "0"], ["--until", "soon"],
        ]
        questions.append((1...9).flatMap { ["--window", "\($0)h"] })
        for arguments in questions {
            let source = arguments.isEmpty ? [] : ["ledger.csv"]
            let run = try LymerRun(["features"] + source + arguments, in: scratch)
            #expect(run.status == 2 && run.output.isEmpty, "\(arguments): \(run.status) \(run.errors)")
        }
    }

    @Test func everyColumnIsExplained() throws {
        let scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "ledger.csv")
        let list = try LymerRun(["features", "--list-columns", "--window", "7d", "--window", "10m"], in: scratch)
        let run = try LymerRun(["features", "ledger.csv", "--window", "10m", "--window", "7d"], in: scratch)
        #expect(list.status == 0 && run.status == 0)
        let named = try #require(run.output.split(separator: "\n").first).split(separator: ",").map(String.init)
        for name in named { #expect(list.output.contains(name), "\(name)") }
        #expect(named.contains("cycles_3_10m") && named.contains("cycles_3_7d"))
    }

    /// `LYMER_UPDATE_README=1 swift test --filter FeaturesTests` writes what is printed now.
    @Test func theDocumentListsTheColumns() throws {
        let file = LymerRun.repository.appendingPathComponent("FEATURES.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let marker = try #require(text.range(of: "<!-- columns -->\n```text\n"))
        let list = try LymerRun(["features", "--list-columns"], in: Scratch())
        let wanted = text[..<marker.upperBound] + list.output + "```\n"
        if ProcessInfo.processInfo.environment["LYMER_UPDATE_README"] != nil {
            try String(wanted).write(to: file, atomically: true, encoding: .utf8)
        } else {
            #expect(text == String(wanted), "FEATURES.md lists other columns than the program writes")
        }
    }
}
