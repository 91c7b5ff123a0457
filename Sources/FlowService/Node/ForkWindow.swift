import FlowTracing

/// The last blocks delivered, by number and hash: what a fork is found by, and all that a source must remember. It is the
/// source's position, stored with the records.
struct ForkWindow: Equatable {
    /// CAIP-2, or `tron`.
    var chain: String
    /// The first block that was ever delivered.
    var first: UInt64
    /// The next to deliver.
    var next: UInt64
    /// Hashes of the blocks before `next`, the latest last.
    var hashes: [Hash32] = []
    /// Tokens that are left out, because an amount of theirs reached 2¹²⁸.
    var overflowing: Set<AddressBytes> = []

    init(chain: String, first: UInt64) { (self.chain, self.first, next) = (chain, first, first) }

    /// The oldest block whose hash is kept.
    var oldest: UInt64 { next - UInt64(hashes.count) }
    /// The latest block delivered.
    var last: (number: UInt64, hash: Hash32)? { hashes.last.map { (next - 1, $0) } }

    func hash(of block: UInt64) -> Hash32? { block >= oldest && block < next ? hashes[Int(block - oldest)] : nil }

    mutating func append(_ hash: Hash32, keeping limit: Int) {
        hashes.append(hash)
        next += 1
        if hashes.count > limit { hashes.removeFirst(hashes.count - limit) }
    }

    /// Forgets the blocks after `block`, which is kept or directly before the first kept.
    mutating func revert(after block: UInt64) {
        precondition(block + 1 >= oldest && block < next)
        hashes.removeLast(Int(next - 1 - block))
        next = block + 1
    }

    // MARK: As bytes

    private static let version: UInt8 = 1

    /// Version, chain, first, next, hashes, tokens; numbers little-endian, lists behind their counts.
    var bytes: [UInt8] {
        var out = [ForkWindow.version, UInt8(clamping: chain.utf8.count)] + chain.utf8.prefix(255)
        func put(_ value: UInt64) {
            for shift in 0..<8 { out.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * shift))) }
        }
        put(first)
        put(next)
        put(UInt64(hashes.count))
        for hash in hashes { out += hash.bytes }
        put(UInt64(overflowing.count))
        // In order, so that equal positions are equal bytes.
        for token in overflowing.map(\.bytes).sorted(by: { $0.lexicographicallyPrecedes($1) }) { out += token }
        return out
    }

    /// `nil` where the bytes are not a position of this kind.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        func number() -> UInt64? { take(8)?.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        guard take(1)?.first == ForkWindow.version, let length = take(1)?.first, let name = take(Int(length)),
            let first = number(), let next = number(), let count = number(), count <= next,
            count <= UInt64(rest.count / 32)
        else { return nil }
        chain = String(decoding: name, as: UTF8.self)
        (self.first, self.next) = (first, next)
        for _ in 0..<count { if let hash = take(32) { hashes.append(Hash32(hash)) } }
        guard let tokens = number(), tokens == UInt64(rest.count / 20), rest.count % 20 == 0 else { return nil }
        for _ in 0..<tokens { if let token = take(20) { overflowing.insert(AddressBytes(token)) } }
    }
}
