/// What labels say of the addresses of a ledger, as roles of their activities.
struct FlaggingTags {
    private let attribution: Attribution
    /// Addresses looked at.
    private var known = 0

    init(_ attribution: Attribution) { self.attribution = attribution }

    /// Looks at addresses that are new.
    ///
    /// - Complexity: O(labels), or O(new addresses) where a database of labels is asked.
    mutating func extend(in ledger: Ledger, _ window: TransferWindow) {
        defer { known = ledger.addressCount }
        guard !attribution.isEmpty, known < ledger.addressCount else { return }
        for chain in ledger.chains.indices {
            let name = ledger.chains[chain].name
            for id in attribution.taggedAddresses(in: ledger, chain: ChainID(chain))
            where id >= known && id < Ledger.firstScript {
                let roles = FlaggingTags.roles(attribution.tags(of: ledger.address(id), chain: name))
                window.setRoles(id, window.activity(id).roles.union(roles))
            }
        }
    }

    static func roles(_ tags: [Tag]) -> AddressRoles {
        var roles: AddressRoles = []
        for tag in tags where tag.relation == .owner && tag.confidence >= Tag.stoppingConfidence {
            roles.insert(.named)
            switch tag.role {
            case .endpoint: roles.insert(.custodial)
            case .mixer: roles.insert(.mixer)
            case .bridge: roles.insert(.bridge)
            case .none: break
            }
            guard let category = tag.category?.name else { continue }
            if markets.contains(category) { roles.insert(.market) }
            if crimes.contains(category) { roles.insert(.illicit) }
        }
        return roles
    }

    private static let markets: Set<String> = ["guarantee_marketplace", "darknet_market"]
    /// Categories of fraud, theft, sanctions and the laundering of it.
    static let crimes: Set<String> = [
        "investment_fraud", "pig_butchering", "romance_scam", "voice_phishing", "phishing", "ransomware", "sextortion",
        "hack", "ponzi", "human_trafficking", "money_laundering", "scam", "scam_compound", "sanctioned_party",
        "money_mule", "perpetrator", "social_engineering", "exploit", "stolen_funds",
    ]
}
