import Foundation
import Testing

/// The exit statuses and one-line messages that scripts rely on.
@Suite struct ExitStatusTests {
    let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "t.csv")
    }

    @Test func answered() throws {
        let run = try LymerRun(
            ["trace", "t.csv", "--from", SmallLedger.payment, "--stop", SmallLedger.exchange, "--format", "json"],
            in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.isEmpty)
        #expect(
            SmallLedger.closing(try run.json())
                == ["injected": "100", "endpoint": "60", "resting": "40", "residual": "0"])
    }

    @Test(arguments: [
        (["trace"], "SOURCE"),
        (["trace", "t.csv"], "--from"),
        (["trace", "--from", "tx:0x1"], "SOURCE"),
        (["trace", "t.csv", "--from", "nonsense"], "nonsense"),
        (["trace", "t.csv", "--from", "tx:0x99"], "tx:0x99"),
        (["trace", "t.csv", "--from", "tx:0x1", "--rule", "first"], "first"),
        (["trace", "t.csv", "--from", "tx:0x1", "--min-amount", "1.5"], "1.5"),
        (["trace", "t.csv", "--from", "tx:0x1", "--max-hops", "-1"], "max-hops"),
        (["trace", "t.csv", "--from", "tx:0x1", "--top", "-1"], "top"),
        (["trace", "t.csv", "--from", "tx:0x1", "--until", "soon"], "soon"),
        (["trace", "t.csv", "--from", "tx:0x1", "--decimals", "x"], "--decimals"),
        (["trace", "t.csv", "--from", "tx:0x1", "--columns", "tx"], "--columns"),
        (["trace", "t.csv", "--from", "tx:0x1", "--input-format", "pdf"], "pdf"),
        (["trace", "t.csv", "--from", "tx:0x1", "--format", "pdf"], "pdf"),
        (["trace", "t.csv", "--from", "tx:0x1", "--case", "c.json"], "--case"),
        (["trace", "t.csv", "--from", "tx:0x1", "--covers", "all", "--covers", "none"], "--covers"),
        (["trace", "t.csv", "--from", "held:0x1"], "held:"),
        (["trace", "t.csv", "--from", "tx:0x1", "--backward", "--rule", "poison"], "poison"),
        (["trace", "t.csv", "--from", "tx:0x1", "--backward", "--rule", "all"], "all"),
        (["trace", "t.csv", "--from", "tx:0x1", "--backward", "--min-amount", "1"], "--min-amount"),
        (["trace", "t.csv", "--from", "tx:0x1", "--frobnicate"], "--frobnicate"),
        (["frobnicate"], "frobnicate"),
        (["simulate", "--seed", "1", "--transfers", "0", "--into", "x"], "0 transfers"),
        (["simulate", "--prevalence", "1:10", "--into", "x"], "--prevalence"),
        (["simulate", "--world", "patterns", "--victims", "3", "--into", "x"], "--victims"),
        (["simulate", "--world", "patterns", "--prevalence", "2:1", "--into", "x"], "2:1"),
        (["simulate", "--world", "patterns", "--typologies", "cycle,smurf", "--into", "x"], "smurf"),
        (["simulate", "--world", "patterns", "--days", "0", "--into", "x"], "0 days"),
    ])
    func wrongQuestion(arguments: [String], named: String) throws {
        let run = try LymerRun(arguments, in: scratch)
        #expect(run.status == 2, "\(run.errors)")
        #expect(run.errors.contains(named), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func anAmbiguousSeedListsItsChoices() throws {
        let row = "\(SmallLedger.hash(1)),1,1700000000,\(SmallLedger.victim),\(SmallLedger.friend),USDT,7"
        try scratch.write(SmallLedger.text + row + "\n", to: "two.csv")
        let run = try LymerRun(["trace", "two.csv", "--from", SmallLedger.payment], in: scratch)
        #expect(run.status == 2)
        for part in [":*", SmallLedger.victim, SmallLedger.collector, SmallLedger.friend, "USDT", "100", "7"] {
            #expect(run.errors.contains(part), "\(run.errors)")
        }
        let one = try LymerRun(
            ["trace", "two.csv", "--from", SmallLedger.payment + ":1", "--format", "json"], in: scratch)
        #expect(SmallLedger.closing(try one.json())["injected"] == "7", "\(one.errors)")
    }

    @Test(arguments: [
        ("\(SmallLedger.hash(4)),0,1700000200,\(SmallLedger.victim),\(SmallLedger.friend),USDT,1.5", "amount", "1.5"),
        ("\(SmallLedger.hash(4)),0,soon,\(SmallLedger.victim),\(SmallLedger.friend),USDT,1", "time", "soon"),
        ("\(SmallLedger.hash(4)),0,1700000200,\(SmallLedger.victim),,USDT,1", "to", "''"),
    ])
    func aBadRowIsNamed(row: String, column: String, value: String) throws {
        try scratch.write(SmallLedger.text + row + "\n", to: "bad.csv")
        let run = try LymerRun(["trace", "bad.csv", "--from", SmallLedger.payment], in: scratch)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        #expect(run.errors.contains("bad.csv:5: column '\(column)' value"), "\(run.errors)")
        #expect(run.errors.contains(value), "\(run.errors)")
    }

    @Test func skippedRowsAreSetAsideAndTheAnswerStands() throws {
        let row = "\(SmallLedger.hash(4)),0,1700000200,\(SmallLedger.victim),\(SmallLedger.friend),USDT,x"
        try scratch.write(SmallLedger.text + row + "\n", to: "bad.csv")
        let run = try LymerRun(
            [
                "trace", "bad.csv", "--from", SmallLedger.payment, "--on-error", "skip", "--rejects", "r.csv",
                "--format", "json",
            ], in: scratch)
        #expect(run.status == 3, "\(run.errors)")
        let answer = try run.json()
        #expect(SmallLedger.closing(answer)["injected"] == "100")
        #expect((answer["ledger"] as? [String: Any])?["rejected"] as? Int == 1)
        let rejects = try scratch.read("r.csv")
        #expect(rejects.contains("amount") && rejects.contains(SmallLedger.hash(4)), "\(rejects)")
    }

    @Test func oneFailedCaseOfSeveralIsStatusThree() throws {
        try scratch.write(
            #"{"cases":[{"id":"a","seeds":["tx:0x77"]},{"id":"b","seeds":["\#(SmallLedger.payment)"]}]}"#, to: "c.json")
        let run = try LymerRun(["trace", "t.csv", "--case", "c.json", "--format", "json"], in: scratch)
        #expect(run.status == 3)
        #expect(run.errors.contains("tx:0x77"), "\(run.errors)")
        let cases = try #require(try run.json()["cases"] as? [[String: Any]])
        #expect(cases.map { $0["id"] as? String } == ["a", "b"])
        #expect(SmallLedger.closing(try run.json(), case: 1)["injected"] == "100")
    }

    @Test(arguments: [
        (["trace", "nothing.csv", "--from", "tx:0x1"], "nothing.csv"),
        (["trace", ".", "--from", "tx:0x1"], "directory"),
        (["trace", "empty.csv", "--from", "tx:0x1"], "empty.csv"),
        (["trace", "nul.csv", "--from", "tx:0x1"], "nul.csv"),
        (["trace", "*.nothing", "--from", "tx:0x1"], "*.nothing"),
        (["trace", "t.csv", "--from", "tx:0x1", "--labels", "nothing.csv"], "nothing.csv"),
        (["trace", "t.csv", "--from", "tx:0x1", "--opening", "nothing.csv"], "nothing.csv"),
        (["trace", "t.csv", "--seeds", "nothing.txt"], "nothing.txt"),
        (["trace", "t.csv", "--case", "nothing.json"], "nothing.json"),
        (["trace", "t.csv", "--from", SmallLedger.payment, "--output", "no/such/answer.json"], "no/such/answer.json"),
        (["trace", "t.csv", "--from", SmallLedger.payment, "--output", "/dev/full"], "/dev/full"),
    ])
    func badData(arguments: [String], named: String) throws {
        try scratch.write("", to: "empty.csv")
        try scratch.write(Data(SmallLedger.text.utf8) + Data([0]) + Data("\n".utf8), to: "nul.csv")
        let run = try LymerRun(arguments, in: scratch)
        #expect(run.status == 1, "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        #expect(run.errors.contains(named), "\(run.errors)")
        #expect(run.output.isEmpty)
    }
}
