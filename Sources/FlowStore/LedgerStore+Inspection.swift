import FlowTracing

/// What a ledger on disk consists of.
public struct LedgerInfo: Sendable, Equatable {
    public struct Part: Sendable, Equatable {
        public var name: String
        /// On disk, in its file.
        public var bytes: Int
    }

    public var path: String
    /// Of the format of its files.
    public var version: UInt32
    public var transfers: Int
    public var addresses: Int
    /// Commits since it was created.
    public var commits: UInt64
    public var columns: [Part]
    public var indexes: [Part]
    /// What is in no column file yet, from before the log.
    public var baseBytes: Int
    public var logBytes: Int
    public var manifestBytes: Int
    /// Cut off the log's end when it was opened: of commits that nobody was told were kept.
    public var cutBytes: Int

    public var bytes: Int { (columns + indexes).reduce(baseBytes + logBytes + manifestBytes) { $0 + $1.bytes } }
}

extension LedgerStore {
    /// - Complexity: O(sections + indexes).
    public var info: LedgerInfo {
        let manifest = sections.manifest
        return LedgerInfo(
            path: path, version: FileHeader.version,
            transfers: sections.length(LedgerSection.senders.rawValue) / 4,
            addresses: sections.length(LedgerSection.addressTails.rawValue) / 4, commits: lastCommit,
            columns: manifest.sections.filter { $0.file != 0 }.map { .init(name: $0.name, bytes: $0.length) },
            indexes: manifest.indexes.filter { $0.kind != Manifest.base }.map {
                .init(name: $0.kind, bytes: $0.length)
            }, baseBytes: manifest.indexes.filter { $0.kind == Manifest.base }.reduce(0) { $0 + $1.length },
            logBytes: logBytes,
            manifestBytes: manifest.bytes.count, cutBytes: sections.cutBytes)
    }

    /// Reads everything: every checksum; every number of the rows in its range, every chain's blocks in order; every index
    /// complete and right. In place of `load`, which it uses up.
    ///
    /// - Throws: `StoreError.corrupt` or `unsound`, naming the first thing that is wrong.
    /// - Complexity: O(bytes on disk).
    public func verify() throws(StoreError) {
        try sections.verifyChecksums()
        let ledger = try load()
        do throws(ByteDecoder.Damage) { try ledger.checkSections(from: 0) } catch {
            throw .unsound(path: path, reason: "row \(error.position) refers to what is not there")
        }
        if let row = ledger.firstRowOutOfOrder() {
            throw .unsound(path: path, reason: "row \(row) is of an earlier block than the row before")
        }
        let (sent, received) = (try runs(.senders, RowRun.init), try runs(.recipients, RowRun.init))
        let transactions = try runs(.transactions, TransactionRun.init)
        do throws(IndexError) {
            try ledger.verify(sent: sent, received: received, transactions: transactions)
            try ledger.verifyOutputs()
        } catch { throw .unsound(path: path, reason: error.description) }
    }
}
