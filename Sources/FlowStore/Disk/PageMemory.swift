#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory that begins at a page, over which a file can be mapped. Given back with the last reference.
///
/// Sendable because whoever shares it only reads.
final class PageMemory: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) {
        guard count > 0 else {
            bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            return
        }
        let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let start, start != MAP_FAILED else { fatalError("no address space for \(count) bytes") }
        bytes = UnsafeMutableRawBufferPointer(start: start, count: count)
    }

    deinit { if let start = bytes.baseAddress { munmap(start, bytes.count) } }
}
