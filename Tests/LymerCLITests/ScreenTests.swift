import Foundation
import Testing

/// `lymer screen` from files and from a ledger on disk.
@Suite struct ScreenTests {
    private static let labels = """
        address,label,category,entity,confidence
        \(SmallLedger.exchange),Gate 7,exchange,Gate,90
        \(SmallLedger.exchange),Gate the sanctioned,sanctioned_party,Gate Ltd,95
        \(SmallLedger.victim),Victim,victim,,100

        """

    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "small.csv")
        try scratch.write(ScreenTests.labels, to: "labels.csv")
        return scratch
    }

    private let question = [SmallLedger.collector, SmallLedger.friend, "--labels", "labels.csv"]

    @Test func addressesAsTable() throws {
        let run = try LymerRun(["screen", "small.csv"] + question, in: scratch())
        #expect(run.status == 0, "\(run.errors)")
        for part in [
            "\(SmallLedger.collector)\n  not on this list version (labels,", "Received 100 USDT", "Sent 90 USDT",
            "exchange          community     60      60         0  66.67%     1", "at most 5 transfers",
        ] {
            #expect(run.output.contains(part), "\(part)\n\(run.output)")
        }
        #expect(!run.output.lowercased().contains("not sanctioned"))
    }

    @Test func addressesAsJSON() throws {
        let run = try LymerRun(["screen", "small.csv", "--json", "-"] + question, in: scratch())
        let answer = try run.json()
        #expect(answer["schema"] as? String == "lymer.screening/1")
        let addresses = try #require(answer["addresses"] as? [[String: Any]])
        #expect(addresses.map { $0["address"] as? String } == [SmallLedger.collector, SmallLedger.friend])
        #expect(addresses.allSatisfy { ($0["notOn"] as? [String])?.count == 1 && $0["occurs"] as? Bool == true })
        let exposures = try #require(answer["exposures"] as? [[String: Any]])
        #expect(exposures.map { $0["direction"] as? String } == ["in", "out", "in"])
        let friend = try #require(exposures.last)
        #expect(friend["total"] as? String == "30" && friend["untracked"] as? String == "0")
        let rows = try #require(friend["rows"] as? [[String: Any]])
        #expect(rows.count == 1 && rows[0]["indirect"] as? String == "30" && rows[0]["minHops"] as? Int == 2)
        #expect(rows[0]["share"] as? String == "1.000000" && rows[0]["kind"] as? String == "community")
        let sent = exposures[1]
        #expect(sent["attributed"] as? String == "60" && sent["overlap"] as? String == "60")
        #expect(sent["untrackedShare"] as? String == "0.333333")
    }

    @Test func everyAddressAsCSVAndFromALedger() throws {
        let scratch = try scratch()
        let run = try LymerRun(
            ["screen", "small.csv", "--all", "--labels", "labels.csv", "--csv", "all.csv", "--direction", "in"],
            in: scratch)
        #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
        let files = try scratch.read("all.csv")
        let lines = files.split(separator: "\n").map(String.init)
        #expect(
            lines.first
                == "address,chain,asset,contract,decimals,direction,category,kind,direct,indirect,value,total,share,min_hops,rule,hops"
        )
        #expect(
            lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[6] } == [
                "victim", "victim", "victim",
            ])
        #expect(
            lines[1].hasPrefix(
                "\(SmallLedger.collector),eip155:1,USDT,,,in,victim,community,100,0,100,100,1.000000,1,haircut,5"))

        #expect(try LymerRun(["ingest", "small.csv", "--into", "ledger", "-q"], in: scratch).status == 0)
        for direction in ["in", "out", "both"] {
            for (sources, name) in [(["small.csv"], "a"), (["ledger"], "b")] {
                let run = try LymerRun(
                    ["screen"] + sources + [
                        "--all", "--labels", "labels.csv", "--csv", "\(name).csv", "--direction", direction,
                    ],
                    in: scratch)
                #expect(run.status == 0, "\(run.errors)")
            }
            #expect(try scratch.read("a.csv") == scratch.read("b.csv"))
            for format in ["--json"] {
                let one = try LymerRun(["screen", "small.csv", format, "-"] + question, in: scratch)
                let other = try LymerRun(["screen", "ledger", format, "-"] + question, in: scratch)
                #expect(one.status == 0 && one.output == other.output, "\(other.errors)")
            }
        }
        let table = try LymerRun(["screen", "ledger", "--all", "--labels", "labels.csv"], in: scratch)
        #expect(table.output.contains("ALL ADDRESSES"), "\(table.output)\(table.errors)")
    }

    @Test func asOfAndLimits() throws {
        let scratch = try scratch()
        func rows(_ arguments: [String]) throws -> [[String: Any]] {
            let answer = try LymerRun(["screen", "small.csv", "--json", "-"] + question + arguments, in: scratch).json()
            return (answer["exposures"] as? [[String: Any]] ?? []).flatMap { $0["rows"] as? [[String: Any]] ?? [] }
        }
        #expect(try rows([]).count == 4)
        #expect(try rows(["--hops", "1"]).count == 3)
        #expect(try rows(["--as-of", "1700000000"]).count == 1)
        #expect(try rows(["--min-confidence", "95"]).count == 3)
        #expect(try rows(["--min-share", "70"]).count == 2)
    }

    @Test(arguments: [
        (["screen", "small.csv"], "--all"), (["screen", "small.csv", "--all", SmallLedger.friend], "name none"),
        (["screen", "--all"], "SOURCE"), (["screen", "small.csv", "--all", "--hops", "0"], "--hops"),
        (["screen", "small.csv", "--all", "--hops", "33"], "--hops"),
        (["screen", "small.csv", "--all", "--min-share", "100.5"], "--min-share"),
        (["screen", "small.csv", "--all", "--min-share", ".5"], "--min-share"),
        (["screen", "small.csv", "--all", "--as-of", "yesterday"], "--as-of"),
        (["screen", "small.csv", "--all", "--min-confidence", "101"], "--min-confidence"),
    ])
    func wrongQuestions(arguments: [String], part: String) throws {
        let run = try LymerRun(arguments, in: scratch())
        #expect(run.status == 2 && run.errors.contains(part), "\(run.status) \(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func absentAddressesAreSaidToBeSo() throws {
        let run = try LymerRun(
            ["screen", "small.csv", SmallLedger.address(0xdead), "--labels", "labels.csv"], in: scratch())
        #expect(run.status == 0)
        #expect(run.output.contains("does not occur in these data") && run.output.contains("not on this list version"))
    }

    @Test func conflictingTagsAreAllShown() throws {
        let run = try LymerRun(["screen", "small.csv", SmallLedger.exchange, "--labels", "labels.csv"], in: scratch())
        #expect(
            run.output.contains("Gate, exchange, confidence 90") && run.output.contains("Gate Ltd, sanctioned_party"))
        #expect(run.output.contains("The lists disagree"))
    }
}
