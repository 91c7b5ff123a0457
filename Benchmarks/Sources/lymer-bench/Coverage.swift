import FlowTracing
import GeneratedLedger

/// 1,000 seeds against lists that know fewer and fewer of the services, and seeds whose routes pass busy addresses.
struct CoverageMeasures {
    let victims: VictimMeasures
    /// Seconds after which a measure stops asking and says how many seeds it got through.
    let budget = 20.0
    let seeds = 1_000

    func run() throws {
        let questions = victims.questions
        let cases = questions.victims + questions.background(max(0, seeds - questions.generated.victims.count))
        let busy = questions.toBusyAddresses(100, graph: victims.indexed.graph)
        for percent in [100, 95, 75, 25] {
            let stops = questions.labels(percent: percent)
            for rule in victims.rules {
                try ask(cases, rule, stops, "trace_\(cases.count)seeds_\(percent)%labels_\(rule)", cold: percent == 100)
            }
        }
        for rule in victims.rules {
            try ask(busy, rule, questions.generated.labels, "trace_busy_addresses_\(rule)", cold: false)
        }
    }

    private func ask(_ cases: [Case], _ rule: TaintRule, _ stops: [Address], _ name: String, cold: Bool) throws {
        guard !cases.isEmpty else { return }
        let tracer = try victims.indexed.tracer(rule, stops: stops)
        var times: [Double] = []
        var perFlow: [Double] = []
        var coldTimes: [Double] = []
        var (pairs, flows, spent) = (0, 0, 0.0)
        for question in cases where spent < budget {
            if cold {
                evictCaches()
                coldTimes.append(timed { tracer.trace([question]) }.0)
            }
            let (time, answer) = timed { tracer.trace([question]) }
            let found = victims.checked(answer)
            spent += time
            times.append(time)
            perFlow.append(time / Double(max(1, found.flows)))
            pairs += found.pairs
            flows += found.flows
        }
        let check = "\(times.count) seeds, \(pairs) pairs, \(flows) flows"
        let output = victims.output
        for (share, label) in [(0.5, "p50"), (0.9, "p90"), (1, "max")] {
            output.emit("\(name)_\(label)", times.quantile(share) * 1e6, "µs", check: check)
            if cold { output.emit("\(name)_cold_\(label)", coldTimes.quantile(share) * 1e6, "µs", check: check) }
        }
        output.emit("\(name)_per_flow_p50", perFlow.quantile(0.5) * 1e9, "ns", check: check)
        output.emit("\(name)_per_flow_mean", spent / Double(max(1, flows)) * 1e9, "ns", check: check)
    }

    /// Reads more than any cache of the processor holds.
    @inline(never)
    private func evictCaches() {
        var sum: UInt64 = 0
        for i in stride(from: 0, to: CoverageMeasures.filler.count, by: 8) { sum &+= CoverageMeasures.filler[i] }
        precondition(sum != 1)
    }

    private static let filler = [UInt64](repeating: 0, count: 16 << 20)
}
