import FlowTracing
import Foundation
import GeneratedLedger

/// `lymer-bench watch [CSV] [--only GROUP,…] [--reps N] [--cases N] …`: what watching costs. The groups that
/// follow a file need a ledger; the others make their traffic.
struct WatchMeasures {
    /// In the order they run.
    enum Group: String, CaseIterable {
        /// CSV to records decoded, made durable and applied; the same without durability.
        case file
        /// The same step by step.
        case parts
        /// Rows already decoded.
        case applied
        /// Cases whose money spreads over most of the ledger.
        case spread
        /// A clean transfer's cost under 1 to 100,000 cases.
        case cases
        /// A transfer's cost by the share of tainted ones.
        case share
        /// All cases' money in one address that goes on spending.
        case collector
        /// Alerts, open loop.
        case latency
        /// 100 blocks taken back and sent again.
        case reorg
    }

    var csv: String?
    var groups = Group.allCases
    var reps = 3
    var peer = "lymer"
    var cases = 10_000
    /// Rows of traffic where a group makes its own.
    var rows = 2_000_000
    /// Of the open loop.
    var seconds = 20
    var rate = 100_000
    /// Tainted rows in 10,000 of the open loop.
    var tainted = 100
    var scratch = NSTemporaryDirectory()

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if !name.hasPrefix("-"), csv == nil {
                csv = name
                continue
            }
            guard let text = rest.popFirst() else { throw Misuse(argument: name) }
            switch (name, Int(text)) {
            case ("--reps", let number?) where number > 0: reps = number
            case ("--cases", let number?) where number > 0: cases = number
            case ("--rows", let number?) where number > 0: rows = number
            case ("--seconds", let number?) where number > 0: seconds = number
            case ("--rate", let number?) where number > 0: rate = number
            case ("--tainted", let number?) where 0...10_000 ~= number: tainted = number
            case ("--scratch", _): scratch = text
            case ("--peer", _): peer = text
            case ("--only", _):
                let named = text.split(separator: ",").map { Group(rawValue: String($0)) }
                guard !named.contains(nil) else { throw Misuse(argument: text) }
                groups = named.compactMap { $0 }
            default: throw Misuse(argument: "\(name) \(text)")
            }
        }
        if csv == nil { groups.removeAll { [.file, .parts, .applied, .spread].contains($0) } }
    }

    struct Misuse: Error, CustomStringConvertible {
        let argument: String
        var description: String {
            "\(argument)?\nusage: lymer-bench watch [CSV] [--only \(Group.allCases.map(\.rawValue).joined(separator: ","))]"
                + " [--reps N] [--cases N] [--rows N] [--rate N] [--seconds N] [--tainted N] [--scratch FOLDER]"
        }
    }

    func output(_ transfers: Int) -> Output { Output(peer: peer, transfers: transfers) }

    func run() throws {
        Conditions.emit()
        let ledger = try csv.map { try WatchedLedger($0, cases: cases) }
        for group in Group.allCases where groups.contains(group) {
            switch group {
            case .file: if let ledger { try WatchedFile(measures: self, ledger: ledger).run() }
            case .parts: if let ledger { try WatchedFile(measures: self, ledger: ledger).parts() }
            case .applied: if let ledger { try AppliedMeasures(measures: self).run(ledger, ledger.atRest, "") }
            case .spread:
                guard let ledger else { break }
                try AppliedMeasures(measures: self).run(ledger, ledger.spreading, "_spreading")
                try WatchedFile(measures: self, ledger: ledger).spreading()
            case .cases: try AppliedMeasures(measures: self).byCases()
            case .share: try AppliedMeasures(measures: self).byShare()
            case .collector: try AppliedMeasures(measures: self).collector()
            case .latency: try AlertLatency(measures: self).run()
            case .reorg: try ReorgMeasures(measures: self).run()
            }
        }
    }

    /// A path of its own in the scratch folder, with nothing there.
    func fresh(_ name: String) -> String {
        let path = "\(scratch)/lymer-bench-\(getpid())-\(name)"
        try? FileManager.default.removeItem(atPath: path)
        return path
    }
}

/// A generated ledger and the cases watched on it.
final class WatchedLedger {
    let generated: GeneratedLedger
    let ledger: Ledger
    /// The victims, and for the rest payments to addresses that never send: money at rest, as most that is watched.
    let atRest: [Case]
    /// The victims, and for the rest payments to anybody, whose money spreads over most of the ledger.
    let spreading: [Case]

    init(_ csv: String, cases count: Int) throws {
        generated = try GeneratedLedger(csv)
        ledger = try generated.decode(threads: 2).seal()
        let questions = Questions(ledger, generated)
        let victims = questions.victims
        var sends = [Bool](repeating: false, count: ledger.addressCount)
        for row in 0..<ledger.count { sends[Int(ledger.sender(row))] = true }
        var cases = victims
        let stride = max(1, ledger.count * 9 / 10 / max(1, count))
        var row = ledger.count / 50
        while cases.count < count, row < ledger.count {
            var candidate = row
            while candidate < ledger.count, sends[Int(ledger.recipient(candidate))] { candidate += 1 }
            if candidate < ledger.count { cases.append(questions.question(row: candidate, id: "rest-\(cases.count)")) }
            row = max(row + stride, candidate + 1)
        }
        atRest = cases
        spreading = victims + questions.background(max(0, count - victims.count))
    }

    /// Value stops at labelled addresses, and nothing is inferred: what a watch is.
    func options(_ rule: TaintRule = .haircut) -> WatchOptions {
        var options = WatchOptions()
        options.rule = rule
        options.stops = generated.labels
        options.behaviourGuard.action = .off
        return options
    }
}

/// Writes a case file that `lymer watch` reads.
func writeCases(_ cases: [Case], to path: String) throws {
    var text = "{\"cases\": [\n"
    text += cases.map { one in
        "{\"id\": \"\(one.id)\", \"seeds\": [\(one.seeds.map { "\"\($0.text)\"" }.joined(separator: ", "))]}"
    }.joined(separator: ",\n")
    try (text + "\n]}\n").write(toFile: path, atomically: true, encoding: .utf8)
}

/// Nanoseconds of the monotonic clock.
func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
