import ArgumentParser
import FlowSimulator
import FlowTracing

/// `lymer simulate`: an invented world and the truth about it.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write an invented scam economy, or a world of planted patterns, with the truth about it.",
        discussion: """
            Writes files into a folder; files of these names are replaced. Equal options write equal bytes on every machine.

            The economy: transfers.csv, labels.csv, cases.json, truth.csv (the true whereabouts of every stolen unit) and \
            owners.csv (who has which address). The truth is kept first in, first out, so the rule fifo finds it to the unit:

              lymer simulate --seed 7 --transfers 100000 --chain tron --into economy
              lymer trace economy/transfers.csv --labels economy/labels.csv --case economy/cases.json --rule fifo

            With --chain bitcoin: transactions.jsonl (bitcoin-etl), labels.csv and owners.csv of wallets that pay, mix, peel \
            and change in all ways; --transfers counts transactions then. No cases, and no --days:

              lymer simulate --seed 11 --transfers 50000 --chain bitcoin --into coins
              lymer evaluate clusters coins --with all

            The patterns: transfers.csv, labels.csv, patterns.csv (every planted instance of a typology, by whom, and every \
            decoy: an honest trade that looks like one) and patternTransfers.csv (the transfers of each):

              lymer simulate --world patterns --seed 7 --transfers 1000000 --prevalence 1:1000 --into patterns

            Typologies: \(PatternKinds.typologyNames.joined(separator: ", ")).

            Decoys: \(PatternKinds.hardNegativeNames.joined(separator: ", ")).
            """)

    enum World: String, ExpressibleByArgument, CaseIterable {
        case economy, patterns
    }

    @Option(help: ArgumentHelp("What is simulated.", valueName: "world"))
    var world = World.economy

    @Option(help: ArgumentHelp("Decides everything that chance decides.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Rows of the ledger: 1,000 to 100,000,000.", valueName: "n"))
    var transfers = 10_000

    @Option(help: ArgumentHelp("eip155:1 or tron; bitcoin for an economy of coins.", valueName: "chain"))
    var chain = "tron"

    @Option(help: ArgumentHelp("Days from the first transfer to about the last.", valueName: "n"))
    var days = 90

    @Option(
        help: ArgumentHelp(
            "Economy: victims, each a case. Default: one in a thousand transfers, at least 3.", valueName: "n"))
    var victims: Int?

    @OptionGroup(title: "Patterns") var patterns: PatternArguments

    @Option(help: ArgumentHelp("The folder to write into; made where it is missing.", valueName: "folder"))
    var into: String

    @Option(help: ArgumentHelp("A progress bar on standard error.", valueName: "when"))
    var progress = TerminalUse.auto

    @Flag(name: [.short, .long], help: "Nothing but errors.")
    var quiet = false

    mutating func run() throws {
        if isOfCoins { return try writeCoins() }
        let form: AddressForm
        switch Chain(name: chain).name {
        case "eip155:1": form = .evm
        case "tron": form = .tron
        default: throw Failure.wrongQuestion("--chain '\(chain)' is none of eip155:1, tron and bitcoin")
        }
        let bar = ProgressBar(quiet ? .never : progress)
        bar.begin("writing")
        defer { bar.end() }
        let sentence: String
        do throws(SimulatorError) {
            switch world {
            case .economy: sentence = try economy(form, bar)
            case .patterns: sentence = try patterned(form, bar)
            }
        } catch {
            if case .io = error { throw Failure.badData(error.description) }
            throw Failure.wrongQuestion(error.description)
        }
        bar.end()
        if quiet { return }
        try Output.print("\(into): \(sentence)")
    }

    mutating func validate() throws {
        if world == .economy, let option = patterns.given {
            throw ValidationError("\(option) belongs to --world patterns.")
        }
        if world == .patterns, victims != nil { throw ValidationError("--victims belongs to --world economy.") }
    }

    private func economy(_ form: AddressForm, _ bar: ProgressBar) throws(SimulatorError) -> String {
        let options = ScamEconomy.Options(
            seed: seed, transfers: transfers, form: form, victims: victims, days: days)
        let written = try EconomyFiles.write(options, into: into) {
            bar.update(done: $0, total: options.transfers, count: $0, unit: "transfers")
        }
        return "\(written.transfers) transfers among \(written.addresses) addresses, \(written.cases) cases"
    }

    private func patterned(_ form: AddressForm, _ bar: ProgressBar) throws(SimulatorError) -> String {
        let options = try patterns.options(seed: seed, transfers: transfers, form: form, days: days)
        let written = try PatternFiles.write(options, into: into) {
            bar.update(done: $0, total: options.transfers, count: $0, unit: "transfers")
        }
        return """
            \(written.transfers) transfers among \(written.addresses) addresses, \(written.plantedTransfers) of them in \
            \(written.instances) planted patterns, \(written.decoyTransfers) in \(written.decoys) decoys
            """
    }
}
