import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct WindowGraphTests {
    @Test func `what is in the window, through growth and emptiness`() {
        for seed in SeededRandom.base..<SeededRandom.base + 5 {
            var random = SeededRandom(seed: seed)
            var graph = WindowGraph(seconds: 30)
            var naive = NaiveWindow(seconds: 30)
            var time: Int64 = 0
            for row in 0..<1500 {
                // Bursts of hundreds in a second, and pauses longer than the window.
                time += random.chance(3) ? Int64(random.below(70)) : random.chance(20) ? 1 : 0
                let edge = NaiveWindow.Edge(
                    row: UInt32(row), time: time, from: UInt32(random.below(40)),
                    to: UInt32(random.chance(30) ? 0 : random.below(60)))
                naive.insert(edge)
                _ = graph.insert(row: edge.row, time: edge.time, from: edge.from, to: edge.to)
                guard row % 11 == 0 else { continue }
                #expect(graph.count == naive.edges.count)
                let addresses = Set(naive.edges.flatMap { [$0.from, $0.to] })
                #expect(graph.addressCount == addresses.count)
                #expect(graph.pairCount == Set(naive.edges.map { [$0.from, $0.to] }).count)
                for address in 0..<UInt32(60) {
                    let fan = graph.fan(address)
                    #expect(fan == (naive.recipients(address).count, naive.payers(address).count))
                    for side in [FlowSide.out, .in] {
                        for (other, rows) in graph.rows(address, side) {
                            #expect(rows == (side == .out ? naive.rows(address, other) : naive.rows(other, address)))
                        }
                        checkLive(graph, address, side, "seed \(seed), row \(row)")
                    }
                }
            }
        }
    }

    /// The neighbours that go on stand first, and all of them do.
    private func checkLive(_ graph: borrowing WindowGraph, _ address: UInt32, _ side: FlowSide, _ what: String) {
        guard let vertex = graph.find(address) else { return }
        let list = graph.adjacency.list(vertex, side)
        for i in 0..<Int(list.pointee.count) {
            let neighbour = graph.adjacency.neighbours(list)[i].vertex
            let goesOn = graph.adjacency.list(neighbour, side).pointee.count > 0
            #expect(goesOn == (i < Int(list.pointee.live)), "\(what)")
        }
    }

    @Test func `a time before the newest counts as the newest`() {
        var graph = WindowGraph(seconds: 10)
        _ = graph.insert(row: 0, time: 100, from: 1, to: 2)
        let late = graph.insert(row: 1, time: 50, from: 2, to: 3)
        #expect(late?.time == 100 && graph.clock == 100 && graph.count == 2)
        graph.expire(at: 110)
        #expect(graph.count == 2)
        graph.expire(at: 111)
        #expect(graph.count == 0 && graph.addressCount == 0 && graph.pairCount == 0)
    }

    @Test func `times at the ends of their range`() {
        var graph = WindowGraph(seconds: .max)
        _ = graph.insert(row: 0, time: .min, from: 1, to: 2)
        _ = graph.insert(row: 1, time: -5, from: 1, to: 2)
        #expect(graph.count == 2)
        let last = graph.insert(row: 2, time: .max, from: 2, to: 1)
        #expect(graph.count == 1 && last != nil)
    }

    @Test func `memory follows the window, however many addresses pass through`() {
        var graph = WindowGraph(seconds: 100)
        var atFirst = 0
        for row in 0..<60_000 as Range<UInt32> {
            // A hub that moves on, and everybody new.
            _ = graph.insert(row: row, time: Int64(row), from: row % 3 == 0 ? 1_000_000 + row / 500 : row, to: row + 7)
            if row == 5_000 { atFirst = graph.byteCount }
        }
        #expect(graph.byteCount <= atFirst)
    }

    @Test func `what hubs cost is limited`() {
        // Everybody pays everybody's hub: without a limit each transfer would look at 20,000 others.
        var graph = WindowGraph(seconds: 1_000_000)
        var cycles = TemporalCycleSearch()
        var scatter = ScatterGatherSearch()
        var (lengths, sizes) = (SizeHistogram(), SizeHistogram())
        var cuts = 0
        for row in 0..<20_000 as Range<UInt32> {
            let hub: UInt32 = row % 5 == 0 ? 1 : 0
            let (from, to) = row % 2 == 0 ? (hub, 10 + row / 3) : (10 + row / 2, hub)
            guard let place = graph.insert(row: row, time: Int64(row), from: from, to: to) else { continue }
            let limits = PatternLimits(steps: 50, cycleLength: 6)
            cuts += cycles.count(place, in: graph, limits: limits, into: &lengths).searches
            cuts += scatter.count(place, in: graph, limits: limits, into: &sizes).searches
        }
        #expect(cuts > 1000)
    }

    @Test func `numbers that collide come and go`() {
        var random = SeededRandom(seed: SeededRandom.base)
        var table = WindowTable()
        var present: [UInt32: UInt32] = [:]
        // Few prefixes, many of them at the very end, so that runs are long and go round.
        func prefix(_ number: UInt32) -> UInt32 {
            number % 3 == 0 ? .max - number % 2 : number &* 2_654_435_761 & 0xFF00_0000
        }
        for step in 0..<10_000 {
            let number = UInt32(random.below(400))
            if present[number] == nil {
                table.insert(prefix(number), number)
                present[number] = prefix(number)
            } else if random.chance(60) {
                table.remove(prefix(number), number)
                present[number] = nil
            }
            guard step % 50 == 0 else { continue }
            #expect(table.count == present.count)
            for number in 0..<UInt32(400) {
                #expect((table.find(prefix(number)) { $0 == number } != nil) == (present[number] != nil))
            }
        }
    }
}
