/// Turns what a builder gathered into a ledger: exclusions, order, duplicates, swap legs, coverage.
///
/// - Complexity: O(rows) for rows that stand in ledger order, else O(rows · log rows).
struct LedgerSealing: ~Copyable {
    var builder: LedgerBuilder
    /// Input row of each row once rows have moved; empty while they stand as read.
    var inputRows = Column<UInt32>()

    init(_ builder: consuming LedgerBuilder) { self.builder = builder }

    consuming func finish() throws(FlowError) -> Ledger {
        let outputChains = try builder.sealOutputs()
        var coverage = coverageByChain()
        for one in outputChains where coverage[Int(one.chain)] != .all { coverage[Int(one.chain)] = one.coverage }
        dropExcludedAssets()
        completeBlocks()
        let order = RowOrder(builder.columns, chains: builder.chains)
        sort(by: order)

        let settled = try TransactionSettling.run(
            builder: builder, inputRows: inputRows, usesPosition: order.usesPosition, usesIndex: order.usesIndex)
        let swapLegs: BitColumn
        if settled.duplicates > 0 {
            let kept = (0..<builder.columns.count).filter { !settled.removed[$0] }
            swapLegs = BitColumn(count: kept.count)
            for (row, old) in kept.enumerated() where settled.swapLegs[old] { swapLegs.set(row) }
            rearrange(to: kept)
        } else {
            swapLegs = settled.swapLegs
        }
        let duplicates = settled.duplicates
        let undecidedOrder = settled.undecidedOrder
        let excluded = builder.excludedAssets.sorted()
        let sums = RowSums(builder.columns, assets: builder.assets.count)
        return Ledger(
            columns: builder.columns, addressTable: builder.addresses, chains: builder.chains, assets: builder.assets,
            files: builder.files, transactionTexts: builder.transactionTexts, swapLegs: swapLegs,
            duplicates: duplicates, undecidedOrder: undecidedOrder, rejected: builder.rejected,
            excludedAssets: excluded, coverageByChain: coverage,
            origins: RowOrigins(stretches: builder.origins, inputRows: inputRows), sums: sums,
            outputChains: outputChains,
            scripts: builder.scripts)
    }

    private mutating func dropExcludedAssets() {
        guard !builder.excludedAssets.isEmpty else { return }
        let excluded = builder.excludedAssets
        rearrange(to: (0..<builder.columns.count).filter { !excluded.contains(builder.columns.assets[$0]) })
        builder.columns.dropFees(in: excluded)
    }

    private mutating func sort(by order: borrowing RowOrder) {
        if !builder.fileRows.contains(where: \.isReversed) && order.isSorted(builder.columns) { return }
        // Input order: files as given, a newest-first file from its end.
        var rows: [Int] = []
        rows.reserveCapacity(builder.columns.count)
        if inputRows.isEmpty {
            for file in builder.fileRows {
                rows.append(contentsOf: file.isReversed ? Array(file.rows.reversed()) : Array(file.rows))
            }
        } else {
            // Exclusions moved rows already; a file's rows still stand together.
            var position = 0
            for file in builder.fileRows {
                let first = position
                while position < inputRows.count, file.rows.contains(Int(inputRows[position])) { position += 1 }
                let own = first..<position
                rows.append(contentsOf: file.isReversed ? Array(own.reversed()) : Array(own))
            }
        }
        let sorted = order.sorted(rows, builder.columns)
        if !sorted.elementsEqual(0..<sorted.count) { rearrange(to: sorted) }
    }

    /// Keeps `rows`, in that order.
    private mutating func rearrange(to rows: [Int]) {
        var columns = LedgerColumns()
        var inputs = Column<UInt32>()
        var prints = OptionalColumn<UInt64>(default: 0)
        for row in rows {
            prints.append(builder.fingerprints[row], row: columns.count)
            columns.append(row: row, run: builder.columns.runs[builder.columns.runIndex(of: row)], of: builder.columns)
            inputs.append(inputRows.isEmpty ? UInt32(row) : inputRows[row])
        }
        builder.columns = columns
        builder.fingerprints = prints
        inputRows = inputs
    }

