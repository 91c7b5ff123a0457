import SeededRandom
import Testing

@testable import FlowTracing

/// What must hold of an evaluation whatever was planted and found.
@Suite struct PooledEvaluationLaws {
    private static let seeds = SeededRandom.base..<SeededRandom.base + 40

    /// Instances of a few operators, and findings of which some find some, many of equal points.
    private static func world(_ seed: UInt64, mark: String = "") -> JudgedFindings {
        var random = SeededRandom(seed: seed)
        let usdt = AssetInWorlds(chain: "eip155:1", identity: .symbol("USDT"), name: "USDT")
        let kinds = ["cycle", "fan-in", "stack"]
        let instances = (0..<random.number(0...9)).map { number in
            JudgedFindings.Instance(
                kind: random.pick(kinds), operatorName: "operator-\(random.number(0...3))",
                weight: random.pick([1_000_000, 500_000]), first: Int64(number) * 5_000, last: 900_000,
                value: [usdt: Amount(random.number(1...900))])
        }
        let findings = (0..<random.number(0...30)).map { number in
            JudgedFindings.Finding(
                id: "f\(number)\(mark)", typology: random.pick(kinds), score: random.number(30...90),
                degree: random.number(2...9), volume: Double(random.number(1...9)),
                firedTime: Int64(random.number(0...864_000)),
                found: instances.indices.filter { _ in random.chance(12) })
        }
        var world = JudgedFindings(world: "world \(seed)", instances: instances, findings: findings, days: 10)
        if !instances.isEmpty { world.assets = [usdt] }
        world.decoys = [.init(kind: "payroll", instances: random.number(0...4), flagged: 0)]
        return world
    }

    /// The definition, place by place, over a list in which nothing counts several times.
    private static func naive(_ ranked: [PrecisionRecallCurve.Ranked], _ weights: [Int]) -> Double {
        let whole = weights.reduce(0, +)
        guard whole > 0 else { return 0 }
        var credited: Set<Int> = []
        var (right, opened, area) = (0, 0, 0.0)
        for place in Set(ranked.map(\.place)).sorted() {
            let before = credited
            for one in ranked where one.place == place {
                if !one.found.isEmpty, credited.isSuperset(of: one.found) { continue }
                opened += 1
                if !one.found.isEmpty { right += 1 }
                credited.formUnion(one.found)
            }
            let gain = credited.subtracting(before).reduce(0) { $0 + weights[$1] }
            if gain > 0 { area += Double(right) / Double(opened) * Double(gain) / Double(whole) }
        }
        return area * 1_000_000
    }

    private static func ranked(_ seed: UInt64) -> (list: [PrecisionRecallCurve.Ranked], weights: [Int]) {
        let world = world(seed)
        let order = world.findings.sorted { $0.score > $1.score }
        // Findings of equal points share a place.
        return (order.map { .init(place: -$0.score, found: $0.found) }, world.instances.map(\.weight))
    }

    @Test func `the area is that of its definition`() {
        for seed in Self.seeds {
            let (list, weights) = Self.ranked(seed)
            let area = PrecisionRecallCurve(list).averagePrecision(weights)
            #expect(abs(Double(area) - Self.naive(list.sorted { $0.place < $1.place }, weights)) < 2, "seed \(seed)")
        }
    }

    @Test func `an instance that counts several times is so many instances with findings of their own`() {
        for seed in Self.seeds {
            let (list, weights) = Self.ranked(seed)
            var random = SeededRandom(seed: seed &+ 1)
            let times = weights.map { _ in random.number(0...3) }
            var numbers: [[Int]] = []
            var copied: [Int] = []
            for (number, count) in times.enumerated() {
                numbers.append((0..<count).map { copied.count + $0 })
                copied += Array(repeating: weights[number], count: count)
            }
            let copies = list.flatMap { one -> [PrecisionRecallCurve.Ranked] in
                if one.found.isEmpty { return [one] }
                return (0..<3).compactMap { copy in
                    let found = one.found.filter { times[$0] > copy }.map { numbers[$0][copy] }
                    return found.isEmpty ? nil : .init(place: one.place, found: found)
                }
            }
            let area = PrecisionRecallCurve(list).averagePrecision(weights) { times[$0] }
            #expect(abs(Double(area) - Self.naive(copies, copied)) < 2, "seed \(seed)")
            #expect(area == PrecisionRecallCurve(copies).averagePrecision(copied), "seed \(seed)")
        }
    }

