import FlowFormats
import FlowTracing
import Testing

@Suite struct AddressCheckTests {
    /// The list of the specification: accepted as they stand, refused with any other last character.
    static let listed: [(text: String, chain: String)] = [
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "bitcoin"), ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "bitcoin"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bitcoin"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bitcoin"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ethereum"), ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron"),
    ]

    private func isValid(_ text: String, _ chain: String? = nil) -> Bool {
        if case .valid = AddressCheck(text, chain: chain) { return true }
        return false
    }

    @Test(arguments: listed)
    func `accepted as it stands, refused with any other last character`(text: String, chain: String) {
        #expect(isValid(text, chain))
        #expect(isValid(text))
        var refused = 0
        for code in 0..<UInt8.max where code != text.utf8.last {
            let last = Unicode.Scalar(code)
            let changed = String(text.dropLast()) + String(Character(last))
            #expect(!isValid(changed, chain), "\(changed)")
            #expect(!isValid(changed), "\(changed)")
            if AddressCheck(changed, chain: chain) != .unknown { refused += 1 }
        }
        #expect(refused == 254)
        #expect(!isValid(String(text.dropLast()), chain))
        #expect(!isValid(text + "2", chain))
    }

    @Test(
        arguments: [
            ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", nil, "is no Bitcoin address: its checksum fails"),
            ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", nil, "is no Bitcoin address: its checksum fails"),
            (
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4", nil,
                "is no Bitcoin address: capitals and small letters are mixed"
            ),
            (
                "bitcoincash:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg3", nil,
                "is no Bitcoin Cash address: its checksum fails"
            ),
            ("DLrPBnddK81Tn7YStmKVAhqfxYexZFJymq", "btc", "is no Bitcoin address but one of Dogecoin"),
            ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "ltc", "is no Litecoin address but one of Bitcoin"),
            ("alice", "btc", "is no Bitcoin address"),
            ("t1KHa9CJeCy3b9rUX2BhqkFJXSxSSrhM7LK", nil, "is no Zcash address: its checksum fails"),
            ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", nil, "is no TRON address: its checksum fails"),
            (
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", "eth",
                "is no address of eip155:1: its capitals are no EIP-55 checksum"
            ),
            (
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", nil, "is no address: its capitals are no EIP-55 checksum"
            ),
            ("", "btc", "is no address: it is empty"), ("a b", nil, "is no address: it has blanks inside"),
            (String(repeating: "1", count: 201), "btc", "is no address: it is longer than 200 bytes"),
        ] as [(String, String?, String)])
    func `says why not`(text: String, chain: String?, reason: String) {
        #expect(AddressCheck(text, chain: chain) == .invalid(reason: reason))
    }

    @Test(
        arguments: [
            ("alice", nil), ("alice", "hive"), ("cosmos1abc", nil),
            ("zs1z7rejlpsa98s2rrrfkwmaxu53e4ue0ulcrw0h4x5g8jl04tak0d3mm47vdtahatqrlkngh9slya", "zec"),
            ("DCuUmQFeYPgrRXzCyDvwd9Xk3VbNSGFpxz", nil),
        ] as [(String, String?)])
    func `what no chain here judges is compared as text`(text: String, chain: String?) {
        #expect(AddressCheck(text, chain: chain) == .unknown)
    }

    @Test func `a form of several chains is an address of all of them`() throws {
        let text = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"
        let networks: [ScriptNetwork] = [.bitcoin, .bitcoinCash, .litecoin]
        let all = networks.compactMap { ScriptAddress(text, network: $0) }.map { Address.script($0) }
        #expect(AddressCheck(text) == .valid(chain: nil, addresses: all))
        #expect(
            AddressCheck(text, chain: "bitcoin") == .valid(chain: ScriptNetwork.bitcoin.chainName, addresses: [all[0]]))
        #expect(AddressText.readings(of: text) == all + [.text(text)])
    }

    @Test func `a witness address stops by its script and by its text`() throws {
        let text = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
        let script = try #require(ScriptAddress(text, network: .bitcoin))
        #expect(AddressText.readings(of: " \(text) ") == [.script(script), .text(text)])
        #expect(AddressText.readings(of: "alice") == [.text("alice")])
    }
}

@Suite struct EIP55Tests {
    /// The examples of EIP-55 and EIP-1191.
    @Test(arguments: [
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", EIP55.Verdict.right),
        ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", .right), ("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", .right),
        ("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", .right),
        ("0x52908400098527886E0F7030069857D2E4169EE7", .none), ("0xde709f2102306220921060314715629080e2fb77", .none),
        ("0x0000000000000000000000000000000000000001", .none), ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", .wrong),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", .none), ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", .none),
    ])
    func `verdicts`(text: String, verdict: EIP55.Verdict) { #expect(EIP55.verdict(text) == verdict) }

    @Test func `Rootstock mixes its number in`() {
        let text = "0x5aaEB6053f3e94c9b9a09f33669435E7ef1bEAeD"
        #expect(EIP55.verdict(text) == .wrong)
        #expect(EIP55.verdict(text, chain: 30) == .right)
        #expect(EIP55.verdict(text, chain: 31) == .wrong)
        #expect(EIP55.verdict(text, chain: 1) == .wrong)
        #expect(EIP55.verdict("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", chain: 30) == .right)
    }

    /// Every official contract is written with its checksum.
    @Test func `the known contracts`() {
        for token in KnownAssets.tokens where token.chain != "tron" {
            #expect(token.contract.map { EIP55.verdict($0) } == .right, "\(token)")
        }
    }
}
