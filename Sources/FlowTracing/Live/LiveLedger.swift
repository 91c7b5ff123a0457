/// A ledger that grows: what a store keeps and a watch follows.
///
/// Decoders append to `intake`; `commit` puts what they appended into ledger order behind (or, where it is late, among) the
/// rows that are there; `revert` takes the blocks of an abandoned branch back. Either returns what changed. `snapshot` is
/// the ledger as it is now, on which everything that traces works.
///
/// Addresses, assets and chains keep their numbers for ever. Rows are numbered anew only from the first changed one on.
///
/// Law: however the rows are split into commits, the ledger is the one that `LedgerBuilder.seal` makes of all of them.
public struct LiveLedger: ~Copyable {
    /// What decoders append to. Its addresses, chains, assets, transaction texts and files are the ledger's own; its rows
    /// are those of the commit under way.
    public package(set) var intake = LedgerBuilder()

    /// The rows, in ledger order.
    var columns = LedgerColumns()
    var swapLegs = BitColumn()
    /// Where rows came from: a stretch goes on until the next begins, its lines rising by one a row.
    var origins = Column<RowOrigin>()
    var sums = RowSums()
    var summary = LedgerSummary()
    var catalogue = LedgerCatalogue()
    /// The UTXO chains, sealed anew whenever one of them grows.
    var outputChains: [OutputLedger] = []
    /// Over all columns of its file, by row without an index: what rows of one file are told apart by.
    var fingerprints = OptionalColumn<UInt64>(default: 0)
    /// Made from the rows when first asked for, or of use only while this lives.
    var copies = RowCopies()
    var chainRuns = ChainRuns()
    var identities = IdentityIndex()

    public init() {}

    /// Lets `body` append to the intake: how a program outside this package does it.
    public mutating func take<Result, Failure: Error>(
        _ body: (inout LedgerBuilder) throws(Failure) -> Result
    ) throws(Failure) -> Result { try body(&intake) }

    /// Transfers.
    public var count: Int { columns.count }
    /// Addresses numbered so far, those of the commit under way included.
    public var addressCount: Int { intake.addressCount }

    /// The ledger as it is now, for reading, until this is next changed: nothing is copied.
    ///
    /// - Complexity: O(assets + chains + files), whatever the number of rows.
    public func snapshot() -> Ledger {
        Ledger(
            columns: columns.view, addressTable: intake.addresses.view, chains: intake.chains, assets: intake.assets,
            files: intake.files, transactionTexts: intake.transactionTexts, swapLegs: swapLegs.view,
            duplicates: summary.duplicates, undecidedOrder: summary.undecidedOrder, rejected: summary.rejected,
            excludedAssets: summary.excludedAssets, coverageByChain: summary.coverageByChain,
            origins: RowOrigins(stretches: origins.view, inputRows: Column()), sums: sums, outputChains: outputChains,
            scripts: intake.scripts.view)
    }
}
