import FlowTracing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The fast reader in front of the general one: between two rows of the general reader it takes all plain rows that come.
final class FastLane {
    private let rows: TransferRows
    private let fast: FastTransfers
    private let areIndexed: Bool
    /// Calls in a row that found nothing. A file of odd rows is not to be tried row by row.
    private var misses = 0
    private static let mostMisses = 16
    private var pause = 0

    /// Bytes between two reports of progress.
    private static let stride = 32 << 20
    /// The shortest plain row, with its line end, has this many bytes.
    private static let leastRowBytes = 158

    /// `nil` where the fast reader cannot read such a file.
    ///
    /// - Parameter record: the last row, which `rows` has decoded.
    init?(
        _ rows: any FileDecoder, _ reader: any RecordReader, like record: borrowing Record, _ options: InputOptions
    ) {
        guard let rows = rows as? TransferRows, let reader = reader as? CSVReader, reader.delimiter == 0x2C,
            let columns = rows.fastColumns(record), let layout = FastLayout(columns, endsWithCR: reader.endsWithCR)
        else { return nil }
        self.rows = rows
        areIndexed = layout.has(.index)
        // A window that slides is read by one thread: unpacking takes longer than reading.
        let slides = reader.window.slides
        let helpers = slides ? 0 : max(0, min(options.threads ?? FastLane.processors, 64) - 1)
        fast = FastTransfers(
            FastLane.bytes(of: reader), layout: layout, helpers: helpers, pieceBytes: options.pieceBytes
        ) { chain, asset, builder in
            rows.fastAsset(chain: chain.map(FastLane.text), FastLane.text(asset), &builder)
        }
    }

    private static var processors: Int { min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 8) }

    private static func bytes(of reader: CSVReader) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: reader.window.base, count: reader.window.end)
    }

    private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> FieldText {
        FieldText(trimming: ArraySlice(Array(bytes)))
    }

    /// Appends the plain rows that come next and moves `reader` behind them.
    ///
    /// - Parameters:
    ///   - limit: most rows to take (or little more: they come in batches).
    ///   - report: told the stored bytes read and the transfers appended so far, now and then.
    /// - Returns: how many rows it took.
    func advance(
        _ reader: inout any RecordReader, atMost limit: Int = .max, into builder: inout LedgerBuilder,
        _ report: (Int, Int) -> Void
    ) throws(FlowError) -> Int {
        if pause > 0 {
            pause -= 1
            return 0
        }
        guard rows.isInBaseUnits, var csv = reader as? CSVReader else { return 0 }
        if csv.window.slides { fast.bytes = FastLane.bytes(of: csv) }
        let first = csv.line
        while true {
            let left = limit - (csv.line - first)
            guard left > 0 else { break }
            let goal = csv.window.start + min(FastLane.stride, min(left, 1 << 24) * FastLane.leastRowBytes)
            let (position, line) = try fast.read(
                from: csv.window.start, line: csv.line, goal: goal, isLast: csv.window.isLast, into: &builder)
            csv.window.consume(to: position)
            csv.resume(line: line)
            if position < goal { break }
            report(csv.storedPosition, builder.count)
        }
        let count = csv.line - first
        if count > 0 {
            rows.noteIntegerRows(areIndexed: areIndexed)
            reader = csv
            misses = 0
        } else {
            misses += 1
            if misses >= FastLane.mostMisses { pause = FastLane.mostMisses }
        }
        return count
    }
}

extension CSVReader {
    /// Whether the last row ended with CR LF.
    var endsWithCR: Bool {
        window.start >= 2 && window.base[window.start - 1] == 0x0A && window.base[window.start - 2] == 0x0D
    }
}
