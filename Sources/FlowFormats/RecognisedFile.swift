import FlowTracing

/// A file whose format is known: by its content, or as the user says.
enum RecognisedFile {
    case rows(InputFile)
    case transactions(ByteSource, any TransactionDecoder)

    /// - Throws: `InputError` where the file cannot be read, or is of no known format.
    init(_ source: ByteSource, options: InputOptions) throws(InputError) {
        if options.columns == nil, let decoder = try RecognisedFile.decoder(of: source, options: options) {
            self = .transactions(source, decoder)
        } else {
            self = .rows(try InputFile(source, options: options))
        }
    }

    var source: ByteSource {
        switch self {
        case .rows(let file): file.source
        case .transactions(let source, _): source
        }
    }

    private static func decoder(
        of source: ByteSource, options: InputOptions
    ) throws(InputError) -> (any TransactionDecoder)? {
        if let wanted = options.format { return TransactionDecoders.named(wanted) }
        let window = try ByteWindow(source)
        try window.fill(atLeast: FileStart.length)
        let count = min(window.count, FileStart.length)
        let start = FileStart(
            source: source, bytes: UnsafeRawBufferPointer(start: window.base + window.start, count: count),
            isWhole: window.isLast && count == window.count)
        var best: (decoder: any TransactionDecoder, score: Int)?
        for decoder in TransactionDecoders.all {
            let score = decoder.score(start)
            if score > best?.score ?? 0 { best = (decoder, score) }
        }
        return best?.decoder
    }
}
