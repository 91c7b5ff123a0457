import COpenSSL
import FlowTracing

/// SHA-256 of SHA-256, by which Bitcoin names blocks and transactions and links the nodes of its trees.
///
/// Made once and used again and again; no allocation after that.
///
/// - Complexity: one compression (40 ns with SHA instructions) for each 64 bytes begun, counting 9 bytes of padding, and one
///   for the second hash.
struct DoubleSHA256: ~Copyable {
    private let context: UnsafeMutablePointer<SHA256_CTX>
    /// The second hash's only block: 32 bytes of digest and their padding.
    private let second: UnsafeMutablePointer<UInt8>
    /// What follows 64 bytes of message.
    private let endOf64: UnsafeMutablePointer<UInt8>

    init() {
        context = .allocate(capacity: 1)
        context.initialize(to: SHA256_CTX())
        second = .allocate(capacity: 64)
        second.initialize(repeating: 0, count: 64)
        (second[32], second[62]) = (0x80, 0x01)
        endOf64 = .allocate(capacity: 64)
        endOf64.initialize(repeating: 0, count: 64)
        (endOf64[0], endOf64[62]) = (0x80, 0x02)
    }

    deinit {
        context.deallocate()
        second.deallocate()
        endOf64.deallocate()
    }

    @inline(__always)
    func begin() { SHA256_Init(context) }

    @inline(__always)
    func add(_ bytes: UnsafeRawPointer, count: Int) { SHA256_Update(context, bytes, count) }

    /// Ends what `begin` began.
    @inline(__always)
    func finish() -> Hash32 {
        SHA256_Final(second, context)
        hashSecond()
        return hash
    }

    @inline(__always)
    func hash(_ bytes: UnsafeRawPointer, count: Int) -> Hash32 {
        begin()
        add(bytes, count: count)
        return finish()
    }

    /// The hash of the 64 bytes at `pair`, written to `node` in the order in which it is hashed further.
    @inline(__always)
    func hashPair(_ pair: UnsafeRawPointer, into node: UnsafeMutableRawPointer) {
        SHA256_Init(context)
        SHA256_Transform(context, pair.assumingMemoryBound(to: UInt8.self))
        SHA256_Transform(context, endOf64)
        store(to: UnsafeMutableRawPointer(second))
        hashSecond()
        store(to: node)
    }

    @inline(__always)
    private func hashSecond() {
        SHA256_Init(context)
        SHA256_Transform(context, second)
    }

    @inline(__always)
    private func store(to bytes: UnsafeMutableRawPointer) {
        let h = context.pointee.h
        let words = bytes.assumingMemoryBound(to: UInt32.self)
        words[0] = h.0.bigEndian
        words[1] = h.1.bigEndian
        words[2] = h.2.bigEndian
        words[3] = h.3.bigEndian
        words[4] = h.4.bigEndian
        words[5] = h.5.bigEndian
        words[6] = h.6.bigEndian
        words[7] = h.7.bigEndian
    }

    /// The state as it is written: last byte first.
    private var hash: Hash32 {
        let h = context.pointee.h
        return Hash32(
            UInt64(h.7.byteSwapped) << 32 | UInt64(h.6.byteSwapped),
            UInt64(h.5.byteSwapped) << 32 | UInt64(h.4.byteSwapped),
            UInt64(h.3.byteSwapped) << 32 | UInt64(h.2.byteSwapped),
            UInt64(h.1.byteSwapped) << 32 | UInt64(h.0.byteSwapped))
    }
}

extension Hash32 {
    /// 32 bytes as they are hashed and stored in blocks: the byte written last comes first.
    @inline(__always)
    init(stored bytes: UnsafeRawPointer) {
        self.init(
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)),
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
    }

    /// Writes the 32 bytes as they are hashed and stored in blocks.
    @inline(__always)
    func store(to bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(of: word3.littleEndian, as: UInt64.self)
        bytes.storeBytes(of: word2.littleEndian, toByteOffset: 8, as: UInt64.self)
        bytes.storeBytes(of: word1.littleEndian, toByteOffset: 16, as: UInt64.self)
        bytes.storeBytes(of: word0.littleEndian, toByteOffset: 24, as: UInt64.self)
    }

    @inline(__always)
    var isZero: Bool { word0 | word1 | word2 | word3 == 0 }

    /// How ids of UTXO chains are written.
    var digits: String { Hex.text(bytes) }
}
