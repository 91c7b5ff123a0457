import CFlowKernels

/// Numbers addresses in order of first appearance.
///
/// 20-byte addresses: open addressing over 8-byte slots {hash tag 32, number + 1 32} beside dense keys, so a hit costs
/// two cache misses, both prefetched by the batch. The hash is seeded per process: input is hostile. The numbering does
/// not depend on the seed. Other addresses go through a dictionary.
///
/// Invariant: `slots.count` is a power of two and at most 70% full.
struct AddressTable: ~Copyable, Sendable {
    private(set) var keys = Column<AddressBytes>()
    private var slots: Column<UInt64>
    private var mask: UInt64
    private var texts: [String: AddressID] = [:]
    private(set) var textByID: [AddressID: String] = [:]
    private let seed: (UInt64, UInt64)

    init() {
        slots = Column(repeating: 0, count: 1 << 8)
        mask = 1 << 8 - 1
        var random = SystemRandomNumberGenerator()
        seed = (random.next() | 1, random.next())
    }

    var count: Int { keys.count }
    var byteCount: Int { keys.byteCount + slots.byteCount }

    @inline(__always)
    func hash(_ key: AddressBytes) -> UInt64 {
        let x = key.high ^ seed.0
        let y = key.middle ^ UInt64(key.low) &* 0x9E37_79B9_7F4A_7C15 ^ seed.1
        let product = x.multipliedFullWidth(by: y)
        return (product.high ^ product.low) &* 0xD6E8_FEB8_6659_FD93
    }

    @inline(__always)
    func prefetchSlot(_ hash: UInt64) { flow_prefetch_read(slots.base + Int(hash & mask)) }

    @inline(__always)
    func prefetchKey(_ hash: UInt64) {
        let slot = UInt32(truncatingIfNeeded: slots[Int(hash & mask)])
        if slot != 0 { flow_prefetch_read(keys.base + Int(slot - 1)) }
    }

    /// The number of `key`, given now if it is new.
    @inline(__always)
    mutating func intern(_ key: AddressBytes, hash: UInt64) -> AddressID {
        var place = hash & mask
        let tag = hash >> 32
        while true {
            let slot = slots[Int(place)]
            if slot == 0 { return insert(key, hash: hash, at: place) }
            if slot >> 32 == tag {
                let id = UInt32(truncatingIfNeeded: slot) &- 1
                if keys[id] == key { return id }
            }
            place = (place &+ 1) & mask
        }
    }

    @inline(never)
    private mutating func insert(_ key: AddressBytes, hash: UInt64, at place: UInt64) -> AddressID {
        let id = UInt32(keys.count)
        keys.append(key)
        slots[Int(place)] = (hash >> 32) << 32 | UInt64(id + 1)
        if keys.count * 10 > slots.count * 7 { rehash() }
        return id
    }

    private mutating func rehash() { rehash(slots: slots.count * 4) }

    private mutating func rehash(slots size: Int) {
        mask = UInt64(size - 1)
        slots = Column(repeating: 0, count: size)
        for id in 0..<keys.count where textByID.isEmpty || textByID[UInt32(id)] == nil {
            let h = hash(keys[id])
            var place = h & mask
            while slots[Int(place)] != 0 { place = (place &+ 1) & mask }
            slots[Int(place)] = (h >> 32) << 32 | UInt64(id + 1)
        }
    }

    /// Forgets the numbers from `count` on.
    ///
    /// - Complexity: O(slots).
    mutating func truncate(to count: Int) {
        guard count < keys.count else { return }
        for (text, id) in texts where Int(id) >= count {
            texts[text] = nil
            textByID[id] = nil
        }
        keys.truncate(to: count)
        rehash(slots: slots.count)
    }

    mutating func intern(_ address: Address) -> AddressID {
        switch address {
        case .bytes(let key): return intern(key, hash: hash(key))
        case .text(let text):
            if let id = texts[text] { return id }
            let id = UInt32(keys.count)
            keys.append(.zero)
            texts[text] = id
            textByID[id] = text
            return id
        }
    }

    /// The number of an address already seen.
    func find(_ address: Address) -> AddressID? {
        switch address {
        case .text(let text): return texts[text]
        case .bytes(let key):
            let h = hash(key)
            var place = h & mask
            while true {
                let slot = slots[Int(place)]
                if slot == 0 { return nil }
                let id = UInt32(truncatingIfNeeded: slot) &- 1
                if slot >> 32 == h >> 32, keys[id] == key { return id }
                place = (place &+ 1) & mask
            }
        }
    }

    subscript(id: AddressID) -> Address {
        if !textByID.isEmpty, let text = textByID[id] { return .text(text) }
        return .bytes(keys[id])
    }
}
