import CFlowKernels

/// Numbers addresses in order of first appearance.
///
/// 20-byte addresses: open addressing over 8-byte slots {prefix 32, number + 1 32} beside dense keys. A slot's home is the
/// first bits of its prefix; where it is taken, the next free place of its cache line is used, then the next line. So the
/// table stands in prefix order, line by line, and doubles in place, in one sequential pass that touches no key. For given first sixteen bytes the prefix is a permutation of the last four (`AddressHash`): where prefix and
/// first sixteen bytes are equal, the address is. So the keys looked at are sixteen bytes, never in two cache lines, and a
/// hit costs two cache misses, both asked for in advance by whoever has many addresses at hand. Other addresses go through
/// a dictionary.
///
/// One thread may write while others read through a `reader`; see there.
///
/// Invariant: `slots.count` is a power of two and at most 70% full.
struct AddressTable: ~Copyable, Sendable {
    /// The first sixteen bytes of each address, and the last four.
    var heads = Column<AddressHead>()
    var tails = Column<UInt32>()
    private var slots: Column<UInt64>
    /// A slot's home is its prefix shifted right by this.
    private var shift: UInt32
    /// Addresses in `slots`; the others are texts.
    private var filled = 0
    private var texts: [String: AddressID] = [:]
    private(set) var textByID: [AddressID: String] = [:]
    /// The numbers of texts, ascending.
    private(set) var textIDs: [AddressID] = []
    private let hashing: AddressHash

    init() {
        slots = Column(repeating: 0, count: 1 << 8)
        shift = 32 - 8
        hashing = AddressHash()
    }

    private init(viewing other: borrowing AddressTable) {
        heads = other.heads.view
        tails = other.tails.view
        slots = other.slots.view
        (shift, filled, texts, textByID) = (other.shift, other.filled, other.texts, other.textByID)
        textIDs = other.textIDs
        hashing = other.hashing
    }

    /// The same addresses, for reading, while no address is added to this table.
    var view: AddressTable { AddressTable(viewing: self) }

    var count: Int { heads.count }
    var byteCount: Int { heads.byteCount + tails.byteCount + slots.byteCount }

    @inline(__always)
    func prefix(_ key: AddressBytes) -> UInt32 { hashing(key) }

    /// The number of `key`, given now if it is new.
    @inline(__always)
    mutating func intern(_ key: AddressBytes, prefix: UInt32) -> AddressID {
        let home = Int(prefix &>> shift)
        var place = home
        let mask = slots.count - 1
        while true {
            let slot = slots[place]
            if slot == 0 { return insert(key, prefix: prefix, at: place) }
            if slot >> 32 == prefix {
                let id = UInt32(truncatingIfNeeded: slot) &- 1
                if heads[id] == key.head { return id }
            }
            place = SlotLine.next(place, home: home, mask: mask)
        }
    }

    /// True where `id`, the candidate for the prefix of `key`, is its number.
    @inline(__always)
    func knows(_ id: AddressID, _ key: AddressBytes, _ isConfirmed: Bool) -> Bool {
        id != .max && (isConfirmed || heads[id] == key.head)
    }

    @inline(never)
    private mutating func insert(_ key: AddressBytes, prefix: UInt32, at place: Int) -> AddressID {
        let id = append(key)
        put(UInt64(prefix) << 32 | UInt64(id + 1), at: place)
        filled += 1
        if filled * 10 > slots.count * 7 { double() }
        return id
    }

    private mutating func append(_ key: AddressBytes) -> AddressID {
        defer {
            heads.append(key.head)
            tails.append(key.low)
        }
        return AddressID(heads.count)
    }

    @inline(__always)
    private func put(_ slot: UInt64, at place: Int) { flow_store_release(slots.base + place, slot) }

    /// Doubles the slots in place, from the last line to the first.
    ///
    /// The home of a slot moves to about twice its old place, where everything has moved already: it is put there at once.
    /// The few for which that does not hold (at the very beginning, and those that run over the end) wait until all have
    /// moved.
    private mutating func double() {
        let old = slots.count
        slots.resize(to: old * 2, filling: 0)
        shift -= 1
        var waiting: [UInt64] = []
        for line in stride(from: old - SlotLine.length, through: 0, by: -SlotLine.length) {
            let moving = UnsafeRawPointer(slots.base + line).loadUnaligned(as: SIMD8<UInt64>.self)
            for place in line..<(line + SlotLine.length) { put(0, at: place) }
            for i in 0..<SlotLine.length where moving[i] != 0 {
                let home = home(moving[i])
                if SlotLine.start(home) < line || !settle(moving[i], wraps: false) { waiting.append(moving[i]) }
            }
        }
        for slot in waiting { _ = settle(slot, wraps: true) }
    }

