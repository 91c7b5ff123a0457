import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct Base58CheckTests {
    @Test(arguments: [
        ("00", "62e907b15cbf27d5425399ebf6f0fb50ebb88f18", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("00", "77bff20c60e522dfaa3350c39b030a5d004e839a", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
        ("05", "b472a266d0bd89c13706a4132ccfb16f7c3b9fcb", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
        ("41", "a614f803b6fd780986a42c78ec9c7f77e6ded13c", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        ("00", "0000000000000000000000000000000000000000", "1111111111111111111114oLvT2"),
    ])
    func `known addresses, both ways`(version: String, hash: String, text: String) throws {
        let payload = try #require(Hex.bytes(Array((version + hash).utf8)))
        #expect(Base58Check.encode(payload) == text)
        #expect(Base58Check.decode(Array(text.utf8)) == payload)
        var changed = Array(text.utf8)
        changed[changed.count - 1] = changed.last == 0x32 ? 0x33 : 0x32
        #expect(Base58Check.decode(changed) == nil)
    }

    @Test func `random payloads come back, whatever zeros they begin with`() {
        var random = SeededRandom(seed: SeededRandom.base)
        for _ in 0..<300 {
            var payload = (0..<random.number(1...40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            for i in 0..<min(random.number(0...3), payload.count) { payload[i] = 0 }
            #expect(Base58Check.decode(Array(Base58Check.encode(payload).utf8)) == payload)
        }
    }

    @Test(arguments: [
        "", "1", "1111", "0OIl", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ", "1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf\u{0}a",
    ])
    func `not Base58Check`(text: String) { #expect(Base58Check.decode(Array(text.utf8)) == nil) }

    @Test func `a hostile length is refused at once`() {
        #expect(Base58Check.decode(Array(repeating: 0x7a, count: 1_000_000)) == nil)
    }

    /// Pairs of the original implementation (`base58_encode_decode.json`), which have no check.
    @Test(arguments: [
        ("61", "2g"), ("626262", "a3gV"), ("636363", "aPEr"),
        ("73696d706c792061206c6f6e6720737472696e67", "2cFupjhnEsSn59qHXstmK2ffpLv2"),
        ("516b6fcd0f", "ABnLTmg"), ("bf4f89001e670274dd", "3SEo3LWLoPntC"), ("572e4794", "3EFU7m"),
        ("ecac89cad93923c02321", "EJDM8drfXA6uyA"), ("10c8511e", "Rt5zm"), ("00000000000000000000", "1111111111"),
    ])
    func `the definition below gives the published pairs`(payload: String, text: String) throws {
        #expect(PlainBase58.encode(try #require(Hex.bytes(Array(payload.utf8)))) == text)
    }

    /// Every length and every way to be wrong, against the definition byte by byte.
    @Test func `random texts mean what the definition says`() {
        var random = SeededRandom(seed: SeededRandom.base)
        var valid = 0
        for _ in 0..<4000 {
            var payload = (0..<random.number(1...80)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if random.chance(60) {
                payload = [random.chance(70) ? 0x41 : UInt8(truncatingIfNeeded: random.next())] + payload.prefix(20)
            }
            for i in 0..<min(random.number(0...3), payload.count) where random.chance(50) { payload[i] = 0 }
            let text = Base58Check.encode(payload)
            #expect(text == PlainBase58.encode(payload + PlainBase58.check(payload)))
            var letters = Array(text.utf8)
            if random.chance(40) {
                letters[random.number(0...letters.count - 1)] = random.pick(Array("1zT0OIl \u{7f}".utf8))
                if random.chance(20) { letters.removeLast() }
                if random.chance(20) { letters.insert(0x31, at: 0) }
            }
            let expected = PlainBase58.decode(letters)
            #expect(Base58Check.decode(letters) == expected, "\(String(decoding: letters, as: UTF8.self))")
            let address = letters.withUnsafeBufferPointer { Base58Check.decodeAddress($0) }
            let bytes = address.map { [$0.version] + $0.address.bytes }
            #expect(bytes == (expected?.count == 21 ? expected : nil), "\(String(decoding: letters, as: UTF8.self))")
            if bytes != nil { valid += 1 }
        }
        #expect(valid > 1000)
    }

    @Test(arguments: ["", "1", "T", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "1111111111111111111111111111111111"])
    func `no address of 20 bytes`(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { Base58Check.decodeAddress($0) } == nil)
    }
}

@Suite struct SHA256Tests {
    private func hash(_ message: [UInt8]) -> [UInt8] { PlainBase58.hash(message) }

    /// FIPS 180-4 examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func `published examples`(message: String, digest: String) {
        #expect(Hex.text(hash(Array(message.utf8))) == digest)
    }

    @Test func `a million letters`() {
        #expect(
            Hex.text(hash([UInt8](repeating: 0x61, count: 1_000_000)))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// The digest of the digests of 200 messages, by another implementation.
    @Test func `every length around the ends of blocks`() {
        let digests = (0..<200).flatMap { n in hash((0..<n).map { UInt8(truncatingIfNeeded: 7 * $0 + n) }) }
        #expect(Hex.text(hash(digests)) == "8c7c9ff69da76fc28823a1cb97268672663e628e1ea955868b16db46bab0545d")
    }
}

/// Base58Check as defined, one byte at a time.
private enum PlainBase58 {
    static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    static func hash(_ message: [UInt8]) -> [UInt8] {
        let digest = message.withUnsafeBufferPointer { SHA256.digest($0) }
        return (0..<8).flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: digest[word] >> UInt32(24 - 8 * $0)) }
        }
    }

    static func check(_ payload: [UInt8]) -> ArraySlice<UInt8> { hash(hash(payload)).prefix(4) }

    static func encode(_ bytes: [UInt8]) -> String {
        var digits: [Int] = []
        for byte in bytes {
            var carry = Int(byte)
            for i in digits.indices {
                carry += digits[i] << 8
                digits[i] = carry % 58
                carry /= 58
            }
            while carry > 0 {
                digits.append(carry % 58)
                carry /= 58
            }
        }
        let zeros = [UInt8](repeating: alphabet[0], count: bytes.prefix { $0 == 0 }.count)
        return String(decoding: zeros + digits.reversed().map { alphabet[$0] }, as: UTF8.self)
    }

    static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count >= 5, text.count <= 128 else { return nil }
        var bytes: [UInt8] = []
        for letter in text {
            guard var carry = alphabet.firstIndex(of: letter) else { return nil }
            for i in bytes.indices {
                carry += Int(bytes[i]) * 58
                bytes[i] = UInt8(carry & 255)
                carry >>= 8
            }
            while carry > 0 {
                bytes.append(UInt8(carry & 255))
                carry >>= 8
            }
        }
        let all = [UInt8](repeating: 0, count: text.prefix { $0 == alphabet[0] }.count) + bytes.reversed()
        guard all.count >= 5, all.suffix(4) == check(Array(all.dropLast(4))) else { return nil }
        return Array(all.dropLast(4))
    }
}
