/// Clusters as a screening takes them: all members of a cluster are one, called by the member whose address comes first, and
/// what moves between them does not move.
///
/// An inference: the heuristics of `clusters` decide who belongs together.
public final class ScreeningEntities: Sendable {
    /// By address of the account chains: the first member of its cluster.
    private let accounts: Column<AddressID>
    /// By place of the UTXO chain, by script.
    private let scripts: [[UInt32]]
    /// By first member; those of clusters alone.
    private let sizes: [AddressID: Int]
    private let chains: [OutputLedger]
    /// The ledger whose member addresses are replaced by the first of their cluster. Its other columns are the ledger's.
    let merged: Ledger
    private let ledger: Ledger

    /// - Complexity: O(addresses · log members + rows), 8 bytes a row and 4 an address.
    public convenience init(_ clusters: LedgerClusters) {
        let ledger = clusters.ledger
        self.init(
            ledger,
            accounts: ScreeningEntities.names(clusters.transfers, of: clusters, count: ledger.addressCount),
            scripts: clusters.spending.map { ScreeningEntities.names($0, of: clusters, count: ledger.scriptCount) })
    }

    /// - Parameters:
    ///   - accounts: by address of the account chains, the first member of its cluster.
    ///   - scripts: the same by place of the UTXO chain, by script.
    init(_ ledger: Ledger, accounts: [UInt32], scripts: [[UInt32]]) {
        var sizes: [AddressID: Int] = [:]
        var column = Column<AddressID>()
        for (address, name) in accounts.enumerated() {
            column.append(name)
            if name != address { sizes[name, default: 1] += 1 }
        }
        for names in scripts {
            for (script, name) in names.enumerated() where name != script {
                sizes[Ledger.firstScript | name, default: 1] += 1
            }
        }
        merged = ledger.replacing(column)
        self.accounts = column
        (self.scripts, self.sizes, self.ledger) = (scripts, sizes, ledger)
        chains = ledger.outputChains
    }

    private static func names(_ space: any ClusterSpace, of clusters: LedgerClusters, count: Int) -> [UInt32] {
        var names = (0..<UInt32(count)).map { $0 }
        /// By root, `.max` while no member was met.
        var first = [UInt32](repeating: .max, count: count)
        let members = (0..<UInt32(min(count, space.memberCount))).filter { member in
            let address = space.firstAddress + member
            // The null address is nobody, whoever is linked to it.
            return space.size(member) > 1 && (address >= Ledger.firstScript || !clusters.ledger.isNull(address))
        }
        for member in members {
            let root = Int(space.root(member))
            if first[root] == .max
                || clusters.precedes(space.firstAddress + member, space.firstAddress + first[root])
            {
                first[root] = member
            }
        }
        for member in members { names[Int(member)] = first[Int(space.root(member))] }
        return names
    }

    /// What an address of the account chains counts as.
    @inline(__always)
    func account(_ address: AddressID) -> AddressID { accounts[Int(address)] }

    func scripts(of outputs: OutputLedger) -> Column<UInt32> {
        var column = Column<UInt32>()
        guard let place = chains.firstIndex(where: { $0 === outputs }) else { return column }
        scripts[place].withUnsafeBufferPointer { if let base = $0.baseAddress { column.append(base, count: $0.count) } }
        return column
    }

    /// The first member of an address' cluster on `chain`; itself where it is alone.
    public func name(of address: AddressID, chain: ChainID) -> AddressID {
        if address < Ledger.firstScript { return account(address) }
        guard let place = chains.firstIndex(where: { $0.chain == chain }) else { return address }
        return Ledger.firstScript | scripts[place][Int(address & ~Ledger.firstScript)]
    }

    /// Members of the cluster that `address` is the first of.
    public func size(ofFirst address: AddressID) -> Int { sizes[address] ?? 1 }
}

extension Ledger {
    /// The same ledger with other addresses in its transfers, and the legs of swaps that follow from that.
    ///
    /// - Precondition: this ledger outlives it.
    /// - Complexity: O(rows).
    func replacing(_ names: borrowing Column<AddressID>) -> Ledger {
        var columns = columns.view
        columns.senders = Ledger.renamed(self.columns.senders, names)
        columns.recipients = Ledger.renamed(self.columns.recipients, names)
        let swapLegs = TransactionSettling.swapLegs(columns)
        return Ledger(
            columns: columns, addressTable: addressTable.view, chains: chains, assets: assets, files: files,
            transactionTexts: transactionTexts, swapLegs: swapLegs, duplicates: duplicates,
            undecidedOrder: undecidedOrder, rejected: rejected, excludedAssets: excludedAssets,
            coverageByChain: coverageByChain, origins: RowOrigins(stretches: Column(), inputRows: Column()),
            sums: sums, outputChains: outputChains, scripts: scripts.view)
    }

    private static func renamed(
        _ column: borrowing Column<AddressID>, _ names: borrowing Column<AddressID>
    ) -> Column<AddressID> {
        var renamed = Column<AddressID>()
        let target = renamed.extend(by: column.count)
        for row in 0..<column.count { target[row] = names[Int(column[row])] }
        return renamed
    }
}
