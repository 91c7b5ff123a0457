import FlowStore
import FlowTracing
import Foundation
import GeneratedLedger

/// `lymer-bench stored [CSV] [--rows N] [--lymer PROGRAM] [--runs N] [--scratch FOLDER] [--keep]`: a ledger on disk, bytes
/// by file before and after `lymer ledger compact`, and the time of a whole `lymer trace` on it beside a program that is
/// linked the same way and does nothing. Without a CSV the ledger is made of so many rows of traffic, straight into its folder.
struct StoredMeasures {
    private var csv: String?
    private var rows = 10_000_000
    private var lymer = ".build/release/lymer"
    private var empty = "Benchmarks/.build/release/Empty"
    private var runs = 40
    private var scratch = NSTemporaryDirectory()
    private var isKept = false
    private var peer = "lymer"

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--keep" {
                isKept = true
            } else if !name.hasPrefix("-"), csv == nil {
                csv = name
            } else if let text = rest.popFirst() {
                switch (name, Int(text)) {
                case ("--rows", let count?) where count >= 1_000: rows = count
                case ("--runs", let count?) where count > 0: runs = count
                case ("--lymer", _): lymer = text
                case ("--empty", _): empty = text
                case ("--scratch", _): scratch = text
                case ("--peer", _): peer = text
                default: throw Misuse(argument: "\(name) \(text)")
                }
            } else {
                throw Misuse(argument: name)
            }
        }
    }

    struct Misuse: Error, CustomStringConvertible {
        let argument: String
        var description: String {
            "\(argument)?\nusage: lymer-bench stored [CSV] [--rows N] [--lymer PROGRAM] [--empty PROGRAM] [--runs N]"
                + " [--scratch FOLDER] [--keep]"
        }
    }

    func run() throws {
        Conditions.emit()
        let folder = "\(scratch)/lymer-bench-stored-\(getpid())"
        defer { if !isKept { try? FileManager.default.removeItem(atPath: folder) } }
        let (seeds, stops) = try fill(folder)
        let transfers = try size(folder, "")
        try first(folder, seeds, stops, transfers, "")
        let (seconds, _) = try timed { try run([lymer, "ledger", "compact", folder]) }
        Output(peer: peer, transfers: transfers).emit("compact", Double(transfers) / seconds, "transfers/s")
        _ = try size(folder, "_compacted")
        try first(folder, seeds, stops, transfers, "_compacted")
    }

    /// - Returns: seeds that are asked for, and where a trace stops.
    private func fill(_ folder: String) throws -> (seeds: [String], stops: [String]) {
        guard let csv else { return (try makeTraffic(folder), []) }
        let generated = try GeneratedLedger(csv)
        let (seconds, _) = try timed { try run([lymer, "ingest", csv, "--into", folder, "--quiet"]) }
        let questions = Questions(try generated.decode(threads: 2).seal(), generated)
        Output(peer: peer, transfers: questions.ledger.count)
            .emit("ingest_to_disk", Double(questions.ledger.count) / seconds, "transfers/s")
        let labels = String(csv.dropLast(4)) + ".labels.csv"
        return (questions.victims.flatMap { $0.seeds.map(\.text) }, ["--stop", labels])
    }

    /// Hundred cases in traffic of one tainted row in ten thousand.
    private func makeTraffic(_ folder: String) throws -> [String] {
        var options = GeneratedTraffic.Options()
        (options.cases, options.taintedOf10000) = (100, 1)
        options.addresses = max(1_000, rows / 4)
        var traffic = GeneratedTraffic(options)
        let writer = TrafficWriter(hasIndexes: false)
        let store = try LedgerStore.create(at: folder)
        var live = LiveLedger()
        var clock = Stopwatch()
        var sinceCheckpoint = 0
        var firstChanged = LedgerChange(firstRow: 0, countBefore: 0, count: 0)
        while live.count < rows {
            let count = min(1 << 18, rows - live.count)
            try live.take { try writer.append(count, of: &traffic, to: &$0) }
            let change = try live.commit()
            firstChanged.firstRow = min(firstChanged.firstRow, change.firstRow)
            sinceCheckpoint += count
            if sinceCheckpoint >= 1 << 25 || live.count == rows {
                try store.checkpoint(
                    &live,
                    changed: LedgerChange(
                        firstRow: firstChanged.firstRow,
                        countBefore: max(firstChanged.countBefore, firstChanged.firstRow),
                        count: live.count))
                firstChanged = LedgerChange(firstRow: live.count, countBefore: live.count, count: live.count)
                sinceCheckpoint = 0
            }
        }
        try store.close()
        Output(peer: peer, transfers: rows).emit(
            "made_on_disk", Double(rows) / clock.lap(), "transfers/s",
            check: "\(rows) rows, \(live.addressCount) addresses, peak \(processMemory("VmHWM") >> 20) MiB")
        return traffic.questions(100).flatMap { $0.seeds.map(\.text) }
    }

    /// Bytes on disk a transfer, by file.
    private func size(_ folder: String, _ suffix: String) throws -> Int {
        let info = try LedgerStore.open(folder, forWriting: false).info
        let output = Output(peer: peer, transfers: info.transfers)
        let rows = Double(info.transfers)
        for part in info.columns.sorted(by: { $0.bytes > $1.bytes }) where part.bytes > 0 {
            output.emit("disk\(suffix): column \(part.name)", Double(part.bytes) / rows, "B/transfer")
        }
        for kind in Set(info.indexes.map(\.name)).sorted() {
            let files = info.indexes.filter { $0.name == kind }
            let bytes = files.reduce(0) { $0 + $1.bytes }
            output.emit(
                "disk\(suffix): index \(kind)", Double(bytes) / rows, "B/transfer", check: "\(files.count) files")
        }
        output.emit("disk\(suffix): log", Double(info.logBytes) / rows, "B/transfer")
        // What the file system says, not what the ledger thinks.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let bytes = names.reduce(0) { sum, name in
            let size = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int
            return sum + (size ?? 0)
        }
        output.emit(
            "disk_bytes_per_transfer\(suffix)", Double(bytes) / rows, "B/transfer",
            check: "\(info.transfers) transfers, \(info.addresses) addresses, \(names.count) files, \(bytes) bytes")
        return info.transfers
    }

    /// Whole processes in turns: an empty one, a trace, an empty one, …; the files are in the page cache after the first.
    private func first(
        _ folder: String, _ seeds: [String], _ stops: [String], _ transfers: Int, _ suffix: String
    ) throws {
        let output = Output(peer: peer, transfers: transfers)
        var (nothing, answer, above): ([Double], [Double], [Double]) = ([], [], [])
        // What the processor did for them: of use where others want it too.
        var (nothingCPU, answerCPU): ([Double], [Double]) = ([], [])
        for turn in -2..<runs {
            let seed = seeds[(turn + 2) % seeds.count]
            let (without, withoutCPU) = try timed { try run([empty]) }
            let (with, withCPU) = try timed {
                try run([lymer, "trace", folder, "--from", seed, "--format", "json", "--quiet"] + stops)
            }
            guard turn >= 0 else { continue }
            nothing.append(without)
            answer.append(with)
            above.append(with - without)
            nothingCPU.append(withoutCPU)
            answerCPU.append(withCPU)
        }
        let check = "\(runs) seeds, in turns"
        for (name, values) in [
            ("empty_process", nothing), ("first_answer", answer), ("first_answer_above_empty", above),
            ("empty_process_cpu", nothingCPU), ("first_answer_cpu", answerCPU),
        ] {
            for (label, share) in [("p50", 0.5), ("p90", 0.9), ("max", 1)] {
                output.emit("\(name)\(suffix)_\(label)", values.quantile(share) * 1e3, "ms", check: check)
            }
        }
    }

    /// Runs a program to its end, its output thrown away.
    ///
    /// - Returns: seconds that a processor worked for it.
    @discardableResult
    private func run(_ command: [String]) throws -> Double {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        var arguments = command.map { strdup($0) } + [nil]
        defer { for one in arguments { free(one) } }
        var child = pid_t()
        guard posix_spawn(&child, command[0], &actions, nil, &arguments, environ) == 0 else {
            throw Misuse(argument: command[0])
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
        guard status == 0 else { throw Failed(command: command.joined(separator: " "), status: status) }
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
    }

    struct Failed: Error, CustomStringConvertible {
        let command: String
        let status: Int32
        var description: String { "'\(command)' ended with status \(status)" }
    }
}
