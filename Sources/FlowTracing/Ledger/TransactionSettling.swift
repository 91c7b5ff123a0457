import CFlowKernels

/// One pass over sorted rows that looks at every transaction: duplicates, contradictions, swap legs, undecided order.
///
/// A transaction has one block and one time, so its rows stand in one run; grouping is local to a run, in cache.
///
/// - Complexity: O(rows), with a seeded hash over the transactions of one run at a time.
struct TransactionSettling: ~Copyable {
    var duplicates = 0
    var undecidedOrder = 0
    var removed: BitColumn
    var swapLegs: BitColumn
    /// Removed rows without an index that would count again if more rows like them came from their file.
    var setAside: [Int] = []

    private var slots: [UInt64] = []
    private var slotStamp: UInt32 = 0
    private var next: [Int32] = []
    private var tail: [Int32] = []
    private var shared: [Int] = []
    private var members: [Int] = []
    private let seed = HashSeed()

    init(rows: Int) {
        removed = BitColumn(count: 0)
        swapLegs = BitColumn(count: rows)
    }

    /// - Parameters:
    ///   - firstRun: the runs before it are left alone.
    ///   - looksAcrossRuns: whether one identity in two runs is looked for; else somebody has.
    /// - Throws: `FlowError.contradiction`.
    static func run(
        builder: borrowing LedgerBuilder, inputRows: borrowing Column<UInt32>, usesPosition: [Bool],
        usesIndex: [Bool], firstRun: Int = 0, looksAcrossRuns: Bool = true
    ) throws(FlowError) -> TransactionSettling {
        var pass = TransactionSettling(rows: builder.columns.count)
        for i in firstRun..<max(builder.columns.runs.count, firstRun) {
            let rows = builder.columns.rows(ofRun: i)
            guard rows.count > 1 else { continue }
            pass.group(rows, builder.columns)
            for first in pass.shared {
                pass.gather(first, rows)
                if pass.areDistinct(builder.columns) { continue }
                try pass.settle(pass.members, builder, inputRows)
            }
            let chain = Int(builder.columns.runs[i].chain)
            pass.countUndecided(
                rows, builder.columns, usesPosition: usesPosition[chain], usesIndex: usesIndex[chain])
        }
        if looksAcrossRuns, builder.columns.indexes.isPresent { try pass.rejectSplitTransactions(builder, inputRows) }
        return pass
    }

    /// Links the rows of each transaction of the run; `shared` gets the first of each that has at least two.
    private mutating func group(_ rows: Range<Int>, _ columns: borrowing LedgerColumns) {
        if next.count < rows.count {
            next = [Int32](repeating: -1, count: rows.count)
            tail = [Int32](repeating: -1, count: rows.count)
            var size = 16
            while size < rows.count * 2 { size *= 2 }
            slots = [UInt64](repeating: 0, count: size)
            slotStamp = 0
        }
        slotStamp += 1
        let mask = slots.count - 1
        let shift = UInt64(64 - slots.count.trailingZeroBitCount)
        shared.removeAll(keepingCapacity: true)
        var group = 0
        for (local, row) in rows.enumerated() {
            next[local] = -1
            if local > 0 && !columns.hashes.begins(row) {
                if tail[group] == Int32(group) { shared.append(group) }
                next[Int(tail[group])] = Int32(local)
                tail[group] = Int32(local)
                continue
            }
            let (hash, isText) = columns.hashes[row]
            var place = Int(hash.seededHash(seed) >> shift)
            group = local
            tail[local] = Int32(local)
            while slots[place] >> 32 == UInt64(slotStamp) {
                let other = Int(UInt32(truncatingIfNeeded: slots[place]))
                let (otherHash, otherIsText) = columns.hashes[rows.lowerBound + other]
                if otherHash == hash && otherIsText == isText {
                    if tail[other] == Int32(other) { shared.append(other) }
                    next[Int(tail[other])] = Int32(local)
                    tail[other] = Int32(local)
                    group = other
                    break
                }
                place = (place + 1) & mask
            }
            if group == local { slots[place] = UInt64(slotStamp) << 32 | UInt64(local) }
        }
    }

