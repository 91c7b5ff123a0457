import SeededRandom
import Testing

@testable import FlowTracing

/// What must hold of clusters, whatever the ledger and however it grows.
@Suite struct ClusterLawTests {
    private static let guards: ClusterGuards = {
        var guards = ClusterGuards()
        (guards.largeSize, guards.alarmSize) = (3, 4)
        return guards
    }()

    private func compare(_ grown: LedgerClusters, _ fresh: LedgerClusters, _ what: String) -> Bool {
        let isSame =
            grown.line == fresh.line && grown.linkLines == fresh.linkLines && grown.unionCount == fresh.unionCount
            && "\(grown.totals())" == "\(fresh.totals())"
        if !isSame {
            Issue.record(
                """
                \(what)
                grown: \(grown.line)
                fresh: \(fresh.line)
                \(grown.totals())
                \(fresh.totals())
                \(zip(grown.linkLines, fresh.linkLines).first { $0 != $1 } ?? ("", ""))
                """)
        }
        return isSame
    }

    @Test func `transfers in any batches, also taken back and late, give what one batch gives`() throws {
        var spoke: Set<String> = []
        for seed in SeededRandom.base..<SeededRandom.base + 30 {
            let whole = try ClusterTable.ledger(RandomClusterWorld.rows(seed: seed))
            var random = SeededRandom(seed: seed &+ 1)
            var growing = try GrowingLedger(whole)
            let clusters = LedgerClusters(
                growing.ledger, attribution: ClusterTable.labels, selection: .all, guards: Self.guards)
            var next = 0
            while next < whole.count {
                let end = min(whole.count, next + random.number(0...40))
                // Some come late, some are taken back.
                let late = (next..<end).filter { _ in random.chance(5) }
                let removed = growing.present.sorted().suffix(20).filter { _ in random.chance(4) }
                let added = Array((next..<end).filter { !late.contains($0) })
                next = end
                for change in [(added, []), ([], Array(removed)), (Array(late), [])] as [([Int], [Int])] {
                    let known = try growing.change(add: change.0, remove: change.1)
                    let first = try #require(known).firstRow
                    clusters.update(growing.ledger, unchangedRows: first)
                }
                let fresh = LedgerClusters(
                    growing.ledger, attribution: ClusterTable.labels, selection: .all, guards: Self.guards)
                guard compare(clusters, fresh, "seed \(seed), \(growing.ledger.count) rows") else { return }
            }
            for one in clusters.totals().links { spoke.insert(one.heuristic) }
        }
        #expect(spoke == ["deposit-owner", "deposit-senders", "common-sweep", "gas-funder"])
    }

    @Test func `transactions in any batches, also taken back, give what one batch gives`() throws {
        var spoke: Set<String> = []
        func ledger(_ list: [NaiveTransaction]) throws -> Ledger {
            try EngineOutputs.ledger(OutputWorld(transactions: list, cases: [], question: OutputQuestion()))
        }
        for seed in SeededRandom.base..<SeededRandom.base + 30 {
            var random = SeededRandom(seed: seed &+ 2)
            var list = RandomSpending.transactions(seed: seed, count: 8)
            let clusters = LedgerClusters(try ledger(list), selection: .all, guards: Self.guards)
            for round in 0..<8 {
                let kept = random.chance(30) ? list.count - random.number(0...min(6, list.count)) : list.count
                list = RandomSpending.transactions(
                    seed: seed &+ UInt64(round) &* 977, count: kept + random.number(1...25),
                    after: Array(list.prefix(kept)))
                let whole = try ledger(list)
                guard hasSameScripts(clusters.ledger, whole, in: kept) else { continue }
                clusters.update(whole, unchangedTransactions: [kept])
                let fresh = LedgerClusters(whole, selection: .all, guards: Self.guards)
                guard compare(clusters, fresh, "seed \(seed), \(list.count) transactions") else { return }
            }
            for one in clusters.totals().links { spoke.insert(one.heuristic) }
        }
        let names = ClusterHeuristics.all.filter { $0 is any SpendingClusterHeuristic }.map(\.name)
        #expect(spoke == Set(names))
    }

