/// What labels say of the members of clusters: who is a service, who is named at all, and which entity a strong tag names.
/// Members are numbered as the ledger numbers them.
struct ClusterTags: ~Copyable {
    /// An owner's tag would end a trace here.
    private(set) var services = BitColumn()
    /// Some owner's tag names the address.
    private(set) var named = BitColumn()
    /// Strong entities by member; see `ClusterGuards.entityConfidence`.
    private(set) var entities: [UInt32: UInt32] = [:]
    private var numbers: [String: UInt32] = [:]
    /// Members looked at.
    private(set) var count = 0

    /// Looks at the members from `count` on.
    ///
    /// - Parameters:
    ///   - member: the member of an address, where the ledger has it.
    ///   - address: the address of a member.
    /// - Complexity: O(new members), or O(labels) where there are fewer of them.
    mutating func extend(
        to end: Int, _ attribution: Attribution, chains: [String], member: (Address) -> UInt32?,
        address: (UInt32) -> Address
    ) {
        let words = (max(count, end) + 63) / 64
        services.words.resize(to: words, filling: 0)
        named.words.resize(to: words, filling: 0)
        defer { count = max(count, end) }
        if attribution.isEmpty || end <= count { return }
        // Where the addresses are not all of it, or have several tags, everybody is looked up.
        if attribution.addresses.count < end - count, attribution.count == attribution.addresses.count {
            for address in attribution.addresses {
                guard let number = member(address), number >= count, number < end else { continue }
                note(number, address, attribution, chains)
            }
        } else {
            for number in count..<end { note(UInt32(number), address(UInt32(number)), attribution, chains) }
        }
    }

    private mutating func note(_ member: UInt32, _ address: Address, _ attribution: Attribution, _ chains: [String]) {
        var best: Tag?
        for chain in chains {
            for tag in attribution.tags(of: address, chain: chain) where tag.relation == .owner {
                named.set(Int(member))
                if tag.role != .none { services.set(Int(member)) }
                guard tag.confidence >= Tag.stoppingConfidence, tag.entity?.isEmpty == false else { continue }
                if best.map({ Tag.precedes(tag, $0) }) ?? true { best = tag }
            }
        }
        guard let best, let entity = best.entity?.lowercased() else { return }
        let number = numbers[entity] ?? UInt32(numbers.count)
        numbers[entity] = number
        if best.confidence >= ClusterGuards.entityConfidence { entities[member] = number }
    }

    @inline(__always) func isService(_ member: UInt32) -> Bool { services[Int(member)] }
    @inline(__always) func isNamed(_ member: UInt32) -> Bool { named[Int(member)] }
}
