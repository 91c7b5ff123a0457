import FlowTracing

/// How far the rows of a growing input are read: enough to read on in another run.
public struct RowPlace: Sendable, Equatable {
    /// Of the next row's first byte.
    public var offset: Int
    /// The next row's.
    public var line: Int
    /// What the rows before have shown of the input.
    public var assumptions: ReadingAssumptions

    public init(offset: Int, line: Int, assumptions: ReadingAssumptions) {
        (self.offset, self.line, self.assumptions) = (offset, line, assumptions)
    }
}

/// An input of rows that grows (a file, a pipe), read a batch at a time: CSV or JSON lines, whole rows only.
///
/// What a row denies of the assumptions made so far (`ReadingAssumptions`) is mended by reading again while no batch has
/// been handed over; after that it is an error that names the option to start with.
public final class RowStream {
    private let feed: any ByteFeed
    private let options: InputOptions
    private let rejects: RejectsFile?
    private var rejectsMark = (bytes: 0, count: 0)
    private let window: ByteWindow
    private let start: RowPlace?
    private let sha256: String
    private var reading: RowReading?
    /// The assumptions that the decoder was opened with.
    private var assumptions: ReadingAssumptions
    /// Rows were handed over, in this run or an earlier one.
    private var isCommitted: Bool
    private let context = ReadingContext()

    /// - Parameters:
    ///   - feed: from the input's first byte.
    ///   - place: where an earlier run stopped; the feed must be able to `seek`.
    ///   - sha256: of the whole input where it is known, as the ledger is to keep it.
    public init(_ feed: any ByteFeed, options: InputOptions, from place: RowPlace? = nil, sha256: String = "") {
        (self.feed, self.options, start, self.sha256) = (feed, options, place, sha256)
        assumptions = place?.assumptions ?? ReadingAssumptions(options)
        isCommitted = place != nil
        // Room for the beginning that formats are known by.
        window = ByteWindow(feed, capacity: 2 * InputLimit.row)
        switch options.onError {
        case .stop: rejects = nil
        case .skip(let path):
            // Several inputs may share a file that the user names.
            rejects = RejectsFile(path: path ?? feed.name + ".rejects.csv", appends: place != nil || path != nil)
            rejectsMark = rejects?.mark ?? (0, 0)
        }
    }

    /// The registered name of the input's format, once it is known.
    public var format: String? { reading?.format.decoder.name }

    /// Where the next row stands; `nil` before the first row was looked for.
    public var place: RowPlace? {
        guard let reading else { return start }
        var now = reading.rows.assumptions
        now.chain = assumptions.chain
        return RowPlace(offset: window.position, line: reading.reader.line, assumptions: now)
    }

    /// Bad rows skipped so far.
    public var rejected: Int { rejects?.count ?? 0 }

    public enum Step: Equatable, Sendable {
        /// So many rows were appended, and more may be there.
        case rows(Int)
        /// Nothing whole is there for now.
        case starved
        /// The input has ended.
        case ended
    }

    /// Appends the rows that are there, about `limit` at most, to `builder`, in its file of the feed's name.
    ///
    /// - Throws: `InputError`; the rows before the bad one are then in the builder, and nothing more can be read.
    /// - Complexity: O(rows), many million a second where they are plain.
    public func read(into builder: inout LedgerBuilder, limit: Int) throws(InputError) -> Step {
        if reading == nil, try !open() { return window.isLast ? .ended : .starved }
        builder.keepsDuplicates = options.keepsDuplicates
        builder.until = options.until
        let known = reading.flatMap { builder.file(named: feed.name, format: $0.format.decoder.name) }
        let rejectedBefore = rejected
        let count = try append(to: &builder, as: known, limit: limit)
        builder.rejected += rejected - rejectedBefore
        try rejects?.flush()
        guard count > 0 else { return window.isLast ? .ended : .starved }
        isCommitted = true
        return .rows(count)
    }

    /// Finds out the format and goes to the first row. False where too little is there.
    private func open() throws(InputError) -> Bool {
        try window.fill(atLeast: InputLimit.row + 1)
        window.skipByteOrderMark()
        let bytes = UnsafeBufferPointer(start: window.base + window.start, count: window.count)
        guard window.isLast ? window.count > 0 : window.count > InputLimit.row || bytes.contains(0x0A) else {
            return false
        }
        guard let format = try RowFormat(window, options: options) else { return false }
        if case .page = format.sample.shape {
            throw .file(
                name: feed.name, reason: "is a saved page of rows, which does not grow; name it without --follow")
        }
        reading = try start(format)
        guard let start else { return true }
        guard try window.jump(to: start.offset) else {
            throw .file(name: feed.name, reason: "cannot be read from its middle")
        }
        reading?.reader.resume(line: start.line)
        return true
    }

    private func start(_ format: RowFormat) throws(InputError) -> RowReading {
        let opened = try format.open(window, options: options, context: context, assumptions: assumptions)
        return RowReading(format, opened, options: options, rejects: rejects)
    }

    private func append(
        to builder: inout LedgerBuilder, as known: Int?, limit: Int
    ) throws(InputError) -> Int {
        for _ in 0..<4 {
            guard var reading else { preconditionFailure("open first") }
            let before = reading.count
            begin(&builder, known, reading)
            let outcome: RowReading.Outcome
            do throws(InputError) { outcome = try reading.run(into: &builder, limit: limit) { _, _ in } } catch {
                end(&builder, reading)
                throw error
            }
            self.reading = reading
            guard case .reread(let other) = outcome else {
                end(&builder, reading)
                return reading.count - before
            }
            guard !isCommitted, known == nil else {
                end(&builder, reading)
                throw denial(other, in: reading)
            }
            builder.abandonFile()
            try readAgain(reading, assuming: other)
        }
        throw .file(name: feed.name, reason: "contradicts what was assumed of it twice")
    }

    /// From the first row, which is at hand where it is the one that denies; else from the input's start.
    private func readAgain(_ reading: RowReading, assuming other: ReadingAssumptions) throws(InputError) {
        assumptions = other
        if reading.count == 0 {
            let (rows, columns) = try reading.format.decoder(options: options, context: context, assumptions: other)
            var reader = reading.reader
            reader.unread()
            reader.bind(columns)
            self.reading = RowReading(reading.format, (rows, reader), options: options, rejects: rejects)
        } else {
            guard try window.jump(to: 0) else { throw denial(other, in: reading) }
            try rejects?.goBack(to: rejectsMark)
            window.skipByteOrderMark()
            self.reading = try start(reading.format)
        }
    }

    private func denial(_ other: ReadingAssumptions, in reading: RowReading) -> InputError {
        let reason =
            other.chain != assumptions.chain
            ? "is no address of \(assumptions.chain), which the rows before were taken for; start again with --chain"
            : "has an amount with a decimal point, those before were taken in base units; start again with --whole-units"
        return .line(name: feed.name, line: reading.reader.line - 1, reason: "the row " + reason)
    }

    private func begin(_ builder: inout LedgerBuilder, _ known: Int?, _ reading: RowReading) {
        if let known { return builder.resumeFile(known) }
        var file = SourceFile(
            name: feed.name, format: reading.format.decoder.name, hasIndex: false,
            isAccountExport: reading.rows.isAccountExport)
        file.sha256 = sha256
        builder.beginFile(file)
    }

    private func end(_ builder: inout LedgerBuilder, _ reading: RowReading) {
        builder.endFile { source in
            if reading.count > 0 { source.hasIndex = reading.rows.hasIndex }
            for note in reading.rows.notes where !source.notes.contains(note) { source.notes.append(note) }
        }
    }
}
