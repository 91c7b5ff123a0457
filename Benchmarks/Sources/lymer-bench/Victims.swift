import FlowTracing
import GeneratedLedger

/// Traces of single victims and of many at once, with and without services that stop them.
struct VictimMeasures {
    let questions: Questions
    let indexed: IndexedLedger
    let output: Output
    let reps: Int
    let rules: [TaintRule] = [.reach, .haircut, .fifo]

    var ledger: Ledger { indexed.ledger }

    func checked(_ traces: [CaseTrace]) -> Answers {
        let answers = Answers(traces, of: ledger)
        if let failure = answers.failures.first {
            report("\(answers.failures.count) of \(traces.count) cases failed, the first: \(failure)")
        }
        return answers
    }

    func stopped() throws {
        let cases = questions.victims
        for rule in rules {
            let tracer = try indexed.tracer(rule, stops: questions.generated.labels)
            for rep in 0...reps {
                var traces: [CaseTrace] = []
                var times: [Double] = []
                for question in cases {
                    let (time, answer) = timed { tracer.trace([question]) }
                    times.append(time)
                    traces += answer
                }
                // The first pass finds the ledger cold in the caches.
                let state = rep == 0 ? "_first" : ""
                let answers = checked(traces)
                let (recall, precision) = answers.accuracy(against: questions.generated.planted, in: ledger)
                let check =
                    "\(answers.pairs) pairs, \(answers.flows) flows, recall \(percent(recall)), "
                    + "precision \(percent(precision)), \(answers.digestText)"
                let base = "trace_victim_stop_single"
                output.emit("\(base)_median_\(rule)\(state)", times.quantile(0.5) * 1e3, "ms", check: check)
                output.emit("\(base)_p90_\(rule)\(state)", times.quantile(0.9) * 1e3, "ms", check: check)
                output.emit("\(base)_max_\(rule)\(state)", times.quantile(1) * 1e3, "ms", check: check)
            }
            try batch(cases, tracer, "trace_victim_stop_100seeds_\(rule)")
        }
    }

    /// Tenths of a percent for people.
    private func percent(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)%" }

    func unstopped() throws {
        let all = questions.victims
        let cases = stride(from: 0, to: all.count, by: max(1, all.count / 5)).map { all[$0] }
        for rule in rules {
            for (schedule, suffix) in [(Schedule.automatic, ""), (.indexDriven, "_index"), (.scan, "_scan")] {
                let tracer = try indexed.tracer(rule) { $0.schedule = schedule }
                for _ in 0..<reps {
                    var times: [Double] = []
                    var pairs = 0
                    for question in cases {
                        let (time, answer) = timed { tracer.trace([question]) }
                        times.append(time)
                        pairs += checked(answer).pairs
                    }
                    output.emit(
                        "trace_victim_nostop_single_median_\(rule)\(suffix)", times.quantile(0.5) * 1e3, "ms",
                        check: "\(pairs) pairs")
                }
            }
        }
    }

    /// 100 seeds anywhere, nothing stops them: most of the ledger a hundred times over.
    ///
    /// Every answer lists its flows, so a large ledger's hundred answers may not fit the memory; then fewer are asked, and
    /// the measure's name says how many.
    func wide() throws {
        let cases = questions.background(100)
        let stopped = try indexed.tracer(.reach, stops: questions.generated.labels)
        let unstopped = try indexed.tracer(.reach)
        let perCase = Double(checked(unstopped.trace([cases[0]])).flows * bytesPerFlow)
        let fitting = max(1, min(100, Int(Double(availableMemory()) * 0.5 / perCase)))
        try batch(Array(cases.prefix(fitting)), unstopped, "trace_bg_nostop_\(fitting)seeds_reach")
        try batch(cases, stopped, "trace_bg_stop_100seeds_reach")
    }

    /// An event of the pass and a flow of the answer, both in arrays that grow by doubling.
    private let bytesPerFlow = 2 * (MemoryLayout<Flow>.stride + 32)

    private func batch(_ cases: [Case], _ tracer: Tracer, _ measure: String) throws {
        for _ in 0..<reps {
            let (time, traces) = timed { tracer.trace(cases) }
            let answers = checked(traces)
            output.emit(measure, time * 1e3, "ms total", check: "\(answers.pairs) pairs, \(answers.digestText)")
        }
    }

    /// One pass of an exact rule over everything, all victims' payments one case, nothing stops it.
    func passes() throws {
        for rule in [TaintRule.haircut, .fifo] {
            let tracer = try indexed.passTracer(rule)
            for _ in 0..<reps {
                let (time, traces) = timed { tracer.trace([questions.allVictims]) }
                let answers = checked(traces)
                let check = "\(answers.flows) rows, \(answers.digestText)"
                output.emit("\(rule)_full", Double(ledger.count) / time, "transfers/s", check: check)
            }
        }
    }
}
