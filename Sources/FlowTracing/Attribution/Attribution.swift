/// All tags known to a run. Conflicting tags are all kept.
///
/// Tags are given one by one, or stand in a source that is asked about the addresses that are met, or both: together they
/// say what they would say if all had been given one by one.
public struct Attribution: Sendable {
    private var tagsByAddress: [Address: [Tag]] = [:]
    private var given = 0
    /// Where the tags stand that were not given one by one.
    public let source: (any TagSource)?
    /// What the source says of the ledger that is traced, where somebody has found it out beforehand.
    var resolved: (any ResolvedTags)?

    public init() { source = nil }

    /// Equal tags count once.
    ///
    /// - Complexity: O(n log n), also where one address has all n tags; nothing for `source`.
    public init(_ tags: some Sequence<Tag>, source: (any TagSource)? = nil) {
        self.source = source.flatMap { $0.count == 0 ? nil : $0 }
        var seen: Set<Tag> = []
        for tag in tags where seen.insert(tag).inserted { tagsByAddress[tag.address, default: []].append(tag) }
        given = seen.count
        for (address, list) in tagsByAddress where list.count > 1 {
            tagsByAddress[address] = list.sorted(by: Tag.precedes)
        }
    }

    public mutating func insert(_ tag: Tag) {
        let list = tagsByAddress[tag.address, default: []]
        guard !list.contains(tag) else { return }
        let place = list.firstIndex { Tag.precedes(tag, $0) } ?? list.endIndex
        tagsByAddress[tag.address, default: []].insert(tag, at: place)
        given += 1
    }

    /// The same tags, and those of `source`.
    public func adding(_ source: any TagSource) -> Attribution {
        precondition(self.source == nil, "an attribution has one source")
        var both = Attribution([], source: source)
        (both.tagsByAddress, both.given) = (tagsByAddress, given)
        return both
    }

    /// Tags in all; one that was given and stands in the source too counts twice.
    public var count: Int { given + (source?.count ?? 0) }
    public var isEmpty: Bool { tagsByAddress.isEmpty && source == nil }

    /// The addresses of the tags that were given one by one. A source is too large to be listed: ask it about the
    /// addresses of a ledger (`taggedAddresses`).
    public var addresses: Dictionary<Address, [Tag]>.Keys { tagsByAddress.keys }

    /// True where tags of `address` were given one by one.
    func hasGiven(_ address: Address) -> Bool { tagsByAddress[address] != nil }

    /// Every tag of `address` on `chain`, the one that decides first.
    public func tags(of address: Address, chain: String) -> [Tag] {
        let given = tagsByAddress[address] ?? []
        guard let source else { return given.filter { $0.chain == nil || $0.chain == chain } }
        let found = source.tags(of: address)
        if found.isEmpty { return given.filter { $0.chain == nil || $0.chain == chain } }
        var seen: Set<Tag> = []
        return (given + found).filter { ($0.chain == nil || $0.chain == chain) && seen.insert($0).inserted }
            .sorted(by: Tag.precedes)
    }

    /// The tag that names the address and decides where value ends: highest confidence, then endpoint before mixer
    /// before bridge, among those of confidence ≥ 60; where none stops, the first of an owner: who dealt with somebody is
    /// not him.
    public func decidingTag(of address: Address, chain: String) -> Tag? {
        let all = tags(of: address, chain: chain)
        return all.first { $0.role != .none } ?? all.first { $0.relation == .owner }
    }
}
