import CFlowKernels
import FlowTracing

/// Reads the rows of a CSV file of transfers that are written plainly, many million a second, and leaves every other row
/// to the general reader: the two take turns over the same bytes and together give what the general reader gives alone.
///
/// A row is plain when each column has the form that `FastColumn` states, nothing is quoted and the line ends as the
/// file's lines do. Every byte is checked. Amounts are base units, addresses and hashes those of EVM chains.
///
///     var position = startOfFirstRow, line = 2
///     while position < end {
///         (position, line) = try fast.read(from: position, line: line, into: &builder)
///         // The row at `position`, if any, is not plain: one row by the general reader.
///     }
///
/// With helpers the bytes are decoded and the addresses looked up ahead, on other threads (`ReadAhead`); rows are always
/// appended here, in order, so the ledger does not depend on the number of threads. Must be gone before the builder is, and
/// before its file is abandoned.
package final class FastTransfers {
    /// Numbers the asset that a row names; `nil` where the row must go through the general reader, because the chain's
    /// addresses are not 20 bytes.
    package typealias NumberAsset = (
        _ chain: UnsafeBufferPointer<UInt8>?, _ asset: UnsafeBufferPointer<UInt8>, _ builder: inout LedgerBuilder
    ) -> AssetID?

    /// Rows decoded before they are appended: enough that waiting for the last of them counts for little, few enough to stay
    /// in the second-level cache.
    private static let batchRows = 512

    /// Where rows are read from. May change between calls of `read` where there are no helpers.
    var bytes: UnsafeRawBufferPointer
    private let numberAsset: NumberAsset
    private let rows: FastRows
    private var ahead: ReadAhead?
    /// Rows appended, and rows decoded in vain because one before them has an asset without number.
    private var useful = 0
    private var useless = 0
    /// False where most work is in vain: the file is not for this reader.
    private var isWorthwhile: Bool { useless <= useful + 4096 }

    /// - Parameters:
    ///   - bytes: the file or the part of it at hand; must stay while this object lives.
    ///   - helpers: threads besides the caller's.
    ///   - path: how to read; all ways give the same.
    ///   - pieceBytes: how much a helper reads at a time.
    package init(
        _ bytes: UnsafeRawBufferPointer, layout: FastLayout, helpers: Int = 0, path: flow_path = flow_best_path(),
        pieceBytes: Int? = nil, numberAsset: @escaping NumberAsset
    ) {
        (self.bytes, self.numberAsset) = (bytes, numberAsset)
        rows = FastRows(layout: layout, path: path, capacity: FastTransfers.batchRows)
        let pieceBytes = pieceBytes ?? ReadAhead.usualPieceBytes
        if helpers > 0, bytes.count >= ReadAhead.leastPieces * pieceBytes {
            ahead = ReadAhead(bytes, layout: layout, helpers: helpers, path: path, pieceBytes: pieceBytes)
        }
    }

    deinit { ahead?.stop() }

    /// Reads plain rows from the one that starts at `position`, in line `line`, and appends them.
    ///
    /// - Parameters:
    ///   - goal: return once this position is reached, if no other reason comes first.
    ///   - isLast: no bytes follow `bytes`; otherwise the last kilobyte is left for when more are there.
    /// - Returns: where the next row starts, and its line. Unless at the goal it is not plain, or lies in that last kilobyte.
    /// - Throws: `FlowError.tooMany`.
    /// - Complexity: O(bytes read).
    package func read(
        from position: Int, line: Int, goal: Int = .max, isLast: Bool = true, into builder: inout LedgerBuilder
    ) throws(FlowError) -> (position: Int, line: Int) {
        var at = (position: position, line: line)
        while at.position < min(goal, bytes.count), isWorthwhile {
            let isPlain =
                if let ahead { try readAhead(ahead, &at, isLast: isLast, into: &builder) } else {
                    try readHere(&at, before: bytes.count, isLast: isLast, into: &builder)
                }
            guard isPlain else { break }
        }
        return at
    }

    /// Appends a stretch of rows that was decoded ahead, or decodes some where none fits.
    ///
    /// - Returns: false where the next row is not for this reader.
    private func readAhead(
        _ ahead: ReadAhead, _ at: inout (position: Int, line: Int), isLast: Bool, into builder: inout LedgerBuilder
    ) throws(FlowError) -> Bool {
        ahead.publish(&builder)
        let piece = ahead.piece(at: at.position)
        let end = ahead.end(ofPieceAt: at.position)
        guard let stretch = piece.stretches.first(where: { $0.bytes.lowerBound == at.position }) else {
            return try readHere(&at, before: end, isLast: isLast, into: &builder)
        }
        return try append(
            piece.rows, stretch.rows, from: stretch.bytes.lowerBound, to: stretch.bytes.upperBound, &at, &builder)
    }

    /// Decodes and appends a batch of rows that start before `end`.
    private func readHere(
        _ at: inout (position: Int, line: Int), before end: Int, isLast: Bool, into builder: inout LedgerBuilder
    ) throws(FlowError) -> Bool {
        let start = at.position
        var position = start
        rows.removeAll()
        var stop = rows.decode(bytes, from: &position, before: end, builder.addressReader())
        if stop == FLOW_END, rows.count == 0, position < end, isLast { stop = rows.decodeTail(bytes, from: &position) }
        let isWhole = try append(rows, 0..<rows.count, from: start, to: position, &at, &builder)
        return isWhole && stop != FLOW_ODD && position > start
    }

    /// Appends rows of `start..<end` and moves on behind them.
    ///
    /// - Returns: false where not all were appended.
    private func append(
        _ rows: FastRows, _ range: Range<Int>, from start: Int, to end: Int, _ at: inout (position: Int, line: Int),
        _ builder: inout LedgerBuilder
    ) throws(FlowError) -> Bool {
        let appended = try rows.append(range, line: at.line, into: &builder, numberAsset)
        at.line += appended
        at.position = appended == range.count ? end : FastTransfers.skip(appended, linesIn: bytes, from: start)
        useful += appended
        useless += range.count - appended
        return appended == range.count
    }

    /// Where the line `count` lines after the one at `position` starts.
    private static func skip(_ count: Int, linesIn bytes: UnsafeRawBufferPointer, from position: Int) -> Int {
        var position = position
        for _ in 0..<count {
            while bytes[position] != 0x0A { position += 1 }
            position += 1
        }
        return position
    }
}
