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
    /// before bridge, among those of confidence ≥ 60; where none stops, the first of an owner: who dealt with somebody is
    /// not him.
    public func decidingTag(of address: Address, chain: String) -> Tag? {
        let all = tags(of: address, chain: chain)
        return all.first { $0.role != .none } ?? all.first { $0.relation == .owner }
    }
}
