/// How a feed runs, whatever it reads.
public struct FeedOptions: Sendable {
    /// Rows of a commit at most, about.
    public var batch = 1 << 16
    /// Seconds to wait for a source that has nothing.
    public var patience = 0.05
    /// Bytes in the log from which settled rows are moved to their place.
    public var checkpointBytes = 256 << 20
    /// Rows older than this, in seconds of ledger time, are settled: no reorg reaches them.
    public var settledAfter: Int64 = 3600
    /// Write columns directly and no log: for an ingest that is not followed. Nothing is kept of it before its first
    /// checkpoint, each `bulkRows`.
    public var isBulk = false
    public var bulkRows = 1 << 25
    /// A log of so many bytes is tidied when a run ends.
    static let longLog = 1 << 20

    public init() {}
}

/// Why a feed ended before its source did: one sentence.
public struct FeedError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// What a feed did.
public struct FeedSummary: Sendable, Equatable {
    public enum End: Sendable, Equatable {
        case finished
        /// SIGTERM or SIGINT.
        case stopped
    }
    public var end = End.finished
    /// Records taken, duplicates included.
    public var records = 0
    public var duplicates = 0
    /// Transfers in the ledger at the end.
    public var rows = 0
    public var alerts = 0
}
