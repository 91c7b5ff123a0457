import SeededRandom
import Testing

@testable import FlowTracing

/// What must hold of every registered typology, whatever the ledger and however it is written down.
@Suite struct TypologyLawTests {
    private static let seeds = SeededRandom.base..<SeededRandom.base + 12

    /// With their seeds: planted patterns, and crowds.
    private static var worlds: [(seed: UInt64, table: TypologyTable)] {
        seeds.map { ($0, LawWorld.table(seed: $0)) } + seeds.prefix(4).map { ($0, LawWorld.crowd(seed: $0)) }
    }

    private func run(
        _ table: TypologyTable, _ writing: TypologyTable.Writing = .init(), threads: Int = 1,
        rename: @escaping (String) -> String = { $0 }, hasIDs: Bool = true
    ) throws -> (lines: [String], cuts: DetectionCuts) {
        let ledger = try table.ledger(writing)
        let result = Flagging.run(ledger, attribution: table.attribution(writing), threads: threads)
        return (FindingText(table, ledger, writing, rename: rename).lines(result, hasIDs: hasIDs), result.cuts)
    }

    private func expectSame(_ a: [String], _ b: [String], _ what: String) {
        if a == b { return }
        let (only, other) = (Set(a).subtracting(b).sorted(), Set(b).subtracting(a).sorted())
        Issue.record("\(what)\n\(a.count) and \(b.count)\n\(only.first ?? "-")\n\(other.first ?? "-")")
    }

