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
        if mkdir(directory, 0o777) != 0 && errno != EEXIST { throw failure("create", directory) }
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

    static func failure(_ operation: String, _ path: String) -> SimulatorError {
        .io(operation: operation, path: path, reason: String(cString: strerror(errno)))
    }
}

/// A file under a temporary name beside its place, renamed once it is whole.
private struct PartialFile {
    let path: String
    private let partialPath: String
    private var descriptor: Int32
    private(set) var byteCount = 0

    init(path: String) throws(SimulatorError) {
        self.path = path
        partialPath = path + ".partial"
        descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw EconomyFiles.failure("create", partialPath) }
    }

    mutating func append(_ chunk: [UInt8]) throws(SimulatorError) {
        var done = 0
        while done < chunk.count {
            let count = chunk[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw EconomyFiles.failure("write", partialPath) }
            done += count
        }
        byteCount += chunk.count
    }

    /// A full disk may show only now.
    mutating func close() throws(SimulatorError) {
        let result = Glibc.close(descriptor)
        descriptor = -1
        guard result == 0 else { throw EconomyFiles.failure("write", partialPath) }
    }

    func publish() throws(SimulatorError) {
        guard rename(partialPath, path) == 0 else { throw EconomyFiles.failure("rename", partialPath) }
    }

    func discard() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        unlink(partialPath)
    }
}
