/// What all rows of a ledger move together, kept up to date as rows come and go.
struct RowSums: Sendable, Equatable {
    /// By asset: what its transfers and fees move, at most 2¹²⁸ − 1: bounds every balance.
    private(set) var totals: [Amount] = []
    /// Transfers that move nothing.
    private(set) var zeroAmounts = 0
    /// Assets whose total has reached 2¹²⁸: it stays there, whatever is taken back.
    private var saturated: Set<AssetID> = []

    init() {}

    init(_ columns: borrowing LedgerColumns, assets: Int) { add(0..<columns.count, of: columns, assets: assets) }

    init(totals: [Amount], zeroAmounts: Int) {
        (self.totals, self.zeroAmounts) = (totals, zeroAmounts)
        saturated = Set(totals.indices.filter { totals[$0] == .max }.map(AssetID.init))
    }

    /// - Complexity: O(rows).
    mutating func add(_ rows: Range<Int>, of columns: borrowing LedgerColumns, assets: Int) {
        if totals.count < assets { totals += [Amount](repeating: 0, count: assets - totals.count) }
        for row in rows {
            if columns.amounts.packed[row] == 0 { zeroAmounts += 1 }
            add(columns.amounts[row], columns.assets[row])
            guard columns.fees.isPresent, columns.fees[row] != 0 else { continue }
            add(columns.fees[row], columns.feeAsset(row))
        }
    }

    /// Takes rows back that were added before.
    mutating func remove(_ rows: Range<Int>, of columns: borrowing LedgerColumns) {
        for row in rows {
            if columns.amounts.packed[row] == 0 { zeroAmounts -= 1 }
            remove(columns.amounts[row], columns.assets[row])
            guard columns.fees.isPresent, columns.fees[row] != 0 else { continue }
            remove(columns.fees[row], columns.feeAsset(row))
        }
    }

    private mutating func add(_ amount: Amount, _ asset: AssetID) {
        let (sum, overflow) = totals[Int(asset)].addingReportingOverflow(amount)
        totals[Int(asset)] = overflow ? .max : sum
        if overflow { saturated.insert(asset) }
    }

    private mutating func remove(_ amount: Amount, _ asset: AssetID) {
        if !saturated.isEmpty, saturated.contains(asset) { return }
        totals[Int(asset)] -= amount
    }
}

extension LedgerColumns {
    /// The asset that `row`'s fee is paid in.
    @inline(__always)
    func feeAsset(_ row: Int) -> AssetID {
        let id = feeAssets[row]
        return id == .max ? assets[row] : id
    }
}
