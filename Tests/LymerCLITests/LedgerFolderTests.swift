import Foundation
import Testing

/// Ledgers on disk by the commands: made, grown, traced, checked.
@Suite struct LedgerFolderTests {
    /// An invented economy in `eco`.
    private func economy(_ scratch: Scratch, transfers: Int = 3000) throws {
        let run = try LymerRun(
            ["simulate", "--seed", "5", "--transfers", "\(transfers)", "--chain", "eip155:1", "--into", "eco", "-q"],
            in: scratch)
        try #require(run.status == 0, "\(run.errors)")
    }

    private let question = ["--case", "eco/cases.json", "--labels", "eco/labels.csv", "--format", "json", "-q"]

    @Test func tracesAsTheFilesDo() throws {
        let scratch = try Scratch()
        try economy(scratch)
        let made = try LymerRun(["ingest", "eco/transfers.csv", "--into", "ledger"], in: scratch)
        #expect(made.status == 0 && made.output == "ledger: 3000 transfers, 3000 of them new\n", "\(made.errors)")
        let again = try LymerRun(["ingest", "eco/transfers.csv", "--into", "ledger"], in: scratch)
        #expect(again.output == "ledger: 3000 transfers, 0 of them new\n", "\(again.errors)")
        let copy = try Data(contentsOf: scratch.url.appendingPathComponent("eco/transfers.csv"))
        try scratch.write(copy, to: "copy.csv")
        let other = try LymerRun(["ingest", "copy.csv", "--into", "ledger"], in: scratch)
        #expect(other.output == "ledger: 3000 transfers, 0 of them new, 3000 came again\n", "\(other.errors)")
        for rule in ["haircut", "fifo", "reach"] {
            let files = try LymerRun(["trace", "eco/transfers.csv", "--rule", rule] + question, in: scratch)
            let stored = try LymerRun(["trace", "ledger", "--rule", rule] + question, in: scratch)
            #expect(stored.status == files.status && stored.errors == files.errors)
            #expect(try stored.cases() == files.cases(), "\(rule)")
        }
        let compacted = try LymerRun(["ledger", "compact", "ledger"], in: scratch)
        #expect(compacted.status == 0, "\(compacted.errors)")
        let verified = try LymerRun(["ledger", "verify", "ledger"], in: scratch)
        #expect(verified.output == "ledger: 3000 transfers, every checksum and index is right\n", "\(verified.errors)")
        let info = try LymerRun(["ledger", "info", "ledger"], in: scratch)
        #expect(
            info.output.contains("  transfers         3000\n") && info.output.contains("eco/transfers.csv (canonical)"))
        let stored = try LymerRun(["trace", "ledger"] + question, in: scratch)
        #expect(try stored.cases() == LymerRun(["trace", "eco/transfers.csv"] + question, in: scratch).cases())
    }

    @Test func whatIsRefused() throws {
        let scratch = try Scratch()
        try economy(scratch)
        _ = try LymerRun(["ingest", "eco/transfers.csv", "--into", "ledger", "-q"], in: scratch)
        for (arguments, status, part) in [
            (["trace", "ledger", "eco/transfers.csv", "--from", "in:0x1"], 2, "stands alone"),
            (["ledger", "info", "eco"], 1, "no ledger there"), (["ledger", "verify", "nowhere"], 1, "no such folder"),
            (["ingest", "eco/transfers.csv", "--into", "eco"], 1, "no ledger can be created there"),
            (["ingest", "missing.csv", "--into", "new"], 1, "missing.csv: no such file"),
            (["ingest", "--into", "new"], 2, "name at least one SOURCE"),
            (["ingest", "a.csv", "--node", "http://x", "--into", "new"], 2, "not both"),
            (["watch", "a.csv", "--cases", "c.json", "--opening", "inferred"], 2, "cannot infer"),
            (
                ["watch", "eco/transfers.csv", "--cases", "missing.json", "--no-follow"], 1,
                "missing.json: no such file"
            ),
            (["watch", "a.csv", "--cases", "c.json", "--confirmations", "100"], 2, "only 64 blocks"),
        ] {
            let run = try LymerRun(arguments, in: scratch)
            #expect(run.status == Int32(status), "\(arguments): \(run.errors)")
            #expect(run.errors.contains(part), "\(arguments): \(run.errors)")
        }
        let handle = try #require(FileHandle(forUpdatingAtPath: scratch.url.path + "/ledger/MANIFEST"))
        try handle.seek(toOffset: 40)
        try handle.write(contentsOf: [0xFF, 0xEE])
        try handle.close()
        let damaged = try LymerRun(["ledger", "verify", "ledger"], in: scratch)
        #expect(damaged.status == 1 && damaged.errors.contains("damaged"), "\(damaged.errors)")
    }

    @Test func oneWriterThatEndsWhenAsked() throws {
        let scratch = try Scratch()
        try economy(scratch)
        let writer = try LymerProcess(
            ["ingest", "eco/transfers.csv", "--into", "ledger", "--follow", "--metrics", "m.prom"], in: scratch)
        try writer.wait(upTo: 60) { (try? scratch.read("m.prom"))?.contains("lymer_records_total 3000") == true }
        for second in [
            ["ingest", "eco/transfers.csv", "--into", "ledger"], ["ledger", "compact", "ledger"],
            ["watch", "eco/transfers.csv", "--ledger", "ledger", "--cases", "eco/cases.json"],
        ] {
            let run = try LymerRun(second, in: scratch)
            #expect(run.status == 1 && run.errors.contains("process \(writer.id) is writing"), "\(run.errors)")
            #expect(run.output.isEmpty)
        }
        // Readers are welcome.
        #expect(try LymerRun(["ledger", "verify", "ledger"], in: scratch).status == 0)
        #expect(try LymerRun(["ledger", "info", "ledger"], in: scratch).output.contains("  transfers         3000\n"))
        let beside = try LymerRun(["trace", "ledger"] + question, in: scratch)
        #expect(try beside.cases() == LymerRun(["trace", "eco/transfers.csv"] + question, in: scratch).cases())
        kill(writer.id, SIGTERM)
        #expect(writer.end() == 0)
        #expect(try LymerRun(["ledger", "verify", "ledger"], in: scratch).output.contains("3000 transfers"))
    }
}
