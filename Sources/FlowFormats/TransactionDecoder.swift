import FlowTracing

/// A format whose files do not come as rows of columns: transactions of UTXO chains, in whatever they are wrapped. One
/// file each, one line each in `TransactionDecoders`.
public protocol TransactionDecoder: Sendable {
    /// What `--input-format` calls it.
    var name: String { get }
    /// One line for people.
    var summary: String { get }
    /// True where the files of a run are pieces of one whole: they are then read together, where the first of them stands.
    var joinsFiles: Bool { get }
    /// How surely the file is of this format: 0 not at all, 100 certainly. The highest wins. These formats are asked before
    /// those of rows, so a claim on text must rest on what no row has (a nested `vout`, for example).
    func score(_ start: FileStart) -> Int
    /// Appends the transactions of `files` (one, unless the decoder joins them), each file between `reading.begin` and
    /// `reading.end`. What is bad goes through `reading.reject`, which ends the run unless bad input is to be skipped.
    func read(
        _ files: [ByteSource], _ reading: TransactionReading, into builder: inout LedgerBuilder
    ) throws(InputError)
}

extension TransactionDecoder {
    public var joinsFiles: Bool { false }
}

/// What a decoder sees of a file before anything is decoded.
public struct FileStart {
    public let source: ByteSource
    /// The first bytes, decompressed: up to `FileStart.length`. Valid while `score` runs.
    public let bytes: UnsafeRawBufferPointer
    /// True where nothing follows `bytes`.
    public let isWhole: Bool

    public static let length = 1 << 20
}

/// What the decoders of transactions share while a run reads its files: begin, report, reject, end.
public final class TransactionReading {
    public let options: InputOptions
    private let rejects: RejectsFile?
    private let timesNamed: [String: Int]
    private let progress: (_ file: String, _ read: Int, _ transfers: Int) -> Void

    /// - Parameters:
    ///   - rejects: where bad input goes; `nil`: the first ends the run.
    ///   - timesNamed: by name, the files that the user named more than once.
    ///   - progress: the stored bytes of a file that are read, and what the ledger holds.
    init(
        options: InputOptions, rejects: RejectsFile? = nil, timesNamed: [String: Int] = [:],
        progress: @escaping (_ file: String, _ read: Int, _ transfers: Int) -> Void = { _, _, _ in }
    ) {
        (self.options, self.rejects, self.timesNamed, self.progress) = (options, rejects, timesNamed, progress)
    }

    /// What follows comes from `file`.
    func begin(_ file: ByteSource, format: String, into builder: inout LedgerBuilder) {
        builder.beginFile(SourceFile(name: file.name, format: format, hasIndex: true))
    }

    /// The file is read: `notes` are sentences that the reader of a result must see.
    ///
    /// - Parameter isAccountExport: the file holds the transactions of one address, not all of a stretch of the chain.
    func end(
        _ file: ByteSource, notes: [String] = [], isAccountExport: Bool = false, into builder: inout LedgerBuilder
    ) {
        var notes = notes
        if let times = timesNamed[file.name] { notes.append("named \(times) times, read once") }
        let hash = options.hashesFiles ? file.sha256 : ""
        builder.endFile { source in
            source.isAccountExport = isAccountExport
            source.sha256 = hash
            source.notes = notes
        }
    }

    /// Keeps bad input aside under `--on-error skip`, else ends the run.
    ///
    /// - Parameter row: the input itself, where it is text.
    /// - Throws: `error` where bad input is not to be skipped, or where it is not about one place of a file.
    func reject(
        _ error: InputError, row: UnsafeBufferPointer<UInt8> = UnsafeBufferPointer(start: nil, count: 0)
    ) throws(InputError) {
        guard let rejects else { throw error }
        switch error {
        case .line(let name, let line, let reason):
            try rejects.add(file: name, line: line, column: "", value: "", reason: reason, row: row)
        case .row(let name, let line, let column, let value, let reason):
            try rejects.add(file: name, line: line, column: column, value: value, reason: reason, row: row)
        case .bytes(let name, let offset, let place, let field, let value, let reason):
            try rejects.add(
                file: name, line: 0, column: "byte \(offset), \(place): \(field)", value: value, reason: reason,
                row: row)
        case .file, .stream, .missingColumn, .option, .ledger: throw error
        }
    }

    /// - Parameter read: stored bytes of `file` taken so far.
    func report(_ file: ByteSource, read: Int, _ builder: borrowing LedgerBuilder) {
        progress(file.name, read, builder.count + builder.transactionCount)
    }
}
