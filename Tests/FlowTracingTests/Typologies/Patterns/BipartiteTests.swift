import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct BipartiteTests {
    /// The largest block by trying every set of payers, then every recipient that is paid by enough of them.
    private func largest(
        _ naive: NaiveWindow, _ edge: NaiveWindow.Edge, payers: Int, recipients: Int
    ) -> (payers: Set<UInt32>, recipients: Set<UInt32>)? {
        let both = naive.payers(edge.to).intersection(naive.recipients(edge.from))
        let froms = Array(naive.payers(edge.to).subtracting(both))
        let tos = naive.recipients(edge.from).subtracting(both)
        guard froms.count <= 12 else { return nil }
        let paid = froms.map { naive.recipients($0) }
        var best: (payers: Set<UInt32>, recipients: Set<UInt32>) = ([], [])
        for bits in 1..<1 << froms.count where bits.nonzeroBitCount >= payers {
            let chosen = froms.indices.filter { bits >> $0 & 1 == 1 }
            let ends = tos.filter { end in chosen.count { paid[$0].contains(end) } >= payers }
            guard chosen.allSatisfy({ paid[$0].intersection(ends).count >= recipients }) else { continue }
            // Blocks of the same thresholds joined are one again: the largest contains all.
            best.payers.formUnion(chosen.map { froms[$0] })
            best.recipients.formUnion(ends)
        }
        return best.payers.contains(edge.from) && best.recipients.contains(edge.to) ? best : nil
    }

    @Test func `the block of the newest transfer`() {
        var blocks = 0
        var search = BipartiteSearch()
        for (addresses, seconds) in [(8, 20), (12, 40), (16, 60)] as [(Int, Int64)] {
            for seed in SeededRandom.base..<SeededRandom.base + 8 {
                var graph = WindowGraph(seconds: seconds)
                var naive = NaiveWindow(seconds: seconds)
                for edge in RandomWindow.edges(seed: seed, count: 150, addresses: addresses) {
                    // Payers have even numbers more often than not, so that there are layers.
                    var edge = edge
                    if edge.row % 4 != 0 { (edge.from, edge.to) = (edge.from & ~1, edge.to | 1) }
                    naive.insert(edge)
                    guard let place = graph.insert(row: edge.row, time: edge.time, from: edge.from, to: edge.to) else {
                        continue
                    }
                    for (payers, recipients) in [(2, 2), (3, 2), (3, 3), (2, 4)] {
                        var cuts = PatternCuts()
                        let found = search.block(
                            place, in: graph, payers: payers, recipients: recipients, limits: .none, cuts: &cuts)
                        let wanted = largest(naive, edge, payers: payers, recipients: recipients)
                        let what = "seed \(seed), row \(edge.row), \(payers) × \(recipients)"
                        #expect(found.map { Set($0.payers) } == wanted?.payers, "\(what)")
                        #expect(found.map { Set($0.recipients) } == wanted?.recipients, "\(what)")
                        #expect(cuts.isNone)
                        guard let found, let wanted else { continue }
                        blocks += 1
                        let inside = naive.edges.filter {
                            wanted.payers.contains($0.from) && wanted.recipients.contains($0.to)
                        }
                        #expect(found.rows == inside.map(\.row), "\(what)")
                        #expect(found.pairs == Set(inside.map { [$0.from, $0.to] }).count, "\(what)")
                    }
                }
            }
        }
        #expect(blocks > 1000)
    }

    @Test func `a complete block of 3 × 4 is whole at its last transfer and not before`() {
        var graph = WindowGraph(seconds: 100)
        var search = BipartiteSearch()
        var cuts = PatternCuts()
        var row: UInt32 = 0
        for payer in 0..<3 as Range<UInt32> {
            for recipient in 10..<14 as Range<UInt32> {
                guard let place = graph.insert(row: row, time: Int64(row), from: payer, to: recipient) else { continue }
                let found = search.block(place, in: graph, payers: 3, recipients: 4, cuts: &cuts)
                #expect((found != nil) == (row == 11))
                if let found {
                    #expect(found.payers == [0, 1, 2] && found.recipients == [10, 11, 12, 13] && found.pairs == 12)
                    #expect(found.rows == Array(0..<12))
                }
                row += 1
            }
        }
        #expect(cuts.isNone)
    }

    @Test func `limits are told`() {
        var graph = WindowGraph(seconds: 100_000)
        var search = BipartiteSearch()
        var scatter = ScatterGatherSearch()
        var cycles = TemporalCycleSearch()
        var last: NewestTransfer?
        for row in 0..<900 as Range<UInt32> {
            last = graph.insert(row: row, time: Int64(row), from: row / 30, to: 100 + row % 30)
        }
        for row in 900..<930 as Range<UInt32> {
            last = graph.insert(row: row, time: Int64(row), from: row - 800, to: 500)
        }
        guard let place = last, let back = graph.insert(row: 930, time: 930, from: 500, to: 7) else { return }
        var (byDegree, bySteps) = (PatternCuts(), PatternCuts())
        let few = PatternLimits(steps: .max, degree: 10)
        #expect(search.block(place, in: graph, payers: 3, recipients: 2, limits: few, cuts: &byDegree) == nil)
        var sizes = SizeHistogram()
        byDegree += scatter.count(place, in: graph, limits: few, into: &sizes)
        let hubs = cycles.count(back, in: graph, limits: few, into: &sizes)
        #expect(byDegree.hubs > 0 && byDegree.searches == 0 && hubs.hubs > 0)
        let short = PatternLimits(steps: 5)
        guard let wide = graph.insert(row: 931, time: 931, from: 3, to: 105) else { return }
        #expect(search.block(wide, in: graph, payers: 3, recipients: 3, limits: short, cuts: &bySteps) == nil)
        #expect(bySteps.searches == 1)
        #expect(search.block(wide, in: graph, payers: 3, recipients: 3, cuts: &bySteps)?.payers.count == 30)
        #expect(bySteps.searches == 1)
    }
}
