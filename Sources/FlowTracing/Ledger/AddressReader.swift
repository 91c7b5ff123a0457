import CFlowKernels

/// Looks addresses up in an `AddressTable` that another thread may be adding to.
///
/// It may miss an address that was added or moved meanwhile, and never gives a wrong number: a key is written before the
/// slot that names it, never changes, and is compared in full.
package struct AddressReader: @unchecked Sendable {
    let slots: UnsafeMutablePointer<UInt64>
    let heads: UnsafeMutablePointer<AddressHead>
    let shift: UInt32
    let mask: Int
    let hashing: AddressHash

    /// Places looked at before an address counts as missing: far more than a table at 70% ever needs.
    private static let limit = 64

    @inline(__always)
    func prefix(_ key: AddressBytes) -> UInt32 { hashing(key) }

    @inline(__always)
    func prefetchSlot(_ prefix: UInt32) { flow_prefetch_read(slots + Int(prefix &>> shift)) }

    /// The number of the address that most likely has this prefix, its key asked for; `AddressID.max` for none.
    @inline(__always)
    func candidate(_ prefix: UInt32) -> AddressID {
        let home = Int(prefix &>> shift)
        var place = home
        for _ in 0..<AddressReader.limit {
            let slot = flow_load_acquire(slots + place)
            if slot == 0 { return .max }
            if slot >> 32 == prefix {
                let id = UInt32(truncatingIfNeeded: slot) &- 1
                flow_prefetch_read(heads + Int(id))
                return id
            }
            place = SlotLine.next(place, home: home, mask: mask)
        }
        return .max
    }

    /// True where `id`, the candidate for the prefix of `key`, is its number.
    @inline(__always)
    func confirms(_ id: AddressID, _ key: AddressBytes) -> Bool { id != .max && heads[Int(id)] == key.head }
}

/// A seeded hash of 20 bytes: the first sixteen by a folded multiplication, whose result keys a permutation of the last
/// four. Input is hostile; the numbering does not depend on the seed.
struct AddressHash: Sendable {
    private let first: UInt64
    private let second: UInt64
    private let factor: UInt32

    init() {
        var random = SystemRandomNumberGenerator()
        (first, second, factor) = (random.next(), random.next(), random.next() | 1)
    }

    /// The hash of a stored run.
    init(_ seed: HashSeed) {
        (first, second, factor) = (seed.word0, seed.word1, UInt32(truncatingIfNeeded: seed.word2))
    }

    /// What a run stores of it.
    var seed: HashSeed { HashSeed(first, second, UInt64(factor), 0) }

    @inline(__always)
    func callAsFunction(_ key: AddressBytes) -> UInt32 {
        let product = (key.high ^ first).multipliedFullWidth(by: key.middle ^ second)
        let folded = product.high ^ product.low
        // Each step is a bijection of 32 bits.
        var word = key.low ^ UInt32(truncatingIfNeeded: folded ^ folded >> 32)
        word = word &* factor
        word ^= word >> 15
        return word &* 0x9E37_79B1
    }
}
