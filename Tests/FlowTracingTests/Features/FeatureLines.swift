@testable import FlowTracing

/// The numbers of a pass, by row and by address.
struct FeatureLines {
    let columns: [String]
    let addressColumns: [String]
    private(set) var transfers: [[Int64]] = []
    /// With the name of each address and asset.
    private(set) var totals: [(name: String, cells: [Int64])] = []
    let cuts: [PatternCuts]

    static let settings: FeatureSettings = {
        var settings = FeatureSettings()
        settings.windows = [900, 86_400]
        settings.keepsTotals = true
        return settings
    }()

    /// - Parameter writings: ledgers that each hold those before.
    init(
        _ table: TypologyTable, _ writings: [TypologyTable.Writing] = [.init()],
        settings: FeatureSettings = FeatureLines.settings
    ) throws {
        let writing = writings.last ?? .init()
        let pass = FeatureExtraction(
            try table.ledger(writings.first ?? .init()), attribution: table.attribution(writing), settings: settings)
        var lines: [[Int64]] = []
        var last: Ledger?
        for writing in writings {
            let ledger = try table.ledger(writing)
            pass.update(ledger) { row, cells in
                if row == lines.count { lines.append(Array(cells)) }
            }
            last = ledger
        }
        (columns, addressColumns) = (pass.columns.map(\.name), pass.addressColumns.map(\.name))
        cuts = pass.cuts
        transfers = lines
        guard settings.keepsTotals, let ledger = last else { return }
        let names = FindingText(table, ledger, writing)
        var totals: [(name: String, cells: [Int64])] = []
        pass.eachTotal { holding, cells in
            totals.append(
                (
                    "\(names.name(holding.address)) \(ledger.name(of: holding.asset)) \(holding.received) \(holding.sent)",
                    Array(cells)
                ))
        }
        self.totals = totals
    }

    /// The numbers of a row by their names; what is empty is not there.
    func named(_ row: Int) -> [String: Int64] { FeatureLines.named(columns, transfers[row]) }

    static func named(_ columns: [String], _ cells: [Int64]) -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: zip(columns, cells).filter { $0.1 != FeatureCells.empty })
    }
}
