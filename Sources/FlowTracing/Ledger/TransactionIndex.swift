/// Finds the rows of a transaction by its hash: about 4 bytes a transaction.
///
/// Hashes are spread over buckets by a seeded mix (transaction hashes are chosen by whoever sends them); a look-up reads
/// one bucket, some four rows, and compares whole hashes.
///
/// - Complexity: building is O(transactions), a look-up O(1) expected.
public final class TransactionIndex: Sendable {
    private let ends: Column<UInt32>
    private let rows: Column<UInt32>
    private let seed: HashSeed
    private let shift: UInt64
    private let ledger: Ledger

    public init(_ ledger: Ledger) {
        self.ledger = ledger
        let seed = HashSeed()
        let count = ledger.columns.hashes.hashes.count
        var bits = 1
        while 1 << bits < count / 4 { bits += 1 }
        let shift = UInt64(64 - bits)
        (self.seed, self.shift) = (seed, shift)
        let places = Column<UInt32>(repeating: 0, count: 1 << bits)
        for i in 0..<count { places.base[Self.bucket(ledger.columns.hashes.hashes[i], seed, shift)] += 1 }
        var total: UInt32 = 0
        for i in 0..<places.count {
            let own = places.base[i]
            places.base[i] = total
            total += own
        }
        var rows = Column<UInt32>()
        let target = rows.extend(by: count)
        var ordinal = 0
        for row in 0..<ledger.count where ledger.columns.hashes.begins(row) {
            let bucket = Self.bucket(ledger.columns.hashes.hashes[ordinal], seed, shift)
            target[Int(places.base[bucket])] = UInt32(row)
            places.base[bucket] += 1
            ordinal += 1
        }
        ends = places
        self.rows = rows
    }

    public var byteCount: Int { ends.byteCount + rows.byteCount }

    @inline(__always)
    private static func bucket(_ hash: Hash32, _ seed: HashSeed, _ shift: UInt64) -> Int {
        Int(hash.seededHash(seed) >> shift)
    }

    /// Rows of `hash`, in ledger order.
    func rows(of hash: Hash32, isText: Bool) -> [UInt32] {
        let place = Self.bucket(hash, seed, shift)
        var found: [UInt32] = []
        for i in Int(place == 0 ? 0 : ends[place - 1])..<Int(ends[place]) {
            var row = Int(rows[i])
            let own = ledger.columns.hashes[row]
            guard own.hash == hash, own.isText == isText else { continue }
            repeat {
                found.append(UInt32(row))
                row += 1
            } while row < ledger.count && !ledger.columns.hashes.begins(row)
        }
        return found
    }
}
