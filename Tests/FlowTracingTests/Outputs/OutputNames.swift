import FlowTracing

/// The oracle's short names as the engine's scripts and texts.
enum OutputNames {
    /// Every kind of script takes its turn.
    private static let kinds: [ScriptKind] = [
        .witnessPubkeyHash, .pubkeyHash, .taproot, .scriptHash, .witnessScriptHash, .multisig, .nonstandard,
    ]

    static func network(_ chain: String) -> ScriptNetwork { chain == "litecoin" ? .litecoin : .bitcoin }

    static func chainName(_ chain: String) -> String {
        chain == "litecoin" ? "bip122:12a765e31ffd4059bada1e25190f6e98" : "bip122:000000000019d6689c085ae165831e93"
    }

    static func symbol(_ chain: String) -> String { chain == "litecoin" ? "LTC" : "BTC" }

    /// The name is spelt into a payload; `w1`, `w2`, … are P2WPKH.
    static func script(_ name: String, chain: String) -> ScriptAddress {
        let network = network(chain)
        if name == NaiveTransaction.data {
            return ScriptAddress(network: network, kind: .data, payload: Hash32(0, 0, 0, 0))
        }
        if name == NaiveTransaction.shielded {
            return ScriptAddress(network: network, kind: .shielded, payload: Hash32(0, 0, 0, 0))
        }
        let spelt = name.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let kind = name.hasPrefix("w") ? .witnessPubkeyHash : kinds[Int(name.utf8.last!) % kinds.count]
        return ScriptAddress(network: network, kind: kind, payload: Hash32(spelt, 0, 0, 0))
    }

    static func name(_ script: ScriptAddress) -> String {
        switch script.kind {
        case .data: return NaiveTransaction.data
        case .shielded: return NaiveTransaction.shielded
        default:
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: script.payload.word0 >> UInt64(56 - 8 * $0)) }
            return String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
        }
    }

    static func hash(_ id: Int) -> Hash32 { Hash32(0, 0, 0, UInt64(id)) }
    static func id(_ hash: Hash32) -> Int { Int(hash.word3) }
}
