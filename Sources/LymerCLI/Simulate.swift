import ArgumentParser
import FlowSimulator
import FlowTracing

/// `lymer simulate`: an invented scam economy and the truth about it.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write an invented scam economy, with the true whereabouts of every stolen unit.",
        discussion: """
            Writes transfers.csv, labels.csv, cases.json, truth.csv and owners.csv (who has which address) into a folder; \
            files of these names are replaced. \
            Equal options write equal bytes on every machine. The truth is kept first in, first out, so the rule fifo \
            finds it to the unit:

              lymer simulate --seed 7 --transfers 100000 --chain tron --into economy
              lymer trace economy/transfers.csv --labels economy/labels.csv --case economy/cases.json --rule fifo
            """)

    @Option(help: ArgumentHelp("Decides everything that chance decides.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Rows of the ledger: 1,000 to 100,000,000.", valueName: "n"))
    var transfers = 10_000

    @Option(help: ArgumentHelp("eip155:1 or tron.", valueName: "chain"))
    var chain = "tron"

    @Option(
        help: ArgumentHelp("Victims, each a case. Default: one in a thousand transfers, at least 3.", valueName: "n"))
    var victims: Int?

    @Option(help: ArgumentHelp("The folder to write into; made where it is missing.", valueName: "folder"))
    var into: String

    @Option(help: ArgumentHelp("A progress bar on standard error.", valueName: "when"))
    var progress = TerminalUse.auto

    @Flag(name: [.short, .long], help: "Nothing but errors.")
    var quiet = false

    mutating func run() throws {
        let form: AddressForm
        switch Chain(name: chain).name {
        case "eip155:1": form = .evm
        case "tron": form = .tron
        default: throw Failure.wrongQuestion("--chain '\(chain)' is neither eip155:1 nor tron")
        }
        let options = ScamEconomy.Options(seed: seed, transfers: transfers, form: form, victims: victims)
        let bar = ProgressBar(quiet ? .never : progress)
        bar.begin("writing")
        defer { bar.end() }
        let written: EconomyFiles.Summary
        do throws(SimulatorError) {
            written = try EconomyFiles.write(options, into: into) {
                bar.update(done: $0, total: options.transfers, count: $0, unit: "transfers")
            }
        } catch {
            if case .io = error { throw Failure.badData(error.description) }
            throw Failure.wrongQuestion(error.description)
        }
        bar.end()
        if quiet { return }
        try Output.print(
            "\(into): \(written.transfers) transfers among \(written.addresses) addresses, \(written.cases) cases")
    }
}
