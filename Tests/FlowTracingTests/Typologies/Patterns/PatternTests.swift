import SeededRandom
import Testing

@testable import FlowTracing

/// The patterns of the newest transfer against plain enumeration, on small random multigraphs.
@Suite struct PatternTests {
    private func forWindows(
        _ check: (borrowing WindowGraph, NaiveWindow, NewestTransfer, NaiveWindow.Edge, String) -> Void
    ) {
        for (addresses, count, seconds) in [(5, 60, 10), (8, 80, 16), (12, 100, 22), (30, 150, 40)]
            as [(Int, Int, Int64)]
        {
            for seed in SeededRandom.base..<SeededRandom.base + 14 {
                var graph = WindowGraph(seconds: seconds)
                var naive = NaiveWindow(seconds: seconds)
                for edge in RandomWindow.edges(seed: seed, count: count, addresses: addresses) {
                    naive.insert(edge)
                    let place = graph.insert(row: edge.row, time: edge.time, from: edge.from, to: edge.to)
                    #expect((place == nil) == (edge.from == edge.to))
                    guard let place else { continue }
                    check(graph, naive, place, edge, "seed \(seed), \(addresses) addresses, row \(edge.row)")
                }
            }
        }
    }

    @Test func `fan and degree`() {
        forWindows { graph, naive, place, edge, what in
            #expect(graph.degrees(place) == naive.degrees(edge), "\(what)")
        }
    }

    @Test func `scatter-gather: sizes, middles and rows`() {
        var patterns = 0
        var search = ScatterGatherSearch()
        forWindows { graph, naive, place, edge, what in
            let expected = naive.scatterGathers(edge)
            var sizes = SizeHistogram()
            #expect(search.count(place, in: graph, limits: .none, into: &sizes).isNone)
            var wanted = SizeHistogram()
            for middles in expected.values { wanted.add(middles.count) }
            #expect(sizes == wanted, "\(what)")
            var found: [NaiveWindow.Ends: Set<UInt32>] = [:]
            _ = search.patterns(place, in: graph, limits: .none) { pattern in
                patterns += 1
                found[.init(source: pattern.source, sink: pattern.sink)] = Set(pattern.middles.map(\.address))
                for middle in pattern.middles {
                    #expect(middle.scattered == naive.rows(pattern.source, middle.address), "\(what)")
                    #expect(middle.gathered == naive.rows(middle.address, pattern.sink), "\(what)")
                }
            }
            #expect(found == expected, "\(what)")
        }
        #expect(patterns > 1000)
    }

    @Test func `temporal cycles: lengths, and the latest rows of each`() {
        var cycles = 0
        var search = TemporalCycleSearch()
        forWindows { graph, naive, place, edge, what in
            let expected = naive.cycles(edge)
            let byAddresses = Dictionary(grouping: expected) { $0.map(\.from) }
            var lengths = SizeHistogram()
            #expect(search.count(place, in: graph, limits: .none, into: &lengths).isNone)
            var wanted = SizeHistogram()
            for addresses in byAddresses.keys { wanted.add(addresses.count) }
            #expect(lengths == wanted, "\(what)")
            var rows: Set<[UInt32]> = []
            _ = search.rows(place, in: graph, limits: .none) { rows.insert($0) }
            cycles += rows.count
            // Of all that go the same way, the latest at every hop, from the last hop on.
            let latest = byAddresses.values.compactMap { same in
                same.map { $0.map(\.row) }.max { $0.reversed().lexicographicallyPrecedes($1.reversed()) }
            }
            #expect(rows == Set(latest), "\(what)")
        }
        #expect(cycles > 1000)
    }

    @Test func `cycles up to a length are the short ones of all`() {
        var search = TemporalCycleSearch()
        forWindows { graph, naive, place, edge, what in
            let all = Set(naive.cycles(edge).map { $0.map(\.from) })
            for longest in 2...5 {
                var lengths = SizeHistogram()
                #expect(
                    search.count(
                        place, in: graph, limits: PatternLimits(steps: .max, cycleLength: longest), into: &lengths
                    ).isNone)
                #expect(lengths.total == UInt64(all.count { $0.count <= longest }), "\(what), \(longest)")
            }
        }
    }

    /// Rows of the same "asset", each at most two "amounts" below the one before.
    private struct Dwindling: CycleRule {
        let closing: UInt32
        static func amount(_ row: UInt32) -> UInt32 { row &* 2_654_435_761 >> 28 }
        func admits(_ row: UInt32) -> Bool { row & 1 == closing & 1 }
        func follows(_ earlier: UInt32, _ later: UInt32) -> Bool {
            Dwindling.amount(later) + 2 >= Dwindling.amount(earlier)
        }
        var tellsTransfersApart: Bool { true }
    }

    @Test func `cycles by a rule: each transfer counts for itself`() {
        var cycles = 0
        var search = TemporalCycleSearch()
        forWindows { graph, naive, place, edge, what in
            let rule = Dwindling(closing: edge.row)
            let expected = naive.cycles(edge).map { $0.map(\.row) }.filter { rows in
                rows.allSatisfy(rule.admits) && zip(rows, rows.dropFirst()).allSatisfy { rule.follows($0, $1) }
            }
            var found: [[UInt32]] = []
            let cuts = search.rows(place, in: graph, rule, limits: .none) { found.append($0) }
            #expect(cuts.isNone)
            cycles += found.count
            #expect(found.count == Set(found).count, "\(what)")
            #expect(Set(found) == Set(expected), "\(what)")
        }
        #expect(cycles > 300)
    }

    @Test func `a cut search says so and finds a part`() {
        var search = TemporalCycleSearch()
        var scatter = ScatterGatherSearch()
        var cuts = 0
        forWindows { graph, naive, place, edge, what in
            var (all, scatters) = (SizeHistogram(), SizeHistogram())
            _ = search.count(place, in: graph, limits: .none, into: &all)
            _ = scatter.count(place, in: graph, limits: .none, into: &scatters)
            for steps in [0, 1, 3, 10, 30] {
                let limits = PatternLimits(steps: steps, cycleLength: .max)
                var (part, few) = (SizeHistogram(), SizeHistogram())
                let isWhole = search.count(place, in: graph, limits: limits, into: &part).isNone
                let isAll = scatter.count(place, in: graph, limits: limits, into: &few).isNone
                cuts += isWhole ? 0 : 1
                #expect(isWhole ? part == all : part.total <= all.total, "\(what), \(steps)")
                #expect(isAll ? few == scatters : few.total <= scatters.total, "\(what), \(steps)")
            }
        }
        #expect(cuts > 100)
    }
}

extension NaiveWindow {
    func rows(_ from: UInt32, _ to: UInt32) -> [UInt32] {
        edges.filter { $0.from == from && $0.to == to }.map(\.row)
    }
}
