/// A window on a source's decompressed bytes: what a record reader looks at. Over a plain file it is the whole mapped
/// file; over a compressed one it slides: consume from its start, `refill` at its end.
public final class ByteWindow {
    /// Bytes at `start..<end` are readable; nothing outside is.
    public private(set) var base: UnsafePointer<UInt8>
    public private(set) var start = 0
    public private(set) var end: Int
    /// True when no bytes follow those of the window.
    public private(set) var isLast: Bool
    public let source: ByteSource
    private let decompressor: Decompressor?
    private var buffer: UnsafeMutableRawBufferPointer
    /// Most bytes a window may hold.
    private let limit: Int

    static let firstCapacity = 4 << 20

    /// - Parameter limit: most bytes that `refill` may gather without `consume`; a record is limited to less.
    public init(_ source: ByteSource, limit: Int = 1 << 28) throws(InputError) {
        self.source = source
        self.limit = limit
        if source.compression == .none {
            decompressor = nil
            buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            base = source.stored.baseAddress!.assumingMemoryBound(to: UInt8.self)
            end = source.stored.count
            isLast = true
        } else {
            decompressor = Decompressor(source)
            buffer = .allocate(byteCount: ByteWindow.firstCapacity, alignment: 64)
            base = UnsafePointer(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))
            end = 0
            isLast = false
            try refill()
        }
        if end - start >= 3, base[start] == 0xEF, base[start + 1] == 0xBB, base[start + 2] == 0xBF { start += 3 }
    }

    deinit { buffer.deallocate() }

    public var count: Int { end - start }

    /// Stored bytes taken so far: for progress.
    public var storedPosition: Int { decompressor?.position ?? start }

    @inline(__always)
    public func consume(to position: Int) {
        assert(position >= start && position <= end)
        start = position
    }

    /// Brings more bytes behind those not yet consumed, which move to the front: positions change. Sets `isLast` at the end.
    ///
    /// - Throws: `InputError.stream` for a truncated or corrupt stream, `.file` where the window would pass its limit.
    public func refill() throws(InputError) {
        guard let decompressor, !isLast else { return }
        let kept = end - start
        if kept == buffer.count {
            guard buffer.count * 2 <= limit else {
                throw .file(name: source.name, reason: "a single value or document is larger than \(limit >> 20) MiB")
            }
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 64)
            larger.copyMemory(from: UnsafeRawBufferPointer(start: base + start, count: kept))
            buffer.deallocate()
            buffer = larger
        } else if start > 0, kept > 0 {
            buffer.baseAddress!.copyMemory(from: base + start, byteCount: kept)
        }
        base = UnsafePointer(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))
        start = 0
        end = kept
        let added = try decompressor.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[kept...]))
        end += added
        if added == 0 { isLast = true }
    }

    /// Refills until `isLast` or the window holds `count` bytes.
    public func fill(atLeast count: Int) throws(InputError) {
        while !isLast, end - start < count { try refill() }
    }
}
