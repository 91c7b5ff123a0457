/// Outputs of one UTXO chain whose value a backward question asks about. Each list has an output once.
struct OutputTarget {
    /// Asked as they are created (`tx:`, `in:`): their transactions are 0 transfers back.
    var created: Set<UInt32> = []
    /// Asked as their owners spend them (`out:`), like inputs of a transaction 0 transfers back.
    var spent: Set<UInt32> = []
    /// Asked as their owners hold them (`held:`): their transactions are 1 transfer back.
    var held: Set<UInt32> = []
    /// Who holds them, and the first transaction that comes too late.
    var holders: [(owner: UInt32, before: Int)] = []

    var isEmpty: Bool { created.isEmpty && spent.isEmpty && holders.isEmpty }

    mutating func formUnion(_ seeds: OutputSeeds) {
        created.formUnion(seeds.created)
        spent.formUnion(seeds.spent)
    }

    /// All that is asked about. An output that is asked about in two ways counts twice, as a transfer in and the
    /// transfer out again do on account chains.
    ///
    /// - Complexity: O(outputs asked about).
    func amount(_ outputs: OutputLedger) -> Amount {
        [created, spent, held].reduce(Amount(0)) { $1.reduce($0) { $0 + Amount(outputs.amount(Int($1))) } }
    }
}

extension SeedMatching {
    /// What a `held:` seed asks about, by place of the UTXO chain: the outputs of the address that were created at or
    /// before the time and not spent by then. Time ends, as with `--until`, before the first block in chain order that is
    /// later; outputs that the ledger does not contain were there before it begins.
    ///
    /// - Complexity: O(outputs of the address · log transactions).
    func held(by address: String, at time: Int64?, _ seed: Seed) -> [Int: OutputTarget] {
        var found: [Int: OutputTarget] = [:]
        for (place, chain) in ledger.outputChains.enumerated() where isNamed(chain, by: seed) {
            guard let owner = owner(address, chain) else { continue }
            let all = graph.owners[place].index.outputs(of: owner)
            if all.isEmpty { continue }
            let before = time.map { chain.firstTransaction(after: $0) } ?? chain.transactionCount
            var target = OutputTarget()
            target.holders = [(owner, before)]
            for output in all where chain.amount(Int(output)) != 0 {
                if let created = chain.transaction(ofOutput: Int(output)), created >= before { continue }
                if chain.spender(Int(output)) ?? .max >= before { target.held.insert(output) }
            }
            found[place] = target
        }
        return found
    }
}

extension OutputLedger {
    /// The first transaction of a block later than `time` (Unix seconds), or their count.
    ///
    /// - Complexity: O(blocks).
    func firstTransaction(after time: Int64) -> Int {
        for i in 0..<columns.blocks.count where columns.blocks[i].time > time {
            return Int(columns.blocks[i].firstTransaction)
        }
        return transactionCount
    }
}
