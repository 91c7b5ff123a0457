import CFlowKernels

/// Finds a UTXO chain's transactions by id: open addressing over 4-byte slots, at most two thirds full. The low bits of a
/// slot are a transaction's number + 1, as many as the numbers need; the bits above them are of its hash, so that hardly
/// ever a wrong id is looked at. The hash is seeded: whoever sends a transaction chooses its id.
struct TransactionTable: ~Copyable, Sendable {
    let slots: Column<UInt32>
    private let shift: UInt32
    /// The bits of a slot that are a number + 1.
    private let numberMask: UInt32
    private let numberBits: UInt32
    let seed: HashSeed
    /// Transactions that the table was made for.
    let capacityCount: Int

    var byteCount: Int { slots.byteCount }

    /// An empty table with room for `count` transactions.
    init(capacity count: Int) {
        self.init(bits: TransactionTable.bits(capacity: count), count: count, seed: HashSeed())
    }

    /// One whose slots were filled before; `nil` where they are not as many as `count` transactions need.
    init?(slots: consuming Column<UInt32>, capacity count: Int, seed: HashSeed) {
        let bits = TransactionTable.bits(capacity: count)
        guard slots.count == 1 << bits else { return nil }
        self.init(slots: slots, bits: bits, count: count, seed: seed)
    }

    private static func bits(capacity count: Int) -> UInt32 {
        var bits: UInt32 = 6
        while 1 << bits < count + count / 2 { bits += 1 }
        return bits
    }

    private init(bits: UInt32, count: Int, seed: HashSeed) {
        self.init(slots: Column(zeros: 1 << bits), bits: bits, count: count, seed: seed)
    }

    private init(slots: consuming Column<UInt32>, bits: UInt32, count: Int, seed: HashSeed) {
        self.slots = slots
        self.seed = seed
        capacityCount = count
        shift = 32 - min(bits, 32)
        numberBits = UInt32(32 - UInt32(count + 1).leadingZeroBitCount)
        numberMask = UInt32.max >> (32 - numberBits)
    }

    @inline(__always)
    func tag(_ id: Hash32) -> UInt32 { UInt32(truncatingIfNeeded: id.seededHash(seed) >> 32) }

    @inline(__always)
    func prefetch(_ tag: UInt32) { flow_prefetch_read(slots.base + Int(tag &>> shift)) }

    /// What the slot of a transaction of this tag looks like above the number. Places are the tag's first bits, so its last
    /// ones tell most.
    @inline(__always)
    private func mark(_ tag: UInt32) -> UInt32 { tag << numberBits }

    /// The transaction that the first slot of `tag` names, to ask for its columns; it may be another one.
    @inline(__always)
    func candidate(_ tag: UInt32) -> UInt32? {
        let slot = slots.base[Int(tag &>> shift)]
        return slot == 0 ? nil : (slot & numberMask) &- 1
    }

    /// The number of the transaction `id` among `ids`.
    @inline(__always)
    func find(_ id: Hash32, tag: UInt32, in ids: borrowing Column<Hash32>) -> UInt32? {
        var place = Int(tag &>> shift)
        while true {
            let slot = slots.base[place]
            if slot == 0 { return nil }
            let number = (slot & numberMask) &- 1
            if slot & ~numberMask == mark(tag), ids.base[Int(number)] == id { return number }
            place = (place + 1) & (slots.count - 1)
        }
    }

    func find(_ id: Hash32, in ids: borrowing Column<Hash32>) -> UInt32? { find(id, tag: tag(id), in: ids) }

    /// Adds transaction `number` of `ids`, or gives the number of an earlier one of the same id.
    @inline(__always)
    func add(_ number: UInt32, tag: UInt32, in ids: borrowing Column<Hash32>) -> UInt32? {
        var place = Int(tag &>> shift)
        while slots.base[place] != 0 {
            let other = (slots.base[place] & numberMask) &- 1
            if slots.base[place] & ~numberMask == mark(tag), ids.base[Int(other)] == ids.base[Int(number)] {
                return other
            }
            place = (place + 1) & (slots.count - 1)
        }
        slots.base[place] = mark(tag) | (number + 1)
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
