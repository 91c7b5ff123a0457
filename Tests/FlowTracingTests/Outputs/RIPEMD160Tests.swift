import Testing

@testable import FlowTracing

@Suite struct RIPEMD160Tests {
    private func hash(_ message: [UInt8]) -> [UInt8] {
        RIPEMD160.bytes(of: message.withUnsafeBufferPointer { RIPEMD160.digest($0) }).bytes
    }

    /// The examples of the paper.
    @Test(arguments: [
        ("", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
        ("a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
        ("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        ("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
        ("abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "12a053384a9c0c88e405a06c27dcf49ada62eb2b"),
        (
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "b0e20b6e3116640286ed3a87a5713079b21f5189"
        ),
        (String(repeating: "1234567890", count: 8), "9b752e45573d4b39f4dbd3323cab82bf63326bfb"),
    ])
    func `published examples`(message: String, digest: String) {
        #expect(Hex.text(hash(Array(message.utf8))) == digest)
    }

    @Test func `a million letters`() {
        #expect(
            Hex.text(hash([UInt8](repeating: 0x61, count: 1_000_000))) == "52783243c1697bdbe16d37f97f68f08325dc1528")
    }

    /// The digest of the digests of 200 messages, by another implementation.
    @Test func `every length around the ends of blocks`() {
        let digests = (0..<200).flatMap { n in hash((0..<n).map { UInt8(truncatingIfNeeded: 7 * $0 + n) }) }
        #expect(Hex.text(hash(digests)) == "4de70bdbe940e8baba7d532764184586752a273f")
    }

    /// The generator of secp256k1, compressed and not, and the address of BIP 173 that it has.
    @Test(arguments: [
        (
            "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "751e76e8199196d454941c45d1b3a323f1433bd6"
        ),
        (
            "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
            "91b24bf9f5288532960ac687abb035127b1d28a5"
        ),
    ])
    func `HASH160 of keys`(key: String, hash: String) throws {
        let key = try #require(Hex.bytes(Array(key.utf8)))
        #expect(Hex.text(key.withUnsafeBufferPointer { RIPEMD160.hash160($0) }.bytes) == hash)
    }
}
