extension LiveLedger {
    /// Takes back every row of `chain` in a block after `block`: the chain has taken the blocks back. What the intake holds
    /// stays there.
    ///
    /// The ledger is then as if those blocks had never been, but that numbers given to addresses, assets and names stay, and
    /// that duplicates stay counted. Rows without a block stay.
    ///
    /// - Throws: `FlowError`, where what is left of a UTXO chain cannot be.
    /// - Complexity: O(rows from the first one taken back on); all rows where the blocks held the only ones that lack a
    ///   column, or where some rows of the chain have no block.
    public mutating func revert(chain: ChainID, after block: UInt64) throws(FlowError) -> LedgerChange {
        let branch = LedgerTail.Branch(chain: chain, block: block)
        if let outputs = try shortenedOutputs(without: branch) { outputChains = outputs }
        let unchanged = LedgerChange(firstRow: count, countBefore: count, count: count)
        guard Int(chain) < summary.orders.count else { return unchanged }
        var orders = summary.orders
        orders[Int(chain)].revert(after: block)
        let first = firstRun(of: branch)
        guard first < columns.runs.count else { return unchanged }
        let run = summary.orders[Int(chain)].differs(from: orders[Int(chain)]) ? 0 : first
        let tail = try LedgerTail(of: self, fromRun: run, admitting: 0..<0, orders: orders, without: branch)
        return put(tail, fromRun: run)
    }

    /// The first run that `branch` takes back, the number of runs for none.
    private mutating func firstRun(of branch: LedgerTail.Branch) -> Int {
        chainRuns.cover(columns.runs)
        var first = columns.runs.count
        for i in chainRuns.reversed(of: branch.chain) {
            if branch.contains(columns.runs[i]) {
                first = i
            } else if summary.orders[Int(branch.chain)].usesBlock {
                // In order of blocks, all before stays.
                break
            }
        }
        return first
    }
}