    /// Addresses that a branch brought keep no numbers when a ledger is made anew from files; a live one keeps them.
    private func hasSameScripts(_ before: Ledger, _ after: Ledger, in transactions: Int) -> Bool {
        (0..<UInt32(min(before.scriptCount, after.scriptCount))).allSatisfy {
            before.scripts[$0] == after.scripts[$0]
        } && before.scriptCount <= after.scriptCount
    }

    @Test func `without a heuristic is as if it had never run`() throws {
        for seed in SeededRandom.base..<SeededRandom.base + 30 {
            let ledger = try ClusterTable.ledger(RandomClusterWorld.rows(seed: seed))
            let spending = try EngineOutputs.ledger(
                OutputWorld(
                    transactions: RandomSpending.transactions(seed: seed, count: 80), cases: [],
                    question: OutputQuestion()))
            for whole in [ledger, spending] {
                let all = LedgerClusters(
                    whole, attribution: ClusterTable.labels, selection: .all, guards: Self.guards)
                for one in ClusterHeuristics.all {
                    let never = LedgerClusters(
                        whole, attribution: ClusterTable.labels, selection: .all.without([one.name]),
                        guards: Self.guards)
                    let rest = ClusterHeuristics.Selection.all.without([one.name])
                    let removed = all.spaces.map { $0.clusters(by: rest) }
                    #expect(removed == never.spaces.map { Partition(of: $0) }, "seed \(seed) without \(one.name)")
                    #expect(!never.linkLines.contains { $0.hasPrefix(one.name + " ") })
                }
            }
        }
    }

    @Test func `evidence is a shortest path of links that hold, each between its ends`() throws {
        for seed in SeededRandom.base..<SeededRandom.base + 20 {
            let ledger = try ClusterTable.ledger(RandomClusterWorld.rows(seed: seed))
            let clusters = LedgerClusters(
                ledger, attribution: ClusterTable.labels, selection: .all, guards: Self.guards)
            let space = clusters.transfers
            let links = (0..<space.linkCount).filter(space.holds).map { space.link($0) }
            for a in 0..<UInt32(ledger.addressCount) {
                let distances = Self.distances(from: a, links)
                for b in 0..<UInt32(ledger.addressCount) {
                    switch clusters.why(a, b) {
                    case .path(let path):
                        #expect(path.count == distances[b], "seed \(seed): \(a) \(b)")
                        #expect(a == b || (path.first?.from == a && path.last?.to == b))
                        for (step, next) in zip(path, path.dropFirst()) { #expect(step.to == next.from) }
                        for step in path {
                            #expect(links.contains { isLink(step, $0) }, "seed \(seed): \(step)")
                        }
                    case .separate: #expect(distances[b] == nil && space.root(a) != space.root(b))
                    default: Issue.record("seed \(seed): both are account addresses of this ledger")
                    }
                }
            }
        }
    }

    private func isLink(_ step: EvidenceLink, _ link: SpaceLink) -> Bool {
        guard Int(link.place) == step.row, ClusterHeuristics.all[Int(link.heuristic)].name == step.heuristic else {
            return false
        }
        return link.a == step.from && link.b == step.to || link.b == step.from && link.a == step.to
    }

    /// Round by round, by looking at every link again and again.
    private static func distances(from start: UInt32, _ links: [SpaceLink]) -> [UInt32: Int] {
        var known = [start: 0]
        var round = 0
        while true {
            let edge = links.flatMap { link -> [UInt32] in
                if known[link.a] == round, known[link.b] == nil { return [link.b] }
                if known[link.b] == round, known[link.a] == nil { return [link.a] }
                return []
            }
            if edge.isEmpty { return known }
            round += 1
            for one in edge { known[one] = round }
        }
    }
}
