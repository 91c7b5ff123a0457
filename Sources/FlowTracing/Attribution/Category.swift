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
        "swap_service": "coin_swapping",
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

/// One list's statement about one address.
public struct Tag: Hashable, Sendable {
    /// `nil`: the address on any chain.
    public var chain: String?
    public var address: Address
    public var label: String
    public var category: Category?
    public var entity: String?
    /// ISO 3166 country code, upper case.
    public var jurisdiction: String?
    /// 0…100; a list that gives none means 100.
    public var confidence: Int
    public var source: String

    public init(
        chain: String? = nil, address: Address, label: String, category: Category? = nil, entity: String? = nil,
        jurisdiction: String? = nil, confidence: Int = 100, source: String = ""
    ) {
        (self.chain, self.address, self.label, self.category) = (chain, address, label, category)
        (self.entity, self.jurisdiction, self.confidence, self.source) = (entity, jurisdiction, confidence, source)
    }

    /// Only tags of at least this confidence stop a trace.
    public static let stoppingConfidence = 60

    /// What this tag alone does to a trace.
    public var role: Role { confidence >= Tag.stoppingConfidence ? (category?.role ?? .none) : .none }

    /// Highest confidence first, then endpoint before mixer before bridge, then text, so that the order of lists never matters.
    static func precedes(_ a: Tag, _ b: Tag) -> Bool {
        if a.confidence != b.confidence { return a.confidence > b.confidence }
        if a.role != b.role { return a.role.rawValue > b.role.rawValue }
        return (a.entity ?? a.label, a.category?.name ?? "", a.label, a.source)
            < (b.entity ?? b.label, b.category?.name ?? "", b.label, b.source)
    }
}

/// All tags known to a run. Conflicting tags are all kept.
public struct Attribution: Sendable {
    private var tagsByAddress: [Address: [Tag]] = [:]
    public private(set) var count = 0

    public init() {}

    /// Equal tags count once.
    ///
    /// - Complexity: O(n log n), also where one address has all n tags.
    public init(_ tags: some Sequence<Tag>) {
        var seen: Set<Tag> = []
        for tag in tags where seen.insert(tag).inserted { tagsByAddress[tag.address, default: []].append(tag) }
        count = seen.count
        for (address, list) in tagsByAddress where list.count > 1 {
            tagsByAddress[address] = list.sorted(by: Tag.precedes)
        }
    }

    public mutating func insert(_ tag: Tag) {
        let list = tagsByAddress[tag.address, default: []]
        guard !list.contains(tag) else { return }
        let place = list.firstIndex { Tag.precedes(tag, $0) } ?? list.endIndex
        tagsByAddress[tag.address, default: []].insert(tag, at: place)
        count += 1
    }

    public var isEmpty: Bool { tagsByAddress.isEmpty }
    public var addresses: Dictionary<Address, [Tag]>.Keys { tagsByAddress.keys }

    /// Every tag of `address` on `chain`, the one that decides first.
    public func tags(of address: Address, chain: String) -> [Tag] {
        (tagsByAddress[address] ?? []).filter { $0.chain == nil || $0.chain == chain }
    }

    /// The tag that names the address and decides where value ends: highest confidence, then endpoint before mixer
    /// before bridge, among those of confidence ≥ 60; where none stops, the first of all.
    public func decidingTag(of address: Address, chain: String) -> Tag? {
        let all = tags(of: address, chain: chain)
        return all.first { $0.role != .none } ?? all.first
    }
}
