import Glibc

/// Writes an economy to disk.
public enum EconomyFiles {
    public static let names = ["transfers.csv", "labels.csv", "cases.json", "truth.csv", "owners.csv"]

    /// What was written.
    public struct Summary: Sendable, Equatable {
        public var transfers: Int
        public var addresses: Int
        public var cases: Int
        public var bytes: Int
    }

    /// Runs an economy and writes `transfers.csv`, `labels.csv`, `cases.json`, `truth.csv` and `owners.csv` into `directory`,
    /// which is made where it is missing. Files of these names are replaced, all at the end: an interrupted run leaves no file
    /// that looks complete.
    ///
    /// - Parameter progress: called after each chunk with the rows written so far.
    /// - Throws: `SimulatorError` for an option out of range or a failed system call.
    public static func write(
        _ options: ScamEconomy.Options, into directory: String, progress: (Int) -> Void = { _ in }
    ) throws(SimulatorError) -> Summary {
        var economy = try ScamEconomy(options: options)
        if mkdir(directory, 0o777) != 0 && errno != EEXIST { throw SimulatorError.failure("create", directory) }
        var files: [PartialFile] = []
        do {
            for name in names { files.append(try PartialFile(path: directory + "/" + name)) }
            try economy.writeTransfers { (chunk, written) throws(SimulatorError) in
                try files[0].append(chunk)
                progress(written)
            }
            try economy.writeLabels { (chunk) throws(SimulatorError) in try files[1].append(chunk) }
            try economy.writeCases { (chunk) throws(SimulatorError) in try files[2].append(chunk) }
            try economy.writeTruth { (chunk) throws(SimulatorError) in try files[3].append(chunk) }
            try economy.writeOwners { (chunk) throws(SimulatorError) in try files[4].append(chunk) }
            for i in files.indices { try files[i].close() }
            for file in files { try file.publish() }
        } catch {
            for file in files { file.discard() }
            throw error
        }
        return Summary(
            transfers: economy.written, addresses: economy.addressCount, cases: economy.cases.count,
            bytes: files.reduce(0) { $0 + $1.byteCount })
    }
}
