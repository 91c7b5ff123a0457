import Testing

@testable import FlowTracing

/// The vectors of BIP 173 and BIP 350.
@Suite struct Bech32Tests {
    @Test(arguments: [
        ("A12UEL5L", Bech32.Variant.bech32), ("a12uel5l", .bech32),
        ("an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs", .bech32),
        ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", .bech32),
        ("11" + String(repeating: "q", count: 82) + "c8247j", .bech32),
        ("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", .bech32), ("?1ezyfcl", .bech32),
        ("A1LQFN3A", .bech32m), ("a1lqfn3a", .bech32m),
        ("an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6", .bech32m),
        ("abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx", .bech32m),
        ("11" + String(repeating: "l", count: 82) + "ludsr8", .bech32m),
        ("split1checkupstagehandshakeupstreamerranterredcaperredlc445v", .bech32m), ("?1v759aa", .bech32m),
    ])
    func `valid texts come back`(text: String, variant: Bech32.Variant) throws {
        let decoded = try #require(Bech32.decode(text.utf8))
        #expect(decoded.variant == variant)
        let prefix = String(decoding: decoded.prefix, as: UTF8.self)
        #expect(Bech32.encode(prefix: prefix, groups: decoded.groups, variant: variant) == text.lowercased())
        var changed = Array(text.utf8)
        changed[changed.count - 1] ^= 1
        #expect(Bech32.decode(changed) == nil)
    }

    @Test(
        arguments: [
            [0x20] + Array("1nwldj5".utf8), [0x7F] + Array("1axkwrx".utf8), [0x80] + Array("1eym55h".utf8),
            Array("an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx".utf8),
            Array("pzry9x0s0muk".utf8), Array("1pzry9x0s0muk".utf8), Array("x1b4n0q5v".utf8), Array("li1dgmt3".utf8),
            Array("de1lg7wt".utf8) + [0xFF], Array("A1G7SGD8".utf8), Array("10a06t8".utf8), Array("1qzzfhee".utf8),
            [0x20] + Array("1xj0phk".utf8), [0x7F] + Array("1g6xzxy".utf8), [0x80] + Array("1vctc34".utf8),
            Array("an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4".utf8),
            Array("qyrz8wqd2c9m".utf8), Array("1qyrz8wqd2c9m".utf8), Array("y1b0jsk6g".utf8), Array("lt1igcx5c0".utf8),
            Array("in1muywd".utf8), Array("mm1crxm3i".utf8), Array("au1s5cgom".utf8), Array("M1VUXWEZ".utf8),
            Array("16plkw9".utf8), Array("1p2gdwpf".utf8), [],
        ] as [[UInt8]])
    func `invalid texts are refused`(text: [UInt8]) { #expect(Bech32.decode(text) == nil) }

    @Test(arguments: [
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc", "0014751e76e8199196d454941c45d1b3a323f1433bd6"),
        (
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", "tb",
            "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262"
        ),
        (
            "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "bc",
            "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6"
        ),
        ("BC1SW50QGDZ25J", "bc", "6002751e"),
        ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "bc", "5210751e76e8199196d454941c45d1b3a323"),
        (
            "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy", "tb",
            "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"
        ),
        (
            "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c", "tb",
            "5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"
        ),
        (
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bc",
            "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        ),
    ])
    func `witness programs and their scripts`(text: String, prefix: String, script: String) throws {
        let witness = try #require(WitnessProgram(text.utf8, prefix: prefix))
        #expect(Hex.text(witness.script) == script)
        #expect(witness.text(prefix: prefix) == text.lowercased())
        // The address and the script name one owner.
        let network: ScriptNetwork = prefix == "bc" ? .bitcoin : .bitcoinTestnet
        let address = try #require(ScriptAddress(text, network: network))
        #expect(address == witness.script.withUnsafeBufferPointer { ScriptAddress(script: $0, network: network) })
    }

    @Test(arguments: [
        "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2", "bc1rw5uspcuh",
        "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
        "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
        "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du", "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv",
        "bc1gmk9yu",
        // Valid before BIP 350: Bech32 for versions above 0.
        "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx", "BC1SW50QA3JX3S",
        "bc1zw508d6qejxtdg4y5r3zarvaryvg6kdaj",
        "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
        "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
        "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
        "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
        "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", "bc1pw5dgrnzv",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
        "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
        "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
    ])
    func `what is no witness address`(text: String) {
        for network in ScriptNetwork.allCases { #expect(ScriptAddress(text, network: network) == nil) }
        for prefix in ["bc", "tb", "ltc"] { #expect(WitnessProgram(text.utf8, prefix: prefix) == nil) }
    }
}
