import FlowTracing

/// One file, its format known, ready to be read any number of times.
struct InputFile {
    let source: ByteSource
    let sample: Sample
    let decoder: any BlockDecoder

    /// Looks at the file's beginning and chooses its format.
    ///
    /// - Throws: `InputError` where the file cannot be read, or is of no known format.
    init(_ source: ByteSource, options: InputOptions) throws(InputError) {
        self.source = source
        sample = try InputFile.sample(source)
        decoder = try InputFile.decoder(for: sample, name: source.name, options: options)
    }

    private static func sample(_ source: ByteSource) throws(InputError) -> Sample {
        let window = try ByteWindow(source)
        try window.fill(atLeast: InputLimit.row + 1)
        var scanner = JSONScanner(window.base, from: window.start, to: window.end)
        scanner.skipSpace()
        guard scanner.i < window.end else { throw .file(name: source.name, reason: "the file is empty") }
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
            case .bad(let reason): throw .line(name: source.name, line: line, reason: reason)
            case .incomplete where window.isLast:
                throw .line(name: source.name, line: line, reason: "the file ends inside a JSON value")
            case .incomplete: throw .line(name: source.name, line: line, reason: InputLimit.rowReason)
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

    /// Readies the decoder and a reader behind the header.
    func open(
        options: InputOptions, context: ReadingContext, assumptions: ReadingAssumptions
    ) throws(InputError) -> (rows: any FileDecoder, reader: any RecordReader) {
        var file = OpenedFile(
            name: source.name, shape: sample.shape, columns: sample.names, options: options, context: context,
            chain: options.chain.map(Chain.canonicalName), assumptions: assumptions)
        let rows: any FileDecoder
        do throws(RowFault) { rows = try decoder.open(&file) } catch { throw fault(error, line: 1) }
        let window = try ByteWindow(source)
        var reader: any RecordReader
        if sample.shape == .csv {
            var csv = CSVReader(window)
            _ = try csv.header()
            reader = csv
        } else {
            reader = try JSONReader(window, shape: sample.shape)
        }
        reader.bind(file.columns)
        return (rows, reader)
    }

    /// A row's fault with the place it happened at.
    func fault(_ fault: RowFault, line: Int) -> InputError {
        switch fault {
        case .bad(let column, let value, let reason):
            .row(name: source.name, line: line, column: column, value: value, reason: reason)
        case .overflow(let column, let value, _):
            .row(name: source.name, line: line, column: column, value: value, reason: "reaches 2^128")
        case .missingColumn(let column):
            .missingColumn(name: source.name, format: decoder.name, column: column, found: sample.names.header)
        case .ledger(let error): .ledger(error)
        case .reread: .line(name: source.name, line: line, reason: "the file contradicts what was assumed of it twice")
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
