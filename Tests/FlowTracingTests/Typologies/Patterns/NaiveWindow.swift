import SeededRandom

@testable import FlowTracing

/// The transfers of a window in a list, and every pattern of the newest by looking at all of them.
struct NaiveWindow {
    struct Edge: Equatable {
        var row: UInt32
        var time: Int64
        var from: UInt32
        var to: UInt32
    }

    let seconds: Int64
    private(set) var edges: [Edge] = []

    init(seconds: Int64) { self.seconds = seconds }

    mutating func insert(_ edge: Edge) {
        edges.removeAll { $0.time < edge.time - seconds }
        if edge.from != edge.to { edges.append(edge) }
    }

    func recipients(_ address: UInt32) -> Set<UInt32> { Set(edges.filter { $0.from == address }.map(\.to)) }
    func payers(_ address: UInt32) -> Set<UInt32> { Set(edges.filter { $0.to == address }.map(\.from)) }

    func degrees(_ edge: Edge) -> WindowDegrees {
        WindowDegrees(
            fanIn: UInt32(payers(edge.to).count), fanOut: UInt32(recipients(edge.from).count),
            degreeIn: UInt32(edges.count { $0.to == edge.to }), degreeOut: UInt32(edges.count { $0.from == edge.from }))
    }

    struct Ends: Hashable {
        var source: UInt32
        var sink: UInt32
    }

    /// Every source and sink with their middles, the newest transfer being a leg.
    func scatterGathers(_ edge: Edge) -> [Ends: Set<UInt32>] {
        var found: [Ends: Set<UInt32>] = [:]
        let recipients = Dictionary(grouping: edges, by: \.from).mapValues { Set($0.map(\.to)) }
        let payers = Dictionary(grouping: edges, by: \.to).mapValues { Set($0.map(\.from)) }
        for (source, paid) in recipients {
            for (sink, paying) in payers where sink != source {
                let middles = paid.intersection(paying)
                let isLeg =
                    source == edge.from && middles.contains(edge.to) || sink == edge.to && middles.contains(edge.from)
                if middles.count >= 2 && isLeg { found[Ends(source: source, sink: sink)] = middles }
            }
        }
        return found
    }

    /// Every cycle that the newest transfer closes, as its transfers.
    func cycles(_ closing: Edge) -> [[Edge]] {
        var found: [[Edge]] = []
        func extend(_ path: [Edge], at address: UInt32, after time: Int64) {
            for edge in edges where edge.from == address && edge.time > time && edge.time < closing.time {
                if edge.to == closing.from {
                    found.append(path + [edge, closing])
                } else if edge.to != closing.to, !path.contains(where: { $0.from == edge.to || $0.to == edge.to }) {
                    extend(path + [edge], at: edge.to, after: edge.time)
                }
            }
        }
        extend([], at: closing.to, after: .min)
        return found
    }
}

/// Random transfers among few addresses, many at the same time.
enum RandomWindow {
    static func edges(seed: UInt64, count: Int, addresses: Int) -> [NaiveWindow.Edge] {
        var random = SeededRandom(seed: seed)
        var time: Int64 = 1_700_000_000
        return (0..<count).map { row in
            time += random.pick([0, 0, 0, 1, 1, 2, 3])
            return NaiveWindow.Edge(
                row: UInt32(row), time: time, from: UInt32(random.below(addresses)), to: UInt32(random.below(addresses))
            )
        }
    }
}
