/// Findings that share members or money: one case for an analyst.
public struct SuspiciousCluster: Sendable, Equatable {
    /// Called by the name of its best finding.
    public var id: String
    /// By score, the best first.
    public var findings: [Finding]
    /// Everybody in its findings, services that only pay or are paid included, ascending.
    public var members: [AddressID]
    public var firstTime: Int64
    public var lastTime: Int64
    public var score: FindingScore
    /// Filled in by `expose`.
    public var exposures: [ClusterExposure] = []

    /// Typologies met, in the order of the registry.
    public var typologies: [String] {
        let met = Set(findings.map(\.typology))
        return Typologies.all.map(\.name).filter(met.contains)
    }
}

extension SuspiciousCluster {
    /// A member in more findings than this joins none of them: it is everybody's counterparty.
    static let mostShared = 64
    /// A finding of fewer points joins nothing but what it is a part of: the fans of every shop would tie a ledger into one
    /// cluster.
    static let leastJoining = 30
    /// A finding of more points than a larger one and these is no part of it.
    static let leastApart = 20

    /// Groups a finding with the larger one that it is a part of, and of those of enough points the ones that share a transfer,
    /// or of which a subject of one is a member of the other, is no service and not everybody's counterparty; ranked by score,
    /// then by name. That two collectors have a payer in common joins nothing: victims and customers pay many.
    ///
    /// - Parameter isService: the label of an address says that it is a service.
    /// - Complexity: O(members and transfers of all findings · log).
    public static func group(_ all: [Finding], isService: (AddressID) -> Bool) -> [SuspiciousCluster] {
        let findings = nested(all)
        var forest = UnionForest()
        forest.grow(to: findings.count)
        func join(_ a: Int, _ b: Int) { forest.join(UInt32(a), UInt32(b)) }
        var byMember: [AddressID: [Int]] = [:]
        let joining = findings.filter { $0.score.total >= leastJoining }
        let subjects = Set(joining.flatMap(\.subjects).filter { !isService($0) })
        var byRow: [Int: Int] = [:]
        let names = Dictionary(findings.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (number, one) in findings.enumerated() {
            if let whole = one.partOf.flatMap({ names[$0] }) { join(number, whole) }
            guard one.score.total >= leastJoining else { continue }
            for member in one.members where subjects.contains(member) { byMember[member, default: []].append(number) }
            for row in one.rows {
                if let other = byRow[row] { join(number, other) } else { byRow[row] = number }
            }
        }
        for (member, list) in byMember where list.count <= mostShared {
            let own = list.filter { findings[$0].subjects.contains(member) }
            guard let first = own.first else { continue }
            for other in list where other != first { join(first, other) }
        }
        let groups = Dictionary(grouping: findings.indices) { forest.root(UInt32($0)) }
        return groups.values.map { SuspiciousCluster($0.map { findings[$0] }) }.sorted {
            ($1.score.total, $0.id) < ($0.score.total, $1.id)
        }
    }

    /// Says of findings which larger one has two thirds of their transfers, the largest of several. What is worth far more than the larger one
    /// is no part of it: a poisoning among a shop's payments is not the shop's.
    ///
    /// - Complexity: O(transfers of the findings · findings that share one).
    private static func nested(_ list: [Finding]) -> [Finding] {
        let order = list.indices.sorted { (list[$1].rows.count, list[$0].id) < (list[$0].rows.count, list[$1].id) }
        var holders: [Int: [Int]] = [:]
        var copy = list
        for number in order {
            var shared: [Int: Int] = [:]
            for row in list[number].rows { for holder in holders[row] ?? [] { shared[holder, default: 0] += 1 } }
            let whole = shared.filter {
                3 * $0.value >= 2 * list[number].rows.count
                    && list[number].score.total <= list[$0.key].score.total + leastApart
            }
            .min { ($1.value, list[$0.key].id) < ($0.value, list[$1.key].id) }
            if let whole {
                copy[number].partOf = list[whole.key].id
            } else {
                // A part is no whole for others.
                for row in list[number].rows { holders[row, default: []].append(number) }
            }
        }
        return copy
    }

    private init(_ list: [Finding]) {
        findings = list.sorted { ($1.score.total, $0.id) < ($0.score.total, $1.id) }
        id = findings.first?.id ?? ""
        members = Set(list.flatMap(\.members)).sorted()
        firstTime = list.map(\.firstTime).min() ?? 0
        lastTime = list.map(\.lastTime).max() ?? 0
        score = findings.first?.score ?? FindingScore()
        let others = Set(list.map(\.typology)).count - 1
        if others > 0 {
            score.parts.append(.init(name: "other typologies", points: min(30, 10 * others), value: others))
        }
    }
}
