/// The findings of a part of one world and the planted instances that they are judged by, without the ledger: what an
/// evaluation of several worlds keeps of each.
public struct JudgedFindings: Sendable {
    /// A planted instance.
    struct Instance: Sendable, Equatable {
        var kind: String
        var operatorName: String?
        /// Millionths of an instance.
        var weight: Int
        /// Unix seconds.
        var first: Int64
        var last: Int64
        /// Base units of its transfers.
        var value: [AssetInWorlds: Amount]
    }

    struct Finding: Sendable, Equatable {
        var id: String
        var typology: String
        /// Points.
        var score: Int
        /// Transfers.
        var degree: Int
        /// What it moves of the asset that it moves most of in whole units.
        var volume: Double
        /// Unix seconds.
        var firedTime: Int64
        /// Places of the instances that it finds, ascending.
        var found: [Int]
    }

    struct Decoy: Sendable, Equatable {
        var kind: String
        var instances: Int
        /// Those half of whose transfers are in findings.
        var flagged: Int
    }

    /// What people call the world, as its folder.
    public var world: String
    var instances: [Instance]
    var findings: [Finding]
    /// Assets that instances move, as the ledger numbers them.
    var assets: [AssetInWorlds] = []
    /// Days of the part that is judged.
    var days: Int
    /// By kind of honest trade.
    var decoys: [Decoy] = []

    init(world: String, instances: [Instance], findings: [Finding], days: Int) {
        (self.world, self.instances, self.findings, self.days) = (world, instances, findings, days)
    }

    /// - Parameters:
    ///   - findings: of the whole ledger.
    ///   - truths: planted instances and decoys of the whole ledger.
    ///   - times: findings that first fired in it are judged.
    ///   - isJudged: the planted instances that count; findings that touch another planted one are left out.
    /// - Complexity: O(transfers of findings and instances + findings · log findings).
    public init(
        world: String, _ findings: [FlowTracing.Finding], truths: [PatternTruth], ledger: Ledger,
        times: ClosedRange<Int64>, isJudged: (PatternTruth) -> Bool
    ) {
        let match = FindingMatch(truths, ledger)
        let judged = truths.indices.filter { truths[$0].isPlanted && isJudged(truths[$0]) }
        let places = Dictionary(uniqueKeysWithValues: judged.enumerated().map { ($1, $0) })
        var rows: Set<Int> = []
        var list: [Finding] = []
        for one in JudgedFindings.heads(findings) where times.contains(one.firedTime) {
            let found = match.found(by: one).compactMap { places[$0] }.sorted()
            if found.isEmpty, match.touches(one, where: { $0.isPlanted && !isJudged($0) }) { continue }
            rows.formUnion(one.rows)
            list.append(
                Finding(
                    id: one.id, typology: one.typology, score: one.score.total, degree: one.rows.count,
                    volume: JudgedFindings.volume(of: one, ledger), firedTime: one.firedTime, found: found))
        }
        let moved = Set(judged.flatMap { truths[$0].value.keys }).sorted()
        let assets = Dictionary(uniqueKeysWithValues: moved.map { ($0, AssetInWorlds($0, of: ledger)) })
        let instances = judged.map { number in
            let truth = truths[number]
            return Instance(
                kind: truth.kind, operatorName: truth.operatorName, weight: truth.weight, first: truth.first,
                last: truth.last,
                value: Dictionary(truth.value.compactMap { key, amount in assets[key].map { ($0, amount) } }) {
                    $0.addingClamped($1)
                })
        }
        let days = max(1, Int((times.upperBound - times.lowerBound) / 86_400))
        self.init(world: world, instances: instances, findings: list, days: days)
        self.assets = moved.compactMap { assets[$0] }
        let honest = truths.filter { !$0.isPlanted && times.contains($0.first) }
        decoys = Dictionary(grouping: honest, by: \.kind).sorted { $0.key < $1.key }.map { kind, own in
            Decoy(
                kind: kind, instances: own.count,
                flagged: own.count { 2 * $0.rows.count(where: rows.contains) >= $0.rows.count })
        }
    }

    /// Findings that are part of no other, each with the best score among it and its parts.
    private static func heads(_ findings: [FlowTracing.Finding]) -> [FlowTracing.Finding] {
        var best: [String: FindingScore] = [:]
        for one in findings {
            let head = one.partOf ?? one.id
            if let known = best[head], known.total >= one.score.total { continue }
            best[head] = one.score
        }
        return findings.filter { $0.partOf == nil }.map { one in
            var copy = one
            copy.score = best[one.id] ?? one.score
            return copy
        }
    }

    private static func volume(of finding: FlowTracing.Finding, _ ledger: Ledger) -> Double {
        finding.values.map { one in
            // Only an order: whole units, so that assets can be compared at all.
            let decimals = min(ledger.assets[Int(one.asset)].decimals ?? 0, 38)
            return (0..<decimals).reduce(Double(one.amount)) { value, _ in value / 10 }
        }.max() ?? 0
    }
}

/// An asset as it is the same in the ledgers of several worlds.
public struct AssetInWorlds: Sendable, Hashable {
    var chain: String
    var identity: Asset.Identity
    /// What it is called in results.
    public var name: String
    /// False for a contract that has no symbol: it is called by its address.
    public var isNamed: Bool

    init(chain: String, identity: Asset.Identity, name: String, isNamed: Bool = true) {
        (self.chain, self.identity, self.name, self.isNamed) = (chain, identity, name, isNamed)
    }

    init(_ id: AssetID, of ledger: Ledger) {
        let asset = ledger.assets[Int(id)]
        var isNamed = true
        if case .contract = asset.identity { isNamed = !asset.symbol.isEmpty }
        self.init(
            chain: ledger.chains[Int(asset.chain)].name, identity: asset.identity, name: ledger.name(of: id),
            isNamed: isNamed)
    }
}
