import CFlowKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A growing array of trivial values in memory of its own: the only place, with `AddressTable`, that owns raw memory.
///
/// Small columns live in `malloc`ed memory. From `Column.arenaBytes` on a column lives in one large reservation of
/// address space that never moves (no growth by copying) and asks for huge pages: memory touched for the first time is
/// the dearest thing an ingest does, and 2 MiB pages make it several times cheaper.
///
/// - Complexity: append amortised O(1).
///
/// Sendable because whoever shares a column shares it immutable: the builder is move-only, the ledger never writes.
struct Column<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int
    private var reservedBytes = 0

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
            moveToArena()
            precondition(count <= capacity, "out of memory")
            self.count = count
        } else {
            let fresh = extend(by: count)
            UnsafeMutableRawBufferPointer(start: fresh, count: count * MemoryLayout<Element>.stride).initializeMemory(
                as: UInt8.self, repeating: 0)
        }
    }

    deinit { Column.release(base, reservedBytes) }

    private static func release(_ base: UnsafeMutablePointer<Element>, _ reservedBytes: Int) {
        if reservedBytes > 0 {
            munmap(base, reservedBytes)
        } else {
            base.deallocate()
        }
    }

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
        if reservedBytes == 0 { moveToArena() }
    }

    private mutating func grow(to needed: Int) {
        precondition(needed <= Column.maximumCount, "a column is numbered by 32 bits")
        let stride = MemoryLayout<Element>.stride
        if reservedBytes > 0 || needed * stride >= Column.arenaBytes {
            moveToArena()
        } else {
            let newCapacity = max(needed, capacity * 2, 16)
            let fresh = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
            fresh.update(from: base, count: count)
            base.deallocate()
            (base, capacity) = (fresh, newCapacity)
        }
    }

    private mutating func moveToArena() {
        let stride = MemoryLayout<Element>.stride
        let huge = 2 << 20
        var bytes = Column.maximumCount * stride
        while true {
            let raw = mmap(
                nil, bytes + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
            if let raw, raw != MAP_FAILED {
                // Align to a huge page, so that the first touch of each 2 MiB is one fault.
                let address = UInt(bitPattern: raw)
                let aligned = (address + UInt(huge) - 1) & ~UInt(huge - 1)
                if aligned > address { munmap(raw, Int(aligned - address)) }
                let start = UnsafeMutableRawPointer(bitPattern: aligned)!
                let length = bytes + huge - Int(aligned - address)
                madvise(start, length, MADV_HUGEPAGE)
                let fresh = start.bindMemory(to: Element.self, capacity: bytes / stride)
                fresh.update(from: base, count: count)
                Column.release(base, reservedBytes)
                (base, capacity, reservedBytes) = (fresh, bytes / stride, length)
                return
            }
            // A machine that limits address space: take less and try again.
            bytes /= 2
            precondition(bytes / stride > count, "out of memory")
        }
    }
}
