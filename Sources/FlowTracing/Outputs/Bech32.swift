/// Bech32 (BIP 173) and Bech32m (BIP 350): how witness programs are written. Finds any four wrong letters.
enum Bech32 {
    /// The 32 letters, which CashAddr shares.
    static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    /// The number of each letter, small or capital, 255 for what is none.
    static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (i, letter) in alphabet.enumerated() {
            table[Int(letter)] = UInt8(i)
            if letter >= 0x61 { table[Int(letter & 0xDF)] = UInt8(i) }
        }
        return table
    }()
    /// BIP 173 allows no more.
    static let mostLetters = 90

    enum Variant: UInt32, Sendable {
        case bech32 = 1
        case bech32m = 0x2BC8_30A3
    }

    /// The prefix in lower case, and the five-bit groups between separator and checksum; `nil` where a letter, the case,
    /// a length or the checksum is wrong.
    ///
    /// - Complexity: O(letters), at most 90.
    static func decode(_ text: some Collection<UInt8>) -> (prefix: [UInt8], groups: [UInt8], variant: Variant)? {
        guard text.count <= mostLetters, let letters = oneCase(text),
            let separator = letters.lastIndex(of: UInt8(ascii: "1")), separator >= 1, letters.count - separator > 6
        else { return nil }
        let prefix = Array(letters[..<separator])
        var groups: [UInt8] = []
        for letter in letters[(separator + 1)...] {
            let value = values[Int(letter)]
            if value == 255 { return nil }
            groups.append(value)
        }
        guard let variant = Variant(rawValue: polymod(expand(prefix) + groups)) else { return nil }
        return (prefix, Array(groups.dropLast(6)), variant)
    }

    static func encode(prefix: String, groups: [UInt8], variant: Variant) -> String {
        let prefix = Array(prefix.utf8)
        let check = polymod(expand(prefix) + groups + [0, 0, 0, 0, 0, 0]) ^ variant.rawValue
        let checkGroups = (0..<6).map { UInt8(check >> UInt32(5 * (5 - $0)) & 31) }
        let letters = prefix + [UInt8(ascii: "1")] + (groups + checkGroups).map { alphabet[Int($0)] }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The letters in lower case; `nil` where both cases occur, or what is no printable ASCII.
    static func oneCase(_ text: some Collection<UInt8>) -> [UInt8]? {
        var hasLower = false
        var hasUpper = false
        var letters: [UInt8] = []
        letters.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case 0x61...0x7A: hasLower = true
            case 0x41...0x5A: hasUpper = true
            case 0x21...0x7E: break
            default: return nil
            }
            letters.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        return hasLower && hasUpper ? nil : letters
    }

    private static func expand(_ prefix: [UInt8]) -> [UInt8] { prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 } }

    /// The remainder of the BCH code over GF(32).
    private static func polymod(_ values: [UInt8]) -> UInt32 {
        var check: UInt32 = 1
        for value in values {
            let top = check >> 25
            check = (check & 0x1FF_FFFF) << 5 ^ UInt32(value)
            if top & 1 != 0 { check ^= 0x3B6A_57B2 }
            if top & 2 != 0 { check ^= 0x2650_8E6D }
            if top & 4 != 0 { check ^= 0x1EA1_19FA }
            if top & 8 != 0 { check ^= 0x3D42_33DD }
            if top & 16 != 0 { check ^= 0x2A14_62B3 }
        }
        return check
    }
}

/// The same bits cut into groups of five, which letters stand for, and of eight.
enum FiveBits {
    static func groups(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var groups: [UInt8] = []
        var (held, bits): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                groups.append(UInt8(held >> bits & 31))
            }
            held &= 31
        }
        if bits > 0 { groups.append(UInt8(held << (5 - bits) & 31)) }
        return groups
    }

    /// `nil` where what is left over is a whole group or not zero: one value has one spelling.
    static func bytes(_ groups: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (held, bits): (UInt32, UInt32) = (0, 0)
        for group in groups {
            held = held << 5 | UInt32(group)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(held >> bits & 255))
            }
            held &= 0xFFF
        }
        return bits < 5 && held & (1 << bits - 1) == 0 ? bytes : nil
    }
}

/// A witness program as an address writes it (BIP 141, 173, 350).
struct WitnessProgram: Equatable {
    /// 0…16.
    var version: UInt8
    /// 2…40 bytes; of version 0 only 20 or 32.
    var program: [UInt8]

    init?(_ text: some Collection<UInt8>, prefix: String) {
        guard let decoded = Bech32.decode(text), decoded.prefix.elementsEqual(prefix.utf8),
            let version = decoded.groups.first, version <= 16,
            decoded.variant == (version == 0 ? .bech32 : .bech32m),
            let program = FiveBits.bytes(decoded.groups.dropFirst()), (2...40).contains(program.count),
            version != 0 || program.count == 20 || program.count == 32
        else { return nil }
        (self.version, self.program) = (version, program)
    }

    init(version: UInt8, program: [UInt8]) { (self.version, self.program) = (version, program) }

    func text(prefix: String) -> String {
        Bech32.encode(
            prefix: prefix, groups: [version] + FiveBits.groups(program), variant: version == 0 ? .bech32 : .bech32m)
    }

    /// The output script that pays to it.
    var script: [UInt8] { [version == 0 ? Opcode.zero : Opcode.one + version - 1, UInt8(program.count)] + program }
}
