import Foundation
import Testing

/// No room: nothing more is taken, what is committed is kept, it is said, and it goes on once there is room.
@Suite struct FullDiskTests {
    private func economy(_ scratch: Scratch) throws {
        let run = try LymerRun(
            ["simulate", "--seed", "6", "--transfers", "8000", "--chain", "eip155:1", "--into", "eco", "-q"],
            in: scratch)
        try #require(run.status == 0, "\(run.errors)")
    }

    /// The first `count` rows of the economy, and the others.
    private func split(_ scratch: Scratch, at count: Int) throws -> (Data, Data) {
        let all = try Data(contentsOf: scratch.url.appendingPathComponent("eco/transfers.csv"))
        var at = all.startIndex
        for _ in 0...count { at = all[at...].firstIndex(of: 0x0A)! + 1 }
        return (all[..<at], all[at...])
    }

    private func transfers(_ ledger: String, _ scratch: Scratch) throws -> Int? {
        let run = try LymerRun(["ledger", "verify", ledger], in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        return run.output.split(separator: ": ").last?.split(separator: " ").first.flatMap { Int($0) }
    }

    private let watching = ["--cases", "eco/cases.json", "--labels", "eco/labels.csv"]

    /// Runs `arguments` over a growing file into a full `ledger` and out of it again; what it wrote to standard output.
    private func fill(
        _ ledger: String, _ scratch: Scratch, by arguments: [String], fileLimit: Int? = nil,
        makeRoom: (LymerProcess) throws -> Void
    ) throws -> String {
        let (first, rest) = try split(scratch, at: 2000)
        let input = scratch.url.appendingPathComponent("in.csv")
        try first.write(to: input)
        let process = try LymerProcess(arguments + ["--metrics", "m.prom"], in: scratch, fileLimit: fileLimit)
        func said(_ text: String) -> Bool { (try? scratch.read("m.prom"))?.contains(text) == true }
        try process.wait { said("lymer_records_total 2000\n") }
        let file = try FileHandle(forWritingTo: input)
        try file.seekToEnd()
        try file.write(contentsOf: rest)
        try process.wait { process.errors.contains("nothing more is taken until there is room") }
        #expect(process.errors.contains("no room left on the disk; everything committed is kept"))
        let kept = try #require(try transfers(ledger, scratch))
        #expect(kept >= 2000 && kept < 8000)
        try makeRoom(process)
        try process.wait { said("lymer_records_total 8000\n") }
        #expect(process.errors.contains("there is room again"))
        #expect(process.end(by: SIGTERM) == 0, "\(process.errors)")
        #expect(try transfers(ledger, scratch) == 8000)
        let question = watching.map { $0 == "--cases" ? "--case" : $0 } + ["--format", "json", "-q"]
        let stored = try LymerRun(["trace", ledger] + question, in: scratch)
        let files = try LymerRun(["trace", "eco/transfers.csv"] + question, in: scratch)
        #expect(try stored.cases() == files.cases())
        return process.output
    }

    /// Files may not grow: as a quota does it.
    @Test func filesThatMayNotGrow() throws {
        let scratch = try Scratch()
        try economy(scratch)
        _ = try fill(
            "ledger", scratch, by: ["ingest", "in.csv", "--into", "ledger", "--follow"], fileLimit: 400 << 10
        ) { try $0.liftFileLimit() }
    }

    /// A disk of its own that is full; where nobody may mount one, the test is left out.
    @Test func aDiskThatIsFull() throws {
        let scratch = try Scratch()
        try economy(scratch)
        let disk = scratch.url.appendingPathComponent("disk").path
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        func mount(_ options: String) throws -> Bool {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "mount -t tmpfs -o \(options) tmpfs '\(disk)' 2>/dev/null"]
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
        guard try mount("size=512k") else { try Test.cancel("no file system can be mounted here") }
        defer { umount(disk) }
        let told = try fill(
            disk + "/ledger", scratch, by: ["watch", "in.csv", "--ledger", disk + "/ledger"] + watching
        ) { _ in
            let isDone = try mount("remount,size=16m")
            #expect(isDone)
        }
        let once = try LymerRun(["watch", "eco/transfers.csv", "--no-follow"] + watching, in: scratch)
        #expect(Set(try AlertText.all(told)) == Set(try AlertText.all(once.output)))
    }

    /// Asked to stop while there is no room, it says what it could not keep, and that is read again.
    @Test func stoppedWhileFull() throws {
        let scratch = try Scratch()
        try economy(scratch)
        let watch = try LymerProcess(
            ["ingest", "eco/transfers.csv", "--into", "ledger", "--follow"], in: scratch, fileLimit: 200 << 10)
        try watch.wait { watch.errors.contains("nothing more is taken until there is room") }
        #expect(watch.end(by: SIGTERM) == 1)
        #expect(watch.errors.contains("no room left on the disk"), "\(watch.errors)")
        let kept = try #require(try transfers("ledger", scratch))
        let rest = try LymerRun(["ingest", "eco/transfers.csv", "--into", "ledger"], in: scratch)
        #expect(
            rest.status == 0 && rest.output == "ledger: 8000 transfers, \(8000 - kept) of them new\n", "\(rest.errors)")
        #expect(try transfers("ledger", scratch) == 8000)
    }

    /// A bulk ingest has no log to wait with: it ends, and the ledger is as it was.
    @Test func aBulkIngestWithoutRoom() throws {
        let scratch = try Scratch()
        try economy(scratch)
        let process = try LymerProcess(
            ["ingest", "eco/transfers.csv", "--into", "ledger"], in: scratch, fileLimit: 64 << 10)
        #expect(process.end() == 1)
        #expect(process.errors.contains("no room left on the disk"), "\(process.errors)")
        #expect(try transfers("ledger", scratch) == 0)
        let again = try LymerRun(["ingest", "eco/transfers.csv", "--into", "ledger"], in: scratch)
        #expect(again.output == "ledger: 8000 transfers, 8000 of them new\n", "\(again.errors)")
    }
}
