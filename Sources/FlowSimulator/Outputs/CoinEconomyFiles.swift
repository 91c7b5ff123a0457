import Glibc

/// Writes a coin economy to disk.
public enum CoinEconomyFiles {
    public static let names = ["transactions.jsonl", "labels.csv", "owners.csv"]

    /// What was written.
    public struct Summary: Sendable, Equatable {
        public var transactions: Int
        public var addresses: Int
    }

    /// Runs an economy and writes `transactions.jsonl` (as bitcoin-etl), `labels.csv` and `owners.csv` into `directory`,
    /// which is made where it is missing. Files of these names are replaced, all at the end.
    ///
    /// - Parameter progress: called after each chunk with the transactions written so far.
    /// - Throws: `SimulatorError` for an option out of range or a failed system call.
    public static func write(
        _ options: CoinEconomy.Options, into directory: String, progress: (Int) -> Void = { _ in }
    ) throws(SimulatorError) -> Summary {
        var economy = try CoinEconomy(options: options)
        if mkdir(directory, 0o777) != 0 && errno != EEXIST { throw SimulatorError.failure("create", directory) }
        var files: [PartialFile] = []
        do {
            for name in names { files.append(try PartialFile(path: directory + "/" + name)) }
            try economy.writeTransactions { (chunk, written) throws(SimulatorError) in
                try files[0].append(chunk)
                progress(written)
            }
            try economy.writeLabels { (chunk) throws(SimulatorError) in try files[1].append(chunk) }
            try economy.writeOwners { (chunk) throws(SimulatorError) in try files[2].append(chunk) }
            for i in files.indices { try files[i].close() }
            for file in files { try file.publish() }
        } catch {
            for file in files { file.discard() }
            throw error
        }
        return Summary(transactions: economy.written, addresses: economy.addressCount)
    }
}
