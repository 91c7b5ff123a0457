import CFlowKernels

/// The transactions that begin in a stretch of the ledger, by their hashes: one part of a `TransactionIndex`, never changed
/// once made.
///
/// Hashes are spread over buckets by the high bits of a seeded mix (whoever sends transactions chooses their hashes); the
/// eight bits below stand beside each transaction's first row as its tag. Some six transactions a bucket: a look-up reads
/// an end, one line of tags, and where a tag agrees, mostly once, a row and the hash that stands there. 6 bytes a
/// transaction.
///
/// - Complexity: building is O(rows / 64 + transactions), a look-up O(1) expected.
package final class TransactionRun: Sendable {
    /// The rows covered.
    package let range: Range<Int>
    private let shape: Column<UInt64>
    private let ends: Column<UInt32>
    private let rows: Column<UInt32>
    private let tags: Column<UInt8>
    private let seed: HashSeed
    private let bits: UInt64
    /// Keeps the memory of a run that was not made here.
    private let owner: (any AnyObject & Sendable)?

    /// The run of the transactions that begin in `range`.
    init(_ column: borrowing TransactionColumn, rows range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= column.count)
        let count = column.firstOrdinal(from: range.upperBound) - column.firstOrdinal(from: range.lowerBound)
        let seed = HashSeed()
        var bits: UInt64 = 1
        while 1 << bits < count / 8 { bits += 1 }
        let places = Column<UInt32>(zeros: 1 << bits)
        column.forEachBlock(range) { ordinals, _ in
            TransactionRun.mix(column, ordinals, seed, bits, places) { _, bucket, _ in places.base[bucket] += 1 }
        }
        var total: UInt32 = 0
        for bucket in 0..<places.count {
            let own = places.base[bucket]
            places.base[bucket] = total
            total += own
        }
        var rows = Column<UInt32>()
        var tags = Column<UInt8>()
        let rowTarget = rows.extend(by: count)
        let tagTarget = tags.extend(by: count)
        column.forEachBlock(range) { ordinals, begins in
            var begins = begins
            TransactionRun.mix(column, ordinals, seed, bits, places) { _, bucket, tag in
                let place = Int(places.base[bucket])
                rowTarget[place] = UInt32(begins.first + begins.bits.trailingZeroBitCount)
                tagTarget[place] = tag
                begins.bits &= begins.bits &- 1
                // What was the start of a bucket becomes its end.
                places.base[bucket] += 1
            }
        }
        self.ends = places
        self.rows = rows
        self.tags = tags
        (self.range, self.seed, self.bits, owner) = (range, seed, bits, nil)
        shape = TransactionRun.shape(range, bits, seed)
    }

    /// Hands over the bucket and tag of each hash, the buckets asked for in advance.
    @inline(__always)
    private static func mix(
        _ column: borrowing TransactionColumn, _ ordinals: Range<Int>, _ seed: HashSeed, _ bits: UInt64,
        _ places: borrowing Column<UInt32>, _ body: (_ ordinal: Int, _ bucket: Int, _ tag: UInt8) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { mixed in
            for (i, ordinal) in ordinals.enumerated() {
                mixed[i] = column.hashes.base[ordinal].seededHash(seed)
                flow_prefetch_write(places.base + bucket(mixed[i], bits))
            }
            for (i, ordinal) in ordinals.enumerated() {
                body(ordinal, bucket(mixed[i], bits), tag(mixed[i], bits))
            }
        }
    }

    @inline(__always)
    private static func bucket(_ mixed: UInt64, _ bits: UInt64) -> Int { Int(mixed &>> (64 &- bits)) }

    @inline(__always)
    private static func tag(_ mixed: UInt64, _ bits: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: mixed &>> (56 &- bits))
    }

    package var byteCount: Int { ends.byteCount + rows.byteCount + tags.byteCount }

    // MARK: Looking up

    /// Where transactions of this hash stand in `rows`, tag for tag: few others among them.
    @inline(__always)
    func candidates(_ hash: Hash32, _ body: (_ row: Int) -> Void) {
        let mixed = hash.seededHash(seed)
        let bucket = TransactionRun.bucket(mixed, bits)
        let tag = TransactionRun.tag(mixed, bits)
        let end = min(Int(ends[bucket]), rows.count)
        for place in (bucket == 0 ? 0 : min(Int(ends[bucket - 1]), end))..<end where tags[place] == tag {
            body(Int(rows[place]))
        }
    }

    /// Asks for the memory that a look-up of `hash` reads first.
    @inline(__always)
    func prefetch(_ hash: Hash32) {
        flow_prefetch_read(ends.base + TransactionRun.bucket(hash.seededHash(seed), bits))
    }

    // MARK: Bytes

    private static let form: UInt64 = 1

    private static func shape(_ range: Range<Int>, _ bits: UInt64, _ seed: HashSeed) -> Column<UInt64> {
        var shape = Column<UInt64>()
        let words = [
            form, UInt64(range.lowerBound), UInt64(range.upperBound), bits, seed.word0, seed.word1, seed.word2,
            seed.word3,
        ]
        for word in words { shape.append(word) }
        return shape
    }

    /// Everything the run is, valid while it lives.
    package var sections: [IndexSection] {
        [
            IndexSection(name: "shape", bytes: shape.bytes), IndexSection(name: "ends", bytes: ends.bytes),
            IndexSection(name: "rows", bytes: rows.bytes), IndexSection(name: "tags", bytes: tags.bytes),
        ]
    }

    private static func unsound(_ reason: String) -> IndexError { .unsound(index: "transactions", reason: reason) }

    /// A run over the bytes of one that was made before.
    ///
    /// Whatever the bytes, looking up in it stays within them; whether the answers are right is for `verify` to say.
    ///
    /// - Throws: where the sections do not fit one another.
    /// - Complexity: O(1).
    package init(_ sections: [IndexSection], owner: (any AnyObject & Sendable)? = nil) throws(IndexError) {
        let sections = IndexSections(sections)
        let shape = try sections.column("shape", of: UInt64.self, count: 8)
        let bits = shape[3]
        guard shape[0] == TransactionRun.form, shape[1] <= shape[2], shape[2] <= UInt64(UInt32.max), 1...32 ~= bits
        else { throw TransactionRun.unsound("its shape is none") }
        let ends = try sections.column("ends", of: UInt32.self, count: 1 << Int(bits))
        let rows = try sections.column("rows", of: UInt32.self)
        let tags = try sections.column("tags", of: UInt8.self, count: rows.count)
        range = Int(shape[1])..<Int(shape[2])
        guard Int(ends[ends.count - 1]) == rows.count, rows.count <= range.count else {
            throw TransactionRun.unsound("its buckets do not end with its rows")
        }
        seed = HashSeed(shape[4], shape[5], shape[6], shape[7])
        (self.bits, self.owner) = (bits, owner)
        self.shape = shape
        self.ends = ends
        self.rows = rows
        self.tags = tags
    }

    /// Looks at everything: the run must hold each transaction that begins in its rows of `column` once, in its place.
    ///
    /// - Complexity: O(transactions).
    func verify(against column: borrowing TransactionColumn) throws(IndexError) {
        guard range.upperBound <= column.count else {
            throw TransactionRun.unsound("it covers rows that are not there")
        }
        let count = column.firstOrdinal(from: range.upperBound) - column.firstOrdinal(from: range.lowerBound)
        guard rows.count == count else { throw TransactionRun.unsound("it holds too many transactions or too few") }
        var first = 0
        for bucket in 0..<ends.count {
            let end = Int(ends[bucket])
            guard first <= end, end <= count else { throw TransactionRun.unsound("its buckets do not ascend") }
            for place in first..<end {
                let row = Int(rows[place])
                guard range.contains(row), column.begins(row), place == first || rows[place - 1] < rows[place] else {
                    throw TransactionRun.unsound("row \(row) begins no transaction of it, or is out of order")
                }
                let mixed = column[row].hash.seededHash(seed)
                guard TransactionRun.bucket(mixed, bits) == bucket, tags[place] == TransactionRun.tag(mixed, bits)
                else { throw TransactionRun.unsound("the transaction of row \(row) stands in another's place") }
            }
            first = end
        }
    }
}

extension TransactionColumn {
    /// Transactions that begin before `row`.
    func firstOrdinal(from row: Int) -> Int { row == 0 ? 0 : ordinal(of: row - 1) + 1 }

    /// The transactions that begin in `range`, up to 64 at a time: their places in `hashes`, and for each a bit that says
    /// how far behind `first` its first row is.
    @inline(__always)
    fileprivate func forEachBlock(
        _ range: Range<Int>, _ body: (_ ordinals: Range<Int>, _ begins: (first: Int, bits: UInt64)) -> Void
    ) {
        var row = range.lowerBound
        var ordinal = firstOrdinal(from: row)
        while row < range.upperBound {
            let first = row & ~63
            let end = min(first + 64, range.upperBound)
            let bits = starts[row >> 6] & UInt64.max << UInt64(row - first) & UInt64.max >> UInt64(64 - (end - first))
            body(ordinal..<ordinal + bits.nonzeroBitCount, (first, bits))
            ordinal += bits.nonzeroBitCount
            row = end
        }
    }
}
