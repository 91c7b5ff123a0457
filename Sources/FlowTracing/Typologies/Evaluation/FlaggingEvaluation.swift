/// How findings compare with what a simulation planted.
///
/// Findings are taken in the order of a ranking. One is right where it finds a planted instance (`FindingMatch`) that none
/// before it found; each instance is credited once. One that only finds what was credited before is left out: it proves
/// nothing new, and so is one that is part of a larger finding (`Finding.partOf`), which then ranks as high as its parts. All
/// others are wrong, those of honest decoys among them.
///
/// An instance whose pieces no ledger can show as one thing (`PatternTruth.parts`) is judged piece by piece, and its pieces
/// together weigh what one instance does.
public struct FlaggingEvaluation: Sendable {
    /// Which findings are opened first.
    public enum Ranking: String, Sendable, CaseIterable {
        case score
        /// Transfers of the finding.
        case degree
        /// What the finding moves, of the asset it moves most of in whole units.
        case volume
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

    /// Area under the precision-recall curve (average precision), by ranking, in millionths.
    public var averagePrecision: [(ranking: Ranking, millionths: Int)]
    /// The best `k` findings of each day, by `k`: those that are right and all that were opened.
    public var daily: [(k: Int, right: Int, opened: Int)]
    public var planted: Int
    public var found: Int
    /// Of what planted instances move, the part that found ones do, by asset, base units.
    public var foundValue: [(asset: AssetID, part: Amount, whole: Amount)]
    public var typologies: [Typology]
    /// Instances that were flagged before their last transfer.
    public var foundInTime: Int
    /// Findings that were judged.
    public var findings: Int
    /// Days of the part of the ledger that is judged.
    public var days: Int
    /// By kind of honest trade: instances, and those half of whose transfers are in findings.
    public var decoys: [(kind: String, instances: Int, flagged: Int)]

    /// - Parameters:
    ///   - findings: of the whole ledger.
    ///   - truths: planted instances and decoys of the whole ledger.
    ///   - times: findings that first fired in it are judged.
    ///   - isJudged: the planted instances that count; findings that touch another planted one are left out.
    /// - Complexity: O(transfers of findings and instances + findings · log findings).
    public init(
        _ findings: [Finding], truths: [PatternTruth], ledger: Ledger, times: ClosedRange<Int64>,
        isJudged: (PatternTruth) -> Bool
    ) {
        let weights = truths.map(\.weight)
        let match = FindingMatch(truths, ledger)
        let judged = Set(truths.indices.filter { truths[$0].isPlanted && isJudged(truths[$0]) })
        planted = judged.count
        days = max(1, Int((times.upperBound - times.lowerBound) / 86_400))
        let inTime = FlaggingEvaluation.heads(findings).filter { times.contains($0.firedTime) }
        let list = inTime.filter { finding in
            !match.touches(finding) { $0.isPlanted && !isJudged($0) }
                || !judged.isDisjoint(with: match.found(by: finding))
        }
        let finds = list.map { Set(match.found(by: $0)).intersection(judged) }
        self.findings = list.count

        averagePrecision = Ranking.allCases.map { ranking in
            let order = FlaggingEvaluation.order(list, ranking, ledger)
            return (ranking, FlaggingEvaluation.averagePrecision(order.map { finds[$0] }, weights, of: judged))
        }
        let byScore = FlaggingEvaluation.order(list, .score, ledger)
        daily = [1, 5, 10].map { FlaggingEvaluation.daily($0, byScore, list, finds) }
        let all = finds.reduce(into: Set<Int>()) { $0.formUnion($1) }
        found = all.count
        var values: [AssetID: (part: Amount, whole: Amount)] = [:]
        for number in judged {
            for (asset, amount) in truths[number].value {
                let old = values[asset, default: (0, 0)]
                values[asset] = (
                    all.contains(number) ? old.part.addingClamped(amount) : old.part, old.whole.addingClamped(amount)
                )
            }
        }
        foundValue = values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.part, $0.value.whole) }

