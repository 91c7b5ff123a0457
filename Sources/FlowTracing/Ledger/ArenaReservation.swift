#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How much address space a column reserves.
///
/// Address space costs nothing where nobody limits it: a column then reserves all it can ever need. Under a limit
/// (`ulimit -v`, `RLIMIT_AS`), which counts what is reserved, each takes a small share and, should it outgrow that, twice
/// as much.
struct ArenaReservation: Equatable {
    /// Bytes to ask for first.
    let wanted: Int
    /// Bytes without which it cannot go on.
    let needed: Int

    static let hugePage = 2 << 20
    /// A ledger has some 30 columns, and a trace some ten more: together they take less than half of the limit.
    private static let shares = 96
    /// A settled column can never take more: the two there are (an address table's) get ample room.
    private static let settledShares = 16

    /// - Parameters:
    ///   - held: bytes of the reservation that has become too small; 0 for none.
    ///   - most: bytes that no column ever needs more than.
    ///   - isSettling: no larger reservation can follow.
    ///   - limit: bytes of address space the process may have; `nil` for no limit.
    init(needed: Int, held: Int, most: Int, isSettling: Bool, limit: Int?) {
        self.needed = needed
        guard let limit else {
            wanted = max(needed, most)
            return
        }
        let share = limit / (isSettling ? ArenaReservation.settledShares : ArenaReservation.shares)
        wanted = max(needed, min(most, max(share, held > most / 2 ? most : held * 2)))
    }

    /// Reserves, beginning at a huge page, so that the first touch of each 2 MiB is one fault.
    ///
    /// - Returns: `nil` where not even the bytes needed are to be had.
    func map() -> (start: UnsafeMutableRawPointer, byteCount: Int)? {
        let huge = ArenaReservation.hugePage
        var bytes = wanted
        while true {
            let raw = mmap(
                nil, bytes + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
            if let raw, raw != MAP_FAILED {
                let offset = -Int(bitPattern: raw) & (huge - 1)
                if offset > 0 { munmap(raw, offset) }
                let start = raw + offset
                madvise(start, bytes + huge - offset, MADV_HUGEPAGE)
                return (start, bytes + huge - offset)
            }
            if bytes <= needed { return nil }
            // Others have taken more than their share.
            bytes = max(needed, bytes / 2)
        }
    }

    static func release(_ start: UnsafeMutableRawPointer, _ byteCount: Int) { munmap(start, byteCount) }

    /// Bytes of address space this process may have; `nil` for no limit.
    static var addressSpaceLimit: Int? {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
        #else
            let resource = RLIMIT_AS
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else { return nil }
        return Int(limit.rlim_cur)
    }

    static func outOfMemory(_ limit: Int?) -> Never {
        guard let limit else { fatalError("out of memory") }
        fatalError("out of memory: address space is limited to \(limit >> 20) MiB (ulimit -v \(limit >> 10))")
    }
}
