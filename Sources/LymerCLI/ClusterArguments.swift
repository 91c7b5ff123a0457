import ArgumentParser
import FlowFormats
import FlowTracing
import Glibc

/// What clusters are made of.
struct ClusterArguments: ParsableArguments {
    @OptionGroup var ledger: LedgerArguments

    @OptionGroup var heuristics: HeuristicArguments

    func validate() throws {
        guard !sources.isEmpty else { throw LedgerArguments.missing }
    }
}

/// Which heuristics speak.
struct HeuristicArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("Heuristics to leave out, joined by commas. Repeatable.", valueName: "heuristic"),
        transform: HeuristicArguments.heuristics)
    var without: [[String]] = []

    @Option(
        help: ArgumentHelp(
            "Heuristics that speak only where asked for, joined by commas; or all.", valueName: "heuristic"),
        transform: HeuristicArguments.heuristics)
    var with: [[String]] = []

    static func heuristics(_ text: String) throws -> [String] {
        let all = ClusterHeuristics.all.map(\.name)
        if text == "all" { return all }
        let names = text.split(separator: ",").map(String.init)
        for name in names where !all.contains(name) {
            throw ValidationError("'\(name)' is no cluster heuristic: \(all.joined(separator: ", "))")
        }
        return names
    }

    var isEmpty: Bool { without.isEmpty && with.isEmpty }
    var withoutNames: [String] { without.flatMap { $0 } }
    var fullSelection: ClusterHeuristics.Selection { .standard.with(with.flatMap { $0 }) }
    var selection: ClusterHeuristics.Selection { fullSelection.without(withoutNames) }
}

extension ClusterArguments {
    var sources: [String] { ledger.sources }
    var withoutNames: [String] { heuristics.withoutNames }
    var fullSelection: ClusterHeuristics.Selection { heuristics.fullSelection }
    var selection: ClusterHeuristics.Selection { heuristics.selection }

    /// The ledger and what labels say.
    func read(_ input: InputArguments, bar: ProgressBar) throws(Failure) -> (LedgerAtHand, LabelsAtHand) {
        let options = try input.options(until: nil, hashes: false)
        bar.begin("labels")
        let labels = try LabelsAtHand(ledger.who.labels, sources: sources)
        bar.begin("reading")
        return (try LedgerAtHand(sources, options: options, bar: bar), labels)
    }

    static func find(_ text: String, in ledger: Ledger) throws(Failure) -> AddressID {
        for reading in AddressText.readings(of: text) {
            if let found = ledger.find(reading) { return found }
        }
        throw .wrongQuestion("'\(text)' is no address of these data")
    }
}

/// How clusters are shown.
struct ClusterAnswerArguments: ParsableArguments {
    @Flag(help: "JSON instead of a table.")
    var json = false

    @Flag(help: "CSV instead of a table: a line an address.")
    var csv = false

    @Option(name: [.short, .long], help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
    var output: String?

    @OptionGroup var progress: ProgressArguments

    func validate() throws {
        guard !json || !csv else { throw ValidationError("--json or --csv, not both") }
    }

    func deliver(
        _ write: (ClusterReport.Format, _ width: Int, inout ReportWriter) -> Void
    ) throws(Failure) {
        let width = output == nil ? Terminal.width(of: STDOUT_FILENO) ?? 100 : 100
        try Destination.write(to: output) { writer in
            write(json ? .json : csv ? .csv : .table, width, &writer)
        }
    }
}
