import Foundation
import Testing

/// How sources may be given: compressed, several, by pattern, through a pipe; the answer is the same.
@Suite struct SourceTests {
    let scratch: Scratch
    private let question = ["--from", SmallLedger.payment, "--stop", SmallLedger.exchange, "--format", "json"]

    init() throws {
        scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "t.csv")
    }

    /// `cases`, which no way of giving the same rows may change.
    private func cases(_ arguments: [String], input: Data? = nil) throws -> String {
        let run = try LymerRun(["trace"] + arguments + question, in: scratch, input: input)
        #expect(run.status == 0, "\(arguments): \(run.errors)")
        let cases = try #require(try run.json()["cases"])
        return String(decoding: try JSONSerialization.data(withJSONObject: cases, options: .sortedKeys), as: UTF8.self)
    }

    @Test func compressedPipedSplitAndShuffledAlike() throws {
        let plain = try cases(["t.csv"])
        #expect(plain.contains("\"endpoint\":\"60\""))
        for (tool, name) in [("gzip", "t.csv.gz"), ("zstd -q", "t.csv.zst")] {
            try scratch.compress("t.csv", with: tool, to: name)
            #expect(try cases([name]) == plain)
            let bytes = try Data(contentsOf: scratch.url.appendingPathComponent(name))
            #expect(try cases(["-"], input: bytes) == plain)
        }
        #expect(try cases(["-"], input: Data(SmallLedger.text.utf8)) == plain)
        for (i, row) in SmallLedger.rows.enumerated() {
            try scratch.write("\(SmallLedger.header)\n\(row)\n", to: "part\(9 - i).csv")
        }
        #expect(try cases(["part?.csv"]) == plain)
        #expect(try cases(["part7.csv", "part9.csv", "part8.csv"]) == plain)
        #expect(try cases(["t.csv", "part*.csv"]) == plain)
        try scratch.write(
            ([SmallLedger.header] + SmallLedger.rows.reversed()).joined(separator: "\n"), to: "newest.csv")
        #expect(try cases(["newest.csv"]) == plain)
    }

    @Test func aTruncatedArchiveIsOneClearLine() throws {
        for (tool, name) in [("gzip", "t.csv.gz"), ("zstd -q", "t.csv.zst")] {
            try scratch.compress("t.csv", with: tool, to: "whole")
            let bytes = try Data(contentsOf: scratch.url.appendingPathComponent("whole"))
            try scratch.write(bytes.prefix(bytes.count / 2), to: name)
            let run = try LymerRun(["trace", name] + question, in: scratch)
            #expect(run.status == 1)
            #expect(run.errors.hasPrefix("lymer: \(name): "), "\(run.errors)")
            #expect(run.errors.contains("truncated"), "\(run.errors)")
            #expect(run.errors.split(separator: "\n").count == 1)
        }
    }

    @Test func anyOtherCSVByItsColumns() throws {
        try scratch.write(
            """
            When,Sender,Receiver,Value,Hash
            2023-11-14T22:13:20Z,\(SmallLedger.victim),\(SmallLedger.collector),1.00,a
            2023-11-14T22:14:20Z,\(SmallLedger.collector),\(SmallLedger.exchange),0.60,b

            """, to: "other.csv")
        let run = try LymerRun(
            [
                "trace", "other.csv", "--columns",
                "tx=Hash,time=When,from=Sender,to=Receiver,amount=Value,asset='USDT'",
                "--decimals", "2", "--from", "tx:a", "--stop", SmallLedger.exchange, "--format", "json",
            ], in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            SmallLedger.closing(try run.json())
                == ["injected": "100", "endpoint": "60", "resting": "40", "residual": "0"])
    }

    @Test func seedsAndStopsFromFiles() throws {
        try scratch.write("# thieves\n\(SmallLedger.collector)\n\ntx:\(SmallLedger.hash(1)):0\n", to: "seeds.txt")
        try scratch.write("\(SmallLedger.exchange)\n\(SmallLedger.friend)", to: "stops.csv")
        let run = try LymerRun(
            ["trace", "t.csv", "--seeds", "seeds.txt", "--stop", "stops.csv", "--format", "json"], in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        // The payment is the victim's 100; what the collector sends of it is not injected again.
        #expect(
            SmallLedger.closing(try run.json())
                == ["injected": "100", "endpoint": "90", "resting": "10", "residual": "0"])
        let listed = try LymerRun(
            [
                "trace", "--from", SmallLedger.payment, "t.csv", "--stop",
                "\(SmallLedger.exchange),\(SmallLedger.friend)", "--format", "json",
            ], in: scratch)
        #expect(SmallLedger.closing(try listed.json())["endpoint"] == "90", "\(listed.errors)")
    }

    @Test func severalSeedsMayFollowOneFrom() throws {
        let run = try LymerRun(
            [
                "trace", "t.csv", "--from", "tx:\(SmallLedger.hash(2))", "tx:\(SmallLedger.hash(3))", "--format",
                "json",
            ], in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        #expect(SmallLedger.closing(try run.json())["injected"] == "90")
    }

    @Test func coverageTurnsRestingIntoUnseen() throws {
        for (covers, resting, unseen) in [
            (["all"], "40", nil), (["none"], nil, "40"), ([SmallLedger.collector], "10", "30"),
            ([SmallLedger.collector, SmallLedger.friend], "40", nil),
        ] as [([String], String?, String?)] {
            let run = try LymerRun(
                ["trace", "t.csv"] + question + covers.flatMap { ["--covers", $0] }, in: scratch)
            let closing = SmallLedger.closing(try run.json())
            #expect(closing["resting"] == resting && closing["unseen"] == unseen, "\(covers): \(closing)")
        }
    }

    @Test func theScheduleAndASecondRunChangeNoByte() throws {
        for rule in ["haircut", "fifo", "lifo", "libr", "taint-first", "poison", "reach", "all"] {
            let outputs = try ["auto", "index", "scan", "auto"].map {
                try LymerRun(["trace", "t.csv"] + question + ["--rule", rule, "--schedule", $0], in: scratch).output
            }
            #expect(Set(outputs).count == 1, "\(rule)")
            #expect(outputs[0].contains("\"rule\": \"\(rule)\"") || outputs[0].contains("\"rule\":\"\(rule)\""))
        }
    }

    @Test func whereAHoldingCameFrom() throws {
        for (seed, amount, hops) in [("held:\(SmallLedger.friend)", "30", 2), ("tx:\(SmallLedger.hash(2)):0", "60", 1)]
        {
            let run = try LymerRun(
                ["trace", "t.csv", "--backward", "--from", seed, "--rule", "fifo", "--format", "json"], in: scratch)
            #expect(run.status == 0, "\(run.errors)")
            let answer = try run.json()
            #expect(answer["direction"] as? String == "backward")
            let asset = ((answer["cases"] as? [[String: Any]])?.first?["assets"] as? [[String: Any]])?.first
            #expect(asset?["amount"] as? String == amount)
            let origins = try #require(asset?["origins"] as? [[String: Any]])
            #expect(origins.count == 1)
            #expect(origins.first?["kind"] as? String == "opening")
            #expect(origins.first?["address"] as? String == SmallLedger.victim)
            #expect(origins.first?["amount"] as? String == amount)
            #expect(origins.first?["minHops"] as? Int == hops)
        }
    }

    @Test func onlyConfidentLabelsStop() throws {
        try scratch.write(
            "address,label,category,entity,confidence\n\(SmallLedger.exchange),Hot 1,exchange,Example Exchange,90\n"
                + "\(SmallLedger.friend),A friend,exchange,Maybe Exchange,59\n", to: "labels.csv")
        let run = try LymerRun(
            ["trace", "t.csv", "--from", SmallLedger.payment, "--labels", "labels.csv", "--format", "json"], in: scratch
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(SmallLedger.closing(try run.json())["endpoint"] == "60")
        #expect(run.output.contains("Example Exchange"))
    }
}
