import FlowTracing

/// How far reading has come.
public struct ReadProgress: Sendable {
    public var file: String
    /// Stored bytes of all files, and how many of them are read.
    public var bytesRead: Int
    public var bytesInAll: Int
    /// Transfers appended so far.
    public var transfers: Int
}

/// Files to ledger: expands patterns, recognises every file, lets files that know something of others speak first, then
/// decodes them in the order given.
public struct LedgerReader {
    private let options: InputOptions
    private let files: [RecognisedFile]
    private let rejects: RejectsFile?
    private let context = ReadingContext()
    private let progress: ((ReadProgress) -> Void)?
    private let bytesInAll: Int
    private var bytesBefore = 0
    private var repeatedPaths: [Int: Int] = [:]

    /// What reading found besides the transfers.
    public struct Summary: Sendable, Equatable {
        /// Bad rows skipped; they are in `rejectsPath`.
        public var rejected = 0
        public var rejectsPath: String?
        public init() {}
    }

    /// Reads `paths` (files, patterns, `-` for standard input) and seals the ledger.
    ///
    /// - Throws: `InputError`: the first thing wrong, or under `.skip` the first that skipping a row cannot mend.
    /// - Complexity: O(bytes), and O(rows · log rows) where rows do not stand in order.
    public static func read(
        paths: [String], options: InputOptions = InputOptions(), progress: ((ReadProgress) -> Void)? = nil
    ) throws(InputError) -> (ledger: Ledger, summary: Summary) {
        var builder = LedgerBuilder()
        let summary = try read(paths: paths, into: &builder, options: options, progress: progress)
        do throws(FlowError) { return (try builder.seal(), summary) } catch { throw .ledger(error) }
    }

    /// As `read(paths:options:progress:)`, adding to a ledger that is not yet sealed.
    public static func read(
        paths: [String], into builder: inout LedgerBuilder, options: InputOptions = InputOptions(),
        progress: ((ReadProgress) -> Void)? = nil
    ) throws(InputError) -> Summary {
        var reader = try LedgerReader(paths: paths, options: options, progress: progress)
        builder.keepsDuplicates = options.keepsDuplicates
        builder.until = options.until
        try reader.gatherContext()
        for number in reader.files.indices {
            switch reader.files[number] {
            case .rows(let file): try reader.decode(file, number, into: &builder)
            case .transactions(_, let decoder): try reader.decode(decoder, from: number, into: &builder)
            }
        }
        try reader.rejects?.flush()
        var summary = Summary()
        summary.rejected = reader.rejects?.count ?? 0
        summary.rejectsPath = summary.rejected > 0 ? reader.rejects?.path : nil
        builder.rejected += summary.rejected
        return summary
    }

    private init(
        paths: [String], options: InputOptions, progress: ((ReadProgress) -> Void)?
    ) throws(InputError) {
        (self.options, self.progress) = (options, progress)
        let expanded = try InputPaths.expand(paths)
        guard let first = expanded.first else { throw .file(name: "input", reason: "no file is named") }
        var files: [RecognisedFile] = []
        var placeByPath: [String: Int] = [:]
        for path in expanded {
            if let place = placeByPath[path] {
                repeatedPaths[place, default: 1] += 1
                continue
            }
            placeByPath[path] = files.count
            files.append(try RecognisedFile(try ByteSource(path: path), options: options))
        }
        self.files = files
        bytesInAll = files.reduce(0) { $0 + $1.source.stored.count }
        switch options.onError {
        case .stop: rejects = nil
        case .skip(let path): rejects = RejectsFile(path: path ?? (first == "-" ? "stdin" : first) + ".rejects.csv")
        }
    }

