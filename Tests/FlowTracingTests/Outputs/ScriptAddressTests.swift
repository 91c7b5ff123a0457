import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct ScriptAddressTests {
    private static let key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    private static let point =
        "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
    private static let hash = "751e76e8199196d454941c45d1b3a323f1433bd6"
    private static let long = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"

    private func address(_ script: String, _ network: ScriptNetwork = .bitcoin) throws -> ScriptAddress {
        try #require(Hex.bytes(Array(script.utf8))).withUnsafeBufferPointer {
            ScriptAddress(script: $0, network: network)
        }
    }

    @Test(arguments: [
        // P2PK by a compressed and by an uncompressed key, and P2PKH of the former.
        ("21\(key)ac", ScriptNetwork.bitcoin, "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"),
        ("4104\(point)ac", .bitcoin, "1EHNa6Q4Jz2uvNExL497mE43ikXhwF6kZm"),
        ("76a914\(hash)88ac", .bitcoin, "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"),
        ("76a914\(hash)88ac", .bitcoinTestnet, "mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r"),
        ("0014\(hash)", .bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        ("0014\(hash)", .litecoin, "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9"),
        (
            "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262", .bitcoinTestnet,
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7"
        ),
        ("5120\(long)", .bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
        ("a914b472a266d0bd89c13706a4132ccfb16f7c3b9fcb87", .bitcoin, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
        ("6a", .bitcoin, "op_return"), ("6a0568656c6c6f", .dogecoin, "op_return"), ("6aff", .zcash, "op_return"),
        ("5121\(key)51ae", .bitcoin, "multisig28205333db922f66e8a941b4a32d66de5cea03d9"),
        ("", .bitcoin, "nonstandarde3b0c44298fc1c149afbf4c8996fb92427ae41e4"),
        ("51", .bitcoin, "nonstandard4ae81572f06e1b88fd5ced7a1a000945432e83e1"),
        ("51024e73", .bitcoin, "nonstandarda6fe0f77b8f1ea889782e6406b04dc5fb46ce601"),
    ])
    func `templates`(script: String, network: ScriptNetwork, text: String) throws {
        let address = try address(script, network)
        #expect(address.text == text)
        #expect(ScriptAddress(text, network: network) == address)
    }

    @Test(arguments: [
        ("21\(key)ac", ScriptKind.pubkeyHash), ("4106\(point)ac", .pubkeyHash), ("4107\(point)ac", .pubkeyHash),
        ("4105\(point)ac", .nonstandard), ("2104\(long)ac", .nonstandard), ("4102\(point)ac", .nonstandard),
        ("21\(key)", .nonstandard), ("21\(key)acac", .nonstandard), ("21\(key)ad", .nonstandard), ("21", .nonstandard),
        ("41", .nonstandard), ("2102", .nonstandard), ("20\(long)ac", .nonstandard),
        ("76a914\(hash)88", .nonstandard), ("76a914\(hash)88ac51", .nonstandard), ("76a913\(hash)88ac", .nonstandard),
        ("76a914\(hash)87ac", .nonstandard), ("76a94c14\(hash)88ac", .nonstandard),
        ("a914\(hash)88", .nonstandard), ("a94c14\(hash)87", .nonstandard), ("aa20\(long)87", .nonstandard),
        ("0015\(hash)00", .nonstandard), ("0014\(hash)00", .nonstandard), ("5220\(long)", .nonstandard),
        ("5114\(hash)", .nonstandard), ("00", .nonstandard), ("004c14\(hash)", .nonstandard), ("6b", .nonstandard),
    ])
    func `one byte makes the difference`(script: String, kind: ScriptKind) throws {
        #expect(try address(script).kind == kind)
    }

    @Test(arguments: ScriptNetwork.allCases)
    func `witness programs are scripts like any other where nobody reads them`(network: ScriptNetwork) throws {
        let means: [ScriptNetwork] = [.bitcoin, .litecoin, .bitcoinTestnet]
        let isRead = means.contains(network)
        for script in ["0014\(Self.hash)", "0020\(Self.long)", "5120\(Self.long)"] {
            #expect(try (address(script, network).kind == .nonstandard) == !isRead)
        }
    }

    /// Scripts of m, keys and n; the rules are those of Bitcoin Core.
    @Test func `bare multisig`() throws {
        let short = "21" + Self.key
        let full = "4104" + Self.point
        func keys(_ count: Int) -> String { String(repeating: short, count: count) }
        let good = [
            "51\(short)51ae", "51\(full)51ae", "52\(short)\(full)\(short)53ae", "5f" + keys(15) + "5fae",
            "60" + keys(16) + "60ae", "51" + keys(17) + "0111ae", "0114" + keys(20) + "0114ae",
            "514c" + short + "51ae", "514d2100" + Self.key + "51ae",
        ]
        for script in good { #expect(try address(script).kind == .multisig, "\(script)") }
        let bad = [
            "ae", "51ae", "5151ae", "00\(short)51ae", "51\(short)52ae", "52\(short)51ae", "52\(short)\(short)51ae",
            "51\(short)51", "51\(short)51aeae", "51\(short)51ac", "5121\(Self.key.dropLast(2))51ae",
            "5121\(Self.key.replacing("0279", with: "0579"))51ae", "51" + keys(15) + "010fae",
            "0110" + keys(16) + "60ae",
            "51" + keys(21) + "0115ae", "51" + keys(17) + "021100ae", "51\(short)4cffae", "51\(short)4eae",
            "51" + keys(1000) + "51ae", "51\(short)00ae",
        ]
        for script in bad { #expect(try address(script).kind == .nonstandard, "\(script)") }
    }

    @Test(arguments: ScriptNetwork.allCases)
    func `every kind of address comes back from its text`(network: ScriptNetwork) {
        var random = SeededRandom(seed: SeededRandom.base)
        let witness: Set<ScriptKind> = [.witnessPubkeyHash, .witnessScriptHash, .taproot]
        for kind in ScriptKind.allCases where network.hasWitness || !witness.contains(kind) {
            for _ in 0..<200 {
                let bytes = (0..<kind.payloadBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                let address = ScriptAddress(network: network, kind: kind, bytes: bytes)
                let text = address.text
                #expect(address.bytes == bytes)
                #expect(ScriptAddress(text, network: network) == address, "\(text)")
                guard ![.multisig, .nonstandard, .data, .shielded].contains(kind) else { continue }
                #expect(ScriptNetwork.recognise(text) == network, "\(text)")
                var changed = Array(text.utf8)
                let place = random.number(0...changed.count - 1)
                changed[place] = random.pick(
                    Array("1qz7KpX".utf8).filter { $0 != changed[place] && $0 | 0x20 != changed[place] | 0x20 })
                #expect(ScriptAddress(String(decoding: changed, as: UTF8.self), network: network) == nil, "\(text)")
            }
        }
    }

    /// Addresses of real transactions.
    @Test(arguments: [
        ("DLrPBnddK81Tn7YStmKVAhqfxYexZFJymq", ScriptNetwork.dogecoin),
        ("t1KHa9CJeCy3b9rUX2BhqkFJXSxSSrhM7LJ", .zcash), ("t3Vz22vK5z2LcKEdg16Yv4FFneEL1zg9ojd", .zcash),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", .bitcoin), ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", .bitcoin),
    ])
    func `an address tells its chain`(text: String, network: ScriptNetwork) {
        #expect(ScriptNetwork.recognise(text) == network)
        #expect(ScriptAddress(text, network: network)?.text == text)
    }

    @Test func `Litecoin reads the script hashes it once wrote as Bitcoin does`() throws {
        let old = try #require(ScriptAddress("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", network: .litecoin))
        #expect(old.text.hasPrefix("M"))
        #expect(ScriptAddress(old.text, network: .litecoin) == old)
        #expect(ScriptAddress(old.text, network: .bitcoin) == nil)
    }

    @Test(arguments: [
        "", "op_return", "shielded", "multisig28205333db922f66e8a941b4a32d66de5cea03d9", "alice",
        "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb",
    ])
    func `what tells no chain`(text: String) { #expect(ScriptNetwork.recognise(text) == nil) }

    @Test func `names of chains`() {
        #expect(ScriptNetwork(chain: "BTC") == .bitcoin)
        #expect(ScriptNetwork(chain: "bitcoin-cash") == .bitcoinCash)
        #expect(ScriptNetwork(chain: "eip155:1") == nil)
        for network in ScriptNetwork.allCases {
            #expect(ScriptNetwork(chain: network.chainName) == network)
            #expect(Chain(name: network.title).form == .text)
        }
        #expect(Chain(name: "LTC").name == ScriptNetwork.litecoin.chainName)
        #expect(Set(ScriptNetwork.allCases.map(\.chainName)).count == ScriptNetwork.allCases.count)
    }

    @Test func `an address of a script says itself how it is written`() throws {
        let script = try address("6a")
        #expect(Address.script(script).text(form: .evm) == "op_return")
        #expect(!Address.script(script).isNull)
    }
}
