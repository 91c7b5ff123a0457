import COpenSSL
import FlowTracing

/// The 80 bytes in front of a block's transactions.
struct RawHeader {
    static let length = 80

    let version: UInt32
    let previous: Hash32
    let merkleRoot: Hash32
    let time: UInt32
    let target: CompactTarget

    /// - Precondition: 80 bytes.
    init(_ bytes: UnsafeRawPointer) {
        func word(_ place: Int) -> UInt32 {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        }
        version = word(0)
        previous = Hash32(stored: bytes + 4)
        merkleRoot = Hash32(stored: bytes + 36)
        time = word(68)
        target = CompactTarget(bits: word(72))
    }

    /// Of the things that every header shows and random bytes do not, those that this one shows, out of four.
    ///
    /// A damaged header still shows most of them, so that its damage can be named.
    static func marks(_ bytes: UnsafeRawPointer) -> Int {
        let header = RawHeader(bytes)
        let isVersion = header.version >= 1 && header.version <= 4 || header.version >> 29 == 1
        // Even the easiest chain's hashes begin with zeros, and the genesis block names no block before it.
        let isHash = header.previous.word0 >> 44 == 0
        // Bitcoin's first block is the oldest of all.
        let isTime = header.time >= 1_231_006_505
        let isTarget = header.target.bits >> 24 <= 0x20 && header.target.value != nil
        return [isVersion, isHash, isTime, isTarget].count { $0 }
    }

    /// Checks that the work was done that the header claims.
    ///
    /// - Parameter hash: of the 80 bytes at `bytes`.
    func checkWork(_ bytes: UnsafeRawPointer, hash: Hash32, network: RawNetwork) throws(RawFault) {
        func fault(_ at: Int, _ field: String, _ value: String, _ reason: String) -> RawFault {
            RawFault(at: at, part: RawPart(), field: field, value: value, reason: reason)
        }
        if let reason = network.refusal(version: version) {
            throw fault(0, "version", "\(version)", reason)
        }
        let bits = "0x" + String(target.bits, radix: 16)
        guard let value = target.value, let limit = network.limit.value, !Hash32.isAbove(value, limit) else {
            throw fault(72, "bits", bits, "is no target of \(network.title)")
        }
        let work: Hash32
        switch network.proofOfWork {
        case .doubleSHA256: work = hash
        case .scrypt: work = RawHeader.scrypt(bytes)
        }
        guard !Hash32.isAbove(work, value) else {
            throw fault(0, "header", work.digits, "its hash is above the target \(bits): no proof of work")
        }
    }

    /// The hash by which Litecoin and its kin prove work (RFC 7914 with N = 1024, r = p = 1).
    ///
    /// - Complexity: about half a millisecond.
    private static func scrypt(_ bytes: UnsafeRawPointer) -> Hash32 {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { key in
            let code = EVP_PBE_scrypt(
                bytes.assumingMemoryBound(to: CChar.self), length, bytes.assumingMemoryBound(to: UInt8.self), length,
                1024, 1, 1, 0, key.baseAddress?.assumingMemoryBound(to: UInt8.self), 32)
            precondition(code == 1, "OpenSSL lacks scrypt")
            return Hash32(stored: UnsafeRawPointer(key.baseAddress!))
        }
    }
}