    @Test func `in these worlds every typology fires`() throws {
        var fired: [String: Int] = [:]
        for seed in Self.seeds {
            let table = LawWorld.table(seed: seed)
            for one in Flagging.run(try table.ledger(), attribution: table.attribution()).findings {
                fired[one.typology, default: 0] += 1
            }
        }
        for one in Typologies.all { #expect(fired[one.name, default: 0] >= 1, "\(one.name): \(fired)") }
    }

    @Test func `neither bytes, numbers of addresses, units, times nor files change what is found`() throws {
        var cuts = DetectionCuts()
        for (seed, table) in Self.worlds {
            var random = SeededRandom(seed: seed &+ 1)
            let plain = try run(table)
            cuts = cuts + plain.cuts
            var writings: [(String, TypologyTable.Writing)] = [("again", .init())]
            var writing = TypologyTable.Writing()
            writing.salt = random.next()
            writing.numbered = table.names.sorted().shuffled(using: &random)
            writings.append(("other bytes and numbers", writing))
            writing = .init()
            (writing.scale, writing.decimals) = (1_000, 9)
            writings.append(("a thousandth of the unit", writing))
            writing = .init()
            writing.shift = Int64(random.number(-40_000_000...40_000_000))
            writings.append(("shifted by \(writing.shift) s", writing))
            writing = .init()
            writing.files = [[], [], []]
            // Whole transactions: a transaction is known by all its rows.
            for (begin, end) in zip(table.borders, table.borders.dropFirst()) {
                writing.files[random.number(0...2)] += Array(begin..<end)
            }
            writing.files = writing.files.map { $0.shuffled(using: &random) }
            writings.append(("in shuffled files", writing))
            for (what, writing) in writings {
                let other = try run(table, writing)
                expectSame(other.lines, plain.lines, "seed \(seed), \(what)")
                #expect(other.cuts == plain.cuts, "seed \(seed), \(what)")
            }
        }
        #expect(!cuts.isEmpty, "no search was cut")
    }

    @Test func `any batches and any number of threads find the same`() throws {
        for (seed, table) in Self.worlds {
            var random = SeededRandom(seed: seed &+ 2)
            let whole = try table.ledger()
            let attribution = table.attribution()
            let plain = Flagging.run(whole, attribution: attribution)
            for threads in [2, 3, 5, 64] {
                let other = Flagging.run(whole, attribution: attribution, threads: threads)
                #expect(other.findings == plain.findings, "seed \(seed), \(threads) threads")
                #expect(other.clusters == plain.clusters, "seed \(seed), \(threads) threads")
                #expect(other.cuts == plain.cuts, "seed \(seed), \(threads) threads")
                #expect(other.mostRows == plain.mostRows)
            }
            var writing = TypologyTable.Writing()
            writing.prefix = 0
            let flagging = Flagging(try table.ledger(writing), attribution: attribution, configuration: .init())
            for border in table.borders.filter({ _ in random.chance(10) }) + [table.rows.count] {
                writing.prefix = border
                flagging.update(try table.ledger(writing))
            }
            let names = FindingText(table, flagging.ledger)
            let findings = flagging.finish()
            expectSame(
                findings.map { names.text($0) }, plain.findings.map { FindingText(table, whole).text($0) },
                "seed \(seed), batches")
            #expect(flagging.cuts == plain.cuts, "seed \(seed), batches")
        }
    }

    @Test func `what has nothing to do with a pattern does not change it`() throws {
        for (seed, table) in Self.worlds {
            let other = LawWorld.table(seed: seed &+ 1_000).renamed("°")
            let (own, strange) = (try run(table), try run(other))
            let both = try run(table.merged(with: other))
            expectSame(both.lines, (own.lines + strange.lines).sorted(), "seed \(seed): two worlds")
            #expect(both.cuts == own.cuts + strange.cuts)

            let copy = try run(
                table.merged(with: table.renamed("°")), rename: { $0.filter { $0 != "°" } }, hasIDs: false)
            let once = try run(table, hasIDs: false)
            expectSame(copy.lines, (once.lines + once.lines).sorted(), "seed \(seed): a copy")
            #expect(copy.cuts == own.cuts + own.cuts)
        }
    }

    @Test func `what fires at a row depends on the rows up to it alone`() throws {
        for (seed, table) in Self.worlds {
            var random = SeededRandom(seed: seed &+ 3)
            let whole = Flagging.run(try table.ledger(), attribution: table.attribution()).findings
            for _ in 0..<6 {
                var writing = TypologyTable.Writing()
                writing.prefix = random.pick(table.borders)
                let cut = Flagging.run(try table.ledger(writing), attribution: table.attribution()).findings
                let begun = whole.filter { $0.firedAt < writing.prefix }
                #expect(cut.count == begun.count, "seed \(seed), \(writing.prefix) rows")
                for (early, late) in zip(cut.sorted(by: byFiring), begun.sorted(by: byFiring)) {
                    let isSame =
                        early.typology == late.typology && early.firedAt == late.firedAt
                        && early.firedTime == late.firedTime && Set(early.subjects).isSubset(of: late.subjects)
                        && Set(early.rows).isSubset(of: late.rows)
                        && zip(early.measures, late.measures).allSatisfy {
                            $0.description.isAtLeast ? $0.value <= $1.value : $0.value >= $1.value
                        }
                    #expect(isSame, "seed \(seed), \(writing.prefix) rows: \(early) \(late)")
                }
            }
        }
    }

    /// Findings of one row and typology in an order that later rows leave as it is.
    private func byFiring(_ a: Finding, _ b: Finding) -> Bool {
        let (first, second) = (a.rows.first ?? 0, b.rows.first ?? 0)
        return (a.firedAt, a.typology, first) < (b.firedAt, b.typology, second)
    }

    @Test func `clusters are the connected components of findings, ranked by scores whose parts add up`() throws {
        for seed in Self.seeds {
            let table = LawWorld.table(seed: seed)
            let result = Flagging.run(try table.ledger(), attribution: table.attribution())
            let exchanges = Set(
                ["x1", "x2"].compactMap { try? table.ledger().find(TypologyTable.address($0, salt: 0)) })
            let all = result.clusters.flatMap(\.findings)
            #expect(Set(all.map(\.id)) == Set(result.findings.map(\.id)) && all.count == result.findings.count)
            func areJoined(_ one: Finding, _ other: Finding) -> Bool {
                if one.partOf == other.id || other.partOf == one.id { return true }
                let least = SuspiciousCluster.leastJoining
                if one.score.total < least || other.score.total < least { return false }
                let shared = Set(one.subjects).intersection(other.members)
                    .union(Set(other.subjects).intersection(one.members)).subtracting(exchanges)
                return !shared.isEmpty || !Set(one.rows).isDisjoint(with: other.rows)
            }
            for one in all {
                guard let name = one.partOf else { continue }
                let whole = try #require(all.first { $0.id == name })
                #expect(whole.partOf == nil && whole.rows.count >= one.rows.count)
                #expect(2 * Set(one.rows).intersection(whole.rows).count >= one.rows.count)
            }
            // Names of components, again and again until none changes.
            var component = Array(all.indices)
            var changes = true
            while changes {
                changes = false
                for (a, one) in all.enumerated() {
                    for (b, other) in all.enumerated() where component[b] > component[a] && areJoined(one, other) {
                        component[b] = component[a]
                        changes = true
                    }
                }
            }
            let naive = Set(
                Dictionary(grouping: all.indices) { component[$0] }.values.map { Set($0.map { all[$0].id }) })
            #expect(Set(result.clusters.map { Set($0.findings.map(\.id)) }) == naive, "seed \(seed)")
            for (one, next) in zip(result.clusters, result.clusters.dropFirst()) {
                #expect((next.score.total, one.id) < (one.score.total, next.id))
            }
            for cluster in result.clusters {
                let best = try #require(cluster.findings.first)
                let kinds = Set(cluster.findings.map(\.typology)).count
                #expect(cluster.id == best.id && cluster.findings.allSatisfy { $0.score.total <= best.score.total })
                #expect(cluster.score.total == best.score.total + min(30, 10 * (kinds - 1)))
                #expect(cluster.members == Set(cluster.findings.flatMap(\.members)).sorted())
            }
            for one in result.findings {
                #expect(one.score.total == one.score.parts.map(\.points).reduce(0, +))
                #expect(Set(one.subjects).isSubset(of: one.members), "\(one.id)")
                for measure in one.measures {
                    let (value, threshold) = (measure.value, measure.description.threshold)
                    #expect(measure.description.isAtLeast ? value >= threshold : value <= threshold, "\(one.id)")
                }
            }
        }
    }
}
