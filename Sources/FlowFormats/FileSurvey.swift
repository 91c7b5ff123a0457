import FlowTracing

/// What a file is and how it can be read, found out from its beginning.
public struct FileSurvey: Sendable, Equatable {
    public enum Way: Sendable, Equatable {
        /// Row by row, from any place on: `RowStream`.
        case rows
        /// Only as a whole: compressed, a saved page, the export of one account, rows that need what others tell.
        case whole
        /// Transactions of a UTXO chain, as a whole.
        case transactions
    }
    public let way: Way
    /// Registered name.
    public let format: String
    /// To be read together with the files that know what its rows lack.
    public let needsContext: Bool
    /// Knows something that other files' rows may lack.
    public let givesContext: Bool

    /// - Throws: `InputError` where the file cannot be read, or is of no known format.
    public init(path: String, options: InputOptions) throws(InputError) {
        switch try RecognisedFile(try ByteSource(path: path), options: options) {
        case .transactions(_, let decoder):
            (way, format, needsContext, givesContext) = (.transactions, decoder.name, false, false)
        case .rows(let file):
            let (rows, _) = try file.format.decoder(
                options: options, context: ReadingContext(), assumptions: ReadingAssumptions(options))
            let isPage = if case .page = file.format.sample.shape { true } else { false }
            let isWhole =
                file.source.compression != .none || isPage || rows.isAccountExport || rows.needsContext
                || options.keepsDuplicates
            (way, format) = (isWhole ? .whole : .rows, file.format.decoder.name)
            (needsContext, givesContext) = (rows.needsContext, rows.givesContext)
        }
    }
}

extension InputPaths {
    /// The files that `path` stands for: itself, a pattern's matches, the files of a folder that is not a node's, all in byte
    /// order; none where nothing matches yet.
    static func files(of path: String) -> [String] {
        if isFolder(path) {
            let blocks = matches(of: escaped(path) + "/blk*.dat")
            return blocks.isEmpty ? matches(of: escaped(path) + "/*").filter { !isFolder($0) } : blocks
        }
        let isPattern = path.utf8.contains { $0 == 0x2A || $0 == 0x3F || $0 == 0x5B }
        return isPattern && !exists(path) ? matches(of: path) : exists(path) ? [path] : []
    }
}

/// The files that the paths of a command stand for, now.
public enum InputListing {
    /// Rejects files are ours, not the user's.
    public static func files(of path: String) -> [String] {
        InputPaths.files(of: path).filter { !$0.hasSuffix(".rejects.csv") }
    }
}
