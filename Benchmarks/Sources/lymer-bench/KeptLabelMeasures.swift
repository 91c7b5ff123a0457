import FlowFormats
import FlowLabels
import FlowStore
import FlowTracing
import Foundation
import GeneratedLedger

/// `lymer-bench kept-labels CSV [--labels N] [--reps N] [--database FILE]`: importing so many labels, and what a trace costs
/// with them beside the same trace without any, in turns: asked of the index when an address is met, and read from what was
/// found out beforehand (`resolved`). One label in a hundred is of an address of the ledger, in a category that ends
/// nothing, so that all traces give the same answer but for the tags that are shown.
///
/// Between the two there is a run with a single label, of an address that does not occur: with any label at all a trace
/// also looks for deposit addresses, which is no look-up.
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
                for end in ["", ".index", ".resolved"] { try? FileManager.default.removeItem(atPath: path + end) }
            }
        }
        if !FileManager.default.fileExists(atPath: path) { try fill(path, indexed.ledger, output) }
        let (opening, kept) = try timed { try KeptLabels(path: path) }
        output.emit("labels_open", opening * 1e6, "µs", check: "\(kept.count) tags")
        let modes = try modes(indexed.ledger, kept, output)
        let measures = Questions(indexed.ledger, generated)
        try narrow(indexed, measures, modes, output)
        try pass(indexed, measures, modes, output)
        try labelled(indexed, kept, output)
    }

    /// A name and what a trace is given.
    private typealias Mode = (name: String, attribution: Attribution)

    private func modes(_ ledger: Ledger, _ kept: KeptLabels, _ output: Output) throws -> [Mode] {
        let state = LedgerState(ledger: 1, log: 1, commit: 1, logBytes: 0, of: ledger)
        let (time, _) = try timed { try kept.resolve(ledger, state: state) }
        let count = Double(ledger.addressCount)
        output.emit("labels_resolve", time / count * 1e9, "ns/address", check: "\(ledger.addressCount) addresses")
        guard let resolved = kept.resolved(ledger, state: state) else { throw Misuse(argument: "nothing was kept") }
        let stranger = Tag(address: .text("nobody"), label: "nobody")
        return [
            ("0_labels", Attribution()), ("1_label", Attribution([stranger])),
            ("labels", Attribution([], source: kept.source)),
            ("labels_resolved", Attribution([], source: kept.source).reading(resolved)),
        ]
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
    private func narrow(_ indexed: IndexedLedger, _ questions: Questions, _ modes: [Mode], _ output: Output) throws {
        let cases = questions.victims
        var making: [Double] = []
        try compare("trace_victim_stop_single_median_haircut", modes, output) { attribution in
            var times: [Double] = []
            var flows = 0
            making = []
            for question in cases {
                let (time, made) = try timed {
                    try tracer(indexed, attribution, questions.generated.labels) { $0.schedule = .automatic }
                }
                making.append(time)
                let (tracing, answer) = timed { made.trace([question]) }
                times.append(tracing)
                flows += answer[0].assets.reduce(0) { $0 + $1.flows.count }
            }
            return (times.quantile(0.5), "\(flows) flows")
        } finally: { name in
            output.emit("tracer_\(name)", making.quantile(0.5) * 1e3, "ms", check: "\(cases.count) tracers")
        }
    }

    /// All victims' payments through the whole ledger, nothing stops them.
    private func pass(_ indexed: IndexedLedger, _ questions: Questions, _ modes: [Mode], _ output: Output) throws {
        func change(_ options: inout TraceOptions) { (options.opening, options.schedule) = (.observed, .scan) }
        for lists in [false, true] {
            try compare("haircut_full" + (lists ? "_lists" : ""), modes, output) { attribution in
                let tracer = try tracer(indexed, attribution, [], change)
                if lists {
                    let (time, answer) = timed { tracer.trace([questions.allVictims]) }
                    return (time, "\(answer[0].assets.reduce(0) { $0 + $1.flows.count }) flows")
                }
                let (time, answer) = timed { tracer.totals([questions.allVictims]) }
                return (time, "\(answer[0].assets.reduce(0) { $0 + $1.transfers }) transfers")
            }
        }
    }

    /// One after the other in turns, each ratio to the first mode and to the second within its turn; the first turn warms up.
    private func compare(
        _ name: String, _ modes: [Mode], _ output: Output, _ measure: (Attribution) throws -> (Double, String),
        finally: (String) -> Void = { _ in }
    ) throws {
        var times = [[Double]](repeating: [], count: modes.count)
        for turn in 0...reps {
            for (place, mode) in modes.enumerated() {
                let (time, answer) = try measure(mode.attribution)
                guard turn > 0 else { continue }
                times[place].append(time)
                output.emit("\(name)_\(mode.name)", time * 1e3, "ms", check: answer)
                finally(mode.name)
            }
        }
        for (place, mode) in modes.enumerated().dropFirst() {
            for base in 0..<min(place, 2) {
                let ratios = zip(times[place], times[base]).map { $0 / $1 }
                output.emit(
                    "\(name)_\(mode.name)_to_\(modes[base].name)", ratios.quantile(0.5), "×", check: "\(reps) turns")
            }
        }
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
