import FlowTracing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file of blocks: one block and nothing else, or a node's sequence of records (magic, length, block), as it is or
/// obfuscated by the key in the `xor.dat` beside it.
final class RawBlockFile {
    let source: ByteSource
    private let window: ByteWindow
    /// As stored, but decompressed.
    let bytes: UnsafeRawBufferPointer
    /// Eight bytes, the first the lowest, repeated over the file; 0 for none.
    let key: UInt64
    /// True for a node's file, false for a single block.
    let isSequence: Bool

    /// Bytes of magic and length in front of a block.
    static let frame = 8
    /// Far beyond the largest block of any chain.
    static let mostBlockBytes = 1 << 28

    /// - Throws: `InputError` where a compressed file is corrupt or larger than 256 MiB.
    init(_ source: ByteSource) throws(InputError) {
        self.source = source
        window = try ByteWindow(source)
        try window.fill(atLeast: .max)
        bytes = RawBlockFile.content(source, window)
        let look = RawBlockLook(bytes, key: RawBlockFile.key(beside: source.name))
        (key, isSequence) = (look.key, look.isSequence)
    }

    /// All of a window that was filled to its end; what looks like a text's mark is none here.
    private static func content(_ source: ByteSource, _ window: ByteWindow) -> UnsafeRawBufferPointer {
        if source.compression == .none { return source.stored }
        return UnsafeRawBufferPointer(start: window.base, count: window.end)
    }

    /// What a file is obfuscated by, if it is: the eight bytes of `xor.dat` in its folder; 0 where there is none.
    static func key(beside name: String) -> UInt64 {
        let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
        let descriptor = open(folder + "xor.dat", O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes: (UInt64, UInt8) = (0, 0)
        // Nine bytes are asked for: a longer file is no key.
        let count = withUnsafeMutableBytes(of: &bytes) { read(descriptor, $0.baseAddress, 9) }
        return count == 8 ? UInt64(littleEndian: bytes.0) : 0
    }

    /// The key as it lies over the bytes from `place` on.
    static func key(_ key: UInt64, at place: Int) -> UInt64 {
        let shift = UInt64(place & 7) * 8
        return shift == 0 ? key : key >> shift | key << (64 - shift)
    }

    /// The four bytes at `place`, clear.
    func word(_ place: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            ^ UInt32(truncatingIfNeeded: RawBlockFile.key(key, at: place))
    }

    /// The bytes of `range`, clear: the file's own, or a copy in `scratch`. Valid until `scratch` changes.
    func clear(_ range: Range<Int>, _ scratch: RawScratch) -> UnsafeRawBufferPointer {
        let part = UnsafeRawBufferPointer(rebasing: bytes[range])
        return key == 0 ? part : scratch.clear(part, key: RawBlockFile.key(key, at: range.lowerBound))
    }

    /// The first byte from `place` on that is not zero, or the end: nodes make room before they write.
    func endOfPadding(from place: Int) -> Int {
        var place = place
        while place + 8 <= bytes.count, bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) == 0 { place += 8 }
        while place < bytes.count, bytes[place] == 0 { place += 1 }
        return place
    }

    /// The next place from `place` on where `magic` stands.
    ///
    /// - Complexity: O(bytes passed).
    func next(_ magic: UInt32, from place: Int) -> Int? {
        var place = place
        while place + RawBlockFile.frame <= bytes.count {
            if word(place) == magic { return place }
            place += 1
        }
        return nil
    }
}

/// Memory for the clear bytes of one block.
final class RawScratch {
    private var buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    deinit { buffer.deallocate() }

    func clear(_ part: UnsafeRawBufferPointer, key: UInt64) -> UnsafeRawBufferPointer {
        if buffer.count < part.count {
            buffer.deallocate()
            buffer = .allocate(byteCount: part.count + part.count / 2 + 64, alignment: 64)
        }
        let key = key.littleEndian
        var i = 0
        while i + 8 <= part.count {
            let word = part.loadUnaligned(fromByteOffset: i, as: UInt64.self)
            buffer.storeBytes(of: word ^ key, toByteOffset: i, as: UInt64.self)
            i += 8
        }
        while i < part.count {
            buffer[i] = part[i] ^ UInt8(truncatingIfNeeded: UInt64(littleEndian: key) >> (UInt64(i & 7) * 8))
            i += 1
        }
        return UnsafeRawBufferPointer(rebasing: buffer[..<part.count])
    }
}
