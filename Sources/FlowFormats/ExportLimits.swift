import FlowTracing

/// What an account export's size and beginning say about what it leaves out. Explorers cut histories at round numbers:
/// Etherscan's CSV at 5,000 rows, Tronscan's at 10,000, saved pages at 20, 50 or 200.
enum ExportLimits {
    /// - Parameter rows: rows of the file, those that move nothing included.
    static func notes(rows: Int, shape: Sample.Shape) -> [String] {
        let isRound: Bool =
            switch shape {
            case .page: rows > 0 && (rows == 20 || rows % 50 == 0)
            default: rows > 0 && rows % 1_000 == 0
            }
        return isRound ? ["possibly truncated: exactly \(rows) rows, a usual limit of explorers"] : []
    }

    static func startsMidway(asset: Asset) -> String {
        let name = asset.symbol.isEmpty ? "an asset" : Excerpt.text(asset.symbol, limit: 20)
        return "possibly truncated: the account spends \(name) before it received any; the history may start mid-way"
    }
}
