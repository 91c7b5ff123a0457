/// A cluster as reports show it.
public struct ClusterSummary: Sendable {
    /// The member whose address comes first: what the cluster is called.
    public var name: AddressID
    /// In the ledger's numbers.
    public var members: [AddressID]
    /// What labels call the members: entity or label, category, and how many members have it; most members first.
    public var entities: [NamedMembers]
    /// Links that hold, by heuristic in registered order; those that joined nothing new count too.
    public var links: [(heuristic: String, count: Int)]
    /// Links that a guard refused, by reason, that lead from here to another cluster.
    public var conflicts: Int
    public var refusedWeak: Int
    /// Unions of two large clusters.
    public var alarms: Int

    public struct NamedMembers: Sendable, Equatable {
        public var entity: String
        public var category: String?
        public var kind: ListKind
        public var count: Int
    }
}

/// What happened to all links of a ledger.
public struct ClusterTotals: Sendable {
    public var addresses = 0
    /// Clusters of two and more, and their members.
    public var clusters = 0
    public var members = 0
    public var largest = 0
    public var links: [(heuristic: String, count: Int)] = []
    public var void = 0
    public var conflicts = 0
    public var refusedWeak = 0
    public var alarms = 0
}

extension LedgerClusters {
    /// Clusters of at least `smallest` members, the largest first, then by name.
    ///
    /// - Complexity: O(members · log members + links + labels of the members).
    public func clusters(atLeast smallest: Int = 2) -> [ClusterSummary] {
        var all: [ClusterSummary] = []
        for space in spaces { all += summaries(of: space) { $0 >= smallest } }
        return all.sorted { a, b in
            if a.members.count != b.members.count { return a.members.count > b.members.count }
            return precedes(a.name, b.name)
        }
    }

    /// The cluster of one address; `nil` for one that the ledger lacks.
    public func cluster(of address: AddressID) -> ClusterSummary? {
        guard let space = self.space(of: address) else { return nil }
        let root = space.root(address - space.firstAddress)
        return summaries(of: space, only: root) { _ in true }.first
    }

    public func totals() -> ClusterTotals {
        var totals = ClusterTotals()
        var counts = [Int](repeating: 0, count: ClusterHeuristics.all.count)
        for space in spaces {
            for (_, reason) in space.refusals {
                if reason == .conflict { totals.conflicts += 1 } else { totals.refusedWeak += 1 }
            }
            totals.alarms += space.alarms.count
            for number in 0..<space.linkCount {
                counts[Int(space.link(number).heuristic)] += 1
                if !space.holds(number) { totals.void += 1 }
            }
            for member in 0..<UInt32(space.memberCount) where space.root(member) == member {
                let size = space.size(member)
                guard size > 1 else { continue }
                totals.clusters += 1
                totals.members += size
                totals.largest = max(totals.largest, size)
            }
        }
        totals.void -= totals.conflicts + totals.refusedWeak
        totals.addresses = ledger.addressCount + ledger.scriptCount
        totals.links = LedgerClusters.named(counts)
        return totals
    }

    /// How the clusters would differ without some heuristics: how many fall apart, and into how many pieces of any size.
    public func fallingApart(without names: [String]) -> (clusters: Int, pieces: Int, largestLoss: Int) {
        var result = (clusters: 0, pieces: 0, largestLoss: 0)
        for space in spaces {
            let rest = space.clusters(by: selection.without(names)).names
            var pieces: [UInt32: (count: Int, largest: Int)] = [:]
            var sizes = [Int](repeating: 0, count: rest.count)
            for name in rest { sizes[Int(name)] += 1 }
            for member in rest.indices where rest[member] == UInt32(member) {
                let root = space.root(UInt32(member))
                pieces[root, default: (0, 0)].count += 1
                pieces[root, default: (0, 0)].largest = max(pieces[root]?.largest ?? 0, sizes[member])
            }
            for (root, piece) in pieces where piece.count > 1 {
                result.clusters += 1
                result.pieces += piece.count
                result.largestLoss = max(result.largestLoss, space.size(root) - piece.largest)
            }
        }
        return result
    }

    private static func named(_ counts: [Int]) -> [(heuristic: String, count: Int)] {
        counts.enumerated().filter { $0.element > 0 }.map { (ClusterHeuristics.all[$0.offset].name, $0.element) }
    }

    /// The order of addresses as they are written: the first of a cluster's members is its name.
    func precedes(_ a: AddressID, _ b: AddressID) -> Bool {
        a != b && (ledger.precedes(a, b) || (!ledger.precedes(b, a) && a < b))
    }

    private func summaries(
        of space: any ClusterSpace, only wanted: UInt32? = nil, size isWanted: (Int) -> Bool
    ) -> [ClusterSummary] {
        var places: [UInt32: Int] = [:]
        var found: [ClusterSummary] = []
        var counts: [[Int]] = []
        for member in 0..<UInt32(space.memberCount) {
            let root = space.root(member)
            if wanted.map({ $0 != root }) ?? false { continue }
            let address = member + space.firstAddress
            if let place = places[root] {
                found[place].members.append(address)
                if precedes(address, found[place].name) { found[place].name = address }
                continue
            }
            guard isWanted(space.size(root)) else { continue }
            places[root] = found.count
            counts.append([Int](repeating: 0, count: ClusterHeuristics.all.count))
            found.append(
                ClusterSummary(
                    name: address, members: [address], entities: [], links: [], conflicts: 0, refusedWeak: 0, alarms: 0)
            )
        }
        for number in 0..<space.linkCount {
            let link = space.link(number)
            guard let place = places[space.root(link.a)], space.holds(number) else { continue }
            counts[place][Int(link.heuristic)] += 1
        }
        for (number, reason) in space.refusals {
            let link = space.link(number)
            for end in Set([space.root(link.a), space.root(link.b)]) {
                guard let place = places[end] else { continue }
                if reason == .conflict { found[place].conflicts += 1 } else { found[place].refusedWeak += 1 }
            }
        }
        for (number, _) in space.alarms {
            if let place = places[space.root(space.link(number).a)] { found[place].alarms += 1 }
        }
        for place in found.indices {
            found[place].links = LedgerClusters.named(counts[place])
            found[place].entities = entities(of: found[place].members, in: space)
        }
        return found
    }

    private func entities(of members: [AddressID], in space: any ClusterSpace) -> [ClusterSummary.NamedMembers] {
        if attribution.isEmpty { return [] }
        struct Name: Hashable {
            var entity: String
            var category: String?
            var kind: ListKind
        }
        let chains = space.chain.map { [ledger.chains[Int($0.chain)].name] } ?? ledger.chains.map(\.name)
        var counts: [Name: Int] = [:]
        for member in members {
            let address = ledger.address(member)
            let tags = chains.flatMap { attribution.tags(of: address, chain: $0) }.filter { $0.relation == .owner }
            let names = Set(
                tags.map { Name(entity: $0.entity ?? $0.label, category: $0.category?.name, kind: $0.kind) })
            for name in names { counts[name, default: 0] += 1 }
        }
        return counts.map {
            .init(entity: $0.key.entity, category: $0.key.category, kind: $0.key.kind, count: $0.value)
        }.sorted { a, b in
            if a.count != b.count { return a.count > b.count }
            return (a.entity, a.category ?? "", a.kind) < (b.entity, b.category ?? "", b.kind)
        }
    }
}
