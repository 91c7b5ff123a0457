import SeededRandom
import Testing

@testable import FlowTracing

/// Union by size with a log, beside sets that are merged by hand.
@Suite struct ClusteringTests {
    /// Everything again, as sets.
    private struct NaiveClusters {
        var of: [Int]
        var entities: [Int: UInt32]
        var refused: [Int] = []
        var alarms: [Int] = []

        mutating func apply(_ links: [(Int, Int, isWeak: Bool)], _ guards: ClusterGuards) {
            for (number, link) in links.enumerated() where of[link.0] != of[link.1] {
                let (x, y) = (of[link.0], of[link.1])
                let sizes = [x, y].map { name in of.count { $0 == name } }
                let small = sizes.min()!
                let known = Set(
                    [x, y].compactMap { name in of.indices.first { of[$0] == name && entities[$0] != nil } })
                if (link.isWeak && small >= Int(guards.largeSize)) || Set(known.map { entities[$0]! }).count > 1 {
                    refused.append(number)
                    continue
                }
                if small >= Int(guards.alarmSize) { alarms.append(number) }
                of = of.map { $0 == y ? x : $0 }
            }
        }
    }

    private static let weak = UInt8(ClusterHeuristics.all.firstIndex { $0.strength == .weak }!)
    private static let strong = UInt8(ClusterHeuristics.all.firstIndex { $0.strength == .strong }!)

    @Test func `clusters, refusals and alarms are those of sets; undone and done again they are the same`() {
        for seed in SeededRandom.base..<SeededRandom.base + 60 {
            var random = SeededRandom(seed: seed)
            var guards = ClusterGuards()
            (guards.largeSize, guards.alarmSize) = (UInt32(random.number(2...5)), UInt32(random.number(2...6)))
            let count = random.number(2...60)
            let list = (0..<random.number(1...300)).map { _ in
                (random.below(count), random.below(count), isWeak: random.chance(40))
            }
            var links = ClusterLinks()
            for (place, link) in list.enumerated() {
                links.append(
                    UInt32(link.0), UInt32(link.1), heuristic: link.isWeak ? Self.weak : Self.strong,
                    place: UInt32(place))
            }
            var entities: [Int: UInt32] = [:]
            for node in 0..<count where random.chance(10) { entities[node] = UInt32(random.number(0...1)) }
            var naive = NaiveClusters(of: Array(0..<count), entities: entities)
            naive.apply(list, guards)

            var clustering = Clustering(guards: guards)
            clustering.grow(to: count)
            for (node, entity) in entities { clustering.name(UInt32(node), entity: entity) }
            for _ in 0..<6 {
                clustering.apply(links, upTo: random.number(clustering.applied...list.count))
                clustering.undo(to: random.number(0...clustering.applied))
            }
            clustering.apply(links)
            let names = Partition(clustering).names
            for a in 0..<count {
                for b in 0..<count { #expect((names[a] == names[b]) == (naive.of[a] == naive.of[b]), "seed \(seed)") }
                #expect(clustering.size(of: UInt32(a)) == naive.of.count { $0 == naive.of[a] })
            }
            #expect(clustering.refusalList.map(\.link) == naive.refused, "seed \(seed)")
            #expect(clustering.alarmList.map(\.link) == naive.alarms, "seed \(seed)")
            for link in list.indices { #expect(clustering.isRefused(link) == naive.refused.contains(link)) }
            clustering.undo(to: 0)
            #expect(clustering.unions == 0 && Partition(clustering).names == (0..<UInt32(count)).map { $0 })
        }
    }

    @Test func `a path is as long as the logarithm of the members`() {
        var links = ClusterLinks()
        let count = 1 << 12
        // Equals join equals, which is what makes paths long.
        var step = 1
        while step < count {
            for at in stride(from: 0, to: count, by: 2 * step) {
                links.append(UInt32(at), UInt32(at + step), heuristic: Self.strong, place: 0)
            }
            step *= 2
        }
        var clustering = Clustering()
        clustering.grow(to: count)
        clustering.apply(links)
        #expect(clustering.size(of: 0) == count && clustering.unions == count - 1)
        #expect((0..<UInt32(count)).allSatisfy { clustering.root($0) == 0 })
    }

    @Test func `every heuristic is described and numbered by a bit`() {
        let all = ClusterHeuristics.all
        #expect(all.count <= 64 && Set(all.map(\.name)).count == all.count)
        #expect(all.allSatisfy { !$0.summary.isEmpty && !$0.source.isEmpty && (1...100).contains($0.confidence) })
        #expect(all.allSatisfy { $0 is any SpendingClusterHeuristic || $0 is any TransferClusterHeuristic })
        #expect(ClusterHeuristics.named("multi-input")?.version == 1)
        let without = ClusterHeuristics.Selection.standard.without(["multi-input"])
        #expect(!without.contains("multi-input") && without.contains("gas-funder") && !without.contains("change-type"))
        #expect(
            without.with(["change-type", "multi-input"]) == ClusterHeuristics.Selection.standard.with(["change-type"]))
    }
}
