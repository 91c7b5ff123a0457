/// What one commit did to a live ledger: appended rows, put late ones in their place, or took rows of a reverted branch
/// back. Whoever follows the ledger goes back to `firstRow` and reads on from there.
public struct LedgerChange: Sendable, Equatable {
    /// Rows before it are as they were; those from it on are new, moved or gone.
    public var firstRow: Int
    /// Rows before and after.
    public var countBefore: Int
    public var count: Int
    /// Rows of the commit that were in the ledger already.
    public var duplicates: Int

    public init(firstRow: Int, countBefore: Int, count: Int, duplicates: Int = 0) {
        precondition(firstRow <= countBefore && firstRow <= count)
        (self.firstRow, self.countBefore, self.count, self.duplicates) = (firstRow, countBefore, count, duplicates)
    }

    /// True where nothing but new rows at the end: nobody has to go back.
    public var isAppend: Bool { firstRow == countBefore }
    /// True where the ledger is as it was.
    public var isEmpty: Bool { firstRow == countBefore && firstRow == count }
}
