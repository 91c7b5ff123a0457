import FlowTracing
import GeneratedLedger

/// Every address of the ledger screened against its labels: one pass each way an asset. The sums beside a time are of all
/// exposures, so no time can stand for another answer.
struct ScreeningMeasures {
    let generated: GeneratedLedger
    let indexed: IndexedLedger
    let output: Output
    let reps: Int

    func run() throws {
        for (name, directions) in [
            ("both", Set(Exposure.Direction.allCases)), ("in", [.received]), ("out", [.sent]),
        ] as [(String, Set<Exposure.Direction>)] {
            for hops in name == "both" ? [5, 3, 1] : [5] {
                var options = ScreeningOptions()
                (options.hops, options.directions) = (hops, directions)
                try all("screen_all_\(name)_\(hops)hops", options)
            }
        }
        try few()
    }

    private var attribution: Attribution {
        Attribution(
            zip(generated.labels, generated.categories).map {
                Tag(address: $0, label: $1, category: Category($1))
            })
    }

    private func all(_ name: String, _ options: ScreeningOptions) throws {
        let screening = try Screening(ledger: indexed.ledger, attribution: attribution, options: options)
        for _ in 0..<reps {
            var (exposures, rows) = (0, 0)
            var (total, attributed): (Amount, Amount) = (0, 0)
            let before = processorSeconds()
            let (time, cost) = timed {
                screening.all { exposure in
                    exposures += 1
                    rows += exposure.rows.count
                    total &+= exposure.total
                    attributed &+= exposure.attributed
                }
            }
            let spent = processorSeconds() - before
            let check =
                "\(exposures) exposures, \(rows) rows, total \(total.decimalDigits), attributed \(attributed.decimalDigits)"
            let transfers = Double(indexed.ledger.count)
            output.emit(name, transfers / time, "transfers/s", check: check)
            output.emit("\(name)_cpu", spent / transfers * 1e9, "ns cpu/transfer", check: check)
            output.emit("\(name)_row_visits", Double(cost.rows) / time, "rows/s", check: check)
            output.emit("\(name)_state", Double(cost.stateBytes) / transfers, "B/transfer", check: check)
        }
        output.emit("\(name)_peak_rss", Double(processMemory("VmHWM")) / Double(indexed.ledger.count), "B/transfer")
    }

    /// One address at a time, through the index.
    private func few() throws {
        var options = ScreeningOptions()
        options.hops = 3
        let screening = try Screening(
            ledger: indexed.ledger, attribution: attribution, options: options, graph: indexed.graph)
        var times: [Double] = []
        var (exposures, attributed): (Int, Amount) = (0, 0)
        for victim in generated.victims {
            guard let id = indexed.ledger.find(victim.recipient) else { continue }
            let (time, found) = timed { screening.exposures(of: [id]) }
            times.append(time)
            exposures += found.count
            for one in found { attributed &+= one.attributed }
        }
        let check = "\(times.count) addresses, \(exposures) exposures, attributed \(attributed.decimalDigits)"
        for (share, label) in [(0.5, "p50"), (0.9, "p90"), (1, "max")] {
            output.emit("screen_one_3hops_\(label)", times.quantile(share) * 1e3, "ms", check: check)
        }
    }
}
