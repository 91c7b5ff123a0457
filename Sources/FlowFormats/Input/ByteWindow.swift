/// A window on a source's decompressed bytes: what a record reader looks at. Over a plain file it is the whole mapped
/// file; over a compressed or growing one it slides: consume from its start, `refill` at its end.
public final class ByteWindow {
    /// Bytes at `start..<end` are readable; nothing outside is.
    public private(set) var base: UnsafePointer<UInt8>
    public private(set) var start = 0
    public private(set) var end: Int
    /// True when no bytes follow those of the window.
    public private(set) var isLast: Bool
    /// True when the last `refill` brought nothing because nothing was there yet.
    public private(set) var isStarved = false
    /// What messages call the source.
    public let name: String
    private let feed: (any ByteFeed)?
    /// Bytes that the feed has given so far.
    private var fed = 0
    private var buffer: UnsafeMutableRawBufferPointer
    /// Most bytes a window may hold.
    private let limit: Int
    /// Mapped for as long as the window looks at it.
    private let source: ByteSource?

    static let firstCapacity = 4 << 20

    /// - Parameter limit: most bytes that `refill` may gather without `consume`; a record is limited to less.
    public init(_ source: ByteSource, limit: Int = 1 << 28) throws(InputError) {
        if source.compression == .none {
            (name, self.source, self.limit, feed) = (source.name, source, limit, nil)
            buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            base = source.stored.baseAddress!.assumingMemoryBound(to: UInt8.self)
            end = source.stored.count
            isLast = true
        } else {
            (name, self.source, self.limit, feed) = (source.name, source, limit, Decompressor(source))
            buffer = .allocate(byteCount: ByteWindow.firstCapacity, alignment: 64)
            base = UnsafePointer(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))
            end = 0
            isLast = false
            try refill()
        }
        skipByteOrderMark()
    }

    /// Over bytes that come piece by piece; empty until the first `refill`.
    ///
    /// - Parameters:
    ///   - position: the place of the feed's first byte in its source, for `position`.
    ///   - capacity: bytes at a time; it grows only for a larger record.
    public init(_ feed: any ByteFeed, from position: Int = 0, capacity: Int = 1 << 20, limit: Int = 1 << 28) {
        (name, source, self.limit, self.feed, fed) = (feed.name, nil, limit, feed, position)
        buffer = .allocate(byteCount: capacity, alignment: 64)
        base = UnsafePointer(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))
        end = 0
        isLast = false
    }

    func skipByteOrderMark() {
        if end - start >= 3, base[start] == 0xEF, base[start + 1] == 0xBB, base[start + 2] == 0xBF { start += 3 }
    }

    deinit { buffer.deallocate() }

    public var count: Int { end - start }

    /// True where the window holds a part of its source at a time.
    var slides: Bool { feed != nil }

    /// Where the window's start stands among the source's decompressed bytes.
    public var position: Int { feed == nil ? start : fed - (end - start) }

    /// Stored bytes taken so far: for progress.
    public var storedPosition: Int { (feed as? Decompressor)?.position ?? position }

    @inline(__always)
    public func consume(to position: Int) {
        assert(position >= start && position <= end)
        start = position
    }

    /// Takes back what was consumed since the last `refill`, from `position` on.
    func goBack(to position: Int) {
        assert(position >= 0 && position <= start)
        start = position
    }

    /// Brings more bytes behind those not yet consumed, which move to the front: positions change. Sets `isLast` at the
    /// end, and `isStarved` where more may come and is not there yet.
    ///
    /// - Throws: `InputError.stream` for a truncated or corrupt stream, `.file` where the window would pass its limit.
    public func refill() throws(InputError) {
        guard let feed, !isLast else { return }
        let kept = end - start
        if kept == buffer.count {
            guard buffer.count * 2 <= limit else {
                throw .file(name: name, reason: "a single value or document is larger than \(limit >> 20) MiB")
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
        guard let added = try feed.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[kept...])) else {
            (isLast, isStarved) = (true, false)
            return
        }
        end += added
        fed += added
        isStarved = added == 0
    }

    /// Forgets what it holds and goes on at `position` of the source; false where the feed cannot.
    func jump(to position: Int) throws(InputError) -> Bool {
        guard let feed, try feed.seek(to: position) else { return false }
        (start, end, fed, isLast, isStarved) = (0, 0, position, false, false)
        if position == 0 { try fill(atLeast: 3) }
        return true
    }

    /// Refills until `isLast`, nothing is there, or the window holds `count` bytes.
    public func fill(atLeast count: Int) throws(InputError) {
        while !isLast, end - start < count {
            try refill()
            if isStarved { return }
        }
    }
}