    /// Fills `members` with the rows linked to `first`.
    private mutating func gather(_ first: Int, _ rows: Range<Int>) {
        members.removeAll(keepingCapacity: true)
        var local = first
        while local >= 0 {
            members.append(rows.lowerBound + local)
            local = Int(next[local])
        }
    }

    /// The common transaction: a few rows of which no two can be the same transfer. Marks its swap legs and returns true;
    /// false, having done nothing, for any other.
    private func areDistinct(_ columns: borrowing LedgerColumns) -> Bool {
        guard members.count <= 8 else { return false }
        for place in 1..<members.count {
            for other in 0..<place {
                let (a, b) = (members[other], members[place])
                let sharesIdentity =
                    columns.indexes[a] == columns.indexes[b] && columns.indexes[a] != .max
                    && columns.kinds[a] == columns.kinds[b]
                let sharesContent =
                    columns.senders[a] == columns.senders[b] && columns.recipients[a] == columns.recipients[b]
                    && columns.assets[a] == columns.assets[b] && columns.amounts[a] == columns.amounts[b]
                if sharesIdentity || sharesContent { return false }
            }
        }
        for row in members where columns.amounts[row] != 0 && columns.senders[row] != columns.recipients[row] {
            for other in members
            where columns.recipients[other] == columns.senders[row] && columns.assets[other] != columns.assets[row]
                && columns.amounts[other] != 0 && columns.senders[other] != columns.recipients[other]
            { swapLegs.set(row) }
        }
        return true
    }

    private struct Identity: Hashable {
        var kind: UInt8
        var index: UInt32
    }

    /// What makes rows without an index the same transfer; time and block are the run's, the hash the group's.
    private struct Content: Hashable {
        var kind: UInt8
        var sender: AddressID
        var recipient: AddressID
        var asset: AssetID
        var amount: Amount
    }

    private mutating func settle(
        _ rows: [Int], _ builder: borrowing LedgerBuilder, _ inputRows: borrowing Column<UInt32>
    ) throws(FlowError) {
        var byIdentity: [Identity: Int] = [:]
        var unindexed: [Content: [Int]] = [:]
        var indexedCount: [Content: Int] = [:]
        var kept: [Int] = []
        for row in rows {
            let content = Self.content(of: row, builder.columns)
            guard builder.columns.indexes[row] != .max else {
                unindexed[content, default: []].append(row)
                continue
            }
            let identity = Identity(kind: content.kind, index: builder.columns.indexes[row])
            guard let first = byIdentity[identity] else {
                byIdentity[identity] = row
                indexedCount[content, default: 0] += 1
                kept.append(row)
                continue
            }
            guard Self.content(of: first, builder.columns) == content,
                builder.columns.fees[first] == builder.columns.fees[row],
                builder.columns.fees[row] == 0
                    || Self.feeAsset(first, builder.columns) == Self.feeAsset(row, builder.columns)
            else { throw Self.contradiction(first, row, builder, inputRows) }
            remove(row, of: builder.columns.count)
        }
        for (content, copies) in unindexed {
            let (survivors, distinct) = Self.multiplicity(of: copies, builder, inputRows)
            // Rows with an index that say the same count against those without.
            let surplus = min(indexedCount[content] ?? 0, survivors.count)
            let keep = Set(survivors.dropFirst(surplus))
            for row in copies where !keep.contains(row) { remove(row, of: builder.columns.count) }
            for row in distinct where !keep.contains(row) { setAside.append(row) }
            kept.append(contentsOf: keep)
        }
        markSwapLegs(kept, builder.columns)
    }

    private static func content(of row: Int, _ columns: borrowing LedgerColumns) -> Content {
        Content(
            kind: columns.kinds[row], sender: columns.senders[row], recipient: columns.recipients[row],
            asset: columns.assets[row], amount: columns.amounts[row])
    }

    private static func feeAsset(_ row: Int, _ columns: borrowing LedgerColumns) -> AssetID {
        columns.feeAssets[row] == .max ? columns.assets[row] : columns.feeAssets[row]
    }

