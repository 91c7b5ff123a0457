/// A growing array of trivial values in memory of its own: the only place, with `AddressTable`, that owns raw memory.
///
/// Small columns live in `malloc`ed memory. From `Column.arenaBytes` on a column lives in one large reservation of
/// address space that never moves (no growth by copying) and asks for huge pages: memory touched for the first time is
/// the dearest thing an ingest does, and 2 MiB pages make it several times cheaper. Where address space is limited
/// reservations are small (`ArenaReservation`), and only a column that `settle` was called on never moves.
///
/// - Complexity: append amortised O(1).
///
/// Sendable because whoever shares a column shares it immutable: the builder is move-only, the ledger never writes.
struct Column<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    /// Elements there is room for without asking: in an arena a stretch of it, so that pages can be touched ahead.
    private var capacity: Int
    private var reservedBytes = 0
    /// Other threads may be reading: elements must stay where they are.
    private var isSettled = false
    /// The memory is somebody else's.
    private var isBorrowed = false

    static var arenaBytes: Int { 1 << 20 }
    /// Rows are numbered by 32 bits, so no column ever needs more.
    static var maximumCount: Int { Int(UInt32.max) }

    init() {
        capacity = 0
        base = UnsafeMutablePointer<Element>.allocate(capacity: 0)
    }

    /// A column of `count` copies of `value`.
    init(repeating value: Element, count: Int) {
        self.init()
        resize(to: count, filling: value)
    }

    /// A column of `count` elements whose bytes are all zero. Costs nothing in an arena: fresh memory is zero, and it is
    /// first touched by whoever uses it.
    init(zeros count: Int) {
        self.init()
        if count * MemoryLayout<Element>.stride >= Column.arenaBytes {
            moveToArena(atLeast: count)
            self.count = count
        } else {
            let fresh = extend(by: count)
            UnsafeMutableRawBufferPointer(start: fresh, count: count * MemoryLayout<Element>.stride).initializeMemory(
                as: UInt8.self, repeating: 0)
        }
    }

    /// `count` elements that stand elsewhere, for reading: whoever owns them must outlive the column. One that is appended
    /// to first copies them.
    init(viewing source: UnsafePointer<Element>, count: Int) {
        base = UnsafeMutablePointer(mutating: source)
        (self.count, capacity, isBorrowed) = (count, count, true)
    }

    /// These elements, for reading, while this column lives and neither grows nor shrinks.
    var view: Column { Column(viewing: base, count: count) }

    /// A column of `count` elements in an arena, whose first bytes `fill` provides: by mapping a file over them (the arena
    /// begins at a page, and what is appended goes behind), or by copying.
    init<Failure: Error>(
        count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        self.init()
        guard count > 0 else { return }
        moveToArena(atLeast: count)
        try fill(UnsafeMutableRawBufferPointer(start: base, count: count * MemoryLayout<Element>.stride))
        self.count = count
    }

    deinit { release() }

    private func release() {
        if isBorrowed { return }
        if reservedBytes > 0 {
            ArenaReservation.release(base, reservedBytes)
        } else {
            base.deallocate()
        }
    }

    /// The elements as bytes.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: byteCount) }

    var isEmpty: Bool { count == 0 }
    /// Bytes in use.
    var byteCount: Int { count * MemoryLayout<Element>.stride }

    @inline(__always)
    subscript(i: Int) -> Element {
        get {
            assert(i >= 0 && i < count)
            return base[i]
        }
        nonmutating set {
            assert(i >= 0 && i < count)
            base[i] = newValue
        }
    }

    @inline(__always)
    subscript(i: UInt32) -> Element {
        get { self[Int(i)] }
        nonmutating set { self[Int(i)] = newValue }
    }

    @inline(__always)
    mutating func append(_ value: Element) {
        if count == capacity { grow(to: count + 1) }
        base[count] = value
        count += 1
    }

    /// Makes room for `extra` more elements and returns where they go; the caller fills them.
    @inline(__always)
    mutating func extend(by extra: Int) -> UnsafeMutablePointer<Element> {
        if count + extra > capacity { grow(to: count + extra) }
        defer { count += extra }
        return base + count
    }

    /// Appends `extra` elements from elsewhere.
    @inline(__always)
    mutating func append(_ source: UnsafePointer<Element>, count extra: Int) {
        extend(by: extra).update(from: source, count: extra)
    }

    /// Sets the count, giving new elements `value`.
    mutating func resize(to newCount: Int, filling value: Element) {
        if newCount > count {
            let old = count
            let fresh = extend(by: newCount - old)
            fresh.update(repeating: value, count: newCount - old)
        }
        count = newCount
    }

    /// Drops elements from the end.
    mutating func truncate(to newCount: Int) {
        precondition(newCount <= count)
        count = newCount
    }

    /// Moves to an arena now, however small: from then on no element ever moves.
    mutating func settle() {
        guard !isSettled else { return }
        // One that already has all it can ever need stays.
        if room < Column.maximumCount { moveToArena(atLeast: count, settling: true) }
        isSettled = true
    }

    private mutating func grow(to needed: Int) {
        precondition(needed <= Column.maximumCount, "a column is numbered by 32 bits")
        let stride = MemoryLayout<Element>.stride
        if needed <= room {
            capacity = room(for: needed)
        } else if reservedBytes > 0 || needed * stride >= Column.arenaBytes {
            moveToArena(atLeast: needed)
        } else {
            let newCapacity = max(needed, capacity * 2, 16)
            let fresh = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
            fresh.update(from: base, count: count)
            release()
            (base, capacity, isBorrowed) = (fresh, newCapacity, false)
        }
    }

    private mutating func moveToArena(atLeast needed: Int, settling: Bool = false) {
        let stride = MemoryLayout<Element>.stride
        let limit = ArenaReservation.addressSpaceLimit
        if isSettled { ArenaReservation.outOfMemory(limit) }
        let reservation = ArenaReservation(
            needed: needed * stride, held: reservedBytes, most: Column.maximumCount * stride, isSettling: settling,
            limit: limit)
        guard let (start, length) = reservation.map() else { ArenaReservation.outOfMemory(limit) }
        let fresh = start.bindMemory(to: Element.self, capacity: length / stride)
        fresh.update(from: base, count: count)
        release()
        (base, reservedBytes, isBorrowed) = (fresh, length, false)
        capacity = room(for: needed)
    }

    /// Elements of the whole reservation.
    private var room: Int { reservedBytes / MemoryLayout<Element>.stride }

    /// The capacity to go on with: to the end of the page after the one needed; the next is asked for.
    private func room(for needed: Int) -> Int {
        let stride = MemoryLayout<Element>.stride
        let page = ArenaReservation.hugePage
        let end = (needed * stride / page + 2) * page
        if PagesAhead.isOn, end + page <= reservedBytes {
            PagesAhead.ask(UnsafeMutableRawPointer(base) + end - page, 2 * page)
        }
        return min(end / stride, room)
    }

    /// So many more elements will soon be needed at once.
    func expect(growthBy extra: Int) {
        let bytes = extra * MemoryLayout<Element>.stride
        guard bytes >= ArenaReservation.hugePage, byteCount + bytes <= reservedBytes, PagesAhead.isOn else { return }
        PagesAhead.ask(UnsafeMutableRawPointer(base) + byteCount, bytes)
    }
}
