/// Finds a row by its identity (chain, transaction, kind, index), so that one identity in two blocks is noticed.
///
/// Rows that have an index stand in a `SlotTable` by the first half of their seeded hash. A slot says where a row stood
/// once: every hit is compared with what stands there now, so that rows may move and go without telling.
///
/// - Complexity: O(1) expected a row.
struct IdentityIndex: ~Copyable {
    private var table = SlotTable()
    /// The rows before it are in the slots, or in runs that a store keeps.
    private var covered = 0
    private let seed = HashSeed()
    private var stored: StoredIdentities

    init() { self.init(stored: []) }

    /// The rows that `runs` cover, from row 0 on, need no slots.
    init(stored runs: [TransactionRun]) {
        stored = StoredIdentities(runs)
        covered = stored.rows
    }

    /// Two rows of one identity in two runs.
    struct Clash {
        /// A row of the new ones.
        var row: Int
        /// A stored row, or one of the new ones.
        var other: Int
        var isOtherNew: Bool
    }

    /// Rows from `row` on have moved or gone.
    mutating func truncate(to row: Int) {
        covered = min(covered, row)
        stored.rows = min(stored.rows, row)
    }

    /// Rows taken in by `admit` have been appended as they stood, behind rows that are all covered.
    mutating func noteAppended(_ rows: Range<Int>) { if covered == rows.lowerBound { covered = rows.upperBound } }

    /// Takes in the rows that it does not know yet.
    mutating func cover(_ columns: borrowing LedgerColumns) {
        guard columns.indexes.isPresent, covered < columns.count else {
            covered = columns.count
            return
        }
        // Mostly of rows that have moved: better made anew.
        if table.filled > 4096 + 4 * columns.count {
            table = SlotTable()
            covered = stored.rows
        }
        let rows = covered..<columns.count
        forEachIndexed(rows, columns) { index, row, _, hash in
            let slot = hash & tagMask | UInt64(row + 1)
            let home = index.table.home(prefix(hash))
            var place = home
            // A row that has not moved may be there already.
            while index.table.slots.base[place] != 0 {
                if index.table.slots.base[place] == slot { return true }
                place = SlotLine.next(place, home: home, mask: index.table.mask)
            }
            index.table.insert(prefix(hash), UInt32(row), at: place)
            return true
        }
        covered = columns.count
    }

    /// Takes in rows that are about to be appended behind `known`, and looks for what they contradict.
    ///
    /// - Complexity: O(new rows), and O(rows of a transaction) once where a store's runs know it.
    mutating func admit(_ new: borrowing LedgerColumns, behind known: borrowing LedgerColumns) -> Clash? {
        cover(known)
        stored.begin()
        let base = known.count
        var clash: Clash?
        forEachIndexed(0..<new.count, new) { index, row, run, hash in
            if let other = index.stored.row(like: row, apartFrom: run, of: new, in: known) {
                clash = Clash(row: row, other: other, isOtherNew: false)
                return false
            }
            let home = index.table.home(prefix(hash))
            var place = home
            while index.table.slots.base[place] != 0 {
                let slot = index.table.slots.base[place]
                place = SlotLine.next(place, home: home, mask: index.table.mask)
                guard slot & tagMask == hash & tagMask else { continue }
                let other = Int(slot & ~tagMask) - 1
                if other < base {
                    guard known.hasIdentity(other, of: row, new, chain: run.chain) else { continue }
                    guard known.run(other, isApartFrom: run) else { return true }
                    clash = Clash(row: row, other: other, isOtherNew: false)
                    return false
                }
                guard other - base <= row, new.hasIdentity(other - base, of: row, new, chain: run.chain) else {
                    continue
                }
                guard new.run(other - base, isApartFrom: run) else { return true }
                clash = Clash(row: row, other: other - base, isOtherNew: true)
                return false
            }
            index.table.insert(prefix(hash), UInt32(base + row), at: place)
            return true
        }
        return clash
    }

    /// Calls `body` with every row that has an index, its slot asked for in advance, until it returns false.
    @inline(__always)
    private mutating func forEachIndexed(
        _ rows: Range<Int>, _ columns: borrowing LedgerColumns,
        _ body: (_ index: inout IdentityIndex, _ row: Int, _ run: Run, _ hash: UInt64) -> Bool
    ) {
        let ahead = 32
        guard columns.indexes.isPresent, !rows.isEmpty else { return }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: ahead) { hashes in
            var asked = columns.runIndex(of: rows.lowerBound)
            var run = asked
            for i in rows.lowerBound..<rows.upperBound + ahead {
                let row = i - ahead
                if row >= rows.lowerBound, columns.indexes.values.base[row] != .max {
                    while run + 1 < columns.runs.count, Int(columns.runs.base[run + 1].firstRow) <= row { run += 1 }
                    if !body(&self, row, columns.runs.base[run], hashes[i % ahead]) { return }
                }
                guard i < rows.upperBound, columns.indexes.values.base[i] != .max else { continue }
                while asked + 1 < columns.runs.count, Int(columns.runs.base[asked + 1].firstRow) <= i { asked += 1 }
                hashes[i % ahead] = hash(i, chain: columns.runs.base[asked].chain, columns)
                table.prefetch(prefix(hashes[i % ahead]))
            }
        }
    }

    @inline(__always)
    private func hash(_ row: Int, chain: ChainID, _ columns: borrowing LedgerColumns) -> UInt64 {
        let transaction = columns.hashes.hashes.base[columns.hashes.ordinal(of: row)].seededHash(seed)
        let within =
            UInt64(columns.indexes.values.base[row]) | UInt64(columns.kinds[row]) << 32 | UInt64(chain) << 40
        let product = (transaction ^ seed.word0).multipliedFullWidth(by: within ^ seed.word1)
        return (product.high ^ product.low) &* 0x9E37_79B9_7F4A_7C15
    }
}

/// The half of a slot, and of a hash, that is compared.
private let tagMask: UInt64 = 0xFFFF_FFFF_0000_0000

@inline(__always)
private func prefix(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }

extension LedgerColumns {
    /// True where `row` has the identity of row `other` of `columns`; both have an index.
    fileprivate func hasIdentity(
        _ row: Int, of other: Int, _ columns: borrowing LedgerColumns, chain: ChainID
    ) -> Bool {
        indexes[row] == columns.indexes[other] && kinds[row] == columns.kinds[other]
            && hashes[row] == columns.hashes[other] && runs[runIndex(of: row)].chain == chain
    }

    /// True where `row` is not of `run`.
    func run(_ row: Int, isApartFrom run: Run) -> Bool {
        !runs[runIndex(of: row)].matches(chain: run.chain, block: run.block, time: run.time)
    }
}
