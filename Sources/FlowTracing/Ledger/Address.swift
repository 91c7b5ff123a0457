/// A dense number of an address inside one ledger, given in order of first appearance.
public typealias AddressID = UInt32

/// The 20 bytes that EVM and TRON addresses have, as five words so that a column of them has no padding.
public struct AddressBytes: Hashable, Sendable, BitwiseCopyable {
    // First byte most significant in `word0`.
    var word0: UInt32
    var word1: UInt32
    var word2: UInt32
    var word3: UInt32
    var word4: UInt32

    /// `high` holds bytes 0–7, `middle` 8–15, `low` 16–19, each first byte most significant.
    @inline(__always)
    public init(high: UInt64, middle: UInt64, low: UInt32) {
        word0 = UInt32(truncatingIfNeeded: high >> 32)
        word1 = UInt32(truncatingIfNeeded: high)
        word2 = UInt32(truncatingIfNeeded: middle >> 32)
        word3 = UInt32(truncatingIfNeeded: middle)
        word4 = low
    }

    @inline(__always) public var high: UInt64 { UInt64(word0) << 32 | UInt64(word1) }
    @inline(__always) public var middle: UInt64 { UInt64(word2) << 32 | UInt64(word3) }
    @inline(__always) public var low: UInt32 { word4 }

    /// Reads 20 bytes, first byte most significant.
    public init(_ bytes: some Collection<UInt8>) {
        precondition(bytes.count == 20)
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        for (i, byte) in bytes.enumerated() {
            switch i {
            case 0..<8: words.0 = words.0 << 8 | UInt64(byte)
            case 8..<16: words.1 = words.1 << 8 | UInt64(byte)
            default: words.2 = words.2 << 8 | UInt64(byte)
            }
        }
        self.init(high: words.0, middle: words.1, low: UInt32(words.2))
    }

    public static let zero = AddressBytes(high: 0, middle: 0, low: 0)

    @inline(__always)
    public static func == (a: AddressBytes, b: AddressBytes) -> Bool {
        (a.word0 ^ b.word0) | (a.word1 ^ b.word1) | (a.word2 ^ b.word2) | (a.word3 ^ b.word3) | (a.word4 ^ b.word4) == 0
    }

    /// Byte order: also the order of the texts, for lower-case hex and for TRON's Base58Check of one length.
    @inline(__always)
    static func precedes(_ a: AddressBytes, _ b: AddressBytes) -> Bool {
        if a.high != b.high { return a.high < b.high }
        return a.middle != b.middle ? a.middle < b.middle : a.low < b.low
    }

    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 20) { buffer, count in
            for place in 0..<20 {
                let word = place < 8 ? high : place < 16 ? middle : UInt64(low) << 32
                buffer[place] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (place & 7)))
            }
            count = 20
        }
    }
}

/// An address as a value: 20 bytes on chains that write addresses so, what locks an output on UTXO chains, else its exact
/// text.
public enum Address: Hashable, Sendable {
    case bytes(AddressBytes)
    case text(String)
    case script(ScriptAddress)

    /// Reads `text` as an address of `form`. `nil` where that form does not allow it.
    ///
    /// - EVM: `0x` and 40 hex digits in any case. A mixed-case checksum is not enforced (exports drift).
    /// - TRON: `T…` (checksum verified), `41` + 40 hex, or `0x` + 40 hex.
    /// - text: anything that is not empty, compared exactly.
    public init?(_ text: some StringProtocol, form: AddressForm) {
        let utf8 = Array(text.utf8)
        switch form {
        case .evm:
            guard utf8.count == 42, utf8[0] == 0x30, let bytes = Hex.bytes(utf8, prefix: 2) else { return nil }
            self = .bytes(AddressBytes(bytes))
        case .tron:
            if utf8.count == 42, let bytes = Hex.bytes(utf8, prefix: 2) {
                guard utf8[0] == 0x34 && utf8[1] == 0x31 || utf8[0] == 0x30 && utf8[1] | 0x20 == 0x78 else {
                    return nil
                }
                self = .bytes(AddressBytes(bytes))
            } else if utf8.count == 44, utf8[2] == 0x34, utf8[3] == 0x31, let bytes = Hex.bytes(utf8, prefix: 4) {
                self = .bytes(AddressBytes(bytes))
            } else {
                let decoded = utf8.withUnsafeBufferPointer { Base58Check.decodeAddress($0) }
                guard let decoded, decoded.version == 0x41 else { return nil }
                self = .bytes(decoded.address)
            }
        case .text:
            guard !utf8.isEmpty else { return nil }
            self = .text(String(text))
        }
    }

    /// How this address is written on a chain of `form`: EVM in lower case, TRON as `T…`. A script says itself how.
    public func text(form: AddressForm) -> String {
        switch self {
        case .text(let text): text
        case .script(let script): script.text
        case .bytes(let value):
            switch form {
            case .tron: Base58Check.encode([0x41] + value.bytes)
            default: Hex.text(value.bytes, isPrefixed: true)
            }
        }
    }

    /// The null address: from it value is minted, to it value is burned.
    public var isNull: Bool {
        switch self {
        case .bytes(let bytes): bytes == .zero
        case .text(let text): text == "0x0000000000000000000000000000000000000000"
        case .script: false
        }
    }
}

/// How a chain writes its addresses and transaction hashes.
public enum AddressForm: UInt8, Sendable, CaseIterable {
    /// `0x` and hex digits, lower case.
    case evm
    /// Addresses as Base58Check `T…`, hashes as bare hex.
    case tron
    /// Exact text.
    case text
}

/// Hexadecimal digits.
public enum Hex {
    static let digits = Array("0123456789abcdef".utf8)

    public static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x61...0x66: byte &- 0x57
        case 0x41...0x46: byte &- 0x37
        default: nil
        }
    }

    /// The bytes that the hex digits after `prefix` characters stand for; `nil` for an odd count or another character.
    /// For a `prefix` of 2 or more the first two characters must be `0x`, `0X` or `41`.
    public static func bytes(_ utf8: [UInt8], prefix: Int = 0) -> [UInt8]? {
        if prefix >= 2 {
            let isHexPrefix = utf8[0] == 0x30 && utf8[1] | 0x20 == 0x78
            guard isHexPrefix || (utf8[0] == 0x34 && utf8[1] == 0x31) else { return nil }
        }
        guard (utf8.count - prefix) % 2 == 0 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity((utf8.count - prefix) / 2)
        var i = prefix
        while i < utf8.count {
            guard let high = value(utf8[i]), let low = value(utf8[i + 1]) else { return nil }
            result.append(high << 4 | low)
            i += 2
        }
        return result
    }

    /// - Parameter isPrefixed: with `0x` before it.
    public static func text(_ bytes: [UInt8], isPrefixed: Bool = false) -> String {
        let start = isPrefixed ? 2 : 0
        return String(unsafeUninitializedCapacity: start + 2 * bytes.count) { out in
            if isPrefixed { (out[0], out[1]) = (0x30, 0x78) }
            for (place, byte) in bytes.enumerated() {
                out[start + 2 * place] = digit(byte >> 4)
                out[start + 2 * place + 1] = digit(byte & 15)
            }
            return start + 2 * bytes.count
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
