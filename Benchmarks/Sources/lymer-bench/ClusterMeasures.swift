import FlowTracing
import Foundation
import GeneratedLedger

/// `lymer-bench clusters [CSV] [--edges N] [--nodes N] [--reps N] [--seed N] [--peer NAME]`: union with evidence.
///
/// Every edge is a link with heuristic and place; `clusters_join` is what connected components ask of the peers (the
/// links stand in memory, as the peers' graphs do), `clusters_link_join` also records the links, `clusters_undo` takes
/// every union back. With a CSV its transfers are the edges, and the heuristics run over it too; else edges are random.
struct ClusterMeasures {
    private var csv: String?
    private var edges = 10_000_000
    private var nodes = 10_000_000
    private var reps = 3
    private var seed: UInt64 = 1
    private var peer = "lymer"

    private static let usage =
        "clusters [CSV] [--edges N] [--nodes N] [--reps N] [--seed N] [--peer NAME]"

    init(_ arguments: [String]) throws {
        let file = try Options.read(arguments, usage: Self.usage) { name, text, number in
            switch (name, number) {
            case ("--edges", let count?) where count > 0: edges = count
            case ("--nodes", let count?) where count > 0 && count < 1 << 31: nodes = count
            case ("--reps", let count?) where count > 0: reps = count
            case ("--seed", let number?): seed = UInt64(truncatingIfNeeded: number)
            case ("--peer", _): peer = text
            default: return false
            }
            return true
        }
        csv = file
    }

    func run() throws {
        Conditions.emit()
        guard let csv else { return try join(randomPairs(), nodes: nodes, name: "random") }
        let ledger = try GeneratedLedger(csv).decode(threads: 2).seal()
        let pairs = (0..<ledger.count).map { (ledger.sender($0), ledger.recipient($0)) }
        try join(pairs, nodes: ledger.addressCount, name: "transfers")
        try heuristics(ledger)
    }

    private func randomPairs() -> [(UInt32, UInt32)] {
        var state = seed
        func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
        return (0..<edges).map { _ in (UInt32(next() % UInt64(nodes)), UInt32(next() % UInt64(nodes))) }
    }

    private func join(_ pairs: [(UInt32, UInt32)], nodes: Int, name: String) throws {
        guard let multiInput = ClusterHeuristics.all.firstIndex(where: { $0.strength == .strong }) else { return }
        let output = Output(peer: peer, transfers: pairs.count)
        let count = Double(pairs.count)
        for _ in 0..<reps {
            var watch = Stopwatch()
            var links = ClusterLinks()
            pairs.withUnsafeBufferPointer { links = ClusterLinks(pairs: $0, heuristic: multiInput) }
            let recording = watch.lap()
            var clustering = Clustering()
            clustering.grow(to: nodes)
            let before = processorSeconds()
            _ = watch.lap()
            clustering.apply(links)
            let joining = watch.lap()
            let processor = processorSeconds() - before
            let check = "\(nodes - clustering.unions) components"
            let unions = clustering.unions
            output.emit("clusters_join_\(name)", count / joining, "edges/s", check: check)
            output.emit("clusters_join_\(name)_cpu", processor / count * 1e9, "ns cpu/edge", check: check)
            output.emit("clusters_link_join_\(name)", count / (recording + joining), "edges/s", check: check)
            output.emit(
                "clusters_bytes_\(name)", Double(links.byteCount + clustering.byteCount) / Double(max(1, unions)),
                "B/union", check: "\(links.byteCount) of links, \(clustering.byteCount) of unions")
            _ = watch.lap()
            clustering.undoAll()
            output.emit(
                "clusters_undo_\(name)", Double(unions) / watch.lap(), "unions/s", check: "\(clustering.unions) left")
        }
    }

    /// Every standard heuristic over the ledger.
    private func heuristics(_ ledger: Ledger) throws {
        let output = Output(peer: peer, transfers: ledger.count)
        for _ in 0..<reps {
            let (time, clusters) = timed { LedgerClusters(ledger) }
            output.emit(
                "clusters_heuristics", Double(ledger.count) / time, "transfers/s",
                check: "\(clusters.linkCount) links, \(clusters.unionCount) unions")
            output.emit(
                "clusters_state", Double(clusters.byteCount) / Double(ledger.count), "B/transfer",
                check: "\(clusters.byteCount) bytes, \(ledger.addressCount) addresses")
        }
    }
}