    /// Which of the copies of one transfer stand: within a file the distinct rows (all, where duplicates are kept),
    /// across files those of the file that has most; of files with equally many, those with the larger fees (a format
    /// without a fee column says 0), so that the order of the files does not decide.
    ///
    /// - Returns: those, and the distinct ones of every file.
    private static func multiplicity(
        of copies: [Int], _ builder: borrowing LedgerBuilder, _ inputRows: borrowing Column<UInt32>
    ) -> (survivors: [Int], distinct: [Int]) {
        if copies.count == 1 { return (copies, copies) }
        var byFile: [Int: [Int]] = [:]
        var seen: Set<[UInt64]> = []
        for row in copies {
            let input = inputRows.isEmpty ? row : Int(inputRows[row])
            let file = builder.file(ofInput: input)
            let fee = builder.columns.fees[row]
            let equalColumns: [UInt64] = [
                UInt64(file), builder.fingerprints[row], UInt64(truncatingIfNeeded: fee),
                UInt64(truncatingIfNeeded: fee >> 64),
                UInt64(feeAsset(row, builder.columns)),
            ]
            if builder.keepsDuplicates || seen.insert(equalColumns).inserted { byFile[file, default: []].append(row) }
        }
        func rank(_ rows: [Int]) -> (Int, Amount) { (rows.count, rows.reduce(0) { $0 &+ builder.columns.fees[$1] }) }
        let most = byFile.sorted { $0.key < $1.key }.max { rank($0.value) < rank($1.value) }?.value ?? []
        return (most, byFile.values.flatMap { $0 })
    }

    private mutating func remove(_ row: Int, of count: Int) {
        if duplicates == 0 { removed = BitColumn(count: count) }
        removed.set(row)
        duplicates += 1
    }

    /// The legs of swaps among rows of which none is another's duplicate.
    ///
    /// - Complexity: O(rows).
    static func swapLegs(_ columns: borrowing LedgerColumns) -> BitColumn {
        var pass = TransactionSettling(rows: columns.count)
        for i in 0..<columns.runs.count {
            let rows = columns.rows(ofRun: i)
            guard rows.count > 1 else { continue }
            pass.group(rows, columns)
            for first in pass.shared {
                pass.gather(first, rows)
                pass.markSwapLegs(pass.members, columns)
            }
        }
        return pass.finish()
    }

    private consuming func finish() -> BitColumn { swapLegs }

    /// A leg of a swap: in the same transaction the sender receives another asset.
    private func markSwapLegs(_ rows: [Int], _ columns: borrowing LedgerColumns) {
        guard rows.count > 1 else { return }
        // Per recipient: an asset received, and whether another one was too.
        var received: [AddressID: (asset: AssetID, several: Bool)] = [:]
        for row in rows where columns.amounts[row] != 0 && columns.senders[row] != columns.recipients[row] {
            let asset = columns.assets[row]
            if let known = received[columns.recipients[row]] {
                if known.asset != asset { received[columns.recipients[row]]?.several = true }
            } else {
                received[columns.recipients[row]] = (asset, false)
            }
        }
        for row in rows where columns.amounts[row] != 0 && columns.senders[row] != columns.recipients[row] {
            guard let known = received[columns.senders[row]] else { continue }
            if known.several || known.asset != columns.assets[row] { swapLegs.set(row) }
        }
    }

    /// Counts the transfers of settled rows from run `firstRun` on whose key, input order aside, equals that of the one
    /// before.
    static func undecidedOrder(
        _ columns: borrowing LedgerColumns, from firstRun: Int, usesPosition: [Bool], usesIndex: [Bool]
    ) -> Int {
        var pass = TransactionSettling(rows: 0)
        for i in firstRun..<max(columns.runs.count, firstRun) {
            let chain = Int(columns.runs[i].chain)
            pass.countUndecided(
                columns.rows(ofRun: i), columns, usesPosition: usesPosition[chain], usesIndex: usesIndex[chain])
        }
        return pass.undecidedOrder
    }

