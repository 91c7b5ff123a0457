import FlowTracing

/// How the rows of one input are written: found out from its beginning.
struct RowFormat {
    let name: String
    let sample: Sample
    let decoder: any BlockDecoder

    /// Looks at the bytes of `window` and consumes none.
    ///
    /// `nil` where the window is starved before the first row ends.
    ///
    /// - Throws: `InputError` where they are of no known format.
    init?(_ window: ByteWindow, options: InputOptions) throws(InputError) {
        let start = window.start
        defer { window.goBack(to: start) }
        name = window.name
        guard let sample = try RowFormat.sample(window) else { return nil }
        self.sample = sample
        decoder = try RowFormat.decoder(for: sample, name: name, options: options)
    }

    private static func sample(_ window: ByteWindow) throws(InputError) -> Sample? {
        var scanner = JSONScanner(window.base, from: window.start, to: window.end)
        scanner.skipSpace()
        guard scanner.i < window.end else { throw .file(name: window.name, reason: "the file is empty") }
        guard window.base[scanner.i] == 0x7B || window.base[scanner.i] == 0x5B else {
            var reader = CSVReader(window)
            return Sample(shape: .csv, names: ColumnNames(header: try reader.header()))
        }
        let start = scanner.i
        do throws(JSONScanner.Fault) {
            let (shape, keys) = try JSONShape.find(scanner)
            return Sample(shape: shape, names: ColumnNames(header: keys))
        } catch {
            let line = 1 + UnsafeBufferPointer(start: window.base, count: start).count { $0 == 0x0A }
            switch error {
            case .bad(let reason): throw .line(name: window.name, line: line, reason: reason)
            case .incomplete where window.isStarved: return nil
            case .incomplete where window.isLast:
                throw .line(name: window.name, line: line, reason: "the file ends inside a JSON value")
            case .incomplete: throw .line(name: window.name, line: line, reason: InputLimit.rowReason)
            }
        }
    }

    private static func decoder(
        for sample: Sample, name: String, options: InputOptions
    ) throws(InputError) -> any BlockDecoder {
        if let columns = options.columns { return NamedColumns(choice: columns) }
        if let wanted = options.format {
            guard let decoder = BlockDecoders.named(wanted) else {
                let known = InputFormats.all.map(\.name).joined(separator: ", ")
                throw .option(name: "--input-format", value: wanted, reason: "is none of \(known)")
            }
            return decoder
        }
        var best: (decoder: any BlockDecoder, score: Int)?
        for decoder in BlockDecoders.all {
            let score = decoder.score(sample)
            if score > best?.score ?? 0 { best = (decoder, score) }
        }
        if let best { return best.decoder }
        // A page without rows has no keys to know it by; it adds nothing whatever it is.
        if case .page = sample.shape, sample.names.header.isEmpty { return EmptyPage() }
        let found = Excerpt.text(sample.names.header.joined(separator: ","), limit: 200)
        throw .file(
            name: name,
            reason: "of no known format (name it with --input-format, or its columns with --columns); found \(found)")
    }

    /// Readies the decoder, and a reader at the start of the input, behind its header.
    func open(
        _ window: ByteWindow, options: InputOptions, context: ReadingContext, assumptions: ReadingAssumptions
    ) throws(InputError) -> (rows: any FileDecoder, reader: any RecordReader) {
        let (rows, columns) = try decoder(options: options, context: context, assumptions: assumptions)
        var reader: any RecordReader
        if sample.shape == .csv {
            var csv = CSVReader(window)
            _ = try csv.header()
            reader = csv
        } else {
            reader = try JSONReader(window, shape: sample.shape)
        }
        reader.bind(columns)
        return (rows, reader)
    }

    /// Readies the decoder alone; `columns` are those it looked up.
    func decoder(
        options: InputOptions, context: ReadingContext, assumptions: ReadingAssumptions
    ) throws(InputError) -> (rows: any FileDecoder, columns: ColumnNames) {
        var file = OpenedFile(
            name: name, shape: sample.shape, columns: sample.names, options: options, context: context,
            chain: options.chain.map(Chain.canonicalName), assumptions: assumptions)
        do throws(RowFault) { return (try decoder.open(&file), file.columns) } catch { throw fault(error, line: 1) }
    }

    /// A row's fault with the place it happened at.
    func fault(_ fault: RowFault, line: Int) -> InputError {
        switch fault {
        case .bad(let column, let value, let reason):
            .row(name: name, line: line, column: column, value: value, reason: reason)
        case .overflow(let column, let value, _):
            .row(name: name, line: line, column: column, value: value, reason: "reaches 2^128")
        case .missingColumn(let column):
            .missingColumn(name: name, format: decoder.name, column: column, found: sample.names.header)
        case .ledger(let error): .ledger(error)
        case .reread: .line(name: name, line: line, reason: "the file contradicts what was assumed of it twice")
        }
    }
}

/// A saved page whose array of rows is empty.
private struct EmptyPage: BlockDecoder {
    let name = "empty-page"
    let summary = "a saved page without rows"
    func score(_ sample: Sample) -> Int { 0 }
    func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder { NoRows() }

    private final class NoRows: FileDecoder {
        let hasIndex = false
        func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
            throw .bad(column: "", value: "", reason: "the page was taken for empty")
        }
    }
}
