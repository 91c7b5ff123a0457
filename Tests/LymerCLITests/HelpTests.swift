import Testing

/// Help that a newcomer reads first; the lines here are those that other documents point at.
@Suite struct HelpTests {
    @Test func traceExplainsItself() throws {
        let help = try LymerRun(["help", "trace"], in: Scratch(), environment: ["COLUMNS": "100"])
        #expect(help.status == 0)
        let lines = help.output.split(separator: "\n").map(String.init)
        let order = [
            "EXAMPLES", "SEEDS", "EXIT STATUS", "USAGE:", "THE QUESTION:", "WHERE VALUE ENDS:", "HOW FAR:",
            "READING THE SOURCES:", "THE ANSWER:",
        ]
        let places = order.map { heading in lines.firstIndex { $0.hasPrefix(heading) } ?? -1 }
        #expect(!places.contains(-1) && places == places.sorted(), "\(zip(order, places).map { "\($0) \($1)" })")
        for option in [
            "--from", "--seeds", "--case", "--rule", "--backward", "--stop", "--labels", "--guard", "--coinjoin",
            "--follow-fees", "--unfold", "--max-hops",
            "--min-amount", "--until", "--opening", "--covers", "--input-format", "--chain", "--columns", "--decimals",
            "--on-error", "--rejects", "--keep-duplicates", "--format", "--output", "--top", "--paths", "--color",
            "--progress", "--quiet",
        ] {
            #expect(help.output.contains(option), "\(option)")
        }
        #expect(!help.output.contains("--schedule"))
        for line in lines { #expect(line.count <= 100, "\(line)") }
    }

    @Test func everyListAndHelpAnswers() throws {
        let scratch = try Scratch()
        for (arguments, part) in [
            (["help"], "trace"), (["rules"], "haircut"), (["categories"], "guarantee_marketplace   endpoint"),
            (["formats"], "csv"), (["help", "simulate"], "--seed"), (["heuristics"], "whirlpool"),
            (["help", "coinjoins"], "--tx"), (["help", "ingest"], "--follow"), (["help", "watch"], "Idempotency-Key"),
            (["help", "ledger"], "compact"), (["help", "cluster"], "--without"), (["help", "why"], "--with"),
            (["help", "evaluate"], "clusters"), (["help", "screen"], "--clusters"), (["--version"], "."),
        ] {
            let run = try LymerRun(arguments, in: scratch)
            #expect(run.status == 0, "\(arguments)")
            #expect(run.output.contains(part), "\(arguments): \(run.output)")
            #expect(run.errors.isEmpty)
        }
    }
}