    private mutating func countUndecided(
        _ rows: Range<Int>, _ columns: borrowing LedgerColumns, usesPosition: Bool, usesIndex: Bool
    ) {
        var before: Int?
        for row in rows {
            if duplicates > 0 && removed[row] { continue }
            defer { before = row }
            guard let last = before else { continue }
            if usesPosition && columns.positions[last] != columns.positions[row] { continue }
            if usesIndex && columns.indexes[last] != columns.indexes[row] { continue }
            // Within a transaction native value comes before logs.
            if columns.kinds[last] != columns.kinds[row], columns.hashes[last] == columns.hashes[row] { continue }
            undecidedOrder += 1
        }
    }

    /// One identity in two places of the chain: the same transaction with another block or time.
    ///
    /// - Complexity: O(rows).
    private func rejectSplitTransactions(
        _ builder: borrowing LedgerBuilder, _ inputRows: borrowing Column<UInt32>
    ) throws(FlowError) {
        var size = 16
        while size < (builder.columns.hashes.hashes.count + builder.columns.runs.count) * 2 { size *= 2 }
        // The first row of every transaction of a chain.
        let table = Column<UInt32>(repeating: .max, count: size)
        let shift = UInt64(64 - size.trailingZeroBitCount)

        /// The first row of `row`'s transaction, `row` itself where it is new.
        func first(_ row: Int, chain: ChainID) -> Int {
            let (hash, isText) = builder.columns.hashes[row]
            var place = Int(hash.seededHash(seed) >> shift)
            while table[place] != .max {
                let other = Int(table[place])
                let (otherHash, otherIsText) = builder.columns.hashes[other]
                if otherHash == hash && otherIsText == isText
                    && builder.columns.runs[builder.columns.runIndex(of: other)].chain == chain
                {
                    return other
                }
                place = (place + 1) & (size - 1)
            }
            table[place] = UInt32(row)
            return row
        }

        var split: Set<Int> = []
        for i in 0..<builder.columns.runs.count {
            let rows = builder.columns.rows(ofRun: i)
            for row in rows where row == rows.lowerBound || builder.columns.hashes.begins(row) {
                let known = first(row, chain: builder.columns.runs[i].chain)
                if known < rows.lowerBound { split.insert(known) }
            }
        }
        guard !split.isEmpty else { return }

        struct Place: Hashable {
            var transaction: Int
            var identity: Identity
        }
        var seen: [Place: Int] = [:]
        for i in 0..<builder.columns.runs.count {
            let rows = builder.columns.rows(ofRun: i)
            var transaction = 0
            for row in rows {
                if row == rows.lowerBound || builder.columns.hashes.begins(row) {
                    transaction = first(row, chain: builder.columns.runs[i].chain)
                }
                guard builder.columns.indexes[row] != .max, split.contains(transaction) else { continue }
                let identity = Identity(kind: builder.columns.kinds[row], index: builder.columns.indexes[row])
                // Within a run `settle` has compared them.
                guard let other = seen[Place(transaction: transaction, identity: identity)] else {
                    seen[Place(transaction: transaction, identity: identity)] = row
                    continue
                }
                if other < rows.lowerBound { throw Self.contradiction(other, row, builder, inputRows) }
            }
        }
    }

    private static func contradiction(
        _ a: Int, _ b: Int, _ builder: borrowing LedgerBuilder, _ inputRows: borrowing Column<UInt32>
    ) -> FlowError {
        let inputs = inputRows.isEmpty ? [a, b] : [Int(inputRows[a]), Int(inputRows[b])].sorted()
        let (hash, isText) = builder.columns.hashes[a]
        let form = builder.form(of: builder.columns.runs[builder.columns.runIndex(of: a)].chain)
        let transaction: TransactionHash = isText ? .text(builder.transactionTexts[Int(hash.word0)]) : .bytes(hash)
        return .contradiction(
            first: builder.place(of: inputs[0]), second: builder.place(of: inputs[1]),
            transaction: "\(transaction.text(form: form)):\(builder.columns.indexes[a])")
    }
}
