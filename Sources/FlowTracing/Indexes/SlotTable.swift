import CFlowKernels

/// Open addressing over 8-byte slots {prefix 32, number + 1 32}, for numbers whose keys stand elsewhere.
///
/// A prefix is a seeded hash of the key. A slot's home is the first bits of its prefix; where it is taken, the next free
/// place of its cache line is used, then the next line. So the table stands in prefix order, line by line, and doubles in
/// place, in one sequential pass that touches no key.
///
/// One thread may write while another reads: a slot is written whole.
///
/// Invariant: `slots.count` is a power of two and at most 70% full.
struct SlotTable: ~Copyable, Sendable {
    var slots: Column<UInt64>
    /// A slot's home is its prefix shifted right by this.
    private(set) var shift: UInt32
    private(set) var filled = 0

    /// A table with room for `count` numbers.
    init(room count: Int = 0) {
        var bits: UInt32 = 8
        while count * 10 > 7 << bits { bits += 1 }
        slots = Column(zeros: 1 << bits)
        shift = 32 - bits
    }

    /// A copy of the slots of a run; `nil` where they are damaged.
    ///
    /// - Complexity: O(slots), in order.
    init?(copying run: SlotRun) {
        slots = Column()
        slots.append(run.slots.base, count: run.slots.count)
        shift = run.shift
        for place in 0..<slots.count where slots.base[place] != 0 {
            let number = Int(UInt32(truncatingIfNeeded: slots.base[place])) - 1
            guard run.range.contains(number) else { return nil }
            filled += 1
        }
        guard filled * 10 <= slots.count * 7 else { return nil }
    }

    private init(viewing other: borrowing SlotTable) {
        slots = other.slots.view
        (shift, filled) = (other.shift, other.filled)
    }

    /// The same slots, for reading, while none is added to this table.
    var view: SlotTable { SlotTable(viewing: self) }

    var byteCount: Int { slots.byteCount }

    @inline(__always) var mask: Int { slots.count &- 1 }

    @inline(__always)
    func home(_ prefix: UInt32) -> Int { Int(prefix &>> shift) }

    /// The number of this prefix that `isWanted`.
    @inline(__always)
    func find(_ prefix: UInt32, where isWanted: (UInt32) -> Bool) -> UInt32? {
        let home = home(prefix)
        var place = home
        while slots.base[place] != 0 {
            let number = UInt32(truncatingIfNeeded: slots.base[place]) &- 1
            if slots.base[place] >> 32 == prefix, isWanted(number) { return number }
            place = SlotLine.next(place, home: home, mask: mask)
        }
        return nil
    }

    /// Fills the free place at which a search for `prefix` ended.
    mutating func insert(_ prefix: UInt32, _ number: UInt32, at place: Int) {
        put(UInt64(prefix) << 32 | UInt64(number + 1), at: place)
        noteFilled()
    }

    /// Adds a number that is not there.
    mutating func insert(_ prefix: UInt32, _ number: UInt32) {
        _ = settle(UInt64(prefix) << 32 | UInt64(number + 1), wraps: true)
        noteFilled()
    }

    /// Adds the numbers of `range` that have a prefix, none of which is there: their homes are asked for in advance.
    @inline(__always)
    mutating func insert(_ range: Range<Int>, prefix: (UInt32) -> UInt32?) {
        var waiting: [(prefix: UInt32, number: UInt32)] = []
        waiting.reserveCapacity(32)
        for number in range {
            if let prefix = prefix(UInt32(number)) {
                prefetch(prefix)
                waiting.append((prefix, UInt32(number)))
            }
            guard waiting.count == 32 || number == range.upperBound - 1 else { continue }
            for (prefix, number) in waiting { insert(prefix, number) }
            waiting.removeAll(keepingCapacity: true)
        }
    }

    /// Forgets every number.
    mutating func removeAll() {
        for place in 0..<slots.count { put(0, at: place) }
        filled = 0
    }

    @inline(__always)
    private func put(_ slot: UInt64, at place: Int) { flow_store_release(slots.base + place, slot) }

    @inline(__always)
    private mutating func noteFilled() {
        filled += 1
        if filled == slots.count &>> 1 { slots.expect(growthBy: slots.count) }
        if filled * 10 > slots.count * 7 { double() }
    }

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
                let home = home(UInt32(truncatingIfNeeded: moving[i] >> 32))
                if SlotLine.start(home) < line || !settle(moving[i], wraps: false) { waiting.append(moving[i]) }
            }
        }
        for slot in waiting { _ = settle(slot, wraps: true) }
    }

    /// Puts a slot into the first free place from its home on.
    ///
    /// - Returns: false where that would run over the end and must not.
    @inline(__always)
    private func settle(_ slot: UInt64, wraps: Bool) -> Bool {
        let home = home(UInt32(truncatingIfNeeded: slot >> 32))
        var place = home
        while slots.base[place] != 0 {
            place = SlotLine.next(place, home: home, mask: mask)
            if !wraps, SlotLine.start(place) < SlotLine.start(home) { return false }
        }
        put(slot, at: place)
        return true
    }

    @inline(__always)
    func prefetch(_ prefix: UInt32) { flow_prefetch_write(slots.base + home(prefix)) }
}

/// The order in which places are tried: round the cache line of the home, then round the next.
enum SlotLine {
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
