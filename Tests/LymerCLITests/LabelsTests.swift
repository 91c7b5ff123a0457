import Foundation
import Testing

/// Label lists by the commands: imported, asked, used by a trace.
@Suite struct LabelsTests {
    private let listed = SmallLedger.exchange
    private let mistyped = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"

    /// A ledger on disk, and two versions of a list: the second has the exchange no longer.
    private func ledger() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "transfers.csv")
        try scratch.write(
            "address,label,category\n\(listed),Some exchange,exchange\n\(SmallLedger.friend),A mixer,mixer\n\(mistyped),Nobody,scam\n",
            to: "old.csv")
        try scratch.write("address,label,category\n\(SmallLedger.friend),A mixer,mixer\n", to: "new.csv")
        let made = try LymerRun(["ingest", "transfers.csv", "--into", "ledger", "-q"], in: scratch)
        try #require(made.status == 0, "\(made.errors)")
        return scratch
    }

    private func add(_ file: String, _ date: String, _ scratch: Scratch, into: String = "ledger") throws -> LymerRun {
        try LymerRun(["labels", "import", file, "--into", into, "--list", "services", "--date", date], in: scratch)
    }

    private func closing(_ arguments: [String], _ scratch: Scratch) throws -> [String: String] {
        let run = try LymerRun(
            ["trace"] + arguments + ["--from", SmallLedger.payment, "--format", "json", "-q"], in: scratch)
        try #require(run.status == 0, "\(run.errors)")
        return SmallLedger.closing(try run.json())
    }

    @Test func aLedgersOwnLabelsAsOfADate() throws {
        let scratch = try ledger()
        let first = try add("old.csv", "2024-01-01", scratch)
        #expect(first.status == 3, "\(first.output)\(first.errors)")
        #expect(first.output.contains("old.csv:4: "), "\(first.output)")
        let second = try add("new.csv", "2024-06-01", scratch)
        #expect(second.status == 0 && second.output.contains("services 2024-06-01"), "\(second.errors)")
        #expect(try add("new.csv", "2024-06-01", scratch).output.contains("there already"))

        #expect(try closing(["ledger"], scratch)["mixer"] == "30")
        #expect(try closing(["ledger"], scratch)["endpoint"] == nil)
        #expect(try closing(["ledger", "--as-of", "2024-03-01"], scratch)["endpoint"] == "60")
        #expect(try closing(["ledger", "--as-of", "2023-12-31"], scratch)["resting"] == "100")
        // The ledger's labels for files, and a file's labels beside the ledger's own.
        #expect(try closing(["transfers.csv", "--labels", "ledger"], scratch)["mixer"] == "30")
        #expect(
            try closing(["ledger", "--labels", "old.csv"], scratch)
                == closing(["transfers.csv", "--labels", "old.csv"], scratch))

        let table = try LymerRun(["trace", "ledger", "--from", SmallLedger.payment], in: scratch)
        #expect(table.output.contains("services 2024-06-01"), "\(table.output)")
        let wrong = try LymerRun(["trace", "ledger", "--from", SmallLedger.payment, "--as-of", "soon"], in: scratch)
        #expect(wrong.status == 2 && wrong.errors.contains("--as-of 'soon' is no date"))
    }

    /// Labels first, the ledger later; what is kept ready follows both.
    @Test func labelsThatWereThereFirst() throws {
        let scratch = try ledger()
        try FileManager.default.createDirectory(
            at: scratch.url.appendingPathComponent("late"), withIntermediateDirectories: false)
        #expect(try add("old.csv", "2024-01-01", scratch, into: "late/labels.sqlite").status == 3)
        let made = try LymerRun(["ingest", "transfers.csv", "--into", "late", "-q"], in: scratch)
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
        #expect(try closing(["late"], scratch)["endpoint"] == "60")
        func verified() throws -> LymerRun { try LymerRun(["labels", "verify", "--in", "late"], in: scratch) }
        // Each address also as the text that it is.
        #expect(
            try verified().output
                == "late/labels.sqlite: 2 tags in 1 versions of 1 lists; the index is right, 4 addresses; "
                + "so is what is kept ready for 4 addresses of the ledger\n")
        // A newer version, and a ledger that has grown.
        #expect(try add("new.csv", "2024-06-01", scratch, into: "late").status == 0)
        #expect(try closing(["late"], scratch)["endpoint"] == nil)
        #expect(try verified().output.contains("kept ready for 4 addresses"))
        try scratch.write(
            SmallLedger.header
                + "\n\(SmallLedger.hash(9)),0,1700000300,\(SmallLedger.friend),\(SmallLedger.address(9)),USDT,1\n",
            to: "more.csv")
        _ = try LymerRun(["ingest", "more.csv", "--into", "late", "-q"], in: scratch)
        #expect(try verified().output.contains("kept ready for 5 addresses"))
        // Whoever asks a damaged file is told; the next import or ingest makes it anew.
        let handle = try #require(FileHandle(forUpdatingAtPath: scratch.url.path + "/late/labels.sqlite.resolved"))
        try handle.seek(toOffset: 4097)
        try handle.write(contentsOf: [0x97])
        try handle.close()
        let damaged = try verified()
        #expect(damaged.status == 1 && damaged.errors.contains("is not as the index says"), "\(damaged.errors)")
        let index = try #require(FileHandle(forUpdatingAtPath: scratch.url.path + "/late/labels.sqlite.index"))
        try index.seekToEnd()
        try index.seek(toOffset: index.offsetInFile - 3)
        try index.write(contentsOf: [0x7F])
        try index.close()
        let lost = try verified()
        #expect(lost.status == 1 && lost.errors.contains("labels.sqlite.index: is damaged"), "\(lost.errors)")
    }

    @Test func showListAndDiff() throws {
        let scratch = try ledger()
        _ = try add("old.csv", "2024-01-01", scratch, into: "labels.sqlite")
        _ = try add("new.csv", "2024-06-01", scratch, into: "labels.sqlite")
        let now = try LymerRun(["labels", "show", listed], in: scratch)
        #expect(now.status == 0 && now.output.contains("on none of the lists below"), "\(now.errors)")
        #expect(now.output.contains("services (community): not on this list version (2024-06-01)"), "\(now.output)")
        #expect(now.output.contains("AT OTHER TIMES") && now.output.contains("from 2024-01-01 until 2024-06-01"))
        let then = try LymerRun(["labels", "show", listed, "--as-of", "2024-02-02", "--json"], in: scratch).json()
        let answers = try #require(then["addresses"] as? [[String: Any]])
        let tags = try #require(answers.first?["tags"] as? [[String: Any]])
        #expect(tags.count == 1 && tags[0]["label"] as? String == "Some exchange" && tags[0]["holds"] as? Bool == true)
        #expect(tags[0]["list"] as? String == "services 2024-01-01" && tags[0]["kind"] as? String == "community")
        let list = try LymerRun(["labels", "list", "--json"], in: scratch).json()
        let versions = try #require(list["versions"] as? [[String: Any]])
        #expect(versions.map { $0["version"] as? String } == ["2024-01-01", "2024-06-01"])
        #expect(versions[0]["leftOut"] as? Int == 1 && versions[0]["tags"] as? Int == 2)
        let diff = try LymerRun(["labels", "diff", "services"], in: scratch)
        #expect(diff.status == 0 && diff.output.contains("- \(listed)  Some exchange, exchange"), "\(diff.output)")
    }

    @Test func whatIsRefused() throws {
        let scratch = try ledger()
        for (arguments, status, part) in [
            (["labels", "show", listed], 1, "labels.sqlite: no label database there"),
            (["labels", "list", "--in", "transfers.csv"], 1, "transfers.csv: is no label database"),
            (["labels", "import", "old.csv", "--into", "."], 2, "a folder and no ledger"),
            (["labels", "import", "old.csv", "--into", "transfers.csv"], 1, "is no label database"),
            (["labels", "import", "missing.csv"], 1, "missing.csv: no such file"),
            (["labels", "import", "old.csv", "--date", "then"], 2, "--date 'then' is no date"),
            (["labels", "import", "old.csv", "--kind", "gossip"], 2, "gossip"),
        ] {
            let run = try LymerRun(arguments, in: scratch)
            #expect(run.status == status && run.errors.contains(part), "\(arguments): \(run.status) \(run.errors)")
        }
        _ = try add("old.csv", "2024-01-01", scratch, into: "labels.sqlite")
        for (arguments, part) in [
            (["labels", "diff", "nothing"], "'nothing' is no list"),
            (["labels", "diff", "services"], "one version only"),
            (["labels", "diff", "services", "2023"], "no version '2023'"),
            (["labels", "show", mistyped], "no EIP-55 checksum"),
            (["labels", "import", "new.csv", "--list", "services", "--date", "2024-01-01"], "another content already"),
        ] {
            let run = try LymerRun(arguments, in: scratch)
            #expect(run.status == 2 && run.errors.contains(part), "\(arguments): \(run.status) \(run.errors)")
        }
    }

    @Test func aTraceIsTheSameWithTheLabelsInADatabase() throws {
        let scratch = try Scratch()
        let made = try LymerRun(
            ["simulate", "--seed", "11", "--transfers", "3000", "--chain", "eip155:1", "--into", "eco", "-q"],
            in: scratch)
        try #require(made.status == 0, "\(made.errors)")
        _ = try LymerRun(["ingest", "eco/transfers.csv", "--into", "ledger", "-q"], in: scratch)
        let added = try LymerRun(["labels", "import", "eco/labels.csv", "--into", "labels.sqlite"], in: scratch)
        #expect(added.status == 0, "\(added.errors)")
        let question = ["--case", "eco/cases.json", "--format", "json", "-q"]
        for rule in ["haircut", "fifo", "reach", "all"] {
            for source in ["ledger", "eco/transfers.csv"] {
                for schedule in ["index", "scan"] {
                    func run(_ labels: String) throws -> LymerRun {
                        try LymerRun(
                            ["trace", source, "--rule", rule, "--schedule", schedule, "--labels", labels] + question,
                            in: scratch)
                    }
                    let (files, database) = (try run("eco/labels.csv"), try run("labels.sqlite"))
                    #expect(files.status == database.status && files.status == 0, "\(database.errors)")
                    #expect(try files.cases() == database.cases(), "\(rule) of \(source), \(schedule)")
                }
            }
        }
    }

    /// Killed at any moment: an import is there or it is not, and what was there before is.
    @Test func killedImports() throws {
        let scratch = try Scratch()
        func list(_ name: String, _ count: Int, _ first: Int) throws {
            let rows = (first..<first + count).map { "\(SmallLedger.address($0)),Number \($0),exchange" }
            try scratch.write((["address,label,category"] + rows).joined(separator: "\n") + "\n", to: name)
        }
        try list("small.csv", 100, 1)
        try list("large.csv", 60_000, 1_000_000)
        #expect(try LymerRun(["labels", "import", "small.csv"], in: scratch).status == 0)
        var killed = 0
        for round in 0..<8 {
            let process = try LymerProcess(["labels", "import", "large.csv"], in: scratch)
            usleep(UInt32(40_000 * (round + 1)))
            if process.isRunning { killed += 1 }
            _ = process.end(by: SIGKILL)
            let small = try LymerRun(["labels", "show", SmallLedger.address(50)], in: scratch)
            #expect(small.status == 0 && small.output.contains("Number 50"), "\(small.errors)")
            let versions =
                try LymerRun(["labels", "list", "--json"], in: scratch).json()["versions"] as? [[String: Any]]
            let large = try LymerRun(["labels", "show", SmallLedger.address(1_059_999)], in: scratch)
            #expect(large.output.contains("Number 1059999") == (versions?.count == 2), "round \(round)")
        }
        #expect(killed > 0, "every import was faster than the first kill")
        let done = try LymerRun(["labels", "import", "large.csv"], in: scratch)
        #expect(done.status == 0, "\(done.errors)")
        #expect(
            try LymerRun(["labels", "show", SmallLedger.address(1_000_000)], in: scratch).output.contains(
                "Number 1000000"))
    }
}
