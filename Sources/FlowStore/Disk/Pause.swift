#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

enum Pause {
    /// A tenth of a millisecond.
    static func brief() { usleep(100) }
}
