/// CashAddr: how Bitcoin Cash writes addresses. Finds any five wrong letters.
///
/// Source: the CashAddr specification of Bitcoin Cash (2017); types 2 and 3, for wallets that understand tokens, from
/// CHIP-2022-02.
enum CashAddr {
    /// Longer texts are refused: a limit against hostile input. The longest payload takes 112 letters.
    private static let mostLetters = 160
    /// Bytes of the hash by the low three bits of the version byte.
    private static let sizes = [20, 24, 28, 32, 40, 48, 56, 64]

    /// Type and hash of an address; `nil` where a letter, the case, the length, the prefix or the checksum is wrong. The
    /// prefix may be missing: the checksum covers it.
    ///
    /// - Complexity: O(letters), at most 160.
    static func decode(_ text: some Collection<UInt8>, prefix: String) -> (type: UInt8, hash: [UInt8])? {
        guard text.count <= mostLetters, let letters = Bech32.oneCase(text) else { return nil }
        var body = letters[...]
        if let colon = letters.firstIndex(of: UInt8(ascii: ":")) {
            guard letters[..<colon].elementsEqual(prefix.utf8) else { return nil }
            body = letters[(colon + 1)...]
        }
        var groups: [UInt8] = []
        for letter in body {
            let value = Bech32.values[Int(letter)]
            if value == 255 { return nil }
            groups.append(value)
        }
        guard groups.count > 8, polymod(expand(prefix) + groups) == 0, let bytes = FiveBits.bytes(groups.dropLast(8)),
            let version = bytes.first, version & 0x80 == 0, bytes.count - 1 == sizes[Int(version & 7)]
        else { return nil }
        return (version >> 3, Array(bytes.dropFirst()))
    }

    /// The address of a hash whose size is one of the eight allowed; with its prefix.
    static func encode(type: UInt8, hash: [UInt8], prefix: String) -> String {
        guard type < 16, let size = sizes.firstIndex(of: hash.count) else {
            preconditionFailure("no CashAddr has type \(type) and \(hash.count) bytes")
        }
        let groups = FiveBits.groups([type << 3 | UInt8(size)] + hash)
        let check = polymod(expand(prefix) + groups + [UInt8](repeating: 0, count: 8))
        let checkGroups = (0..<8).map { UInt8(check >> UInt64(5 * (7 - $0)) & 31) }
        let letters = (groups + checkGroups).map { Bech32.alphabet[Int($0)] }
        return prefix + ":" + String(decoding: letters, as: UTF8.self)
    }

    private static func expand(_ prefix: String) -> [UInt8] { prefix.utf8.map { $0 & 31 } + [0] }

    /// The remainder of the BCH code over GF(32), of forty bits.
    private static func polymod(_ values: [UInt8]) -> UInt64 {
        var check: UInt64 = 1
        for value in values {
            let top = check >> 35
            check = (check & 0x7_FFFF_FFFF) << 5 ^ UInt64(value)
            if top & 1 != 0 { check ^= 0x98_F2BC_8E61 }
            if top & 2 != 0 { check ^= 0x79_B76D_99E2 }
            if top & 4 != 0 { check ^= 0xF3_3E5F_B3C4 }
            if top & 8 != 0 { check ^= 0xAE_2EAB_E2A8 }
            if top & 16 != 0 { check ^= 0x1E_4F43_E470 }
        }
        return check ^ 1
    }
}
