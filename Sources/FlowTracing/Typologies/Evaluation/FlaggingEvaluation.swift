/// How findings compare with what simulations planted, in one world or in several judged as one.
///
/// Findings are taken in the order of a ranking. One is right where it finds a planted instance (`FindingMatch`) that none
/// before it found; each instance is credited once. One that only finds what was credited before is left out: it proves
/// nothing new, and so is one that is part of a larger finding (`Finding.partOf`), which then ranks as high as its parts. All
/// others are wrong, those of honest decoys among them.
///
/// An instance whose pieces no ledger can show as one thing (`PatternTruth.parts`) is judged piece by piece, and its pieces
/// together weigh what one instance does.
///
/// Several worlds have nothing in common: a finding finds instances of its own world, and a day of each is a day of its own.
/// Their findings are ranked together.
public struct FlaggingEvaluation: Sendable {
    /// Which findings are opened first.
    public enum Ranking: String, Sendable, CaseIterable {
        case score
        /// Transfers of the finding.
        case degree
        /// What the finding moves, of the asset it moves most of in whole units.
        case volume
    }

    /// Area under the precision-recall curve (average precision) of a ranking.
    public struct RankedPrecision: Sendable, Equatable {
        public var ranking: Ranking
        public var millionths: Int
        /// 95 % of what it is with operators drawn anew (`OperatorResampling`), millionths; `nil` for fewer than two operators.
        public var interval: ClosedRange<Int>?
    }

    public struct Typology: Sendable, Equatable {
        public var name: String
        public var planted: Int
        public var found: Int
        /// Findings of this typology, and those of them that find an instance of any.
        public var findings: Int
        public var right: Int
        /// From an instance's first transfer to when a finding of it first fired, Unix seconds, ascending.
        public var delays: [Int64]
    }

    /// One of the worlds by itself.
    public struct World: Sendable, Equatable {
        public var name: String
        /// Millionths, in the order of `Ranking`.
        public var averagePrecision: [Int]
        public var planted: Int
        public var found: Int
        public var findings: Int
        public var days: Int
    }

    public var averagePrecision: [RankedPrecision]
    /// The best `k` findings of each day of each world, by `k`: those that are right and all that were opened.
    public var daily: [(k: Int, right: Int, opened: Int)]
    public var planted: Int
    public var found: Int
    /// Of what planted instances move, the part that found ones do, by asset, base units.
    public var foundValue: [(asset: AssetInWorlds, part: Amount, whole: Amount)] = []
    public var typologies: [Typology]
    /// Instances that were flagged before their last transfer.
    public var foundInTime: Int
    /// Findings that were judged.
    public var findings: Int
    /// Findings of at least so many points, and those of them that find an instance.
    public var alerts: [(points: Int, findings: Int, right: Int)]
    /// Days of the parts of ledgers that are judged.
    public var days: Int
    /// By kind of honest trade: instances, and those half of whose transfers are in findings.
    public var decoys: [(kind: String, instances: Int, flagged: Int)]
    public var worlds: [World]

    /// Points for which `alerts` are counted: 50 are even odds, what `lymer flag` shows by itself.
    public static let alertPoints = [50, 65, 80]

    /// - Complexity: O(findings · log findings + `OperatorResampling.draws` · instances).
    public init(_ worlds: [JudgedFindings]) {
        let pool = JudgedPool(worlds)
        planted = pool.instances.count
        days = worlds.reduce(0) { $0 + $1.days }
        findings = pool.findings.count
        let weights = pool.instances.map(\.weight)
        let resampling = OperatorResampling(pool.operators)
        averagePrecision = Ranking.allCases.map { ranking in
            let curve = pool.curve(ranking)
            return RankedPrecision(
                ranking: ranking, millionths: curve.averagePrecision(weights),
                interval: resampling?.interval(curve, weights))
        }
        let byDay = pool.byDay()
        daily = [1, 5, 10].map { FlaggingEvaluation.daily($0, byDay) }
        alerts = FlaggingEvaluation.alertPoints.map { points in
            let list = pool.findings.filter { $0.score >= points }
            return (points, list.count, list.count { !$0.found.isEmpty })
        }
        self.worlds = worlds.map { world in
            let own = JudgedPool([world])
            return World(
                name: world.world,
                averagePrecision: Ranking.allCases.map { own.curve($0).averagePrecision(own.instances.map(\.weight)) },
                planted: own.instances.count, found: Set(own.findings.flatMap(\.found)).count,
                findings: own.findings.count, days: world.days)
        }

        var firsts: [Int: Int64] = [:]
        var counts: [String: (findings: Int, right: Int)] = [:]
        for finding in pool.findings {
            let old = counts[finding.typology, default: (0, 0)]
            counts[finding.typology] = (old.findings + 1, old.right + (finding.found.isEmpty ? 0 : 1))
            for one in finding.found { firsts[one] = min(firsts[one] ?? .max, finding.firedTime) }
        }
        found = firsts.count
        foundInTime = firsts.count { $0.value < pool.instances[$0.key].last }
        let names = Typologies.all.map(\.name)
        let byKind = Dictionary(grouping: pool.instances.indices) { pool.instances[$0].kind }
        typologies = (names + Set(byKind.keys).subtracting(names).sorted()).map { name in
            let own = byKind[name] ?? []
            return Typology(
                name: name, planted: own.count, found: own.count { firsts[$0] != nil },
                findings: counts[name]?.findings ?? 0, right: counts[name]?.right ?? 0,
                delays: own.compactMap { number in firsts[number].map { $0 - pool.instances[number].first } }.sorted())
        }
        decoys = Dictionary(grouping: worlds.flatMap(\.decoys), by: \.kind).sorted { $0.key < $1.key }.map {
            ($0, $1.reduce(0) { $0 + $1.instances }, $1.reduce(0) { $0 + $1.flagged })
        }
        var seen: Set<AssetInWorlds> = []
        for asset in worlds.flatMap(\.assets) where seen.insert(asset).inserted {
            func sum(_ numbers: some Sequence<Int>) -> Amount {
                numbers.reduce(0) { $0.addingClamped(pool.instances[$1].value[asset] ?? 0) }
            }
            foundValue.append((asset, sum(firsts.keys), sum(pool.instances.indices)))
        }
    }

    /// An analyst who opens `k` findings a day, the best of those that fired on it.
    ///
    /// - Parameter days: one world after the other, each with what its findings find, the best first.
    private static func daily(_ k: Int, _ days: [[[Int]]]) -> (k: Int, right: Int, opened: Int) {
        var credited: Set<Int> = []
        var (right, opened) = (0, 0)
        for found in days.flatMap({ $0.prefix(k) }) {
            opened += 1
            if !credited.isSuperset(of: found) { right += 1 }
            credited.formUnion(found)
        }
        return (k, right, opened)
    }
}
