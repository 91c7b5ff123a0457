/// A transfer of one address as that address sees it: 24 bytes.
struct Dealing: BitwiseCopyable {
    /// Who paid it, or whom it paid.
    var other: AddressID = 0
    var row: UInt32 = 0
    /// Unix seconds.
    var time: UInt32 = 0
    var asset: AssetID = 0
    /// As `PackedAmounts` packs it.
    var amount: UInt64 = 0
}

/// Where the dealings of one address on one side stand in the pool: a ring of a power of two places.
struct DealingRing: BitwiseCopyable {
    fileprivate var offset: UInt32 = 0
    /// Where the next one goes, modulo the capacity.
    fileprivate var next: UInt32 = 0
    /// 0 or a power of two.
    fileprivate var capacity: UInt32 = 0
}

/// Dealings of one address on one side that are in the window, the newest first. Good until the next one enters.
struct Dealings {
    fileprivate let base: UnsafePointer<Dealing>
    fileprivate let newest: UInt32
    fileprivate let mask: UInt32
    let count: Int

    @inline(__always)
    subscript(place: Int) -> Dealing { base[Int((newest &- UInt32(truncatingIfNeeded: place)) & mask)] }
}

/// The memory of all rings. A ring doubles when it is full, halves its halves when little of it is used, and is given back when
/// nothing of it is in the window: the pool is bounded by the most that was in the window at once.
///
/// A walk over an address's dealings reads memory in sequence: two or three to a cache line, and the processor fetches ahead.
/// Links from transfer to transfer would cost a cache miss for each.
struct DealingPool: ~Copyable {
    private var places = Column<Dealing>()
    /// By the power of two of the capacity: the first ring that nobody has, linked through `row`; `none` for none.
    private var free = Column<UInt32>(repeating: DealingPool.none, count: 33)
    private static var none: UInt32 { .max }
    /// Rings of fewer places never halve.
    private static var leastHalved: UInt32 { 64 }

    var byteCount: Int { places.byteCount }

    /// - Parameter count: its dealings in the window, the newest of those that were put in.
    @inline(__always)
    func dealings(_ ring: DealingRing, count: UInt32) -> Dealings {
        Dealings(
            base: UnsafePointer(places.base + Int(ring.offset)), newest: ring.next &- 1, mask: ring.capacity &- 1,
            count: Int(count))
    }

    /// Where the next one will be written, and where the newest one is.
    @inline(__always)
    func address(of ring: DealingRing, isNext: Bool) -> UnsafePointer<Dealing> {
        let place = (isNext ? ring.next : ring.next &- 1) & (ring.capacity &- 1)
        return UnsafePointer(places.base + (ring.capacity == 0 ? 0 : Int(ring.offset + place)))
    }

    /// - Complexity: amortised O(1).
    @inline(__always)
    mutating func append(_ dealing: Dealing, to ring: inout DealingRing, count: UInt32) {
        if count == ring.capacity {
            resize(&ring, to: max(1, ring.capacity * 2), count)
        } else if ring.capacity >= DealingPool.leastHalved, count < ring.capacity / 8 {
            resize(&ring, to: ring.capacity / 4, count)
        }
        places.base[Int(ring.offset + (ring.next & (ring.capacity - 1)))] = dealing
        ring.next &+= 1
    }

    /// Gives a ring back of which nothing is in the window.
    @inline(__always)
    mutating func release(_ ring: inout DealingRing) {
        if ring.capacity > 0 { giveBack(ring) }
        ring = DealingRing()
    }

    private mutating func giveBack(_ ring: DealingRing) {
        let power = ring.capacity.trailingZeroBitCount
        places.base[Int(ring.offset)].row = free[power]
        free[power] = ring.offset
    }

    @inline(never)
    private mutating func resize(_ ring: inout DealingRing, to capacity: UInt32, _ count: UInt32) {
        let power = capacity.trailingZeroBitCount
        var new = DealingRing(offset: free[power], next: count, capacity: capacity)
        if new.offset == DealingPool.none {
            new.offset = UInt32(places.count)
            _ = places.extend(by: Int(capacity))
        } else {
            free[power] = places.base[Int(new.offset)].row
        }
        let from = places.base + Int(ring.offset)
        let to = places.base + Int(new.offset)
        for place in 0..<count { to[Int(place)] = from[Int((ring.next &- count &+ place) & (ring.capacity &- 1))] }
        if ring.capacity > 0 { giveBack(ring) }
        ring = new
    }
}
