import FlowTracing
import Foundation
import GeneratedLedger

/// `lymer-bench flag CSV [--reps N] [--threads N] [--window S] [--only TYPOLOGY,…] [--peer NAME]`: what finding suspicious
/// patterns costs. `lymer-bench flag --generated ROWS [--window S]`: what it remembers, tenth by tenth of a long ledger.
///
/// All typologies in one pass, on one thread and on several; the window without any, which is the floor; then the window with
/// each typology alone. Findings are grouped into clusters in every time, as `lymer flag` does. The check beside a time is
/// of all findings, so no time can stand for another answer: equal checks are the same findings on the same transfers.
struct FlagMeasures {
    private var csv = ""
    private var reps = 3
    private var threads = 2
    private var window: Int?
    private var only: [String]?
    private var peer = "lymer"
    private var generated: Int?

    private static let usage =
        "flag (CSV | --generated ROWS) [--reps N] [--threads N] [--window S] [--only all,none,TYPOLOGY,…] [--peer NAME]"

    init(_ arguments: [String]) throws {
        let file = try Options.read(arguments, usage: Self.usage) { name, text, number in
            switch (name, number) {
            case ("--reps", let count?) where count > 0: reps = count
            case ("--threads", let count?) where count > 0: threads = count
            case ("--window", let seconds?) where seconds > 0: window = seconds
            case ("--only", _): only = text.split(separator: ",").map(String.init)
            case ("--peer", _): peer = text
            case ("--generated", let count?) where count >= 10: generated = count
            default: return false
            }
            return true
        }
        if let file { csv = file }
        if csv.isEmpty, generated == nil { throw Options.Misuse(argument: "no ledger", usage: Self.usage) }
    }

    func run() throws {
        Conditions.emit()
        if let generated { return try measureMemory(rows: generated) }
        let generated = try GeneratedLedger(csv)
        let ledger = try generated.decode(threads: 2).seal()
        let attribution = Attribution(
            zip(generated.labels, generated.categories).map { Tag(address: $0, label: $1, category: Category($1)) })
        var configuration = FlaggingConfiguration()
        if let window { configuration.window = window }
        let output = Output(peer: peer, transfers: ledger.count)
        for _ in 0..<reps {
            for name in ["none", "all"] + configuration.typologies.map(\.name) where only?.contains(name) ?? true {
                var own = configuration
                if name != "all" { own.typologies.removeAll { $0.name != name } }
                measure(name, ledger, attribution, own, threads: 1, output)
                if name == "all", threads > 1 { measure(name, ledger, attribution, own, threads: threads, output) }
            }
        }
    }

    /// One pass over traffic of so many rows: what is in the window and open, after every tenth.
    private func measureMemory(rows: Int) throws {
        var options = GeneratedTraffic.Options()
        (options.addresses, options.cases) = (rows / 4, 0)
        var traffic = GeneratedTraffic(options)
        var builder = LedgerBuilder()
        try TrafficWriter(hasIndexes: true).append(rows, of: &traffic, to: &builder)
        let ledger = try builder.seal()
        var configuration = FlaggingConfiguration()
        configuration.window = window ?? 86_400
        let flagging = Flagging(ledger, configuration: configuration)
        let output = Output(peer: peer, transfers: ledger.count)
        for tenth in 1...10 {
            let end = ledger.count / 10 * tenth
            let (time, _) = timed { flagging.update(ledger, upTo: end) }
            output.emit(
                "flag_generated_window_\(tenth)0%", Double(flagging.windowBytes), "B",
                check: "\(flagging.mostRows) rows in the window at most, \(flagging.addressBytes) bytes of addresses")
            output.emit("flag_generated_\(tenth)0%", Double(ledger.count / 10) / time, "transfers/s")
        }
        output.emit("flag_generated_findings", Double(flagging.finish().count), "findings")
    }

    private func measure(
        _ name: String, _ ledger: Ledger, _ attribution: Attribution, _ configuration: FlaggingConfiguration,
        threads: Int, _ output: Output
    ) {
        let before = processorSeconds()
        let (time, result) = timed {
            Flagging.run(ledger, attribution: attribution, configuration: configuration, threads: threads)
        }
        let spent = processorSeconds() - before
        let count = Double(ledger.count)
        let measure =
            "flag_\(name.replacing("-", with: "_"))" + (threads == 1 ? "" : "_\(threads)threads")
            + (window.map { "_w\($0)" } ?? "")
        output.emit(measure, count / time, "transfers/s", check: check(result))
        output.emit("\(measure)_cpu", spent / count * 1e9, "ns cpu/transfer", check: check(result))
        output.emit(
            "\(measure)_window", Double(result.windowBytes), "B",
            check: "\(result.mostRows) rows in the window, \(result.addressBytes) bytes of addresses")
    }

    private func check(_ result: Flagging.Result) -> String {
        var digest: UInt64 = 0
        var rows = 0
        for finding in result.findings {
            // FNV-1a of the name, which is of the typology and the transfers; a sum, so that no order matters.
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in finding.id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            digest &+= hash &+ UInt64(finding.firedAt)
            rows += finding.rows.count
        }
        let cuts = result.cuts
        return
            "\(result.findings.count) findings of \(rows) transfers, \(result.clusters.count) clusters, digest \(String(digest, radix: 16)), cuts \(cuts.walks)+\(cuts.hubs)+\(cuts.bounds)+\(cuts.rows)"
    }
}
