/// Files of one chain may tell of one transaction with its block and without (an explorer's page and a node's). A row
/// without block takes the one that another row of its transaction and time has, so that both are seen as one transaction.
///
/// - Complexity: O(runs) where every row of each chain has a block or none has; else O(rows).
enum BlockCompletion {
    private struct Place: Hashable {
        var chain: ChainID
        var time: Int64
        var hash: Hash32
        var isText: Bool

        func hash(into hasher: inout Hasher) {
            hasher.combine(hash.word0)
            hasher.combine(hash.word3)
        }
    }

    /// Blocks for rows that lack theirs.
    static func blocks(of columns: borrowing LedgerColumns, chains: Int) -> [Int: UInt64] {
        var (some, none) = ([Bool](repeating: false, count: chains), [Bool](repeating: false, count: chains))
        for i in 0..<columns.runs.count {
            let run = columns.runs[i]
            if run.block == Run.noBlock { none[Int(run.chain)] = true } else { some[Int(run.chain)] = true }
        }
        let isMixed = zip(some, none).map { $0 && $1 }
        guard isMixed.contains(true) else { return [:] }

        var known: [Place: UInt64] = [:]
        for i in 0..<columns.runs.count where isMixed[Int(columns.runs[i].chain)] {
            let run = columns.runs[i]
            guard run.block != Run.noBlock else { continue }
            for row in columns.rows(ofRun: i) { known[place(row, run, columns)] = run.block }
        }
        var told: [Int: UInt64] = [:]
        for i in 0..<columns.runs.count where isMixed[Int(columns.runs[i].chain)] {
            let run = columns.runs[i]
            guard run.block == Run.noBlock else { continue }
            for row in columns.rows(ofRun: i) {
                if let block = known[place(row, run, columns)] { told[row] = block }
            }
        }
        return told
    }

    private static func place(_ row: Int, _ run: Run, _ columns: borrowing LedgerColumns) -> Place {
        let (hash, isText) = columns.hashes[row]
        return Place(chain: run.chain, time: run.time, hash: hash, isText: isText)
    }
}

extension LedgerSealing {
    /// Rows keep their places.
    mutating func completeBlocks() {
        let told = BlockCompletion.blocks(of: builder.columns, chains: builder.chains.count)
        guard !told.isEmpty else { return }
        var columns = LedgerColumns()
        for row in 0..<builder.columns.count {
            var run = builder.columns.runs[builder.columns.runIndex(of: row)]
            if let block = told[row] { run.block = block }
            columns.append(row: row, run: run, of: builder.columns)
        }
        builder.columns = columns
    }
}
