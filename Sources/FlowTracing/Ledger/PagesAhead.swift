import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Has pages that growing columns will need next touched by another thread, before their owner needs them.
///
/// Memory touched for the first time can cost 2 ns a byte: 4 ms for a page of 2 MiB, which whoever waits for an alert would
/// wait for too. Nobody does it unless a program lends a thread; a batch that uses all its cores gains nothing by it.
package enum PagesAhead {
    private static let toucher = Mutex<(@Sendable (UnsafeMutableRawPointer, Int) -> Void)?>(nil)
    private static let hasToucher = Atomic<Bool>(false)

    package static var isOn: Bool { hasToucher.load(ordering: .relaxed) }

    /// - Parameter body: called with where the pages begin and how many bytes there are; must return at once, having told
    ///   the thread that calls `touch`.
    package static func tell(_ body: (@Sendable (UnsafeMutableRawPointer, Int) -> Void)?) {
        toucher.withLock { $0 = body }
        hasToucher.store(body != nil, ordering: .relaxed)
    }

    static func ask(_ start: UnsafeMutableRawPointer, _ bytes: Int) { toucher.withLock { $0?(start, bytes) } }

    /// Touches pages without changing what is in them. Pages that have gone meanwhile, or kernels before 5.14, are no
    /// error: the pages are then touched by their owner.
    package static func touch(_ start: UnsafeMutableRawPointer, _ bytes: Int) {
        let populateForWriting: Int32 = 23
        madvise(start, bytes, populateForWriting)
    }
}
