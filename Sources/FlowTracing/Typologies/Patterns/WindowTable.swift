/// Open addressing over 8-byte slots {prefix 32, number + 1 32}, for numbers that come and go: a number that is removed
/// leaves no mark, because those behind it move up. So look-ups stay short however many numbers have passed through.
///
/// A prefix is a seeded hash of the key, its first bits are the home; the key stands with the number's own record.
///
/// Invariant: `slots.count` is a power of two and at most 60% full.
struct WindowTable: ~Copyable {
    private var slots: Column<UInt64>
    private var shift: UInt32
    private var mask: Int
    private(set) var count = 0

    init() {
        slots = Column(repeating: 0, count: 256)
        (shift, mask) = (24, 255)
    }

    var byteCount: Int { slots.byteCount }

    @inline(__always)
    func find(_ prefix: UInt32, where isWanted: (UInt32) -> Bool) -> UInt32? {
        var place = Int(prefix &>> shift)
        while true {
            let slot = slots.base[place]
            if slot == 0 { return nil }
            let number = UInt32(truncatingIfNeeded: slot) &- 1
            if slot >> 32 == prefix, isWanted(number) { return number }
            place = (place &+ 1) & mask
        }
    }

    /// Adds a number that is not there.
    @inline(__always)
    mutating func insert(_ prefix: UInt32, _ number: UInt32) {
        count += 1
        if count * 10 > slots.count * 6 { double() }
        put(UInt64(prefix) << 32 | UInt64(number + 1))
    }

    /// Removes a number that is there, and closes the gap: whatever stands behind it up to the next free place and may
    /// stand further ahead moves up (Knuth, The Art of Computer Programming 3, 6.4 R).
    @inline(__always)
    mutating func remove(_ prefix: UInt32, _ number: UInt32) {
        let wanted = UInt64(prefix) << 32 | UInt64(number + 1)
        var gap = Int(prefix &>> shift)
        while slots.base[gap] != wanted {
            precondition(slots.base[gap] != 0, "a number is removed where it was put")
            gap = (gap &+ 1) & mask
        }
        var place = gap
        while true {
            place = (place &+ 1) & mask
            let slot = slots.base[place]
            if slot == 0 { break }
            let home = Int(UInt32(truncatingIfNeeded: slot >> 32) &>> shift)
            // It may not move ahead of its home: distances are taken round the end of the table.
            if (place &- home) & mask >= (place &- gap) & mask {
                slots.base[gap] = slot
                gap = place
            }
        }
        slots.base[gap] = 0
        count -= 1
    }

    @inline(__always)
    private func put(_ slot: UInt64) {
        var place = Int(UInt32(truncatingIfNeeded: slot >> 32) &>> shift)
        while slots.base[place] != 0 { place = (place &+ 1) & mask }
        slots.base[place] = slot
    }

    private mutating func double() {
        let old = slots.count
        var full = Column<UInt64>(repeating: 0, count: old * 2)
        swap(&slots, &full)
        mask = old * 2 - 1
        shift -= 1
        for place in 0..<old where full.base[place] != 0 { put(full.base[place]) }
    }
}

/// A seeded hash of two words by a folded multiplication: addresses are numbered in order of appearance, which the writer
/// of a ledger chooses.
struct WindowHash {
    private let first: UInt64
    private let second: UInt64

    init() {
        var random = SystemRandomNumberGenerator()
        (first, second) = (random.next(), random.next() | 1)
    }

    @inline(__always)
    func callAsFunction(_ low: UInt32, _ high: UInt32 = 0) -> UInt32 {
        let product = (UInt64(high) << 32 | UInt64(low) ^ first).multipliedFullWidth(by: second)
        return UInt32(truncatingIfNeeded: (product.high ^ product.low) >> 32)
    }
}
