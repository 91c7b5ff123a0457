import Foundation
import SeededRandom
import Testing

/// `kill -9` at any moment while a file grows: the ledger loses nothing and doubles nothing, and every alert is told under
/// its key. `LYMER_KILLS` says how often, `LYMER_SEED` when.
@Suite struct KillTests {
    private let kills = ProcessInfo.processInfo.environment["LYMER_KILLS"].flatMap { Int($0) } ?? 100
    private let watching = ["--cases", "eco/cases.json", "--labels", "eco/labels.csv", "--log-level", "error"]

    /// A file that somebody else writes, a few bytes at a time: lines are cut anywhere.
    private final class GrowingFile {
        private let all: Data
        private let file: FileHandle
        private var at = 0

        init(_ name: String, of all: Data, in scratch: Scratch) throws {
            try scratch.write(Data(), to: name)
            self.all = all
            file = try FileHandle(forWritingTo: scratch.url.appendingPathComponent(name))
        }

        /// Grows in random steps until it has so many thousandths.
        func grow(to thousandths: Int, _ random: inout SeededRandom, pause: Int) throws {
            let goal = all.count * thousandths / 1000
            while at < goal {
                let count = min(goal - at, 1 + random.below(all.count / 200))
                try file.write(contentsOf: all[at..<at + count])
                at += count
                usleep(UInt32(random.below(pause)))
            }
        }
    }

    private let seed = SeededRandom.base

    private func economy() throws -> (Scratch, Data) {
        let scratch = try Scratch()
        let made = try LymerRun(
            ["simulate", "--seed", "9", "--transfers", "1000", "--chain", "eip155:1", "--into", "eco", "-q"],
            in: scratch)
        try #require(made.status == 0, "\(made.errors)")
        return (scratch, try Data(contentsOf: scratch.url.appendingPathComponent("eco/transfers.csv")))
    }

    /// Starts `arguments` and kills it, `kills` times, while the file grows; what each run wrote.
    private func killAgainAndAgain(
        _ kills: Int, _ arguments: [String], _ scratch: Scratch, growing all: Data
    ) throws -> [String] {
        var random = SeededRandom(seed: seed)
        let file = try GrowingFile("grown.csv", of: all, in: scratch)
        var outputs: [String] = []
        for number in 1...kills {
            let process = try LymerProcess(arguments, in: scratch)
            // Some die at their start, some at work, some when all is done.
            usleep(UInt32(random.below(120_000)))
            try file.grow(to: 1000 * number / kills, &random, pause: 10_000)
            usleep(UInt32(random.below(80_000)))
            let end = process.end(by: SIGKILL)
            try #require(end == -SIGKILL, "seed \(seed), run \(number) ended by itself: \(process.errors)")
            outputs.append(process.output)
            try compactAndKill(scratch, &random)
            guard number % 10 == 0, FileManager.default.fileExists(atPath: scratch.url.path + "/ledger/MANIFEST")
            else { continue }
            let check = try LymerRun(["ledger", "verify", "ledger"], in: scratch)
            try #require(check.status == 0, "seed \(seed), run \(number): \(check.errors)")
        }
        return outputs
    }

    @Test(.timeLimit(.minutes(10))) func watchesKilledAgainAndAgain() throws {
        let (scratch, all) = try economy()
        let outputs = try killAgainAndAgain(
            kills, ["watch", "grown.csv", "--ledger", "ledger"] + watching, scratch, growing: all)
        let last = try LymerRun(["watch", "grown.csv", "--ledger", "ledger", "--no-follow"] + watching, in: scratch)
        #expect(last.status == 0, "\(last.errors)")
        try expectEveryRowOnce(scratch)
        // Alerts as a receiver without memory gets them: everything that any run said.
        let told = try (outputs + [last.output]).flatMap { try AlertText.all($0) }
        let once = try LymerRun(["watch", "eco/transfers.csv", "--no-follow"] + watching, in: scratch)
        #expect(once.status == 0, "\(once.errors)")
        let expected = try AlertText.all(once.output)
        #expect(expected.count > 500 && expected.once.count == expected.count)
        expectSame(told.lastWords, expected.lastWords)
        // Half of a swap looks like a payment, and is amended when the other half comes. Whatever else was said again was
        // said in the same words.
        var rows: [String: Int] = [:]
        for line in String(decoding: all, as: UTF8.self).split(separator: "\n") {
            rows[String(line.split(separator: ",", maxSplits: 2)[1]), default: 0] += 1
        }
        func isWhole(_ alert: AlertText) -> Bool { rows[alert.transaction] == 1 }
        expectSame(Set(told.filter(isWhole)), Set(expected.filter(isWhole)))
    }

    @Test(.timeLimit(.minutes(10))) func ingestsKilledAgainAndAgain() throws {
        let (scratch, all) = try economy()
        _ = try killAgainAndAgain(
            max(kills / 4, 1), ["ingest", "grown.csv", "--into", "ledger", "--follow", "--log-level", "error"], scratch,
            growing: all)
        let last = try LymerRun(["ingest", "grown.csv", "--into", "ledger"], in: scratch)
        #expect(last.status == 0, "\(last.errors)")
        try expectEveryRowOnce(scratch)
    }

    private func expectSame(_ told: Set<AlertText>, _ expected: Set<AlertText>) {
        #expect(told.subtracting(expected).map(\.content) == [], "seed \(seed): told, and not to be")
        #expect(expected.subtracting(told).map(\.content) == [], "seed \(seed): not told")
    }

    /// Now and then, and often not to its end.
    private func compactAndKill(_ scratch: Scratch, _ random: inout SeededRandom) throws {
        guard random.chance(20), FileManager.default.fileExists(atPath: scratch.url.path + "/ledger/MANIFEST") else {
            return
        }
        let process = try LymerProcess(["ledger", "compact", "ledger"], in: scratch)
        usleep(UInt32(random.below(100_000)))
        let end = process.end(by: SIGKILL)
        #expect(end == 0 || end == -SIGKILL, "\(process.errors)")
    }

    private func expectEveryRowOnce(_ scratch: Scratch) throws {
        let verified = try LymerRun(["ledger", "verify", "ledger"], in: scratch)
        #expect(verified.output.contains(" 1000 transfers"), "seed \(seed): \(verified.errors)\(verified.output)")
        let info = try LymerRun(["ledger", "info", "ledger"], in: scratch)
        #expect(info.output.contains("came again        0\n"), "seed \(seed): \(info.output)")
        let question = ["--case", "eco/cases.json", "--labels", "eco/labels.csv", "--format", "json", "-q"]
        for opening in ["inferred", "observed"] {
            let stored = try LymerRun(["trace", "ledger", "--opening", opening] + question, in: scratch)
            let files = try LymerRun(["trace", "eco/transfers.csv", "--opening", opening] + question, in: scratch)
            #expect(try stored.cases() == files.cases(), "seed \(seed)")
        }
    }
}