        var firsts: [Int: Int64] = [:]
        var counts: [String: (findings: Int, right: Int)] = [:]
        for (finding, right) in zip(list, finds) {
            let old = counts[finding.typology, default: (0, 0)]
            counts[finding.typology] = (old.findings + 1, old.right + (right.isEmpty ? 0 : 1))
            for one in right { firsts[one] = min(firsts[one] ?? .max, finding.firedTime) }
        }
        foundInTime = firsts.count { $0.value < truths[$0.key].last }
        let names = Typologies.all.map(\.name)
        let others = Set(judged.map { truths[$0].kind }).subtracting(names).sorted()
        typologies = (names + others).map { name in
            let own = judged.filter { truths[$0].kind == name }
            return Typology(
                name: name, planted: own.count, found: own.count { all.contains($0) },
                findings: counts[name]?.findings ?? 0, right: counts[name]?.right ?? 0,
                delays: own.compactMap { number in firsts[number].map { $0 - truths[number].first } }.sorted())
        }
        let honest = truths.indices.filter { !truths[$0].isPlanted && times.contains(truths[$0].first) }
        let flagged = Set(list.flatMap(\.rows))
        decoys = Dictionary(grouping: honest) { truths[$0].kind }.sorted { $0.key < $1.key }.map { kind, own in
            (
                kind, own.count,
                own.count { number in
                    2 * truths[number].rows.count(where: flagged.contains) >= truths[number].rows.count
                }
            )
        }
    }

    /// Findings that are part of no other, each with the best score among it and its parts.
    private static func heads(_ findings: [Finding]) -> [Finding] {
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

    /// An analyst who opens `k` findings a day, the best of those that fired on it.
    private static func daily(
        _ k: Int, _ order: [Int], _ findings: [Finding], _ finds: [Set<Int>]
    ) -> (k: Int, right: Int, opened: Int) {
        let byDay = Dictionary(grouping: order) { findings[$0].firedTime / 86_400 }
        var credited: Set<Int> = []
        var (right, opened) = (0, 0)
        for day in byDay.keys.sorted() {
            for number in byDay[day, default: []].prefix(k) {
                opened += 1
                if !finds[number].isSubset(of: credited) { right += 1 }
                credited.formUnion(finds[number])
            }
        }
        return (k, right, opened)
    }

    /// Places of findings, those to be opened first first.
    private static func order(_ findings: [Finding], _ ranking: Ranking, _ ledger: Ledger) -> [Int] {
        let sizes = findings.map { finding in
            switch ranking {
            case .score: return Double(finding.score.total)
            case .degree: return Double(finding.rows.count)
            case .volume:
                return finding.values.map { one in
                    // Only an order: whole units, so that assets can be compared at all.
                    let decimals = min(ledger.assets[Int(one.asset)].decimals ?? 0, 38)
                    return (0..<decimals).reduce(Double(one.amount)) { value, _ in value / 10 }
                }.max() ?? 0
            }
        }
        return findings.indices.sorted {
            sizes[$0] != sizes[$1] ? sizes[$0] > sizes[$1] : findings[$0].id < findings[$1].id
        }
    }

    /// Σ precision · gain in recall over a ranked list; see Davis and Goadrich, ICML 2006, on why not the trapezoid.
    static func averagePrecision(_ ranked: [Set<Int>], _ weights: [Int], of judged: Set<Int>) -> Int {
        let whole = judged.reduce(0) { $0 + weights[$1] }
        guard whole > 0 else { return 0 }
        var credited: Set<Int> = []
        var (right, opened) = (0, 0)
        var sum = 0.0
        for found in ranked {
            let new = found.subtracting(credited)
            // Nothing new: neither right nor wrong.
            if new.isEmpty, !found.isEmpty { continue }
            opened += 1
            if new.isEmpty { continue }
            right += 1
            credited.formUnion(new)
            sum += Double(right) / Double(opened) * Double(new.reduce(0) { $0 + weights[$1] }) / Double(whole)
        }
        return Int(sum * 1_000_000)
    }
}
