import FlowTracing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Remembers TRON addresses whose checksum was right: verifying one costs two rounds of SHA-256, and most rows of a file
/// name addresses that rows shortly before have named.
///
/// One cache line an address, in a table of a fixed size in which a newer address takes the place of an older one. The
/// places are seeded; input that met them by chance would only be verified as often as without the table.
final class VerifiedAddresses {
    private static let bits = 16
    private static let lineBytes = 64
    /// Letters of a TRON address; they fill the front of a line, 20 bytes its back.
    private static let letters = 34

    /// `nil` before the first address.
    private var memory: UnsafeMutableRawPointer?
    /// The part of `memory` that begins with a cache line. Zeros at first, which are no address's letters.
    private var lines: UnsafeMutableRawPointer?
    private let seeds: (UInt64, UInt64, UInt64, UInt64)

    init() {
        var random = SystemRandomNumberGenerator()
        seeds = (random.next(), random.next(), random.next(), random.next())
    }

    deinit { free(memory) }

    /// The address that `text` is; `nil` where it is no TRON address of 34 letters.
    func address(_ text: UnsafeBufferPointer<UInt8>) -> AddressBytes? {
        guard text.count == VerifiedAddresses.letters, text[0] == UInt8(ascii: "T"), let lines = table() else {
            return nil
        }
        let words = VerifiedAddresses.words(UnsafeRawPointer(text.baseAddress!))
        let line = lines + place(of: words) &* VerifiedAddresses.lineBytes
        let found = VerifiedAddresses.words(UnsafeRawPointer(line))
        let difference =
            (words.0 ^ found.0) | (words.1 ^ found.1) | (words.2 ^ found.2) | (words.3 ^ found.3)
            | UInt64(words.4 ^ found.4)
        if difference == 0 {
            return AddressBytes(
                high: line.load(fromByteOffset: 40, as: UInt64.self),
                middle: line.load(fromByteOffset: 48, as: UInt64.self),
                low: line.load(fromByteOffset: 56, as: UInt32.self))
        }
        guard let (version, address) = Base58Check.decodeAddress(text), version == 0x41 else { return nil }
        line.copyMemory(from: text.baseAddress!, byteCount: text.count)
        line.storeBytes(of: address.high, toByteOffset: 40, as: UInt64.self)
        line.storeBytes(of: address.middle, toByteOffset: 48, as: UInt64.self)
        line.storeBytes(of: address.low, toByteOffset: 56, as: UInt32.self)
        return address
    }

    /// Memory is touched line by line, as addresses come: a small file costs little.
    private func table() -> UnsafeMutableRawPointer? {
        if lines == nil {
            let lineBytes = VerifiedAddresses.lineBytes
            memory = calloc((1 << VerifiedAddresses.bits) + 1, lineBytes)
            lines = memory?.alignedUp(toMultipleOf: lineBytes)
        }
        return lines
    }

    private typealias Words = (UInt64, UInt64, UInt64, UInt64, UInt16)

    @inline(__always)
    private static func words(_ letters: UnsafeRawPointer) -> Words {
        (
            letters.loadUnaligned(as: UInt64.self), letters.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            letters.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
            letters.loadUnaligned(fromByteOffset: 24, as: UInt64.self),
            letters.loadUnaligned(fromByteOffset: 32, as: UInt16.self)
        )
    }

    @inline(__always)
    private func place(of words: Words) -> Int {
        let a = (words.0 ^ seeds.0).multipliedFullWidth(by: words.1 ^ seeds.1)
        let b = (words.2 ^ seeds.2).multipliedFullWidth(by: words.3 ^ UInt64(words.4) << 48 ^ seeds.3)
        let mixed = (a.high ^ a.low ^ (b.high &+ b.low)) &* 0x9E37_79B9_7F4A_7C15
        return Int(mixed >> UInt64(64 - VerifiedAddresses.bits))
    }
}