    /// What the files cover: an account export the account that occurs in all its rows, any other file its whole chain.
    private func coverageByChain() -> [Coverage] {
        var coverage = [Coverage](repeating: .none, count: builder.chains.count)
        for reading in builder.fileRows where !reading.rows.isEmpty {
            let (file, range) = (reading.file, reading.rows)
            let export = builder.files[file].isAccountExport ? accountOfAllRows(range, file: file) : nil
            var next = builder.columns.runIndex(of: range.lowerBound)
            while next < builder.columns.runs.count, builder.columns.rows(ofRun: next).lowerBound < range.upperBound {
                let run = next
                next += 1
                let chain = Int(builder.columns.runs[run].chain)
                if !builder.files[file].isAccountExport {
                    coverage[chain] = .all
                } else if let export, coverage[chain] != .all {
                    let address = builder.addresses[export]
                    if case .addresses(let list) = coverage[chain] {
                        if !list.contains(address) { coverage[chain] = .addresses(list + [address]) }
                    } else {
                        coverage[chain] = .addresses([address])
                    }
                }
            }
        }
        return coverage
    }

    /// The account an export is about. Where two addresses occur in all rows, the one that the file's name mentions.
    private func accountOfAllRows(_ rows: Range<Int>, file: Int) -> AddressID? {
        let first = rows.lowerBound
        var candidates = Set([builder.columns.senders[first], builder.columns.recipients[first]])
        for row in rows where !candidates.isEmpty {
            candidates.formIntersection([builder.columns.senders[row], builder.columns.recipients[row]])
        }
        if let cut = builder.cutParties[file] { candidates.formIntersection(cut) }
        if candidates.count <= 1 { return candidates.first }
        let name = builder.files[file].name
        let form = builder.form(of: builder.columns.runs[builder.columns.runIndex(of: rows.lowerBound)].chain)
        let named = candidates.filter {
            name.lowercased().contains(builder.addresses[$0].text(form: form).lowercased())
        }
        return named.count == 1 ? named.first : nil
    }
}

/// The order of a ledger's rows: per chain by block, time, position, kind, index, input order, where a column counts
/// only if every row of the chain has it; across chains by time, then name.
struct RowOrder: ~Copyable {
    private let usesBlock: [Bool]
    let usesPosition: [Bool]
    let usesIndex: [Bool]
    private let chainRank: [Int]

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
        (usesBlock, usesPosition, usesIndex) = (block, position, index)
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
    private func when(_ run: Run) -> (UInt64, Int64, UInt64) {
        usesBlock[Int(run.chain)] ? (run.block, run.time, 0) : (0, run.time, run.block)
    }

    func isSorted(_ columns: borrowing LedgerColumns) -> Bool {
        guard columns.runs.count > 0 else { return true }
        for i in 1..<max(columns.runs.count, 1) {
            let (a, b) = (columns.runs[i - 1], columns.runs[i])
            if a.chain == b.chain {
                // Equal keys in two runs cannot be: they would be one run.
                if when(a) > when(b) { return false }
            } else if (a.time, chainRank[Int(a.chain)]) > (b.time, chainRank[Int(b.chain)]) {
                return false
            }
        }
        guard columns.positions.isPresent || columns.indexes.isPresent || columns.kinds.isPresent else { return true }
        for i in 0..<columns.runs.count {
            var last: Key?
            for row in columns.rows(ofRun: i) {
                let key = key(row, run: columns.runs[i], input: row, columns)
                if let last, key < last { return false }
                last = key
            }
        }
        // Runs of one chain that another chain's runs separate may still be out of order.
        return chainRank.count <= 1 || chainsAreSorted(columns)
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
