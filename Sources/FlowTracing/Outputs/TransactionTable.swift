import CFlowKernels

/// Finds a UTXO chain's transactions by id: open addressing over 8-byte slots {tag 32, number + 1 32}, at most 70% full.
/// The hash is seeded: whoever sends a transaction chooses its id.
struct TransactionTable: ~Copyable, Sendable {
    private let slots: Column<UInt64>
    private let shift: UInt32
    private let seed = HashSeed()

    var byteCount: Int { slots.byteCount }

    /// An empty table with room for `count` transactions.
    init(capacity count: Int) {
        var bits: UInt32 = 6
        while (1 << bits) * 7 < count * 10 { bits += 1 }
        slots = Column(zeros: 1 << bits)
        shift = 32 - min(bits, 32)
    }

    @inline(__always)
    func tag(_ id: Hash32) -> UInt32 { UInt32(truncatingIfNeeded: id.seededHash(seed) >> 32) }

    @inline(__always)
    func prefetch(_ tag: UInt32) { flow_prefetch_read(slots.base + Int(tag &>> shift)) }

    /// The transaction that the first slot of `tag` names, to ask for its columns; it may be another one.
    @inline(__always)
    func candidate(_ tag: UInt32) -> UInt32? {
        let slot = slots.base[Int(tag &>> shift)]
        return slot == 0 ? nil : UInt32(truncatingIfNeeded: slot) &- 1
    }

    /// The number of the transaction `id` among `ids`.
    @inline(__always)
    func find(_ id: Hash32, tag: UInt32, in ids: borrowing Column<Hash32>) -> UInt32? {
        var place = Int(tag &>> shift)
        while true {
            let slot = slots.base[place]
            if slot == 0 { return nil }
            let number = UInt32(truncatingIfNeeded: slot) &- 1
            if UInt32(truncatingIfNeeded: slot >> 32) == tag, ids.base[Int(number)] == id { return number }
            place = (place + 1) & (slots.count - 1)
        }
    }

    func find(_ id: Hash32, in ids: borrowing Column<Hash32>) -> UInt32? { find(id, tag: tag(id), in: ids) }

    /// Adds transaction `number` of `ids`, or gives the number of an earlier one of the same id.
    @inline(__always)
    func add(_ number: UInt32, tag: UInt32, in ids: borrowing Column<Hash32>) -> UInt32? {
        var place = Int(tag &>> shift)
        while slots.base[place] != 0 {
            let other = UInt32(truncatingIfNeeded: slots.base[place]) &- 1
            if UInt32(truncatingIfNeeded: slots.base[place] >> 32) == tag,
                ids.base[Int(other)] == ids.base[Int(number)]
            {
                return other
            }
            place = (place + 1) & (slots.count - 1)
        }
        slots.base[place] = UInt64(tag) << 32 | UInt64(number + 1)
        return nil
    }

    /// Adds all of `ids`; calls `repeated` with each number whose id is there already, and the earlier number.
    ///
    /// - Complexity: O(transactions).
    func addAll(_ ids: borrowing Column<Hash32>, repeated: (UInt32, UInt32) -> Void) {
        let ahead = 32
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: ahead) { tags in
            for i in 0..<ids.count + ahead {
                if i >= ahead {
                    let number = UInt32(i - ahead)
                    if let earlier = add(number, tag: tags[i % ahead], in: ids) { repeated(number, earlier) }
                }
                if i < ids.count {
                    tags[i % ahead] = tag(ids.base[i])
                    flow_prefetch_write(slots.base + Int(tags[i % ahead] &>> shift))
                }
            }
        }
    }
}