    /// First pass, only where some file needs what another may know.
    private func gatherContext() throws(InputError) {
        var givers: [InputFile] = []
        var isNeeded = false
        for case .rows(let file) in files {
            let rows = try file.open(options: options, context: context, assumptions: ReadingAssumptions(options)).rows
            if rows.needsContext { isNeeded = true }
            if rows.givesContext { givers.append(file) }
        }
        guard isNeeded else { return }
        for file in givers {
            var (rows, reader) = try file.open(
                options: options, context: context, assumptions: ReadingAssumptions(options))
            var record = Record()
            while true {
                do throws(ReadFault) {
                    guard try reader.next(&record) else { break }
                } catch {
                    // Bad rows are reported by the second pass.
                    if case .fatal(let error) = error { throw error }
                    continue
                }
                do throws(RowFault) { try rows.learn(from: record, into: context) } catch {
                    if !options.skips { throw file.format.fault(error, line: record.line) }
                }
            }
        }
    }

    private mutating func decode(
        _ file: InputFile, _ number: Int, into builder: inout LedgerBuilder
    ) throws(InputError) {
        var assumptions = ReadingAssumptions(options)
        let mark = rejects?.mark ?? (0, 0)
        var tries = 0
        while true {
            let (rows, reader) = try file.open(options: options, context: context, assumptions: assumptions)
            builder.beginFile(
                SourceFile(
                    name: file.source.name, format: file.format.decoder.name, hasIndex: false,
                    isAccountExport: rows.isAccountExport))
            let first = builder.count
            var reading = RowReading(file.format, (rows, reader), options: options, rejects: rejects)
            if case .reread(let other) = try reading.run(into: &builder, { report(file, read: $0, $1) }) {
                builder.abandonFile()
                try rejects?.goBack(to: mark)
                tries += 1
                guard tries <= 4 else { throw file.format.fault(.reread(other), line: 1) }
                assumptions = other
                continue
            }
            report(file, read: file.source.stored.count, builder.count)
            var notes = rows.notes
            if builder.count == first { notes.append("no transfers in it") }
            if rows.isAccountExport {
                notes += ExportLimits.notes(rows: reading.count, shape: file.format.sample.shape)
                if let asset = builder.assetSpentBeforeReceived {
                    notes.append(ExportLimits.startsMidway(asset: builder.asset(asset)))
                }
            }
            if let times = repeatedPaths[number] { notes.append("named \(times) times, read once") }
            let hash = options.hashesFiles ? file.source.sha256 : ""
            builder.endFile { source in
                source.hasIndex = rows.hasIndex
                source.isAccountExport = rows.isAccountExport
                source.sha256 = hash
                source.notes = notes
            }
            bytesBefore += file.source.stored.count
            return
        }
    }

    /// Files of transactions: one, or all of the run that `decoder` joins, where the first of them stands.
    private mutating func decode(
        _ decoder: any TransactionDecoder, from number: Int, into builder: inout LedgerBuilder
    ) throws(InputError) {
        var sources: [ByteSource] = []
        var timesNamed: [String: Int] = [:]
        for place in decoder.joinsFiles ? files.indices : number..<number + 1 {
            guard case .transactions(let source, let other) = files[place], other.name == decoder.name else { continue }
            // Read together with the first of them.
            if place < number { return }
            sources.append(source)
            timesNamed[source.name] = repeatedPaths[place]
        }
        let (progress, bytesBefore, bytesInAll) = (progress, bytesBefore, bytesInAll)
        let reading = TransactionReading(options: options, rejects: rejects, timesNamed: timesNamed) {
            progress?(
                ReadProgress(file: $0, bytesRead: bytesBefore + $1, bytesInAll: bytesInAll, transfers: $2))
        }
        try decoder.read(sources, reading, into: &builder)
        self.bytesBefore += sources.reduce(0) { $0 + $1.stored.count }
    }

    private func report(_ file: InputFile, read: Int, _ transfers: Int) {
        progress?(
            ReadProgress(
                file: file.source.name, bytesRead: bytesBefore + read, bytesInAll: bytesInAll, transfers: transfers))
    }
}
