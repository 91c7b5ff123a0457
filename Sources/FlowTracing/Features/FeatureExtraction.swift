/// Numbers of every transfer of account chains, known at its moment: one pass in ledger order.
///
/// What a transfer's numbers are depends on the rows before it and on itself alone: the ledger cut anywhere gives the same
/// numbers up to there, in however many batches it comes. Exact integers all through.
///
/// What is remembered is bounded by the windows, and 32 bytes an address, and some 130 bytes for each address and asset.
public final class FeatureExtraction {
    public let settings: FeatureSettings
    /// Numbers of a transfer, and of an address and asset.
    public let columns: [FeatureColumn]
    public let addressColumns: [FeatureColumn]
    private let step: FeatureStep
    private let extractors: [any FeatureExtractor]
    private let cells: Column<Int64>
    /// Rows seen.
    public private(set) var rows = 0
    /// A row later than `FeatureSettings.until` was met.
    public private(set) var isOver = false

    /// - Precondition: 1 to `FeatureSettings.mostWindows` windows, ascending, each once and none negative.
    public init(_ ledger: Ledger, attribution: Attribution = Attribution(), settings: FeatureSettings) {
        precondition((1...FeatureSettings.mostWindows).contains(settings.windows.count))
        precondition(zip(settings.windows, settings.windows.dropFirst()).allSatisfy { $0 < $1 })
        self.settings = settings
        columns = FeatureExtraction.columns(settings.windows)
        addressColumns = FeatureExtraction.addressColumns(settings.windows)
        step = FeatureStep(ledger, attribution: attribution, windows: settings.windows)
        extractors = FeatureGroups.all.map { $0.extractor(settings) }
        cells = Column(repeating: 0, count: max(columns.count, addressColumns.count))
    }

    public static func columns(_ windows: [Int64]) -> [FeatureColumn] {
        FeatureGroups.all.flatMap { $0.columns(windows) }
    }

    public static func addressColumns(_ windows: [Int64]) -> [FeatureColumn] {
        FeatureGroups.all.flatMap { $0.addressColumns(windows) }
    }

    /// Follows the ledger to what it is now: more rows behind those seen.
    ///
    /// - Parameter body: is given every new row and its numbers in the order of `columns`, `FeatureCells.empty` for none.
    /// - Precondition: rows and addresses seen before keep their numbers.
    /// - Complexity: amortised O(1) a row; the search for patterns is limited by `FeatureSettings.limits`.
    public func update(_ ledger: Ledger, _ body: (_ row: Int, _ cells: UnsafeBufferPointer<Int64>) -> Void) {
        step.follow(ledger)
        guard rows < ledger.count, !isOver else { return }
        for run in ledger.columns.runIndex(of: rows)..<ledger.columns.runs.count {
            let (time, chain) = (ledger.columns.runs[run].time, ledger.columns.runs[run].chain)
            if let until = settings.until, time > until {
                isOver = true
                return
            }
            for row in ledger.columns.rows(ofRun: run).clamped(to: rows..<ledger.count) {
                step.move(to: row, time: time, chain: chain)
                var line = FeatureCells(cells.base, capacity: columns.count)
                for one in extractors { one.see(step, into: &line) }
                precondition(line.count == columns.count, "a feature group writes the columns it names")
                body(row, line.values)
                rows = row + 1
            }
        }
    }

    /// Numbers of every address and asset, up to the last row seen, in order of first appearance.
    ///
    /// - Precondition: `settings.keepsTotals`.
    /// - Complexity: O(rows · log rows) for distinct counterparties, which 128 MB are enough for.
    public func eachTotal(_ body: (_ holding: FeatureHolding, _ cells: UnsafeBufferPointer<Int64>) -> Void) {
        precondition(settings.keepsTotals)
        for one in extractors { one.prepareTotals(step) }
        for number in 0..<step.holdings.count {
            let holding = step.holding(UInt32(number))
            var line = FeatureCells(cells.base, capacity: addressColumns.count)
            for one in extractors { one.total(holding, step, into: &line) }
            precondition(line.count == addressColumns.count, "a feature group writes the columns it names")
            body(holding, line.values)
        }
    }

    /// What limits left out, by window.
    public var cuts: [PatternCuts] {
        var sum = settings.windows.map { _ in PatternCuts() }
        for one in extractors { for (place, cuts) in one.cuts.enumerated() { sum[place] += cuts } }
        return sum
    }

    /// Bytes that grow with the windows, and with the addresses and their assets.
    public var windowBytes: Int { step.windowBytes }
    public var addressBytes: Int { step.addressBytes + extractors.reduce(0) { $0 + $1.byteCount } }
}
