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

    func checked(_ totals: [CaseTotals]) -> Sums {
        let sums = Sums(totals)
        if let failure = sums.failures.first {
            report("\(sums.failures.count) of \(totals.count) cases failed, the first: \(failure)")
        }
        if sums.residual != 0 { report("the books do not balance: \(sums.text)") }
        return sums
    }

    func stopped() throws {
        for rule in rules { try stoppedWithLists(rule) }
        try stoppedReach()
    }

    private func stoppedWithLists(_ rule: TaintRule) throws {
        let cases = questions.victims
        let tracer = try indexed.tracer(rule, stops: questions.generated.labels)
        for rep in 0...reps {
            var traces: [CaseTrace] = []
            var times: [Double] = []
            for question in cases {
                let (time, answer) = timed { tracer.trace([question]) }
                times.append(time)
                traces += answer
            }
            let answers = checked(traces)
            let (recall, precision) = answers.accuracy(against: questions.generated.planted, in: ledger)
            let check =
                "\(answers.pairs) pairs, \(answers.flows) flows, recall \(percent(recall)), "
                + "precision \(percent(precision)), \(answers.digestText)"
            emitSingles("\(rule)_lists", rep, times, check)
        }
        try batch(cases, tracer, "trace_victim_stop_100seeds_\(rule)_lists")
    }

    /// Which addresses, and nothing else of them.
    private func stoppedReach() throws {
        let cases = questions.victims
        let tracer = try indexed.tracer(.reach, stops: questions.generated.labels)
        for rep in 0...reps {
            var times: [Double] = []
            var pairs = 0
            for question in cases {
                let (time, found) = try timed { Reached(try tracer.reachability([question])) }
                times.append(time)
                pairs += found.pairs
            }
            emitSingles("reach", rep, times, "\(pairs) pairs")
        }
        for _ in 0..<reps {
            let (time, found) = try timed { Reached(try tracer.reachability(cases)) }
            output.emit("trace_victim_stop_100seeds_reach", time * 1e3, "ms total", check: "\(found.pairs) pairs")
        }
    }

    /// The first pass, `rep` 0, finds the ledger cold in the caches.
    private func emitSingles(_ name: String, _ rep: Int, _ times: [Double], _ check: String) {
        for (share, label) in [(0.5, "median"), (0.9, "p90"), (1, "max")] {
            output.emit(
                "trace_victim_stop_single_\(label)_\(name)\(rep == 0 ? "_first" : "")", times.quantile(share) * 1e3,
                "ms",
                check: check)
        }
    }

    /// Tenths of a percent for people.
    private func percent(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)%" }

    /// What one victim's money can have reached, or what came of it, with nothing in its way: most of the ledger. Sets and
    /// sums; `ListMeasures` has the same with every list.
    func unstopped() throws {
        let cases = questions.unstopped
        for rule in rules {
            let tracer = try indexed.tracer(rule)
            for _ in 0..<reps {
                var times: [Double] = []
                let check: String
                if rule.isMoney {
                    var totals: [CaseTotals] = []
                    for question in cases {
                        let (time, answer) = timed { tracer.totals([question]) }
                        times.append(time)
                        totals += answer
                    }
                    check = checked(totals).text
                } else {
                    var pairs = 0
                    for question in cases {
                        let (time, found) = try timed { Reached(try tracer.reachability([question])) }
                        times.append(time)
                        pairs += found.pairs
                    }
                    check = "\(pairs) pairs"
                }
                let name = "trace_victim_nostop_single_median_\(rule)"
                output.emit(name, times.quantile(0.5) * 1e3, "ms", check: check)
            }
        }
    }

    /// 100 payments anywhere: most of the ledger a hundred times over, in one pass.
    func wide() throws {
        let cases = questions.background(100)
        for (name, stops) in [("nostop", []), ("stop", questions.generated.labels)] {
            let tracer = try indexed.tracer(.reach, stops: stops)
            for _ in 0..<reps {
                let (time, found) = try timed { Reached(try tracer.reachability(cases)) }
                output.emit(
                    "trace_bg_\(name)_100seeds_reach", time * 1e3, "ms total", check: "\(found.pairs) pairs")
            }
        }
    }

    func batch(_ cases: [Case], _ tracer: Tracer, _ measure: String) throws {
        for _ in 0..<reps {
            let (time, traces) = timed { tracer.trace(cases) }
            let answers = checked(traces)
            output.emit(measure, time * 1e3, "ms total", check: "\(answers.pairs) pairs, \(answers.digestText)")
        }
    }

    /// One pass of an exact rule over everything, all victims' payments one case, nothing stops it.
    func passes() throws {
        for rule in rules where rule.isMoney {
            let tracer = try indexed.passTracer(rule)
            for _ in 0..<reps {
                let (time, totals) = timed { tracer.totals([questions.allVictims]) }
                output.emit(
                    "\(rule)_full", Double(ledger.count) / time, "transfers/s", check: checked(totals).text)
            }
        }
    }
}

/// Lets a set that cannot be copied leave `timed`; it is counted afterwards.
private final class Reached {
    private let reachability: Reachability

    init(_ reachability: consuming Reachability) { self.reachability = reachability }

    /// (case, address) pairs.
    var pairs: Int { reachability.counts.reduce(0, +) }
}