    private func home(_ slot: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: slot >> 32) &>> shift) }

    /// Puts a slot into the first free place from its home on.
    ///
    /// - Returns: false where that would run over the end and must not.
    private func settle(_ slot: UInt64, wraps: Bool) -> Bool {
        let home = home(slot)
        var place = home
        while slots[place] != 0 {
            place = SlotLine.next(place, home: home, mask: slots.count - 1)
            if !wraps, SlotLine.start(place) < SlotLine.start(home) { return false }
        }
        put(slot, at: place)
        return true
    }

    /// Forgets the numbers from `count` on. Nobody else may be reading.
    ///
    /// - Complexity: O(slots).
    mutating func truncate(to count: Int) {
        guard count < heads.count else { return }
        for (text, id) in texts where Int(id) >= count {
            texts[text] = nil
            textByID[id] = nil
        }
        textIDs.removeAll { Int($0) >= count }
        heads.truncate(to: count)
        tails.truncate(to: count)
        for place in 0..<slots.count { put(0, at: place) }
        filled = 0
        for id in 0..<AddressID(count) where textByID.isEmpty || textByID[id] == nil {
            _ = settle(
                UInt64(prefix(AddressBytes(head: heads[id], low: tails[id]))) << 32 | UInt64(id + 1), wraps: true)
            filled += 1
        }
    }

    /// Finds places for the addresses from `first` on, which were appended to `heads` and `tails` from elsewhere; `texts`
    /// says which of them are texts.
    mutating func admit(from first: Int, texts: [AddressID: String]) {
        for id in AddressID(first)..<AddressID(heads.count) {
            if let text = texts[id] {
                self.texts[text] = id
                textByID[id] = text
                textIDs.append(id)
                continue
            }
            let key = AddressBytes(head: heads[id], low: tails[id])
            _ = settle(UInt64(prefix(key)) << 32 | UInt64(id + 1), wraps: true)
            filled += 1
            if filled * 10 > slots.count * 7 { double() }
        }
    }

    mutating func intern(_ address: Address) -> AddressID {
        switch address {
        case .bytes(let key): return intern(key, prefix: prefix(key))
        case .text(let text):
            if let id = texts[text] { return id }
            let id = append(.zero)
            texts[text] = id
            textByID[id] = text
            textIDs.append(id)
            return id
        case .script: preconditionFailure("scripts have a table of their own")
        }
    }

    /// The number of an address already seen.
    func find(_ address: Address) -> AddressID? {
        switch address {
        case .text(let text): return texts[text]
        case .script: return nil
        case .bytes(let key):
            let prefix = prefix(key)
            let home = Int(prefix &>> shift)
            var place = home
            while slots[place] != 0 {
                let id = UInt32(truncatingIfNeeded: slots[place]) &- 1
                if slots[place] >> 32 == prefix, heads[id] == key.head { return id }
                place = SlotLine.next(place, home: home, mask: slots.count - 1)
            }
            return nil
        }
    }

    subscript(id: AddressID) -> Address {
        if !textByID.isEmpty, let text = textByID[id] { return .text(text) }
        return .bytes(AddressBytes(head: heads[id], low: tails[id]))
    }

    /// A view to look numbers up. Valid until the table next grows and, for other threads, from `settle` on while the table
    /// lives.
    var reader: AddressReader {
        AddressReader(slots: slots.base, heads: heads.base, shift: shift, mask: slots.count - 1, hashing: hashing)
    }

    /// Gives keys and slots memory that never moves, so that other threads may read while this one writes.
    mutating func settle() {
        heads.settle()
        slots.settle()
    }
}

/// The order in which places are tried: round the cache line of the home, then round the next.
private enum SlotLine {
    /// Slots in 64 bytes.
    static let length = 8

    @inline(__always)
    static func start(_ place: Int) -> Int { place & ~(length - 1) }

    @inline(__always)
    static func next(_ place: Int, home: Int, mask: Int) -> Int {
        let next = start(place) | (place &+ 1) & (length - 1)
        return (next ^ home) & (length - 1) == 0 ? (next &+ length) & mask : next
    }
}

/// The first sixteen bytes of an address, as `AddressBytes` has them.
struct AddressHead: BitwiseCopyable, Sendable {
    fileprivate var words: SIMD4<UInt32>

    @inline(__always)
    static func == (a: AddressHead, b: AddressHead) -> Bool {
        let difference = a.words ^ b.words
        return (difference[0] | difference[1]) | (difference[2] | difference[3]) == 0
    }
}

extension AddressBytes {
    @inline(__always)
    var head: AddressHead { AddressHead(words: SIMD4(word0, word1, word2, word3)) }

    init(head: AddressHead, low: UInt32) {
        (word0, word1, word2, word3, word4) = (head.words[0], head.words[1], head.words[2], head.words[3], low)
    }
}

/// Looks addresses up in an `AddressTable` that another thread may be adding to.
///
/// It may miss an address that was added or moved meanwhile, and never gives a wrong number: a key is written before the
/// slot that names it, never changes, and is compared in full.
package struct AddressReader: @unchecked Sendable {
    fileprivate let slots: UnsafeMutablePointer<UInt64>
    fileprivate let heads: UnsafeMutablePointer<AddressHead>
    fileprivate let shift: UInt32
    fileprivate let mask: Int
    fileprivate let hashing: AddressHash

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
