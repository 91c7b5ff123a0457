/// One step of the evidence that two addresses have one owner.
public struct EvidenceLink: Sendable {
    /// The ends, in the order of the path.
    public var from: AddressID
    public var to: AddressID
    public var heuristic: String
    public var version: Int
    public var strength: ClusterStrength
    /// Of this link, 0…100.
    public var confidence: Int
    /// A row of the ledger: the transfer, or the first output of the transaction, at which the heuristic spoke.
    public var row: Int
}

/// What an address' cluster rests on.
public enum ClusterEvidence: Sendable {
    /// Not in this ledger.
    case unknownAddress
    /// The chains of the two have nothing in common.
    case apart
    /// In different clusters, which have so many members.
    case separate(Int, Int)
    /// A shortest path of links; empty where both are one address.
    case path([EvidenceLink])
}

extension LedgerClusters {
    /// Why `a` and `b` are in one cluster: a shortest path of links that hold, of several the one whose links were made
    /// first.
    ///
    /// - Complexity: O(links + members).
    public func why(_ a: AddressID, _ b: AddressID) -> ClusterEvidence {
        guard let space = self.space(of: a), let other = self.space(of: b) else { return .unknownAddress }
        let (x, y) = (a - space.firstAddress, b - other.firstAddress)
        if a == b { return .path([]) }
        guard space.firstAddress == other.firstAddress else { return .apart }
        let home = spaces.first { $0.firstAddress == space.firstAddress && $0.joins(x, y) }
        guard let home, let path = EvidenceSearch(home, from: x, to: y).path() else {
            return .separate(space.size(x), other.size(y))
        }
        return .path(path.map { evidence($0, in: home) })
    }

    /// The space in which an address has links, or the first that could hold it.
    func space(of address: AddressID) -> (any ClusterSpace)? {
        if address < Ledger.firstScript { return Int(address) < transfers.memberCount ? transfers : nil }
        let member = address & ~Ledger.firstScript
        let homes = spending.filter { Int(member) < $0.memberCount }
        return homes.first { $0.size(member) > 1 } ?? homes.first
    }

    private func evidence(_ step: EvidenceSearch.Step, in space: any ClusterSpace) -> EvidenceLink {
        let link = space.link(step.link)
        let one = ClusterHeuristics.all[Int(link.heuristic)]
        return EvidenceLink(
            from: step.from + space.firstAddress, to: step.to + space.firstAddress, heuristic: one.name,
            version: one.version, strength: one.strength, confidence: space.confidence(step.link),
            row: row(of: link, in: space))
    }

    /// The row that a report names for a link.
    func row(of link: SpaceLink, in space: any ClusterSpace) -> Int {
        guard let chain = space.chain else { return Int(link.place) }
        return ledger.firstRow(of: chain) + chain.outputs(of: Int(link.place)).lowerBound
    }
}

extension ClusterSpace {
    func joins(_ a: UInt32, _ b: UInt32) -> Bool {
        Int(max(a, b)) < memberCount && root(a) == root(b)
    }
}

/// Breadth first over the links of one cluster.
struct EvidenceSearch {
    struct Step {
        var from: UInt32
        var to: UInt32
        var link: Int
    }

    private let space: any ClusterSpace
    private let ends: (from: UInt32, to: UInt32)
    /// Links of the cluster, in the order in which they were made.
    private var links: [(number: Int, link: SpaceLink)] = []

    init(_ space: any ClusterSpace, from: UInt32, to: UInt32) {
        (self.space, ends) = (space, (from, to))
        guard space.joins(from, to) else { return }
        let root = space.root(from)
        for number in 0..<space.linkCount {
            let link = space.link(number)
            guard space.root(link.a) == root, space.holds(number) else { continue }
            links.append((number, link))
        }
    }

    /// - Complexity: O(links of the cluster).
    func path() -> [Step]? {
        if ends.from == ends.to { return [] }
        var neighbours: [UInt32: [Int]] = [:]
        for (place, one) in links.enumerated() {
            neighbours[one.link.a, default: []].append(place)
            neighbours[one.link.b, default: []].append(place)
        }
        var cameBy: [UInt32: Step] = [:]
        var queue = [ends.from]
        var next = 0
        while next < queue.count {
            let member = queue[next]
            next += 1
            for place in neighbours[member] ?? [] {
                let (number, link) = links[place]
                let other = link.a == member ? link.b : link.a
                guard other != ends.from, cameBy[other] == nil else { continue }
                cameBy[other] = Step(from: member, to: other, link: number)
                if other == ends.to { return trail(cameBy) }
                queue.append(other)
            }
        }
        return nil
    }

    private func trail(_ cameBy: [UInt32: Step]) -> [Step] {
        var steps: [Step] = []
        var member = ends.to
        while member != ends.from, let step = cameBy[member] {
            steps.append(step)
            member = step.from
        }
        return steps.reversed()
    }
}
