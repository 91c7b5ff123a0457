import FlowTracing

/// The wide questions of `VictimMeasures` answered in full: every flow, endpoint and path of most of the ledger. What a
/// report costs, beside what finding out costs.
struct ListMeasures {
    let victims: VictimMeasures

    func run() throws {
        try unstopped()
        try wide()
        try passes()
    }

    /// Also shows whether the scheduler's choice is the better one.
    private func unstopped() throws {
        for rule in victims.rules {
            for (schedule, suffix) in [(Schedule.automatic, ""), (.indexDriven, "_index"), (.scan, "_scan")] {
                let tracer = try victims.indexed.tracer(rule) { $0.schedule = schedule }
                for _ in 0..<victims.reps {
                    var times: [Double] = []
                    var (pairs, flows) = (0, 0)
                    for question in victims.questions.unstopped {
                        let (time, answer) = timed { tracer.trace([question]) }
                        times.append(time)
                        let found = victims.checked(answer)
                        pairs += found.pairs
                        flows += found.flows
                    }
                    victims.output.emit(
                        "trace_victim_nostop_single_median_\(rule)_lists\(suffix)", times.quantile(0.5) * 1e3, "ms",
                        check: "\(pairs) pairs, \(flows) flows")
                }
            }
        }
    }

    /// A large ledger's hundred answers may not fit the memory; then fewer are asked, and the measure's name says how many.
    private func wide() throws {
        let cases = victims.questions.background(100)
        let stopped = try victims.indexed.tracer(.reach, stops: victims.questions.generated.labels)
        let unstopped = try victims.indexed.tracer(.reach)
        let perCase = Double(victims.checked(unstopped.trace([cases[0]])).flows * bytesPerFlow)
        let fitting = max(1, min(100, Int(Double(availableMemory()) * 0.5 / perCase)))
        try victims.batch(Array(cases.prefix(fitting)), unstopped, "trace_bg_nostop_\(fitting)seeds_reach_lists")
        try victims.batch(cases, stopped, "trace_bg_stop_100seeds_reach_lists")
    }

    /// An event of the pass and a flow of the answer, both in arrays that grow by doubling.
    private let bytesPerFlow = 2 * (MemoryLayout<Flow>.stride + 32)

    private func passes() throws {
        for rule in victims.rules where rule.isMoney {
            let tracer = try victims.indexed.passTracer(rule)
            for _ in 0..<victims.reps {
                let (time, traces) = timed { tracer.trace([victims.questions.allVictims]) }
                let answers = victims.checked(traces)
                victims.output.emit(
                    "\(rule)_full_lists", Double(victims.ledger.count) / time, "transfers/s",
                    check: "\(answers.flows) rows, \(answers.digestText)")
            }
        }
    }
}
