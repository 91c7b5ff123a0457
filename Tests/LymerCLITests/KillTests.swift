import Foundation
import SeededRandom
import Testing

/// `kill -9` at any moment while a file grows: the ledger loses nothing and doubles nothing, and every alert is told, once,
/// under its key. `LYMER_KILLS` says how often (100 takes some minutes).
@Suite struct KillTests {
    @Test func killedAgainAndAgain() throws {
        let kills = ProcessInfo.processInfo.environment["LYMER_KILLS"].flatMap { Int($0) } ?? 6
        let seed = ProcessInfo.processInfo.environment["LYMER_SEED"].flatMap { UInt64($0) } ?? 4711
        var random = SeededRandom(seed: seed)
        let scratch = try Scratch()
        let made = try LymerRun(
            ["simulate", "--seed", "9", "--transfers", "6000", "--chain", "eip155:1", "--into", "eco", "-q"],
            in: scratch)
        try #require(made.status == 0)
        let all = try Data(contentsOf: scratch.url.appendingPathComponent("eco/transfers.csv"))
        let watch = ["--cases", "eco/cases.json", "--labels", "eco/labels.csv", "--log-level", "error"]
        try Data().write(to: scratch.url.appendingPathComponent("grown.csv"))
        let file = try FileHandle(forWritingTo: scratch.url.appendingPathComponent("grown.csv"))
        var at = 0
        for number in 0...kills {
            let process = try LymerProcess(
                ["watch", "grown.csv", "--ledger", "ledger", "--alerts", "alerts.jsonl"] + watch, in: scratch)
            let goal = number == kills ? all.count : all.count * (number + 1) / (kills + 1)
            while at < goal {
                let count = min(goal - at, 1 + random.below(all.count / (4 * kills + 4)))
                try file.write(contentsOf: all[at..<at + count])
                at += count
                usleep(UInt32(random.below(30_000)))
            }
            usleep(UInt32(random.below(300_000)))
            kill(process.id, SIGKILL)
            #expect(process.end() == -SIGKILL, "seed \(seed), run \(number)")
            guard FileManager.default.fileExists(atPath: scratch.url.path + "/ledger/MANIFEST") else { continue }
            let check = try LymerRun(["ledger", "verify", "ledger"], in: scratch)
            #expect(check.status == 0, "seed \(seed), run \(number): \(check.errors)")
        }
        let last = try LymerRun(
            ["watch", "grown.csv", "--ledger", "ledger", "--alerts", "alerts.jsonl", "--no-follow"] + watch, in: scratch
        )
        #expect(last.status == 0, "\(last.errors)")
        let once = try LymerRun(
            ["watch", "eco/transfers.csv", "--ledger", "once", "--alerts", "once.jsonl", "--no-follow"] + watch,
            in: scratch)
        #expect(once.status == 0, "\(once.errors)")
        let verified = try LymerRun(["ledger", "verify", "ledger"], in: scratch)
        #expect(verified.output.contains(" 6000 transfers"), "\(verified.errors)\(verified.output)")
        let info = try LymerRun(["ledger", "info", "ledger"], in: scratch)
        #expect(info.output.contains("came again        0\n"), "\(info.output)")
        // What was told, and how often, but for how deep it was.
        func told(_ name: String) throws -> [String] {
            try scratch.read(name).split(separator: "\n").map { line in
                String(line[..<(line.range(of: ", \"depth\"", options: .backwards)?.lowerBound ?? line.endIndex)])
            }.sorted()
        }
        let expected = try told("once.jsonl")
        #expect(expected.count > 1000)
        #expect(try told("alerts.jsonl") == expected, "seed \(seed)")
    }
}
