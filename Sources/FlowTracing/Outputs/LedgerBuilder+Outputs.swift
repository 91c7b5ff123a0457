/// One UTXO chain under way. A class, because what it gathers cannot be copied and so cannot stand in an array.
final class OutputChain {
    let chain: ChainID
    let asset: AssetID
    let network: ScriptNetwork
    fileprivate var gathering = OutputGathering()

    fileprivate init(chain: ChainID, asset: AssetID, network: ScriptNetwork) {
        (self.chain, self.asset, self.network) = (chain, asset, network)
    }
}

extension LedgerBuilder {
    /// Appends one transaction of a UTXO chain, in any order; sealing finds what its inputs spend.
    ///
    /// - Precondition: between `beginFile` and `endFile`; all owners are of one network.
    /// - Throws: `FlowError.tooMany` beyond 2³²−2 transactions, outputs, inputs or 2³¹−2 addresses.
    /// - Complexity: O(inputs + outputs).
    public mutating func append(_ transaction: borrowing OutputTransaction) throws(FlowError) {
        precondition(openFile != nil, "beginFile first")
        try append(transaction, file: openFile?.number ?? files.count - 1)
    }

    /// Files begun so far: the number that the next gets.
    public var fileCount: Int { files.count }

    /// As `append(_:)`, for files whose transactions come in an order of their own: begin and end all of them first.
    ///
    /// - Parameter file: the number of the file that the transaction is from.
    public mutating func append(_ transaction: borrowing OutputTransaction, file: Int) throws(FlowError) {
        precondition(files.indices.contains(file), "beginFile first")
        let place = outputChain(transaction.chain, transaction.outputs.first?.owner.network)
        try outputChains[place].gathering.append(transaction, scripts: &scripts, file: file)
        guard scripts.count < Int(Int32.max) - 1 else {
            throw .tooMany(what: "script addresses", limit: Int(Int32.max) - 1)
        }
    }

    private mutating func outputChain(_ chain: ChainID, _ network: ScriptNetwork?) -> Int {
        if let last = outputChains.indices.last, outputChains[last].chain == chain { return last }
        if let place = outputChains.firstIndex(where: { $0.chain == chain }) { return place }
        let coin = asset(Asset(chain: chain, identity: .native, symbol: ""))
        let known = ScriptNetwork(chain: name(of: chain)) ?? network ?? .bitcoin
        outputChains.append(OutputChain(chain: chain, asset: coin, network: known))
        return outputChains.count - 1
    }

    /// Transactions of UTXO chains appended so far.
    public var transactionCount: Int { outputChains.reduce(0) { $0 + $1.gathering.count } }

    /// The UTXO chains in order of their names, each with its coverage.
    ///
    /// - Parameter known: chains sealed before, some of which have now grown: those are sealed anew.
    mutating func sealOutputs(onto known: [OutputLedger] = []) throws(FlowError) -> [OutputLedger] {
        var ledgers = known.filter { one in !outputChains.contains { $0.chain == one.chain } }
        let grown = outputChains
        outputChains = []
        for one in grown {
            var gathering = OutputGathering()
            swap(&gathering, &one.gathering)
            let coverage = coverage(gathering)
            guard let before = known.first(where: { $0.chain == one.chain }) else {
                let sealing = OutputSealing(gathering, files: files)
                ledgers.append(
                    try sealing.finish(
                        chain: one.chain, asset: one.asset, network: one.network, coverage: coverage, until: until))
                continue
            }
            var whole = OutputGathering(unsealing: before, file: files.count)
            whole.append(gathering)
            ledgers.append(
                try reseal(whole, as: before, coverage: before.coverage.joined(with: coverage)))
        }
        return ledgers.sorted { chains[Int($0.chain)].name < chains[Int($1.chain)].name }
    }

    /// Seals a chain again, of which something has come or gone.
    func reseal(
        _ gathering: consuming OutputGathering, as before: OutputLedger, coverage: Coverage
    ) throws(FlowError) -> OutputLedger {
        // What was sealed before is of no file any more.
        let stored = SourceFile(name: "ledger", format: "ledger", hasIndex: true)
        let sealing = OutputSealing(gathering, files: files + [stored], duplicates: before.duplicates)
        return try sealing.finish(
            chain: before.chain, asset: before.asset, network: before.network, coverage: coverage, until: until)
    }

    /// What the files of a UTXO chain cover: an export the address that occurs in all its transactions, where there is
    /// exactly one; any other file its whole chain.
    private func coverage(_ gathering: borrowing OutputGathering) -> Coverage {
        var accounts: [Address] = []
        var next = 0
        while next < gathering.origins.count {
            let file = gathering.origins[next].file
            let first = gathering.origins[next].firstTransaction
            while next < gathering.origins.count, gathering.origins[next].file == file { next += 1 }
            let end = next < gathering.origins.count ? gathering.origins[next].firstTransaction : gathering.count
            if !files[file].isAccountExport { return .all }
            if let owner = ownerOfAll(first..<end, gathering) {
                let address = Address.script(scripts[owner])
                if !accounts.contains(address) { accounts.append(address) }
            }
        }
        return accounts.isEmpty ? .none : .addresses(accounts)
    }

    private func ownerOfAll(_ transactions: Range<Int>, _ gathering: borrowing OutputGathering) -> UInt32? {
        var common: Set<UInt32>?
        for number in transactions {
            var owners: Set<UInt32> = []
            for output in gathering.columns.outputs(of: number) { owners.insert(gathering.columns.owners[output]) }
            for input in gathering.columns.inputs(of: number) { owners.insert(gathering.inputOwners[input]) }
            owners.remove(OutputColumns.noOwner)
            common = common?.intersection(owners) ?? owners
            if common?.isEmpty ?? true { return nil }
        }
        return common?.count == 1 ? common?.first : nil
    }
}
