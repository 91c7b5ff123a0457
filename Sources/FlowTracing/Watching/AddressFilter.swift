/// Says of most addresses at once that nobody asks about them: a bit each of those somebody does, in a bit map that a
/// cache holds. Seeded: whoever makes addresses must not be able to make every look-up a slow one.
struct AddressFilter: ~Copyable, Sendable {
    private let words: Column<UInt64>
    private let mask: UInt64
    private let seed = HashSeed()

    /// - Parameter count: addresses expected; more only make the filter let more through.
    init(expecting count: Int) {
        var bits = 1024
        while bits < count * 8 && bits < 1 << 30 { bits *= 2 }
        words = Column(repeating: 0, count: bits / 64)
        mask = UInt64(bits - 1)
    }

    @inline(__always)
    private func bit(_ address: Address) -> UInt64? {
        guard case .bytes(let bytes) = address else { return nil }
        let product = (bytes.high ^ seed.word0).multipliedFullWidth(by: bytes.middle ^ UInt64(bytes.low) ^ seed.word1)
        return (product.high ^ product.low) & mask
    }

    func insert(_ address: Address) {
        if let bit = bit(address) { words[Int(bit >> 6)] |= 1 << (bit & 63) }
    }

    /// False: nobody asks about `address`. Addresses that are texts are always let through.
    @inline(__always)
    func mayContain(_ address: Address) -> Bool {
        guard let bit = bit(address) else { return true }
        return words[Int(bit >> 6)] >> (bit & 63) & 1 == 1
    }
}
