/// One UTXO chain: transactions in ledger order (block, time, position), what each spends and what it creates. Immutable.
///
/// Transactions, outputs and inputs are numbered from 0 in ledger order. Spent outputs that the ledger does not contain
/// are "prior"; they are numbered behind its own. A holding is one output.
public final class OutputLedger: Sendable {
    public let chain: ChainID
    /// The chain's coin.
    public let asset: AssetID
    public let network: ScriptNetwork
    let columns: OutputColumns
    let table: TransactionTable
    /// The output each input spends.
    let sources: Column<UInt32>
    /// The transaction that spends each output, `OutputResolution.unspent` for none.
    let spenders: Column<UInt32>
    let priors: PriorOutputs
    /// What its files cover by themselves.
    public let coverage: Coverage
    /// Transactions read more than once.
    public let duplicates: Int
    /// Transactions whose order key, input order aside, equals that of the transaction before.
    public let undecidedOrder: Int
    /// What is not a column, as a store keeps it.
    let about: Column<UInt8>
    /// Keeps the memory of a chain that was stored.
    private let owner: (any AnyObject & Sendable)?

    init(
        chain: ChainID, asset: AssetID, network: ScriptNetwork, columns: consuming OutputColumns,
        table: consuming TransactionTable, sources: consuming Column<UInt32>, spenders: consuming Column<UInt32>,
        priors: consuming PriorOutputs, coverage: Coverage, duplicates: Int, undecidedOrder: Int,
        owner: (any AnyObject & Sendable)? = nil
    ) {
        about = OutputLedger.about(
            chain: chain, asset: asset, network: network, table: table, coverage: coverage, duplicates: duplicates,
            undecidedOrder: undecidedOrder)
        self.owner = owner
        (self.chain, self.asset, self.network) = (chain, asset, network)
        (self.coverage, self.duplicates, self.undecidedOrder) = (coverage, duplicates, undecidedOrder)
        self.columns = columns
        self.table = table
        self.sources = sources
        self.spenders = spenders
        self.priors = priors
    }

    public var transactionCount: Int { columns.transactionCount }
    public var inputCount: Int { sources.count }
    /// Outputs that the ledger's transactions create.
    public var outputCount: Int { columns.amounts.count - priors.count }
    /// Outputs spent here and created before.
    public var priorCount: Int { priors.count }

    public func id(_ transaction: Int) -> Hash32 { columns.ids[transaction] }
    public func outputs(of transaction: Int) -> Range<Int> { columns.outputs(of: transaction) }
    public func inputs(of transaction: Int) -> Range<Int> { columns.inputs(of: transaction) }
    public func source(_ input: Int) -> Int { Int(sources[input]) }
    /// Base units. For a prior output whose amount no source says: what its transaction misses (`isInferred`).
    public func amount(_ output: Int) -> UInt64 { columns.amounts[output] }
    /// Number in the ledger's script table; `nil` where it is not known.
    func owner(_ output: Int) -> UInt32? {
        let owner = columns.owners[output]
        return owner == OutputColumns.noOwner ? nil : owner
    }
    public func isPrior(_ output: Int) -> Bool { output >= outputCount }
    /// True where the amount is a guess, the least possible.
    public func isInferred(_ output: Int) -> Bool { isPrior(output) && priors.isInferred(output - outputCount) }
    /// The transaction that spends it, `nil` while it is unspent.
    public func spender(_ output: Int) -> Int? {
        let spender = spenders[output]
        return spender == OutputResolution.unspent ? nil : Int(spender)
    }

    /// The transaction that creates it, `nil` for a prior output.
    ///
    /// - Complexity: O(log transactions).
    public func transaction(ofOutput output: Int) -> Int? {
        isPrior(output) ? nil : columns.transaction(ofOutput: output)
    }

    /// Id of the transaction that creates the output and its number there; `nil` for value out of a shielded pool.
    public func reference(_ output: Int) -> (id: Hash32, index: UInt32)? {
        if isPrior(output) {
            let prior = output - outputCount
            let index = priors.indexes[prior]
            return index == OutputGathering.Reference.untracked ? nil : (priors.ids[prior], index)
        }
        let transaction = columns.transaction(ofOutput: output)
        return (columns.ids[transaction], UInt32(output - columns.outputs(of: transaction).lowerBound))
    }

    public func isCoinbase(_ transaction: Int) -> Bool { columns.isCoinbase(transaction) }
    /// Unix seconds. - Complexity: O(log blocks).
    public func time(_ transaction: Int) -> Int64 { columns.blocks[columns.blockIndex(of: transaction)].time }
    /// Height. - Complexity: O(log blocks).
    public func block(_ transaction: Int) -> UInt64? {
        let block = columns.blocks[columns.blockIndex(of: transaction)].block
        return block == Run.noBlock ? nil : block
    }

    /// Inputs less outputs; 0 for a coinbase. Where an input's amount is inferred, the least possible.
    public func fee(_ transaction: Int) -> Amount {
        if columns.isCoinbase(transaction) { return 0 }
        var fee: Amount = 0
        for input in inputs(of: transaction) { fee += Amount(columns.amounts[sources[input]]) }
        for output in outputs(of: transaction) { fee -= Amount(columns.amounts[output]) }
        return fee
    }

    /// The transaction of an id.
    ///
    /// - Complexity: O(1) expected.
    public func find(_ id: Hash32) -> Int? { table.find(id, in: columns.ids).map(Int.init) }

    /// Bytes each part takes, for the memory budget.
    public var memory: [(part: String, bytes: Int)] {
        [
            ("transaction ids", columns.ids.byteCount),
            ("transaction ends", columns.outputEnds.byteCount + columns.inputEnds.byteCount),
            ("blocks and times", columns.blocks.byteCount + columns.coinbases.byteCount),
            ("amounts", columns.amounts.byteCount), ("owners", columns.owners.byteCount),
            ("spenders", spenders.byteCount), ("inputs", sources.byteCount), ("id lookup", table.byteCount),
            ("prior outputs", priors.byteCount),
        ]
    }
}

extension OutputColumns {
    /// The transaction that creates `output`.
    ///
    /// - Complexity: O(log transactions).
    func transaction(ofOutput output: Int) -> Int { outputEnds.group(of: output) }
}
