import FlowTracing

/// An address as a database keeps it: 20 bytes, the bytes of a script's address, or a text.
enum StoredAddress {
    /// What a row of the index says about its key.
    enum Form: UInt8 { case bytes, script, text }

    /// Network, kind and payload.
    static let scriptBytes = 34

    static func bytes(of script: ScriptAddress) -> [UInt8] {
        [script.network.rawValue, script.kind.rawValue] + script.payload.bytes
    }

    /// `nil` where the bytes are damaged, or of a network that a newer version knows.
    static func script(_ bytes: UnsafeRawBufferPointer) -> ScriptAddress? {
        guard bytes.count == scriptBytes, let network = ScriptNetwork(rawValue: bytes[0]),
            let kind = ScriptKind(rawValue: bytes[1])
        else { return nil }
        return ScriptAddress(network: network, kind: kind, payload: Hash32(Array(bytes[2...])))
    }
}

/// Numbers that nobody who writes labels can foresee, so that nobody can choose addresses which fall on one place.
struct IndexSeed: BitwiseCopyable {
    var word0, word1, word2, word3: UInt64

    static func random() -> IndexSeed {
        func word() -> UInt64 { .random(in: .min ... .max) }
        return IndexSeed(word0: word(), word1: word(), word2: word(), word3: word())
    }

    /// The high bits are the best.
    @inline(__always)
    func hash(_ key: AddressBytes) -> UInt64 {
        let a = IndexSeed.fold(key.high ^ word0, key.middle ^ word1)
        return IndexSeed.fold(a ^ word2, UInt64(key.low) ^ word3) &* 0x9E37_79B9_7F4A_7C15
    }

    /// Of a key that is no 20 bytes; `form` keeps texts and scripts apart.
    func hash(_ key: UnsafeRawBufferPointer, _ form: StoredAddress.Form) -> UInt64 {
        var sum = UInt64(form.rawValue)
        var place = 0
        while place < key.count {
            var words: (UInt64, UInt64) = (0, 0)
            withUnsafeMutableBytes(of: &words) { buffer in
                let end = min(key.count, place + 16)
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: key[place..<end]))
            }
            sum = IndexSeed.fold(sum ^ words.0.littleEndian ^ word0, words.1.littleEndian ^ word1)
            place += 16
        }
        return IndexSeed.fold(sum ^ word2, UInt64(key.count) ^ word3) &* 0x9E37_79B9_7F4A_7C15
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
