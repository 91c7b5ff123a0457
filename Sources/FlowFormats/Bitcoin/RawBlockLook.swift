import FlowTracing

/// What the first bytes of a file say of it: whether they are of blocks, in a node's frame or bare, and obfuscated or not.
struct RawBlockLook {
    /// The key that makes it readable; 0 for none.
    private(set) var key: UInt64 = 0
    private(set) var isSequence = false
    /// 0 for no blocks at all, 100 for certainty; in between what is recognised in spite of damage.
    private(set) var score = 0
    /// The first four bytes, clear.
    private(set) var magic: UInt32 = 0

    private static let length = RawBlockFile.frame + RawHeader.length

    /// - Parameter key: from the `xor.dat` beside the file; 0 for none.
    init(_ bytes: UnsafeRawBufferPointer, key: UInt64) {
        consider(bytes, key: 0)
        if key != 0, score < 100 { consider(bytes, key: key) }
    }

    private mutating func consider(_ bytes: UnsafeRawBufferPointer, key: UInt64) {
        guard bytes.count >= 4 else { return }
        let scratch = RawScratch()
        let clear = scratch.start(bytes, count: RawBlockLook.length, key: key)
        guard let base = clear.baseAddress else { return }
        let magic = UInt32(littleEndian: base.loadUnaligned(as: UInt32.self))
        func take(_ score: Int, isSequence: Bool) {
            guard score > self.score else { return }
            (self.score, self.isSequence, self.key, self.magic) = (score, isSequence, key, magic)
        }
        let isKnown = RawNetwork.all.contains { $0.magic == magic }
        if isKnown || RawNetwork.foreign.contains(where: { $0.magic == magic }) { take(100, isSequence: true) }
        // Text has no zeros; hashes below a target, versions and padding do.
        guard clear.contains(0) else { return }
        if clear.count >= RawHeader.length {
            let hash = DoubleSHA256()
            let header = RawHeader(base)
            let id = hash.hash(base, count: RawHeader.length)
            let isProven = (try? header.checkWork(base, hash: id, network: .bitcoin)) != nil
            take(isProven ? 99 : RawHeader.marks(base) >= 3 ? 40 : 0, isSequence: false)
        } else if clear.count >= 36 {
            // Cut off inside the first header: an old version, or a new one, before a hash that begins with zeros.
            let version = magic
            let isVersion = version >= 1 && version <= 4 || version >> 29 == 1
            take(isVersion && Hash32(stored: base + 4).word0 >> 44 == 0 ? 30 : 0, isSequence: false)
        }
        if clear.count == RawBlockLook.length {
            // A frame whose magic is damaged.
            take(RawHeader.marks(base + RawBlockFile.frame) == 4 ? 50 : 0, isSequence: true)
        }
    }
}

extension RawScratch {
    /// The first bytes of a file, clear.
    fileprivate func start(_ bytes: UnsafeRawBufferPointer, count: Int, key: UInt64) -> UnsafeRawBufferPointer {
        let part = UnsafeRawBufferPointer(rebasing: bytes[..<min(count, bytes.count)])
        return key == 0 ? part : clear(part, key: key)
    }
}
