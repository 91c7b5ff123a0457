/// A scatter-gather pattern with its transfers, for whoever asks what a count stands for.
public struct ScatterGatherPattern: Sendable, Equatable {
    /// An address between source and sink.
    public struct Middle: Sendable, Equatable {
        public let address: AddressID
        /// Rows by which the source pays it, oldest first.
        public let scattered: [UInt32]
        /// Rows by which it pays the sink, oldest first.
        public let gathered: [UInt32]
    }

    public let source: AddressID
    public let sink: AddressID
    /// In the order of their first rows.
    public let middles: [Middle]
}

extension ScatterGatherSearch {
    /// Calls `body` with every pattern of `least` middles or more that `transfer`, the newest, is part of.
    ///
    /// - Returns: what limits left out.
    /// - Complexity: that of `count`, and O(transfers) for each pattern found.
    public mutating func patterns(
        _ transfer: NewestTransfer, in graph: borrowing WindowGraph, middles least: Int = 2,
        limits: PatternLimits = PatternLimits(), _ body: (ScatterGatherPattern) -> Void
    ) -> PatternCuts {
        var ends: [(source: UInt32, sink: UInt32)] = []
        let cuts = forEach(transfer, in: graph, middles: least, limits: limits) { source, sink, _ in
            ends.append((source, sink))
        }
        for (source, sink) in ends { body(graph.scatterGather(source, sink)) }
        return cuts
    }
}

extension WindowGraph {
    /// All middles of a source and a sink.
    func scatterGather(_ source: UInt32, _ sink: UInt32) -> ScatterGatherPattern {
        var middles: [ScatterGatherPattern.Middle] = []
        let paid = adjacency.list(source, .out)
        let paying = adjacency.list(sink, .in)
        let isFromSource = paid.pointee.live <= paying.pointee.live
        let list = isFromSource ? paid : paying
        for i in 0..<Int(list.pointee.live) {
            let middle = adjacency.neighbours(list)[i].vertex
            guard let scatter = pair(source, middle), let gather = pair(middle, sink) else { continue }
            middles.append(
                .init(address: addresses[middle], scattered: rows(ofPair: scatter), gathered: rows(ofPair: gather)))
        }
        middles.sort { ($0.scattered[0], $0.gathered[0]) < ($1.scattered[0], $1.gathered[0]) }
        return ScatterGatherPattern(source: addresses[source], sink: addresses[sink], middles: middles)
    }

    /// The rows of a pair in the window, oldest first.
    func rows(ofPair pair: UInt32) -> [UInt32] {
        var rows: [UInt32] = []
        var number = pairs[pair].newest
        for _ in 0..<pairs[pair].count {
            rows.append(edge(number).row)
            number = edge(number).older
        }
        return rows.reversed()
    }
}
