import FlowTracing
import Foundation

/// What a file of alerts says in the end, and when it was said.
struct AlertTally {
    struct Told {
        var kind: String
        var place: EconomyTruth.Place
        var from: String
        var tainted: UInt128
        /// Place of its block in the chain as it stands in the end.
        var block: Int
        var firstWritten: UInt64
        var state: String
        var wasWithdrawn = false
        var wasAmended = false
        var wasConfirmed = false
    }

    /// By the alert's key.
    private(set) var alerts: [UInt128: Told] = [:]
    /// Nanoseconds from when a provisional alert's block was due.
    private(set) var latencies: [Double] = []
    private(set) var lines = 0
    /// Said to be confirmed, and withdrawn after that: must not be.
    private(set) var brokenPromises = 0

    init(_ path: String, _ times: [UInt64], _ source: EconomySource) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        var start = data.startIndex
        while start < data.endIndex, lines < times.count {
            let end = data[start...].firstIndex(of: 0x0A) ?? data.endIndex
            add(AlertText([UInt8](data[start..<end])), times[lines], source)
            lines += 1
            start = end + 1
        }
    }

    private mutating func add(_ line: AlertText, _ written: UInt64, _ source: EconomySource) {
        guard let key = line["key"].flatMap({ UInt128($0, radix: 16) }), let kind = line["kind"],
            let state = line["state"],
            let transaction = line["tx"], let block = source.blockOf[transaction]
        else { return }
        if state == "provisional", let due = source.dues[block].last(where: { $0 <= written }) {
            latencies.append(Double(written - due))
        }
        let before = alerts[key]
        var told = Told(
            kind: kind,
            place: EconomyTruth.Place(
                caseID: line["case"] ?? "", asset: line["contract"] ?? line["asset"] ?? "", address: line["to"] ?? ""),
            from: line["from"] ?? "", tainted: line["tainted"].flatMap { UInt128($0) } ?? 0, block: block,
            firstWritten: before?.firstWritten ?? written, state: state)
        told.wasWithdrawn = before?.wasWithdrawn ?? false || state == "withdrawn"
        told.wasAmended = before?.wasAmended ?? false || state == "amended"
        told.wasConfirmed = before?.wasConfirmed ?? false || state == "confirmed"
        if state == "withdrawn", before?.wasConfirmed == true { brokenPromises += 1 }
        alerts[key] = told
    }
}

/// How late the alerts of a feed were and how right, beside how fast it ran.
struct EconomyFigures {
    let told: AlertTally
    let truth: EconomyTruth
    let cases: Int
    let rows: Int
    let reorgs: Int
    let seconds: Double
    /// By place of the block.
    let blockNumbers: [UInt64]

    func emit(_ output: Output) {
        let standing = told.alerts.values.filter { $0.state != "withdrawn" }
        let arrivals = standing.filter { $0.kind == "reachedEndpoint" }
        let check = "\(rows) rows, \(cases) cases, \(reorgs) reorgs, \(told.alerts.count) alerts"
        var table: [(String, String)] = []
        func figure(_ name: String, _ title: String, _ value: Double, _ unit: String, _ note: String = "") {
            output.emit(name, value, unit, check: note.isEmpty ? check : note)
            table.append((title, String(format: "%.4g %@", value, unit) + (note.isEmpty ? "" : " (\(note))")))
        }
        figure("feed_records", "records, open loop", Double(rows) / seconds, "records/s")
        if !told.latencies.isEmpty {
            for (label, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("p99.99", 0.9999), ("max", 1)] {
                figure(
                    "feed_alert_latency_\(label)", "alert latency \(label)", told.latencies.quantile(share) / 1e3, "µs",
                    label == "p50" ? "\(told.latencies.count) provisional alerts" : "")
            }
        }
        let (found, right, all) = accuracy(arrivals)
        figure(
            "feed_endpoint_recall", "value at endpoints that was alerted", found * 100, "%", "\(all) places in truth")
        figure("feed_endpoint_precision", "alerted endpoint value that is true", right * 100, "%")
        let warned = warnings(standing, arrivals)
        figure(
            "feed_warned_before_cash_out", "value alerted before its cash-out", warned.any * 100, "%",
            "\(arrivals.count) cash-outs, median \(warned.minutes) min before")
        figure("feed_approaching_before_cash_out", "of it by `approaching`", warned.approaching * 100, "%")
        figure("feed_direct", "value paid straight to an endpoint", warned.direct * 100, "%", "no warning is possible")
        let count = Double(max(1, told.alerts.count))
        let back = told.alerts.values.filter(\.wasWithdrawn).count
        let amended = told.alerts.values.filter(\.wasAmended).count
        figure(
            "feed_retraction_rate", "alerts ever withdrawn", Double(back) / count * 100, "%",
            "\(back) of \(told.alerts.count), \(reorgs) reorgs")
        figure(
            "feed_retracted_for_good", "withdrawn and never raised again",
            Double(told.alerts.count - standing.count) / count * 100, "%")
        figure("feed_amended", "amended", Double(amended) / count * 100, "%")
        figure("feed_confirmed_then_withdrawn", "withdrawn after they were confirmed", Double(told.brokenPromises), "")
        print("\n| live feed: \(check) | |\n|---|--:|")
        for (title, value) in table { print("| \(title) | \(value) |") }
    }

    /// By value, in cents: how much of the truth was alerted, how much that was alerted is true.
    private func accuracy(_ arrivals: [AlertTally.Told]) -> (found: Double, right: Double, places: Int) {
        var sums: [EconomyTruth.Place: UInt128] = [:]
        for one in arrivals { sums[one.place, default: 0] += one.tainted }
        var (both, told, true_) = (0.0, 0.0, 0.0)
        for (place, amount) in truth.endpoints {
            both += EconomyTruth.cents(min(amount, sums[place] ?? 0), place.asset)
            true_ += EconomyTruth.cents(amount, place.asset)
        }
        for (place, amount) in sums { told += EconomyTruth.cents(amount, place.asset) }
        return (both / max(true_, 1e-9), both / max(told, 1e-9), truth.endpoints.count)
    }

    /// A cash-out was warned of where an earlier block raised an alert about the key that it came from.
    private func warnings(
        _ standing: [AlertTally.Told], _ arrivals: [AlertTally.Told]
    ) -> (any: Double, approaching: Double, direct: Double, minutes: Int) {
        var (first, near): ([EconomyTruth.Place: Int], [EconomyTruth.Place: Int]) = ([:], [:])
        for one in standing where one.kind == "moved" || one.kind == "approaching" {
            first[one.place] = min(first[one.place] ?? .max, one.block)
            if one.kind == "approaching" { near[one.place] = min(near[one.place] ?? .max, one.block) }
        }
        var (any, approaching, direct, all) = (0.0, 0.0, 0.0, 0.0)
        var leads: [Double] = []
        for one in arrivals {
            let cents = EconomyTruth.cents(one.tainted, one.place.asset)
            let key = EconomyTruth.Place(caseID: one.place.caseID, asset: one.place.asset, address: one.from)
            all += cents
            if let block = first[key], block < one.block {
                any += cents
                leads.append(Double(blockNumbers[one.block] - blockNumbers[block]) * 12 / 60)
            }
            if first[key] == nil { direct += cents }
            if let block = near[key], block < one.block { approaching += cents }
        }
        let whole = max(all, 1e-9)
        return (any / whole, approaching / whole, direct / whole, leads.isEmpty ? 0 : Int(leads.quantile(0.5)))
    }
}
