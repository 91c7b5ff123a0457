/// What is known of one input file, for the summary, for messages and for coverage.
public struct SourceFile: Sendable, Equatable {
    public var name: String
    /// Format's registered name.
    public var format: String
    /// True where every row has an index (`Transfer.index`), false where none has.
    public var hasIndex: Bool
    /// True for an account export: it covers only the account that occurs in all its rows.
    public var isAccountExport: Bool
    /// SHA-256 of the file's bytes as stored, lower-case hex; empty where not computed.
    public var sha256 = ""
    /// Sentences the reader of a result must see (possibly truncated, no status column, …).
    public var notes: [String] = []

    public init(name: String, format: String, hasIndex: Bool, isAccountExport: Bool = false) {
        (self.name, self.format, self.hasIndex, self.isAccountExport) = (name, format, hasIndex, isAccountExport)
    }
}
