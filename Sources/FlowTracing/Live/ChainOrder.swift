/// Which columns decide the order of a chain's rows: those that every row has, also rows that were dropped because they
/// repeated others.
struct ChainOrder: Sendable, Equatable {
    /// Some row has a block; some row has none.
    var hasBlocks = false
    var lacksBlocks = false
    /// The lowest block of a row without position or index (0 for one without a block), `.max` where all have it: what a
    /// chain takes back, it takes back from above.
    var lacksPositionFrom = UInt64.max
    var lacksIndexFrom = UInt64.max

    var usesBlock: Bool { !lacksBlocks }
    var usesPosition: Bool { lacksPositionFrom == .max }
    var usesIndex: Bool { lacksIndexFrom == .max }
    var hasRows: Bool { hasBlocks || lacksBlocks }
    /// Some rows have a block and some have none: one may tell the other its block.
    var isMixed: Bool { hasBlocks && lacksBlocks }

    /// True where the rows that `self` knows stand in another order by `other`.
    func differs(from other: ChainOrder) -> Bool {
        hasRows
            && (usesBlock, usesPosition, usesIndex) != (other.usesBlock, other.usesPosition, other.usesIndex)
    }

    /// As if blocks after `block` had never been.
    mutating func revert(after block: UInt64) {
        if lacksPositionFrom > block { lacksPositionFrom = .max }
        if lacksIndexFrom > block { lacksIndexFrom = .max }
    }

    /// Takes rows into account.
    ///
    /// - Complexity: O(rows), O(runs) where the columns are absent or nothing new is to be learnt.
    static func note(_ columns: borrowing LedgerColumns, in orders: inout [ChainOrder]) {
        for i in 0..<columns.runs.count {
            let run = columns.runs[i]
            let rows = columns.rows(ofRun: i)
            var order = orders[Int(run.chain)]
            if run.block == Run.noBlock { order.lacksBlocks = true } else { order.hasBlocks = true }
            let block = run.block == Run.noBlock ? 0 : run.block
            if order.lacksPositionFrom > block,
                !columns.positions.isPresent || rows.contains(where: { columns.positions[$0] == .max })
            {
                order.lacksPositionFrom = block
            }
            if order.lacksIndexFrom > block,
                !columns.indexes.isPresent || rows.contains(where: { columns.indexes[$0] == .max })
            {
                order.lacksIndexFrom = block
            }
            orders[Int(run.chain)] = order
        }
    }
}

extension RowOrder {
    init(_ orders: [ChainOrder], chains: [Chain]) {
        self.init(
            usesBlock: orders.map(\.usesBlock), usesPosition: orders.map(\.usesPosition),
            usesIndex: orders.map(\.usesIndex), chains: chains)
    }
}
