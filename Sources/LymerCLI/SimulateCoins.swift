import FlowSimulator
import FlowTracing

/// `lymer simulate --chain bitcoin`: transactions.jsonl (bitcoin-etl), labels.csv and owners.csv, for 'lymer evaluate
/// clusters'.
extension Simulate {
    var isOfCoins: Bool { ScriptNetwork(chain: chain) == .bitcoin }

    func writeCoins() throws(Failure) {
        if world != .economy { throw .wrongQuestion("--chain \(chain) has no world but economy") }
        if victims != nil { throw .wrongQuestion("--victims: an economy of coins has no cases") }
        let options = CoinEconomy.Options(seed: seed, transactions: transfers)
        let bar = ProgressBar(quiet ? .never : progress)
        bar.begin("writing")
        defer { bar.end() }
        let written: CoinEconomyFiles.Summary
        do throws(SimulatorError) {
            written = try CoinEconomyFiles.write(options, into: into) {
                bar.update(done: $0, total: options.transactions, count: $0, unit: "transactions")
            }
        } catch {
            if case .io = error { throw .badData(error.description) }
            throw .wrongQuestion(error.description)
        }
        bar.end()
        if !quiet {
            try Output.print("\(into): \(written.transactions) transactions among \(written.addresses) addresses")
        }
    }
}
