import FlowTracing

/// Every address of a coin economy, with whose it is.
struct CoinAddresses {
    enum Role: String { case person, peeler, merchant, miner, coordinator, exchangeHot, exchangeDeposit }

    private let seed: UInt64
    private var texts: [String] = []
    private(set) var kinds: [ScriptKind] = []
    /// Wallets, by number.
    private(set) var wallets: [Int] = []
    private(set) var labelled: Set<Int> = []

    init(seed: UInt64) { self.seed = seed }

    var count: Int { texts.count }

    mutating func add(_ kind: ScriptKind, wallet: Int, isLabelled: Bool = false) -> Int {
        let number = texts.count
        let a = SplitMix.mix(seed ^ SplitMix.mix(UInt64(number) &* 5 &+ 0x632B_E59B_D9B4_E019))
        let b = SplitMix.mix(a &+ 0x9E37_79B9_7F4A_7C15)
        let c = SplitMix.mix(b ^ UInt64(number))
        // Twenty bytes name an address of most kinds.
        let payload =
            kind.payloadBytes == 32 ? Hash32(a, b, c, SplitMix.mix(c)) : Hash32(a, b, c & 0xFFFF_FFFF_0000_0000, 0)
        texts.append(ScriptAddress(network: .bitcoin, kind: kind, payload: payload).text)
        kinds.append(kind)
        wallets.append(wallet)
        if isLabelled { labelled.insert(number) }
        return number
    }

    func text(_ address: Int) -> String { texts[address] }

    /// What bitcoin-etl calls a kind of script.
    static func type(_ kind: ScriptKind) -> String {
        switch kind {
        case .pubkeyHash: "pubkeyhash"
        case .scriptHash: "scripthash"
        case .witnessPubkeyHash: "witness_v0_keyhash"
        case .witnessScriptHash: "witness_v0_scripthash"
        case .taproot: "witness_v1_taproot"
        case .multisig: "multisig"
        case .data: "nulldata"
        case .nonstandard, .shielded: "nonstandard"
        }
    }
}
