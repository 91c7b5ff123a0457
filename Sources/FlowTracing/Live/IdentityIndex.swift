import CFlowKernels

/// Finds a stored row by its identity (chain, transaction, kind, index), so that one identity in two blocks is noticed.
///
/// 8 bytes a slot over rows that have an index, made when first asked for. A slot says where a row stood once; every hit is
/// compared with what stands there now, so that rows may move and go without telling.
///
/// - Complexity: O(1) expected a row; the hash is seeded.
struct IdentityIndex: ~Copyable {
    /// A tag in the high half, a row + 1 in the low one; 0 is empty.
    private var slots = Column<UInt64>()
    private var filled = 0
    /// The rows before it are in the slots.
    private var covered = 0
    private let seed = HashSeed()
    /// Runs that a store keeps of the first rows, and the rows that they are still right about.
    private var stored: [TransactionRun] = []
    private var storedRows = 0
    /// Rows of transactions that were found in those runs, by identity, for the check under way.
    private var known: [Transaction: [Identity: [Int]]] = [:]

    private struct Transaction: Hashable {
        var hash: Hash32
        var isText: Bool
    }

    private struct Identity: Hashable {
        var kind: UInt8
        var index: UInt32
    }

    init() {}

    /// The rows that `runs` cover, from row 0 on, need no slots.
    init(stored runs: [TransactionRun]) {
        stored = runs
        storedRows = runs.last?.range.upperBound ?? 0
        covered = storedRows
    }

    /// Rows from `row` on have moved or gone.
    mutating func truncate(to row: Int) {
        covered = min(covered, row)
        storedRows = min(storedRows, row)
    }

    /// Takes in the rows that it does not know yet, before a check.
    mutating func cover(_ columns: borrowing LedgerColumns) {
        known = [:]
        guard columns.indexes.isPresent else {
            covered = columns.count
            return
        }
        while covered < columns.count {
            let needed = filled + columns.count - covered
            if needed * 10 > slots.count * 7 {
                var size = 1 << 8
                // Room to double, unless most slots are of rows that have moved.
                while size * 7 < (columns.count - storedRows) * 15 { size *= 2 }
                slots = Column(zeros: size)
                (filled, covered) = (0, storedRows)
            }
            take(covered..<columns.count, columns)
            covered = columns.count
        }
    }

    private mutating func take(_ rows: Range<Int>, _ columns: borrowing LedgerColumns) {
        var run = columns.runIndex(of: rows.lowerBound)
        for row in rows {
            while run + 1 < columns.runs.count, Int(columns.runs[run + 1].firstRow) <= row { run += 1 }
            guard columns.indexes[row] != .max else { continue }
            let hash = hash(row, chain: columns.runs[run].chain, columns)
            var place = Int(hash >> shift)
            // A row that has not moved may be there already.
            let slot = hash << 32 | UInt64(row + 1)
            while slots[place] != 0, slots[place] != slot { place = (place + 1) & (slots.count - 1) }
            if slots[place] == 0 {
                slots[place] = slot
                filled += 1
            }
        }
    }

    /// A stored row that has the identity of row `row` of `new`, in another run.
    ///
    /// - Complexity: O(1) expected, and once in a check O(rows of the transaction) where a store's runs know it.
    mutating func clash(
        _ row: Int, run: Run, of new: borrowing LedgerColumns, with stored: borrowing LedgerColumns
    ) -> Int? {
        if storedRows > 0, let other = storedClash(row, run: run, of: new, with: stored) { return other }
        guard !slots.isEmpty else { return nil }
        let hash = hash(row, chain: run.chain, new)
        var place = Int(hash >> shift)
        while slots[place] != 0 {
            defer { place = (place + 1) & (slots.count - 1) }
            guard slots[place] >> 32 == hash & 0xFFFF_FFFF else { continue }
            let other = Int(slots[place] & 0xFFFF_FFFF) - 1
            guard other < stored.count, stored.indexes[other] == new.indexes[row],
                stored.kinds[other] == new.kinds[row],
                stored.hashes[other] == new.hashes[row]
            else { continue }
            if stored.stands(other, apartFrom: run) { return other }
        }
        return nil
    }

    private mutating func storedClash(
        _ row: Int, run: Run, of new: borrowing LedgerColumns, with columns: borrowing LedgerColumns
    ) -> Int? {
        let (hash, isText) = new.hashes[row]
        let transaction = Transaction(hash: hash, isText: isText)
        if known[transaction] == nil {
            var found: [Identity: [Int]] = [:]
            for part in stored {
                part.candidates(hash) { first in
                    var row = first
                    while row < columns.count, row == first ? columns.hashes.begins(row) : !columns.hashes.begins(row),
                        columns.hashes[row] == (hash, isText)
                    {
                        if columns.indexes[row] != .max {
                            found[Identity(kind: columns.kinds[row], index: columns.indexes[row]), default: []].append(
                                row)
                        }
                        row += 1
                    }
                }
            }
            known[transaction] = found
        }
        let others = known[transaction]?[Identity(kind: new.kinds[row], index: new.indexes[row])] ?? []
        for other in others where columns.stands(other, apartFrom: run) { return other }
        return nil
    }

    private var shift: UInt64 { UInt64(64 - slots.count.trailingZeroBitCount) }

    @inline(__always)
    private func hash(_ row: Int, chain: ChainID, _ columns: borrowing LedgerColumns) -> UInt64 {
        let transaction = columns.hashes[row].hash.seededHash(seed)
        let within = UInt64(columns.indexes[row]) | UInt64(columns.kinds[row]) << 32 | UInt64(chain) << 40
        let product = (transaction ^ seed.word0).multipliedFullWidth(by: within ^ seed.word1)
        return (product.high ^ product.low) &* 0x9E37_79B9_7F4A_7C15
    }
}

extension LedgerColumns {
    /// True where `row` is on the chain of `run`, but in another run.
    fileprivate func stands(_ row: Int, apartFrom run: Run) -> Bool {
        let own = runs[runIndex(of: row)]
        return own.chain == run.chain && !own.matches(chain: run.chain, block: run.block, time: run.time)
    }
}