    @Test func `a world beside itself leaves shares as they are and doubles counts`() {
        for seed in Self.seeds {
            let one = FlaggingEvaluation([Self.world(seed)])
            let two = FlaggingEvaluation([Self.world(seed), Self.world(seed)])
            #expect(two.averagePrecision.map(\.millionths) == one.averagePrecision.map(\.millionths), "seed \(seed)")
            #expect(two.worlds == one.worlds + one.worlds, "seed \(seed)")
            #expect(one.worlds[0].averagePrecision == one.averagePrecision.map(\.millionths))
            for (a, b) in zip(one.daily, two.daily) {
                #expect(b.right == 2 * a.right && b.opened == 2 * a.opened, "seed \(seed)")
            }
            for (a, b) in zip(one.alerts, two.alerts) {
                #expect(b.findings == 2 * a.findings && b.right == 2 * a.right, "seed \(seed)")
            }
            for (a, b) in zip(one.typologies, two.typologies) {
                #expect(b.planted == 2 * a.planted && b.found == 2 * a.found && b.right == 2 * a.right)
                #expect(b.findings == 2 * a.findings && b.delays == (a.delays + a.delays).sorted(), "seed \(seed)")
            }
            #expect(two.planted == 2 * one.planted && two.found == 2 * one.found && two.days == 2 * one.days)
            #expect(two.foundInTime == 2 * one.foundInTime && two.findings == 2 * one.findings)
            #expect(two.foundValue.map(\.part) == one.foundValue.map { 2 * $0.part }, "seed \(seed)")
            #expect(two.foundValue.map(\.whole) == one.foundValue.map { 2 * $0.whole }, "seed \(seed)")
            #expect(two.decoys.map(\.instances) == one.decoys.map { 2 * $0.instances }, "seed \(seed)")
        }
    }

    @Test func `the order in which worlds come does not matter`() {
        for seed in Self.seeds {
            let (a, b) = (Self.world(seed, mark: "a"), Self.world(seed &+ 100, mark: "b"))
            let (ab, ba) = (FlaggingEvaluation([a, b]), FlaggingEvaluation([b, a]))
            #expect(ab.averagePrecision.map(\.millionths) == ba.averagePrecision.map(\.millionths), "seed \(seed)")
            #expect(ab.typologies == ba.typologies && ab.worlds == ba.worlds.reversed(), "seed \(seed)")
            #expect(ab.daily.map(\.right) == ba.daily.map(\.right), "seed \(seed)")
        }
    }

    @Test func `the interval of an area is the same in every run and contains what operators that are all alike have`()
    {
        var withInterval = 0
        for seed in Self.seeds {
            let pool = (0..<4).map { Self.world(seed &+ 1_000 &* $0, mark: "\($0)") }
            let (one, again) = (FlaggingEvaluation(pool), FlaggingEvaluation(pool))
            #expect(one.averagePrecision == again.averagePrecision, "seed \(seed)")
            for area in one.averagePrecision {
                guard let interval = area.interval else { continue }
                withInterval += 1
                #expect(interval.lowerBound >= 0 && interval.upperBound <= 1_000_000, "seed \(seed)")
                #expect(interval.contains(area.millionths), "seed \(seed): \(interval) \(area.millionths)")
            }
        }
        #expect(withInterval > 3 * 30)
        // Everything is found before anything that is wrong, whoever is drawn.
        let instances = (0..<6).map { number in
            JudgedFindings.Instance(
                kind: "cycle", operatorName: "\(number)", weight: 1_000_000, first: 0, last: 9, value: [:])
        }
        let findings = (0..<9).map { number in
            JudgedFindings.Finding(
                id: "\(number)", typology: "cycle", score: 99 - number, degree: 1, volume: 1, firedTime: 5,
                found: number < 6 ? [number] : [])
        }
        let perfect = FlaggingEvaluation([
            JudgedFindings(world: "w", instances: instances, findings: findings, days: 1)
        ])
        #expect(perfect.averagePrecision[0].millionths >= 999_999)
        #expect((perfect.averagePrecision[0].interval?.lowerBound ?? 0) >= 999_999)
    }
}
