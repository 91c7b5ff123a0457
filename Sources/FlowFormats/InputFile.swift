import FlowTracing

/// One file of rows, its format known, ready to be read any number of times.
struct InputFile {
    let source: ByteSource
    let format: RowFormat

    /// Looks at the file's beginning and chooses its format.
    ///
    /// - Throws: `InputError` where the file cannot be read, or is of no known format.
    init(_ source: ByteSource, options: InputOptions) throws(InputError) {
        self.source = source
        let window = try ByteWindow(source)
        try window.fill(atLeast: InputLimit.row + 1)
        guard let format = try RowFormat(window, options: options) else {
            preconditionFailure("a file's window is never starved")
        }
        self.format = format
    }

    /// Readies the decoder and a reader behind the header.
    func open(
        options: InputOptions, context: ReadingContext, assumptions: ReadingAssumptions
    ) throws(InputError) -> (rows: any FileDecoder, reader: any RecordReader) {
        try format.open(ByteWindow(source), options: options, context: context, assumptions: assumptions)
    }
}
