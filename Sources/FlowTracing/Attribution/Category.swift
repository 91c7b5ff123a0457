/// What an attribution says an address is. Vocabulary: INTERPOL DW-VA first, ours where it has no term.
public struct Category: Hashable, Sendable, CustomStringConvertible {
    /// Lower case, words joined by `_`.
    public let name: String

    public init(_ name: String) {
        var text = ""
        for c in name.lowercased() { text.append(c == " " || c == "-" ? "_" : c) }
        self.name = Category.synonyms[text] ?? text
    }

    public var description: String { name }

    /// What an attribution of this category does to a trace. **The** table: nothing else decides it.
    public var role: Role { Category.roles[name] ?? .none }

    static let roles: [String: Role] = [
        "exchange": .endpoint, "vasp": .endpoint, "hosted_wallet": .endpoint, "payment_processor": .endpoint,
        "gambling": .endpoint, "guarantee_marketplace": .endpoint, "darknet_market": .endpoint, "escrow": .endpoint,
        "atm": .endpoint, "p2p": .endpoint,
        "mixer": .mixer, "coin_swapping": .mixer, "coinjoin": .mixer,
        "bridge": .bridge,
    ]

    /// The table, for showing to people, ordered by role and name.
    public static var table: [(category: String, role: Role)] {
        roles.map { ($0.key, $0.value) }.sorted { ($0.1.rawValue, $0.0) < ($1.1.rawValue, $1.0) }
    }

    /// Other lists' words for the same thing (GraphSense concepts, DW-VA ids).
    static let synonyms: [String: String] = [
        "virtual_asset_service_provider": "vasp", "wallet_service": "hosted_wallet", "wallet": "hosted_wallet",
        "tumbler": "mixer", "mixing_service": "mixer", "defi_bridge": "bridge",
        "dark_market": "darknet_market", "market": "darknet_market", "crypto_atm": "atm",
        "peer_to_peer_exchange": "p2p", "escrow_wallet": "escrow", "swapping": "coin_swapping",
        "coin_swap": "coin_swapping",
        "swap_service": "coin_swapping", "defi_dex": "dex", "sanction": "sanctioned_party", "service_hack": "hack",
        "ponzi_scheme": "ponzi",
    ]
}

/// What an address' attribution does to value that arrives there.
public enum Role: UInt8, Sendable, CustomStringConvertible {
    case none = 0
    /// A bridge: value leaves the chain.
    case bridge = 1
    case mixer = 2
    /// Custodial: coins that leave it are not the coins that came.
    case endpoint = 3

    public var description: String {
        switch self {
        case .none: "none"
        case .bridge: "bridge"
        case .mixer: "mixer"
        case .endpoint: "endpoint"
        }
    }
}
