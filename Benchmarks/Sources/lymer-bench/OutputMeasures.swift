import FlowTracing
import Foundation
import GeneratedLedger

/// `lymer-bench outputs [--outputs N] [--rule R] [--reps N] [--seed N]`: the engine on a generated UTXO chain.
struct OutputMeasures {
    private var outputs = 10_000_000
    private var rules: [TaintRule] = [.haircut, .fifo]
    private var reps = 3
    private var seed: UInt64 = 1
    private var single = 1_000
    private var output: Output { Output(peer: "lymer", transfers: outputs) }

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let text = rest.popFirst() else { throw Misuse(argument: name) }
            switch (name, Int(text)) {
            case ("--outputs", let count?) where count > 0: outputs = count
            case ("--reps", let count?) where count > 0: reps = count
            case ("--seed", let number?): seed = UInt64(truncatingIfNeeded: number)
            case ("--rule", _):
                guard let rule = TaintRule(rawValue: text), rule.isMoney else { throw Misuse(argument: text) }
                rules = [rule]
            default: throw Misuse(argument: "\(name) \(text)")
            }
        }
    }

    struct Misuse: Error, CustomStringConvertible {
        let argument: String
        var description: String {
            "\(argument)?\nusage: lymer-bench outputs [--outputs N] [--rule RULE] [--reps N] [--seed N]"
        }
    }

    func run() throws {
        Conditions.emit()
        let chain = GeneratedChain(outputs: outputs, seed: seed)
        let ledger = try build(chain)
        let wide = chain.wideCase
        let cases = chain.singleOutputs(single)
        let graph = FlowGraph(ledger)
        for _ in 0..<reps {
            for rule in rules { try sums(wide, rule, ledger, graph) }
        }
        for _ in 0..<reps {
            for rule in rules { try narrow(cases, rule, ledger, graph) }
        }
        for rule in rules { try lists(wide, rule, ledger, graph) }
        memory(ledger, graph)
    }

    private func options(_ rule: TaintRule) -> TraceOptions {
        var options = TraceOptions()
        options.rule = rule
        options.behaviourGuard.action = .off
        return options
    }

    /// Appended, sealed, indexed by owner.
    private func build(_ chain: GeneratedChain) throws -> Ledger {
        var kept: Ledger?
        for _ in 0..<reps {
            kept = nil
            let before = processorSeconds()
            var watch = Stopwatch()
            let builder = try chain.append()
            let appending = watch.lap()
            let appendingCPU = processorSeconds() - before
            let ledger = try builder.seal()
            let sealing = watch.lap()
            let sealingCPU = processorSeconds() - before - appendingCPU
            let check =
                "\(ledger.transactionCount) transactions, \(chain.inputCount) inputs, \(ledger.outputCount) outputs, "
                + "\(ledger.scriptCount) addresses"
            rate("outputs_append", appending, appendingCPU, check)
            rate("outputs_seal", sealing, sealingCPU, "\(ledger.outputCount)")
            kept = ledger
        }
        guard let kept else { preconditionFailure("at least one repeat") }
        return kept
    }

    private func rate(_ name: String, _ seconds: Double, _ processor: Double, _ check: String) {
        output.emit(name, Double(outputs) / seconds, "outputs/s", check: check)
        output.emit(name + "_cpu", processor / Double(outputs) * 1e9, "ns cpu/output", check: check)
    }

    /// Half of all money is tainted: the sums of a pass over nearly all transactions.
    private func sums(_ wide: Case, _ rule: TaintRule, _ ledger: Ledger, _ graph: FlowGraph) throws {
        let tracer = try Tracer(ledger: ledger, options: options(rule), graph: graph)
        let before = processorSeconds()
        let (seconds, totals) = try timed { try tracer.outputTotals(wide, rule: rule) }
        let processor = processorSeconds() - before
        let tainted = totals.reduce(0) { $0 + $1.outputs }
        let check = totals.map { text($0.injected, $0.closing, $0.outputs) }.joined(separator: "; ")
        rate("outputs_wide_\(rule.rawValue)", seconds, processor, check)
        output.emit(
            "outputs_wide_\(rule.rawValue)_per_tainted", processor / Double(max(1, tainted)) * 1e9, "ns cpu/output",
            check: check)
    }

    /// The same with every list, and whether the sums agree.
    private func lists(_ wide: Case, _ rule: TaintRule, _ ledger: Ledger, _ graph: FlowGraph) throws {
        let tracer = try Tracer(ledger: ledger, options: options(rule), graph: graph)
        let before = processorSeconds()
        let (seconds, answer) = timed { tracer.trace([wide]) }
        let processor = processorSeconds() - before
        if let failure = answer[0].failure { report("the case failed: \(failure)") }
        let check = answer[0].assets.map { asset in
            text(asset.injected, asset.closing, asset.flows.reduce(0) { $0 + ($1.tainted != 0 ? 1 : 0) })
        }
        let totals = try tracer.outputTotals(wide, rule: rule).map { text($0.injected, $0.closing, $0.outputs) }
        if check != totals { report("sums \(totals) and lists \(check) differ") }
        rate("outputs_wide_\(rule.rawValue)_lists", seconds, processor, check.joined(separator: "; "))
    }

    private func text(_ injected: Amount, _ closing: Closing, _ outputs: Int) -> String {
        let booked = closing.lines.reduce(Amount(0)) { $0 + $1.amount }
        let rest = closing.resting + closing.unseen
        return "\(outputs) outputs (\(outputs * 1_000 / self.outputs)‰), injected \(injected), closing Σ \(booked), "
            + "resting \(rest), fee \(closing.fee), mixer \(closing.mixer)"
    }

    /// One output's money for five hops, with every list and as sums.
    private func narrow(_ cases: [Case], _ rule: TaintRule, _ ledger: Ledger, _ graph: FlowGraph) throws {
        var options = options(rule)
        options.maxHops = 5
        let tracer = try Tracer(ledger: ledger, options: options, graph: graph)
        _ = tracer.trace([cases[0]])
        var (listTimes, sumTimes): ([Double], [Double]) = ([], [])
        var (flows, closing, sumClosing): (Int, Amount, Amount) = (0, 0, 0)
        for question in cases {
            let (time, answer) = timed { tracer.trace([question]) }
            listTimes.append(time)
            for asset in answer[0].assets {
                flows += asset.flows.count
                closing += asset.closing.lines.reduce(0) { $0 + $1.amount }
            }
            let (sumTime, totals) = try timed { try tracer.outputTotals(question, rule: rule) }
            sumTimes.append(sumTime)
            for one in totals { sumClosing += one.closing.lines.reduce(0) { $0 + $1.amount } }
        }
        if closing != sumClosing { report("sums \(sumClosing) and lists \(closing) differ") }
        let check = "\(cases.count) seeds, \(flows) flows, closing Σ \(closing)"
        for (times, suffix) in [(listTimes, "_lists"), (sumTimes, "")] {
            for (share, label) in [(0.5, "p50"), (0.9, "p90"), (1, "max")] {
                output.emit(
                    "outputs_single_\(rule.rawValue)\(suffix)_\(label)", times.quantile(share) * 1e6, "µs", check: check
                )
            }
        }
    }

    /// Bytes of every part, an output and an unspent one, after all has been asked.
    private func memory(_ ledger: Ledger, _ graph: FlowGraph) {
        let parts = ledger.memory + [("outputs by owner", graph.byteCount)]
        let chain = ledger.output(0).ledger
        let unspent = (0..<chain.outputCount).reduce(0) { $0 + (chain.spender($1) == nil ? 1 : 0) }
        for (part, bytes) in parts where bytes > 0 {
            output.emit("bytes: \(part)", Double(bytes) / Double(outputs), "B/output")
        }
        let sum = Double(parts.reduce(0) { $0 + $1.1 })
        output.emit("bytes_per_output", sum / Double(outputs), "B")
        // What stays of an output that nothing has spent: no input names it. The index by owner is built when asked for.
        let afterSpending: Set = ["inputs", "outputs by owner"]
        let unspentParts = Double(parts.reduce(0) { $0 + (afterSpending.contains($1.0) ? 0 : $1.1) })
        output.emit("bytes_per_unspent_output", unspentParts / Double(outputs), "B", check: "\(unspent) unspent")
        output.emit("rss_anon_per_output", Double(processMemory("RssAnon")) / Double(outputs), "B")
        output.emit("peak_rss_per_output", Double(processMemory("VmHWM")) / Double(outputs), "B")
    }
}
