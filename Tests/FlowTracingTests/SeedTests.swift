import FlowTracing
import SeededRandom
import Testing

@Suite struct SeedTests {
    @Test(
        arguments: [
            ("tx:0xab", nil, nil, Seed.Form.transaction("0xab", .only)),
            ("tx:0xab:3", nil, nil, .transaction("0xab", .at(3))),
            ("tx:0xab:*", nil, nil, .transaction("0xab", .all)),
            ("eip155:1/tx:0xab:0/USDT", "eip155:1", "USDT", .transaction("0xab", .at(0))),
            ("out:0xcd", nil, nil, .out("0xcd", from: nil, to: nil)),
            ("out:0xcd@5..9", nil, nil, .out("0xcd", from: 5, to: 9)),
            ("out:0xcd@..9/native", nil, "native", .out("0xcd", from: nil, to: 9)),
            ("in:Tx@5..", nil, nil, .into("Tx", from: 5, to: nil)),
            ("in:Tx@..", nil, nil, .into("Tx", from: nil, to: nil)),
            (
                "tron/in:Tx@2024-07-16T12:04:47Z..2024-07-17/USDT", "tron", "USDT",
                .into("Tx", from: 1_721_131_487, to: 1_721_174_400)
            ),
            ("held:Tx", nil, nil, .held("Tx", at: nil)),
            ("held:Tx@5/USDT", nil, "USDT", .held("Tx", at: 5)),
            (
                "bip122:000000000019d6689c085ae165831e93/out:bc1q", "bip122:000000000019d6689c085ae165831e93", nil,
                .out("bc1q", from: nil, to: nil)
            ),
        ] as [(String, String?, String?, Seed.Form)])
    func `every form of seed`(text: String, chain: String?, asset: String?, form: Seed.Form) throws {
        let seed = try Seed(parsing: text)
        #expect(seed == Seed(text: text, chain: chain, asset: asset, form: form))
    }

    @Test(arguments: [
        "", "tx", "tx:", "tx:/USDT", "tx:0xab:", "tx:0xab:x", "tx:0xab:-1", "tx:0xab:4294967296", "tx:0xab/",
        "/tx:0xab",
        "out:", "out:@5..9", "out:0xcd@", "out:0xcd@5", "out:0xcd@5.9", "out:0xcd@x..9", "out:0xcd@5..y", "0xab",
        "hash:0xab", "eip155:1/", "eip155:1/0xab", "held:", "held:Tx@x",
    ])
    func `not a seed`(text: String) {
        let error = #expect(throws: FlowError.self) { try Seed(parsing: text) }
        guard case .malformed(_, let value, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(value == text)
    }

    @Test func `the oracle writes what the engine reads`() throws {
        var random = SeededRandom(seed: SeededRandom.base)
        for _ in 0..<50 {
            let world = RandomWorld.make(seed: random.next())
            for seed in world.cases.flatMap(\.seeds) {
                let parsed = try Seed(parsing: seed.text)
                #expect(parsed.chain == seed.chain)
                #expect(parsed.asset == seed.asset)
            }
        }
    }
}
