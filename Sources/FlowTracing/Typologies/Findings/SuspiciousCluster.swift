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
    public static func group(_ findings: [Finding], isService: (AddressID) -> Bool) -> [SuspiciousCluster] {
        let shared = SharedRows(findings)
        let wholes = wholes(findings, shared)
        var forest = UnionForest()
        forest.grow(to: findings.count)
        func join(_ a: Int, _ b: Int) { forest.join(UInt32(a), UInt32(b)) }
        var byMember: [AddressID: [Int]] = [:]
        let joining = findings.indices.filter { findings[$0].score.total >= leastJoining }
        let subjects = Set(joining.flatMap { findings[$0].subjects }.filter { !isService($0) })
        var byRow = [Int](repeating: -1, count: shared.count)
        for (number, whole) in wholes.enumerated() { if let whole { join(number, whole) } }
        for number in joining {
            for member in findings[number].members where subjects.contains(member) {
                byMember[member, default: []].append(number)
            }
            for row in shared.rows(of: number) {
                if byRow[row] >= 0 { join(number, byRow[row]) } else { byRow[row] = number }
            }
        }
        for (member, list) in byMember where list.count <= mostShared {
            let own = list.filter { findings[$0].subjects.contains(member) }
            guard let first = own.first else { continue }
            for other in list where other != first { join(first, other) }
        }
        let groups = Dictionary(grouping: findings.indices) { forest.root(UInt32($0)) }
        return groups.values.map { group in
            SuspiciousCluster(
                group.map { number in
                    var finding = findings[number]
                    finding.partOf = wholes[number].map { findings[$0].id }
                    return finding
                })
        }.sorted { ($1.score.total, $0.id) < ($0.score.total, $1.id) }
    }

    /// Which larger finding has two thirds of each one's transfers, the largest of several. What is worth far more than the
    /// larger one is no part of it: a poisoning among a shop's payments is not the shop's.
    ///
    /// - Complexity: O(transfers of the findings · findings that share one).
    private static func wholes(_ list: [Finding], _ shared: SharedRows) -> [Int?] {
        let order = list.indices.filter { !shared.rows(of: $0).isEmpty }.sorted {
            (list[$1].rows.count, list[$0].id) < (list[$0].rows.count, list[$1].id)
        }
        var holders = [[Int]](repeating: [], count: shared.count)
        var wholes = [Int?](repeating: nil, count: list.count)
        for number in order {
            var common: [Int: Int] = [:]
            for row in shared.rows(of: number) { for holder in holders[row] { common[holder, default: 0] += 1 } }
            wholes[number] =
                common.filter {
                    3 * $0.value >= 2 * list[number].rows.count
                        && list[number].score.total <= list[$0.key].score.total + leastApart
                }
                .min { ($1.value, list[$0.key].id) < ($0.value, list[$1.key].id) }?.key
            // A part is no whole for others.
            if wholes[number] == nil { for row in shared.rows(of: number) { holders[row].append(number) } }
        }
        return wholes
    }

    private init(_ list: [Finding]) {
        findings = list.count == 1 ? list : list.sorted { ($1.score.total, $0.id) < ($0.score.total, $1.id) }
        id = findings.first?.id ?? ""
        members = list.count == 1 ? list[0].members : Set(list.flatMap(\.members)).sorted()
        firstTime = list.map(\.firstTime).min() ?? 0
        lastTime = list.map(\.lastTime).max() ?? 0
        score = findings.first?.score ?? FindingScore()
        if list.count == 1 { return }
        let others = Set(list.map(\.typology)).count - 1
        if others > 0 {
            score.parts.append(.init(name: "other typologies", points: min(30, 10 * others), value: others))
        }
    }
}

/// The transfers that several findings have, numbered by themselves: most are in one.
private struct SharedRows {
    private(set) var count = 0
    private var numbers: [[Int]]

    /// - Complexity: O(transfers of the findings · log).
    init(_ findings: [Finding]) {
        numbers = [[Int]](repeating: [], count: findings.count)
        var places: [UInt64] = []
        places.reserveCapacity(findings.reduce(0) { $0 + $1.rows.count })
        for (number, one) in findings.enumerated() {
            for row in one.rows { places.append(UInt64(row) << 32 | UInt64(number)) }
        }
        places.sort()
        var first = 0
        while first < places.count {
            var end = first + 1
            while end < places.count, places[end] >> 32 == places[first] >> 32 { end += 1 }
            if end - first > 1 {
                for place in first..<end { numbers[Int(places[place] & 0xFFFF_FFFF)].append(count) }
                count += 1
            }
            first = end
        }
    }

    /// Of one finding, ascending.
    func rows(of finding: Int) -> [Int] { numbers[finding] }
}
