import FlowFormats
import FlowLabels
import FlowTracing
import Foundation
import GeneratedLedger

/// `lymer-bench kept-labels CSV [--labels N] [--reps N] [--database FILE]`: importing so many labels, and what a trace costs
/// with them beside the same trace without any, in turns. One label in a hundred is of an address of the ledger, in a
/// category that ends nothing, so that both traces give the same answer but for the tags that are shown.
struct KeptLabelMeasures {
    private var csv = ""
    private var labels = 10_000_000
    private var reps = 5
    private var database: String?
    private let lists = 10

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if !name.hasPrefix("-"), csv.isEmpty {
                csv = name
            } else if let text = rest.popFirst() {
                switch (name, Int(text)) {
                case ("--labels", let count?) where count >= lists: labels = count
                case ("--reps", let count?) where count > 0: reps = count
                case ("--database", _): database = text
                default: throw Misuse(argument: "\(name) \(text)")
                }
            } else {
                throw Misuse(argument: name)
            }
        }
        guard !csv.isEmpty else { throw Misuse(argument: "no ledger") }
    }

    struct Misuse: Error, CustomStringConvertible {
        let argument: String
        var description: String {
            "\(argument)?\nusage: lymer-bench kept-labels CSV [--labels N] [--reps N] [--database FILE]"
        }
    }

    func run() throws {
        Conditions.emit()
        let generated = try GeneratedLedger(csv)
        let indexed = try readOnce(generated)
        let output = Output(peer: "lymer", transfers: indexed.ledger.count)
        let path = database ?? NSTemporaryDirectory() + "/lymer-bench-labels-\(getpid()).sqlite"
        defer {
            if database == nil {
                for end in ["", ".index"] { try? FileManager.default.removeItem(atPath: path + end) }
            }
        }
        if !FileManager.default.fileExists(atPath: path) { try fill(path, indexed.ledger, output) }
        let (opening, kept) = try timed { try KeptLabels(path: path) }
        output.emit("labels_open", opening * 1e6, "µs", check: "\(kept.count) tags")
        let measures = Questions(indexed.ledger, generated)
        try narrow(indexed, measures, kept, output)
        try pass(indexed, measures, kept, output)
        try labelled(indexed, kept, output)
    }

    // MARK: Import

    private func fill(_ path: String, _ ledger: Ledger, _ output: Output) throws {
        let each = labels / lists
        var (adding, publishing) = (0.0, 0.0)
        for number in 0..<lists {
            var file = LabelFile(name: "list-\(number)", format: "made")
            (file.date, file.tags, file.sha256) = (1_700_000_000, each, "\(number)")
            let contents = LabelContents(file: file, tags: tags(number * each..<(number + 1) * each, ledger))
            adding += try timed {
                let store = try LabelDatabase(path: path, forWriting: true)
                _ = try store.add([contents], now: 1_700_000_000)
                // The index is made once, after the last.
                if number == lists - 1 { publishing = try timed { try store.publish() }.0 }
            }.0
        }
        adding -= publishing
        let size = ["", ".index"].map { end in
            (try? FileManager.default.attributesOfItem(atPath: path + end))?[.size] as? Int ?? 0
        }
        let rate = Double(lists * each)
        let check = "\(lists * each) labels, \(size[0]) + \(size[1]) bytes, peak \(processMemory("VmHWM") >> 20) MiB"
        output.emit("labels_add", rate / adding, "labels/s", check: check)
        output.emit("labels_index", rate / publishing, "labels/s", check: check)
        output.emit("labels_import", rate / (adding + publishing), "labels/s", check: check)
    }

    private func tags(_ range: Range<Int>, _ ledger: Ledger) -> [Tag] {
        range.map { number in
            let word = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            let address: Address =
                number % 100 == 0
                ? ledger.address(AddressID(number / 100 % ledger.addressCount))
                : .bytes(AddressBytes(high: word, middle: word ^ 0xD6E8_FEB8_6659_FD93, low: UInt32(number)))
            return Tag(
                chain: "eip155:1", address: address, label: "label \(number)", category: Category("scam"),
                entity: "owner \(number % 5000)", confidence: 70, source: "https://example.org/list/\(number % 100)")
        }
    }

    // MARK: Traces

    private func tracer(
        _ indexed: IndexedLedger, _ attribution: Attribution, _ stops: [Address], _ change: (inout TraceOptions) -> Void
    ) throws -> Tracer {
        var options = TraceOptions()
        options.stops = stops
        options.behaviourGuard.action = .off
        change(&options)
        return try Tracer(
            ledger: indexed.ledger, attribution: attribution, options: options, graph: indexed.graph,
            transactions: indexed.transactions)
    }

    /// Every victim by itself, services stop: a tracer of its own each, so that every address is looked up anew.
    private func narrow(_ indexed: IndexedLedger, _ questions: Questions, _ kept: KeptLabels, _ output: Output) throws {
        let cases = questions.victims
        try compare("trace_victim_stop_single_median_haircut", "ms", 1e3, output) { attribution in
            var times: [Double] = []
            var flows = 0
            let tracers = try cases.map { _ in
                try tracer(indexed, attribution, questions.generated.labels) { $0.schedule = .automatic }
            }
            for (question, tracer) in zip(cases, tracers) {
                let (time, answer) = timed { tracer.trace([question]) }
                times.append(time)
                flows += answer[0].assets.reduce(0) { $0 + $1.flows.count }
            }
            return (times.quantile(0.5), "\(flows) flows")
        } with: {
            Attribution([], source: kept.source)
        }
    }

    /// All victims' payments through the whole ledger, nothing stops them.
    private func pass(_ indexed: IndexedLedger, _ questions: Questions, _ kept: KeptLabels, _ output: Output) throws {
        func change(_ options: inout TraceOptions) { (options.opening, options.schedule) = (.observed, .scan) }
        for lists in [false, true] {
            try compare("haircut_full" + (lists ? "_lists" : ""), "ms", 1e3, output) { attribution in
                let tracer = try tracer(indexed, attribution, [], change)
                if lists {
                    let (time, answer) = timed { tracer.trace([questions.allVictims]) }
                    return (time, "\(answer[0].assets.reduce(0) { $0 + $1.flows.count }) flows")
                }
                let (time, answer) = timed { tracer.totals([questions.allVictims]) }
                return (time, "\(answer[0].assets.reduce(0) { $0 + $1.transfers }) transfers")
            } with: {
                Attribution([], source: kept.source)
            }
        }
    }

    /// A B A B, each ratio within its turn; the first turn warms up.
    private func compare(
        _ name: String, _ unit: String, _ factor: Double, _ output: Output,
        _ measure: (Attribution) throws -> (Double, String), with labels: () -> Attribution
    ) throws {
        var ratios: [Double] = []
        for turn in 0...reps {
            let (without, answer) = try measure(Attribution())
            let (with, same) = try measure(labels())
            guard turn > 0 else { continue }
            output.emit("\(name)_0_labels", without * factor, unit, check: answer)
            output.emit("\(name)_labels", with * factor, unit, check: same)
            ratios.append(with / without)
        }
        output.emit("\(name)_labels_ratio", ratios.quantile(0.5), "×", check: "\(reps) turns")
    }

    /// The addresses of the ledger that are labelled: every one looked up.
    private func labelled(_ indexed: IndexedLedger, _ kept: KeptLabels, _ output: Output) throws {
        let attribution = Attribution([], source: kept.source)
        for _ in 0..<reps {
            let (time, found) = timed { attribution.taggedAddresses(in: indexed.ledger, chain: 0) }
            output.emit(
                "labels_lookup", time / Double(indexed.ledger.addressCount) * 1e9, "ns/address",
                check: "\(found.count) found")
        }
    }
}
