/// A UTXO chain's way of writing addresses.
public enum ScriptNetwork: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    // Where a text is an address of several, the first is meant: Bitcoin Cash also reads Bitcoin's old addresses, and
    // Litecoin once wrote script hashes as Bitcoin does.
    case bitcoin, bitcoinCash, litecoin, dogecoin, zcash, dash, bitcoinTestnet

    /// The chain of a CAIP-2 name or of one of the names that people and exports use for it, in any case.
    public init?(chain name: String) {
        let name = name.lowercased()
        guard let network = ScriptNetwork.allCases.first(where: { $0.chainName == name || $0.aliases.contains(name) })
        else { return nil }
        self = network
    }

    /// CAIP-2: `bip122:` and the first 32 digits of the hash of the genesis block, for Bitcoin Cash of its first block.
    public var chainName: String {
        switch self {
        case .bitcoin: "bip122:000000000019d6689c085ae165831e93"
        case .bitcoinCash: "bip122:000000000000000000651ef99cb9fcbe"
        case .litecoin: "bip122:12a765e31ffd4059bada1e25190f6e98"
        case .dogecoin: "bip122:1a91e3dace36e2be3bf030a65679fe82"
        case .zcash: "bip122:00040fe8ec8471911baa1db1266ea15d"
        case .dash: "bip122:00000ffd590b1485b3caadc19b22e637"
        case .bitcoinTestnet: "bip122:000000000933ea01ad0ee984209779ba"
        }
    }

    private var aliases: [String] {
        switch self {
        case .bitcoin: ["bitcoin", "btc", "xbt"]
        case .bitcoinCash: ["bitcoin-cash", "bitcoin_cash", "bitcoincash", "bch"]
        case .litecoin: ["litecoin", "ltc"]
        case .dogecoin: ["dogecoin", "doge"]
        case .zcash: ["zcash", "zec"]
        case .dash: ["dash"]
        case .bitcoinTestnet: ["bitcoin-testnet", "bitcoin_testnet", "testnet3"]
        }
    }

    /// What people call the coin.
    public var symbol: String {
        switch self {
        case .bitcoin: "BTC"
        case .bitcoinCash: "BCH"
        case .litecoin: "LTC"
        case .dogecoin: "DOGE"
        case .zcash: "ZEC"
        case .dash: "DASH"
        case .bitcoinTestnet: "tBTC"
        }
    }

    /// Digits of the coin behind the decimal point.
    public var decimals: Int { 8 }

    /// What people call the chain.
    public var title: String {
        switch self {
        case .bitcoin: "Bitcoin"
        case .bitcoinCash: "Bitcoin Cash"
        case .litecoin: "Litecoin"
        case .dogecoin: "Dogecoin"
        case .zcash: "Zcash"
        case .dash: "Dash"
        case .bitcoinTestnet: "Bitcoin testnet"
        }
    }

    /// The chain whose address `text` is, where nothing else says it; `nil` where it is nobody's. Verified, not guessed by
    /// the first letter.
    ///
    /// Known ambiguity: `1…` and `3…` are Bitcoin's, though Bitcoin Cash and Litecoin read them too.
    public static func recognise(_ text: String) -> ScriptNetwork? {
        allCases.first { ScriptAddress(encoded: text, network: $0) != nil }
    }

    /// True where witness programs (BIP 141) mean something.
    @inline(__always)
    var hasWitness: Bool {
        switch self {
        case .bitcoin, .litecoin, .bitcoinTestnet: true
        case .bitcoinCash, .dogecoin, .zcash, .dash: false
        }
    }

    /// The human-readable part of Bech32 addresses.
    var witnessPrefix: String? {
        switch self {
        case .bitcoin: "bc"
        case .litecoin: "ltc"
        case .bitcoinTestnet: "tb"
        case .bitcoinCash, .dogecoin, .zcash, .dash: nil
        }
    }

    /// The bytes in front of a key's hash in Base58Check.
    var pubkeyHashVersion: [UInt8] {
        switch self {
        case .bitcoin, .bitcoinCash: [0]
        case .litecoin: [0x30]
        case .dogecoin: [0x1E]
        case .zcash: [0x1C, 0xB8]
        case .dash: [0x4C]
        case .bitcoinTestnet: [0x6F]
        }
    }

    /// The bytes in front of a script's hash in Base58Check: the one written, then those that are read too.
    var scriptHashVersions: [[UInt8]] {
        switch self {
        case .bitcoin, .bitcoinCash: [[5]]
        case .litecoin: [[0x32], [5]]
        case .dogecoin: [[0x16]]
        case .zcash: [[0x1C, 0xBD]]
        case .dash: [[0x10]]
        case .bitcoinTestnet: [[0xC4]]
        }
    }
}
