import Glibc

/// Writes a world of patterns to disk.
///
/// - `transfers.csv`: the ledger, canonical CSV.
/// - `labels.csv`: what lists know; criminals are in none.
/// - `patterns.csv`: `instance,typology,operator,isPlanted,firstTime,lastTime,transfers,value,asset`, one line an
///   instance. `typology` is the kind of trade where `isPlanted` is `false`, and `operator` is then empty. Times are Unix
///   seconds of its first and last transfer. `asset` is the one of most of its transfers, as the ledger writes it, and
///   `value` the sum of those in base units.
/// - `patternTransfers.csv`: `instance,transaction,index,from,to,asset,amount`, one line a transfer of an instance, in
///   ledger order; `transaction` and `index` name the ledger's row. An instance's members are the addresses of its
///   transfers. What only made it possible (money and gas bought before) is in the ledger and not in here.
public enum PatternFiles {
    public enum File: String, CaseIterable, Sendable {
        case transfers = "transfers.csv"
        case labels = "labels.csv"
        case patterns = "patterns.csv"
        case patternTransfers = "patternTransfers.csv"
    }

    /// What was written.
    public struct Summary: Sendable, Equatable {
        public var transfers: Int
        public var addresses: Int
        public var instances: Int
        public var plantedTransfers: Int
        public var decoys: Int
        public var decoyTransfers: Int
        public var bytes: Int
    }

    /// Runs a world and writes its files into `directory`, which is made where it is missing. Files of these names are
    /// replaced, all at the end.
    ///
    /// - Parameter progress: called after each chunk of the ledger with the rows written so far.
    /// - Throws: `SimulatorError` for an option out of range or a failed system call.
    public static func write(
        _ options: PatternWorld.Options, into directory: String, progress: (Int) -> Void = { _ in }
    ) throws(SimulatorError) -> Summary {
        var world = try PatternWorld(options: options)
        if mkdir(directory, 0o777) != 0 && errno != EEXIST { throw SimulatorError.failure("create", directory) }
        var files: [File: PartialFile] = [:]
        do {
            for file in File.allCases { files[file] = try PartialFile(path: "\(directory)/\(file.rawValue)") }
            try world.write { (file, chunk, rows) throws(SimulatorError) in
                try files[file]?.append(chunk)
                if file == .transfers { progress(rows) }
            }
            for file in File.allCases { try files[file]?.close() }
            for file in File.allCases { try files[file]?.publish() }
        } catch {
            for file in files.values { file.discard() }
            throw error
        }
        return Summary(
            transfers: world.written, addresses: world.addressCount, instances: world.planted.instances,
            plantedTransfers: world.planted.transfers, decoys: world.decoys.instances,
            decoyTransfers: world.decoys.transfers, bytes: files.values.reduce(0) { $0 + $1.byteCount })
    }
}
