/// Finds the rows that seeds name.
struct SeedMatching {
    let ledger: Ledger
    let graph: FlowGraph
    let transactions: TransactionIndex?

    /// Rows of a case's seeds in ledger order, each once. Zero values and self-transfers inject nothing and are left out.
    ///
    /// - Throws: `seedMatchesNothing`, `seedIsAmbiguous`, `refused` for a `held:` seed.
    /// - Complexity: O(1) expected for `tx:` seeds with an index of transactions, O(rows) without; O(transfers of the
    ///   address) for the others.
    func rows(of seeds: [Seed]) throws(FlowError) -> [UInt32] {
        if seeds.count == 1 { return try rows(of: seeds[0]) }
        var all: Set<UInt32> = []
        for seed in seeds { all.formUnion(try rows(of: seed)) }
        return all.sorted()
    }

    func rows(of seed: Seed) throws(FlowError) -> [UInt32] {
        if let rows = try transferRows(of: seed) { return rows }
        guard try outputs(of: seed).isEmpty else {
            throw .refused("seed '\(seed.text)' names outputs of a UTXO chain; this question is answered for transfers")
        }
        throw .seedMatchesNothing(seed: seed.text)
    }

    /// Everything a case's seeds name.
    struct Found {
        /// Rows of transfers, ascending.
        var rows: [UInt32] = []
        /// By place of the UTXO chain.
        var outputs: [Int: OutputSeeds] = [:]
    }

    /// - Throws: as `rows(of:)`.
    func find(_ seeds: [Seed]) throws(FlowError) -> Found {
        var found = Found()
        var rows: Set<UInt32> = []
        for seed in seeds {
            let transfers = try transferRows(of: seed)
            let outputs = try outputs(of: seed)
            if transfers == nil, outputs.isEmpty { throw .seedMatchesNothing(seed: seed.text) }
            if seeds.count == 1 { found.rows = transfers ?? [] } else { rows.formUnion(transfers ?? []) }
            for (chain, named) in outputs { found.outputs[chain, default: OutputSeeds()].formUnion(named) }
        }
        if seeds.count > 1 { found.rows = rows.sorted() }
        for chain in found.outputs.keys { found.outputs[chain]?.sort(ledger.outputChains[chain]) }
        return found
    }

    /// Rows of transfers that the seed names; `nil` where it names none at all.
    private func transferRows(of seed: Seed) throws(FlowError) -> [UInt32]? {
        if ledger.count == 0 { return nil }
        let matched: [UInt32]
        switch seed.form {
        case .transaction(let hash, let index): return try transactionRows(hash, index, seed)
        case .out(let address, let from, let to):
            matched = ids(of: address, chain: seed.chain).flatMap { graph.sentRows($0) }.filter { isIn(from, to, $0) }
        case .into(let address, let from, let to):
            matched = ids(of: address, chain: seed.chain).flatMap { graph.receivedRows($0) }.filter {
                isIn(from, to, $0)
            }
        case .held:
            throw .refused("seed '\(seed.text)' asks what an address holds; that is a question for --backward")
        }
        let rows = matched.filter { matches($0, seed) }
        // A zero value or a self-transfer is something, though it injects nothing.
        return rows.isEmpty ? nil : rows.filter { injects($0) }
    }

    private func transactionRows(_ hash: String, _ index: Seed.Index, _ seed: Seed) throws(FlowError) -> [UInt32]? {
        var found: [UInt32] = []
        let forms = Set(ledger.chains.map(\.form))
        let wanted = Set(forms.compactMap { TransactionHash(hash, form: $0) })
        for hash in wanted {
            for row in ledger.rows(of: hash, index: transactions) where matches(row, seed) && !found.contains(row) {
                found.append(row)
            }
        }
        found.sort()
        switch index {
        case .all:
            return found.isEmpty ? nil : found.filter { injects($0) }
        case .only:
            let nonZero = found.filter { ledger.amount(Int($0)) != 0 }
            if nonZero.isEmpty { return nil }
            if nonZero.count > 1 { throw .seedIsAmbiguous(seed: seed.text, choices: nonZero.map { describe($0) }) }
            return nonZero.filter { injects($0) }
        case .at(let number):
            let named = found.filter { ledger.index(Int($0)) == number }
            if named.isEmpty { return nil }
            let namedMoving = named.filter { injects($0) }
            if namedMoving.count > 1 {
                throw .seedIsAmbiguous(seed: seed.text, choices: namedMoving.map { describe($0) })
            }
            return namedMoving
        }
    }

    private func describe(_ row: UInt32) -> String {
        let r = Int(row)
        let asset = ledger.asset(r)
        return "\(ledger.index(r))  \(ledger.text(ledger.sender(r), asset: asset)) → "
            + "\(ledger.text(ledger.recipient(r), asset: asset))  \(ledger.name(of: asset))  \(ledger.amount(r).decimalDigits)"
    }

    func injects(_ row: UInt32) -> Bool { ledger.movesValue(Int(row)) }

    private func isIn(_ from: Int64?, _ to: Int64?, _ row: UInt32) -> Bool {
        if from == nil && to == nil { return true }
        let time = ledger.time(Int(row))
        return time >= from ?? .min && time <= to ?? .max
    }

    private func matches(_ row: UInt32, _ seed: Seed) -> Bool {
        if let chain = seed.chain, ledger.chains[Int(ledger.chain(Int(row)))].name != chain { return false }
        guard let asset = seed.asset else { return true }
        return ledger.assets(called: asset, chain: seed.chain).contains(ledger.asset(Int(row)))
    }

    /// The numbers an address text may stand for: on each form of chain it reads as an address.
    func ids(of text: String, chain: String?) -> [AddressID] {
        var ids: [AddressID] = []
        for candidate in ledger.chains where chain == nil || candidate.name == chain {
            guard let address = Address(text, form: candidate.form), let id = ledger.find(address) else { continue }
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }
}

extension Ledger {
    /// True where a transfer moves value between two addresses: a seed injects no other.
    func movesValue(_ row: Int) -> Bool { amount(row) != 0 && sender(row) != recipient(row) }

    /// Rows of a transaction, in ledger order.
    ///
    /// - Complexity: O(1) expected with an index, else O(transactions), a sequential look at 32 bytes each.
    public func rows(of transaction: TransactionHash, index: TransactionIndex? = nil) -> [UInt32] {
        let wanted: Hash32
        let isText: Bool
        switch transaction {
        case .bytes(let bytes): (wanted, isText) = (bytes, false)
        case .text(let text):
            guard let id = transactionTexts.firstIndex(of: text) else { return [] }
            (wanted, isText) = (Hash32(UInt64(id), 0, 0, 0), true)
        }
        if let index { return index.rows(of: wanted, isText: isText, in: columns.hashes) }
        return columns.hashes.rows(of: wanted, isText: isText)
    }

    /// The assets that `text` names: `native`, a contract, or a symbol. A genuine asset hides its lookalikes.
    public func assets(called text: String, chain: String? = nil) -> [AssetID] {
        let candidates = assets.indices.filter { chain == nil || chains[Int(assets[$0].chain)].name == chain }
        let exact = candidates.filter { i in
            switch assets[i].identity {
            case .native: return text == "native"
            case .contract(let address): return Address(text, form: chains[Int(assets[i].chain)].form) == address
            case .symbol(let symbol): return symbol == text
            }
        }
        if !exact.isEmpty { return exact.map(AssetID.init) }
        let named = candidates.filter { assets[$0].symbol == text }
        let genuine = named.filter { !assets[$0].isLookalike }
        return (genuine.isEmpty ? named : genuine).map(AssetID.init)
    }
}
