import FlowTracing

/// Where records come from: files that grow, standard input, a node. One file each.
///
/// The consumer pulls: a source never runs ahead of what the ledger has taken (back-pressure), and holds nothing back once
/// `next` returns. What `position` says after `next` is stored in the same commit as the records that `next` appended, so
/// that after any crash the source goes on exactly behind the last record the ledger keeps.
public protocol Source: AnyObject {
    /// Names the source in logs, metrics and stored positions; the same for the same place, every run.
    var name: String { get }

    /// Where the source stands, after everything that `next` has delivered.
    var position: SourcePosition { get }

    /// Appends what has come, at most about `limit` rows (whole blocks, where the source has blocks), to `intake`.
    ///
    /// Waits up to `patience` seconds for something; `wake` ends the wait early.
    ///
    /// - Throws: `SourceError`; after a `transient` one `next` may be called again.
    func next(into intake: inout LedgerBuilder, limit: Int, patience: Double) throws(SourceError) -> SourceStep
}

/// What `Source.next` did.
public enum SourceStep: Equatable, Sendable {
    /// So many rows were appended (0: a block without transfers; its position still counts).
    case rows(Int)
    /// The chain has taken back every block after `block`: nothing was appended, the ledger must let go of them first.
    case reverted(chain: String, after: UInt64)
    /// Nothing new for now.
    case idle
    /// Nothing will ever come again.
    case finished
}

/// How far a source has come, as bytes that only it can read, kept with the ledger.
public struct SourcePosition: Equatable, Sendable {
    public var bytes: [UInt8]
    /// The head of the source's chain, where it has one: for confirmation depths and lag.
    public var head: UInt64?
    /// For people: `block 17173050`, `byte 4096, line 71`.
    public var description: String

    public init(bytes: [UInt8], head: UInt64? = nil, description: String) {
        (self.bytes, self.head, self.description) = (bytes, head, description)
    }
}

/// Why a source could not deliver.
public enum SourceError: Error, Equatable, Sendable {
    /// Worth another try: the network, a busy node.
    case transient(source: String, reason: String)
    /// Not worth one: a malformed answer or row, a file that changed under us. Names file, line and value where it can.
    case permanent(source: String, reason: String)
    /// The chain went back further than the ledger keeps undo for.
    case tooDeep(source: String, chain: String, fork: UInt64, oldestKept: UInt64)
}
