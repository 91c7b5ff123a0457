/// Outputs of one UTXO chain that a case's seeds name.
struct OutputSeeds {
    /// Tainted when they are created. Ascending.
    var created: [UInt32] = []
    /// Tainted when they are spent, before their transaction pools them. By spending transaction, then number.
    var spent: [UInt32] = []

    var isEmpty: Bool { created.isEmpty && spent.isEmpty }

    mutating func formUnion(_ other: OutputSeeds) {
        created += other.created
        spent += other.spent
    }

    /// Puts them in order, each once.
    mutating func sort(_ ledger: OutputLedger) {
        created = Set(created).sorted()
        spent = Set(spent).sorted { (ledger.spenders[$0], $0) < (ledger.spenders[$1], $1) }
    }
}

extension SeedMatching {
    /// The outputs that a seed names, by place of the UTXO chain. A chain where it names only zero values is there, empty.
    ///
    /// - Throws: `seedIsAmbiguous`, `refused` for a `held:` seed.
    /// - Complexity: O(1) expected for `tx:` seeds of the ledger's own transactions; O(outputs) for the others, four
    ///   sequential bytes each.
    func outputs(of seed: Seed) throws(FlowError) -> [Int: OutputSeeds] {
        var found: [Int: OutputSeeds] = [:]
        for (place, chain) in ledger.outputChains.enumerated() where isNamed(chain, by: seed) {
            let named: OutputSeeds?
            switch seed.form {
            case .transaction(let hash, let index): named = try outputs(hash, index, chain, seed)
            case .out(let address, let from, let to): named = spent(by: address, from, to, chain)
            case .into(let address, let from, let to): named = received(by: address, from, to, chain)
            case .held:
                throw .refused("seed '\(seed.text)' asks what an address holds; that is a question for --backward")
            }
            if let named { found[place] = named }
        }
        return found
    }

    /// True where the seed's prefix and suffix, if it has them, name the chain and its coin.
    func isNamed(_ chain: OutputLedger, by seed: Seed) -> Bool {
        if let name = seed.chain, ledger.chains[Int(chain.chain)].name != name { return false }
        guard let asset = seed.asset else { return true }
        return ledger.assets(called: asset, chain: seed.chain).contains(chain.asset)
    }

    private func outputs(
        _ text: String, _ index: Seed.Index, _ chain: OutputLedger, _ seed: Seed
    ) throws(FlowError) -> OutputSeeds? {
        let digits = Array(text.utf8.suffix(64))
        guard text.utf8.count == 64 || text.utf8.count == 66 && text.lowercased().hasPrefix("0x"),
            let bytes = Hex.bytes(digits)
        else { return nil }
        let id = Hash32(bytes)
        guard let transaction = chain.find(id) else { return priors(id, index, chain, seed) }
        let all = chain.outputs(of: transaction)
        let nonZero = all.filter { chain.amount($0) != 0 }
        switch index {
        case .all: return OutputSeeds(created: nonZero.map { UInt32($0) })
        case .only:
            if nonZero.isEmpty { return nil }
            if nonZero.count > 1 {
                throw .seedIsAmbiguous(seed: seed.text, choices: nonZero.map { describe($0, chain) })
            }
            return OutputSeeds(created: [UInt32(nonZero[0])])
        case .at(let number):
            guard Int(number) < all.count else { return nil }
            let output = all.lowerBound + Int(number)
            return OutputSeeds(created: chain.amount(output) == 0 ? [] : [UInt32(output)])
        }
    }

    /// A transaction that the ledger lacks, but of which it spends outputs: they are seeded where they are spent.
    private func priors(_ id: Hash32, _ index: Seed.Index, _ chain: OutputLedger, _ seed: Seed) -> OutputSeeds? {
        var found: [UInt32] = []
        for prior in 0..<chain.priorCount where chain.priors.ids[prior] == id {
            let output = chain.outputCount + prior
            guard let number = chain.reference(output)?.index else { continue }
            if case .at(let wanted) = index, wanted != number { continue }
            found.append(UInt32(output))
        }
        // How many outputs it had is not known: one alone may not be the only one.
        if found.isEmpty || index == .only { return nil }
        return OutputSeeds(spent: found.filter { chain.amount(Int($0)) != 0 })
    }

    private func describe(_ output: Int, _ chain: OutputLedger) -> String {
        let row = ledger.firstRow(of: chain) + output
        return "\(ledger.index(row))  → \(ledger.text(ledger.recipient(row), asset: chain.asset))  "
            + "\(ledger.name(of: chain.asset))  \(ledger.amount(row).decimalDigits)"
    }

    func owner(_ address: String, _ chain: OutputLedger) -> UInt32? {
        ScriptAddress(address, network: chain.network).flatMap { ledger.scripts.find($0) }
    }

    private func spent(by address: String, _ from: Int64?, _ to: Int64?, _ chain: OutputLedger) -> OutputSeeds? {
        guard let owner = owner(address, chain) else { return nil }
        let all = (0..<chain.columns.owners.count).filter { output in
            chain.columns.owners.base[output] == owner
                && chain.spender(output).map { isIn(from, to, chain.time($0)) } ?? false
        }
        return all.isEmpty ? nil : OutputSeeds(spent: all.filter { chain.amount($0) != 0 }.map { UInt32($0) })
    }

    private func received(by address: String, _ from: Int64?, _ to: Int64?, _ chain: OutputLedger) -> OutputSeeds? {
        guard let owner = owner(address, chain) else { return nil }
        let all = (0..<chain.outputCount).filter { output in
            chain.columns.owners.base[output] == owner
                && isIn(from, to, chain.time(chain.columns.transaction(ofOutput: output)))
        }
        return all.isEmpty ? nil : OutputSeeds(created: all.filter { chain.amount($0) != 0 }.map { UInt32($0) })
    }

    private func isIn(_ from: Int64?, _ to: Int64?, _ time: Int64) -> Bool {
        time >= from ?? .min && time <= to ?? .max
    }
}
