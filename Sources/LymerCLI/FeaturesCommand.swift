import ArgumentParser
import FlowFormats
import FlowService
import FlowStore
import FlowTracing
import Glibc

/// `lymer features`: numbers of every transfer and address, for people who train models.
struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Write graph features of every transfer, for training models: nothing from the future is in them.",
        usage: "lymer features SOURCE… [--labels FILE]… [--window SPAN]… [--output FILE] [--addresses FILE]",
        discussion: """
            One line a transfer of account chains, in ledger order, in one pass: a transfer's numbers depend on the \
            transfers before it and on itself alone, so the ledger cut anywhere gives the same lines up to there. Integers \
            only. A transfer to oneself moves nothing and counts in nothing; mints and burns are no payments between \
            parties and are left out of windows' degrees, pairs and patterns.

            Labels are of the day of their lists, not of the day of a transfer: choose that day with --as-of.

            EXAMPLES
              What the columns are:
                lymer features --list-columns --window 1h --window 7d

              Transfers and addresses of a ledger, with exposures to known services:
                lymer features ledger --labels services.csv --output features.csv --addresses addresses.csv
            """)

    @OptionGroup var ledger: LedgerArguments

    @Option(help: ArgumentHelp("Labels as they were known on this day.", valueName: "date"))
    var asOf: String?

    @Option(
        help: ArgumentHelp(
            "Seconds, or a number with s, m, h or d, that windows look back. Repeatable. Default: 1d.",
            valueName: "span"),
        transform: FeaturesCommand.window)
    var window: [Int64] = []

    @Option(help: ArgumentHelp("Leave out what is later.", valueName: "time"))
    var until: String?

    @Option(
        help: ArgumentHelp("Steps that the search for one kind of pattern at one transfer may take.", valueName: "n"))
    var steps = FeatureSettings().limits.steps

    @Option(
        name: [.short, .long], help: ArgumentHelp("Write transfers to a file, whole or not at all.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Write a line for every address and asset too, up to the end.", valueName: "file"))
    var addresses: String?

    @Flag(help: "Say what every column means, and end.")
    var listColumns = false

    @OptionGroup(title: "Reading the sources") var input: InputArguments

    @OptionGroup var progress: ProgressArguments

    func validate() throws {
        guard !ledger.sources.isEmpty || listColumns else { throw LedgerArguments.missing }
        guard windows.count <= FeatureSettings.mostWindows else {
            throw ValidationError("--window may be given \(FeatureSettings.mostWindows) times")
        }
        guard steps >= 1 else { throw ValidationError("--steps is 1 or more") }
        guard addresses != "-" else {
            throw ValidationError("--addresses names a file: standard output is for transfers")
        }
        guard addresses == nil || addresses != output else {
            throw ValidationError("--output and --addresses name the same file")
        }
    }

    private var windows: [Int64] { window.isEmpty ? FeatureSettings().windows : Set(window).sorted() }

    @Sendable private static func window(_ text: String) throws -> Int64 {
        let longest = 3_650 * 86_400
        guard let seconds = SpanText.seconds(text), (1...longest).contains(seconds) else {
            throw ValidationError("'\(text)' is no window: seconds, or a number with s, m, h or d, up to 3650d")
        }
        return Int64(seconds)
    }

    mutating func run() throws {
        if listColumns {
            var text = ReportWriter()
            FeatureColumnsReport.write(windows: windows, into: &text)
            try Output.print(text.text)
            return
        }
        let bar = progress.bar()
        defer { bar.end() }
        var settings = FeatureSettings()
        settings.windows = windows
        settings.limits.steps = steps
        settings.keepsTotals = addresses != nil
        settings.until = try input.options(until: until, hashes: false).until
        bar.begin("labels")
        let labels = try LabelsAtHand(ledger.who.labels, sources: ledger.sources, asOf: asOf)
        bar.begin("reading")
        // Files are cut as they are read; a ledger on disk is whole, and the pass ends early.
        let isStored = ledger.sources.contains(where: StoredLedger.isLedger)
        let options = try input.options(until: isStored ? nil : until, hashes: false)
        let data = try LedgerAtHand(ledger.sources, options: options, bar: bar)
        bar.begin("features")
        let pass = FeatureExtraction(data.ledger, attribution: labels.attribution, settings: settings)
        try writeTransfers(of: data.ledger, pass)
        if let addresses { try writeAddresses(of: data.ledger, pass, to: addresses) }
        bar.end()
        if !progress.quiet { say(pass, labels, data.ledger) }
        try data.endIncomplete()
    }

    private func writeTransfers(of ledger: Ledger, _ pass: FeatureExtraction) throws {
        try Destination.write(to: output) { writer in
            var lines = FeatureTransferLines(ledger)
            lines.header(pass.columns, into: &writer)
            pass.update(ledger) { row, cells in lines.line(row, cells, into: &writer) }
        }
    }

    private func writeAddresses(of ledger: Ledger, _ pass: FeatureExtraction, to file: String) throws {
        try Destination.write(to: file) { writer in
            var lines = FeatureAddressLines(ledger)
            lines.header(pass.addressColumns, into: &writer)
            pass.eachTotal { holding, cells in lines.line(holding, cells, into: &writer) }
        }
    }

    /// What was left out, and which lists spoke: never in the lines themselves, never silent.
    private func say(_ pass: FeatureExtraction, _ labels: LabelsAtHand, _ ledger: Ledger) {
        var notes = labels.notes
        if !ledger.outputChains.isEmpty {
            notes.append("features are of account chains; the UTXO chains of these data were not looked at")
        }
        if pass.isOver {
            notes.append("\(ledger.count - pass.rows) transfers from the first later one on were left out")
        }
        for (window, cuts) in zip(pass.settings.windows, pass.cuts) where !cuts.isNone {
            notes.append(
                "window \(SpanText.name(window)): \(cuts.searches) searches for patterns were cut at \(steps) steps; "
                    + "the columns …_cut say where")
        }
        for note in notes { Output.complain(note) }
    }
}
