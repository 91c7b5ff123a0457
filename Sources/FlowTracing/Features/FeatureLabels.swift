/// What labels say of the addresses of a ledger, each on the chain of its transfer: a label of another chain, which the
/// ledger may come to know later, changes nothing here.
///
/// Labels themselves are of the day of their lists, not of the day of a transfer: for a fair experiment give lists as of a
/// day before the first transfer that is judged.
struct FeatureLabels: ~Copyable {
    private let attribution: Attribution
    private var isTagged = AddressBits()
    /// By {chain, address}.
    private var roles: [UInt64: AddressRoles] = [:]
    private var known = 0
    private var knownChains = 0

    init(_ attribution: Attribution) { self.attribution = attribution }

    var byteCount: Int { isTagged.byteCount + roles.capacity * 17 }

    /// Looks at addresses that are new.
    ///
    /// - Complexity: O(labels), or O(addresses) where a database of labels is asked.
    mutating func extend(in ledger: Ledger) {
        defer { (known, knownChains) = (ledger.addressCount, ledger.chains.count) }
        guard !attribution.isEmpty, known < ledger.addressCount || knownChains < ledger.chains.count else { return }
        for chain in ledger.chains.indices {
            let name = ledger.chains[chain].name
            for id in attribution.taggedAddresses(in: ledger, chain: ChainID(chain))
            where (id >= known || chain >= knownChains) && id < Ledger.firstScript {
                let said = FlaggingTags.roles(attribution.tags(of: ledger.address(id), chain: name))
                if said.isEmpty { continue }
                isTagged.set(id)
                roles[FeatureLabels.key(id, ChainID(chain))] = said
            }
        }
    }

    @inline(__always)
    func groups(_ address: AddressID, _ chain: ChainID) -> LabelGroups {
        guard isTagged[address], let said = roles[FeatureLabels.key(address, chain)] else { return [] }
        return LabelGroups(said)
    }

    private static func key(_ address: AddressID, _ chain: ChainID) -> UInt64 { UInt64(chain) << 32 | UInt64(address) }
}

/// Groups of categories of labels; an address may be in several.
struct LabelGroups: OptionSet, BitwiseCopyable {
    var rawValue: UInt8

    /// Exchanges and other custodians that are no marketplace of crime.
    static let exchange = LabelGroups(rawValue: 1)
    static let mixer = LabelGroups(rawValue: 2)
    static let bridge = LabelGroups(rawValue: 4)
    static let marketplace = LabelGroups(rawValue: 8)
    static let illicit = LabelGroups(rawValue: 16)
    /// Some owner's label names it, whatever its category.
    static let named = LabelGroups(rawValue: 32)

    /// Those that exposures are told apart by.
    static let exposures: [(name: String, group: LabelGroups)] = [
        ("exchange", .exchange), ("mixer", .mixer), ("bridge", .bridge), ("marketplace", .marketplace),
        ("illicit", .illicit),
    ]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ roles: AddressRoles) {
        self = roles.isEmpty ? [] : .named
        if roles.contains(.market) {
            insert(.marketplace)
        } else if roles.contains(.custodial) {
            insert(.exchange)
        }
        if roles.contains(.mixer) { insert(.mixer) }
        if roles.contains(.bridge) { insert(.bridge) }
        if roles.contains(.illicit) { insert(.illicit) }
    }
}
