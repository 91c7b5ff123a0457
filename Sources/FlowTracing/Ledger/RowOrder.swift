/// The order of a ledger's rows: per chain by block, time, position, kind, index, input order, where a column counts
/// only if every row of the chain has it; across chains by time, then name.
struct RowOrder: ~Copyable {
    let usesBlock: [Bool]
    let usesPosition: [Bool]
    let usesIndex: [Bool]
    /// The place of each chain among all, by name.
    let chainRank: [Int]

    init(_ columns: borrowing LedgerColumns, chains: [Chain]) {
        var block = [Bool](repeating: true, count: chains.count)
        var position = [Bool](repeating: columns.positions.isPresent, count: chains.count)
        var index = [Bool](repeating: columns.indexes.isPresent, count: chains.count)
        for i in 0..<columns.runs.count {
            let chain = Int(columns.runs[i].chain)
            if columns.runs[i].block == Run.noBlock { block[chain] = false }
            guard columns.positions.isPresent || columns.indexes.isPresent else { continue }
            for row in columns.rows(ofRun: i) {
                if columns.positions[row] == .max { position[chain] = false }
                if columns.indexes[row] == .max { index[chain] = false }
            }
        }
        self.init(usesBlock: block, usesPosition: position, usesIndex: index, chains: chains)
    }

    /// An order whose columns are known, by chain.
    init(usesBlock: [Bool], usesPosition: [Bool], usesIndex: [Bool], chains: [Chain]) {
        (self.usesBlock, self.usesPosition, self.usesIndex) = (usesBlock, usesPosition, usesIndex)
        let ranked = chains.indices.sorted { chains[$0].name < chains[$1].name }
        var rank = [Int](repeating: 0, count: chains.count)
        for (place, chain) in ranked.enumerated() { rank[chain] = place }
        chainRank = rank
    }

    private struct Key: Comparable {
        var chain: Int
        var block: UInt64
        var time: Int64
        /// The block where some rows of the chain lack it: it keeps a transaction's rows together, behind the time.
        var laterBlock: UInt64
        var position: UInt32
        var kind: UInt8
        var index: UInt32
        var input: Int

        static func < (a: Key, b: Key) -> Bool {
            if (a.block, a.time, a.laterBlock) != (b.block, b.time, b.laterBlock) {
                return (a.block, a.time, a.laterBlock) < (b.block, b.time, b.laterBlock)
            }
            return (a.position, a.kind, a.index, a.input) < (b.position, b.kind, b.index, b.input)
        }
    }

    private func key(_ row: Int, run: Run, input: Int, _ columns: borrowing LedgerColumns) -> Key {
        let chain = Int(run.chain)
        let (block, time, laterBlock) = when(run)
        return Key(
            chain: chain, block: block, time: time, laterBlock: laterBlock,
            position: usesPosition[chain] ? columns.positions[row] : 0, kind: columns.kinds[row],
            index: usesIndex[chain] ? columns.indexes[row] : 0, input: input)
    }

    /// Block, then time; where a row of the chain lacks its block, time, then block.
    func when(_ run: Run) -> (UInt64, Int64, UInt64) {
        usesBlock[Int(run.chain)] ? (run.block, run.time, 0) : (0, run.time, run.block)
    }

    func isSorted(_ columns: borrowing LedgerColumns) -> Bool {
        guard columns.runs.count > 0 else { return true }
        var (hasOneChain, timesFall) = (true, false)
        for i in 1..<max(columns.runs.count, 1) {
            let (a, b) = (columns.runs[i - 1], columns.runs[i])
            if a.time > b.time { timesFall = true }
            if a.chain == b.chain {
                // Equal keys in two runs cannot be: they would be one run.
                if when(a) > when(b) { return false }
                continue
            }
            hasOneChain = false
            if (a.time, chainRank[Int(a.chain)]) > (b.time, chainRank[Int(b.chain)]) {
                return false
            }
        }
        // Where blocks are not in order of their times, neighbours do not tell how chains lie between each other.
        if timesFall && !hasOneChain { return false }
        // Runs of one chain that another chain's runs separate may still be out of order.
        if !hasOneChain && !chainsAreSorted(columns) { return false }
        guard columns.positions.isPresent || columns.indexes.isPresent || columns.kinds.isPresent else { return true }
        for i in 0..<columns.runs.count {
            var last: Key?
            for row in columns.rows(ofRun: i) {
                let key = key(row, run: columns.runs[i], input: row, columns)
                if let last, key < last { return false }
                last = key
            }
        }
        return true
    }

    private func chainsAreSorted(_ columns: borrowing LedgerColumns) -> Bool {
        var last = [(UInt64, Int64, UInt64)?](repeating: nil, count: chainRank.count)
        for i in 0..<columns.runs.count {
            let run = columns.runs[i]
            let chain = Int(run.chain)
            let key = when(run)
            if let before = last[chain], key <= before { return false }
            last[chain] = key
        }
        return true
    }

    /// `rows`, given in input order, in ledger order.
    func sorted(_ rows: [Int], _ columns: borrowing LedgerColumns) -> [Int] {
        var perChain = [[(key: Key, row: Int)]](repeating: [], count: chainRank.count)
        for (input, row) in rows.enumerated() {
            let key = key(row, run: columns.runs[columns.runIndex(of: row)], input: input, columns)
            perChain[key.chain].append((key, row))
        }
        for chain in perChain.indices { perChain[chain].sort { $0.key < $1.key } }
        let byRank = chainRank.indices.sorted { chainRank[$0] < chainRank[$1] }.filter { !perChain[$0].isEmpty }
        if byRank.count == 1 { return perChain[byRank[0]].map(\.row) }
        // Merge the chains by time; a chain's own order is never broken.
        var next = [Int](repeating: 0, count: chainRank.count)
        var merged: [Int] = []
        merged.reserveCapacity(rows.count)
        while merged.count < rows.count {
            var best: Int?
            for chain in byRank where next[chain] < perChain[chain].count {
                if let b = best, perChain[b][next[b]].key.time <= perChain[chain][next[chain]].key.time { continue }
                best = chain
            }
            guard let chain = best else { break }
            merged.append(perChain[chain][next[chain]].row)
            next[chain] += 1
        }
        return merged
    }
}
