import ArgumentParser
import FlowFormats
import FlowTracing
import Glibc

/// `lymer coinjoins`: which transactions of a ledger look like coinjoins, or what every heuristic says of one.
struct CoinJoins: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coinjoins",
        abstract: "List the transactions of UTXO chains that look like coinjoins, and why.",
        usage: "lymer coinjoins SOURCE… [--tx ID]… [options]",
        discussion: """
            Every answer is an inference of a heuristic ('lymer heuristics'). With --tx: what each of them says of one \
            transaction and why, its entropy, and how its inputs and outputs are linked.
            """)

    @Argument(
        help: ArgumentHelp(
            "Transactions: files, 'quoted*globs', or - for standard input; recognised by content.", valueName: "source")
    )
    var sources: [String] = []

    @Option(
        name: .customLong("tx"),
        help: ArgumentHelp("A transaction to be judged by every heuristic. Repeatable.", valueName: "id"))
    var ids: [String] = []

    @Option(help: ArgumentHelp("The ledger ends here: ISO 8601 or Unix seconds.", valueName: "time"))
    var until: String?

    @OptionGroup(title: "Reading the sources") var input: InputArguments

    @Option(help: ArgumentHelp("table, json or csv.", valueName: "format"))
    var format = CoinJoinReport.Format.table

    @Option(name: [.short, .long], help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
    var output: String?

    @OptionGroup var progress: ProgressArguments

    func validate() throws {
        guard !sources.isEmpty else {
            throw ValidationError(
                "name at least one SOURCE of transactions: a file, a quoted glob, or - for standard input")
        }
    }

    mutating func run() throws {
        let options = try input.options(until: until, hashes: false)
        let bar = progress.bar()
        defer { bar.end() }
        bar.begin("reading")
        let (ledger, summary) = try Reading.ledger(sources, options: options, bar: bar)
        bar.begin("searching")
        guard !ledger.outputChains.isEmpty else {
            throw Failure.wrongQuestion("there are no transactions of a UTXO chain in these data: coinjoins are theirs")
        }
        let verdicts = try ids.flatMap { id throws(Failure) in
            let found = CoinJoinVerdicts.of(id, in: ledger)
            if found.isEmpty { throw .wrongQuestion("--tx '\(id)' is no transaction of these data") }
            return found
        }
        let width = output == nil ? Terminal.width(of: STDOUT_FILENO) ?? 100 : 100
        try Destination.write(to: output) { writer in
            bar.end()
            if ids.isEmpty {
                CoinJoinReport.list(ledger, format: format, width: width, into: &writer)
            } else {
                CoinJoinVerdicts.write(verdicts, format: format, width: width, into: &writer)
            }
        }
        if let rejects = summary.rejectsPath { Output.complain("\(summary.rejected) bad rows skipped; see \(rejects)") }
        if summary.rejected > 0 { throw Failure.incomplete }
    }
}

extension CoinJoinReport.Format: ExpressibleByArgument {}
