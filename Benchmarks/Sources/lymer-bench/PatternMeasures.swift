import FlowTracing
import Foundation
import GeneratedLedger

/// `lymer-bench patterns CSV [--window S] [--first ROW] [--rows N] [--reps N] [--peer NAME]`: the patterns of every transfer.
///
/// The graph is first filled with the window before `first` (half of the ledger), as `Peers/patterns.py` fills the peer's;
/// then every transfer is added and asked for its patterns, with no limit on what that costs. The check is a sum over all
/// counts of all rows, weighted by place: equal checks are equal counts for every single transfer.
struct PatternMeasures {
    /// Transfers whose counts `Peers/patterns.py` compares one by one, where it is asked for no fewer.
    private static let comparedRows = 5_000

    private enum Kind: String, CaseIterable {
        case fanDegree = "fan_degree"
        case scatterGather = "scatter_gather"
        case temporalCycles = "temporal_cycles"
    }

    private var csv = ""
    private var window: Int64 = 600
    private var first: Int?
    private var rows = 20_000
    private var reps = 3
    private var peer = "lymer"

    private static let usage =
        "patterns CSV [--window S] [--first ROW] [--rows N] [--reps N] [--peer NAME]"

    init(_ arguments: [String]) throws {
        let file = try Options.read(arguments, usage: Self.usage) { name, text, number in
            switch (name, number) {
            case ("--window", let seconds?) where seconds > 0: window = Int64(seconds)
            case ("--first", let row?) where row >= 0: first = row
            case ("--rows", let count?) where count > 0: rows = count
            case ("--reps", let count?) where count > 0: reps = count
            case ("--peer", _): peer = text
            default: return false
            }
            return true
        }
        guard let file, !file.isEmpty else { throw Options.Misuse(argument: "no ledger", usage: Self.usage) }
        csv = file
    }

    private struct Edge {
        var row: UInt32
        var time: Int64
        var from: AddressID
        var to: AddressID
    }

    func run() throws {
        Conditions.emit()
        let ledger = try GeneratedLedger(csv).decode(threads: 2).seal()
        let start = min(first ?? ledger.count / 2, ledger.count - 1)
        let end = min(ledger.count, start + rows)
        // The graph is what is measured, not the columns of the ledger.
        let opening = ledger.time(start) - window
        var from = start
        while from > 0, ledger.time(from - 1) >= opening { from -= 1 }
        let edges = (from..<end).map { row in
            Edge(
                row: UInt32(row), time: ledger.time(row), from: ledger.sender(row), to: ledger.recipient(row))
        }
        let output = Output(peer: peer, transfers: ledger.count)
        for _ in 0..<reps {
            for kind in Kind.allCases {
                measure(kind, edges, warm: start - from, output)
                let few = edges.prefix(start - from + Self.comparedRows)
                measure(kind, Array(few), warm: start - from, output, ending: "_each")
            }
        }
    }

    private func measure(_ kind: Kind, _ edges: [Edge], warm: Int, _ output: Output, ending: String = "") {
        // The peer's fan and degree leave out what is exactly as old as the window; its other patterns do not.
        var graph = WindowGraph(seconds: kind == .fanDegree ? window - 1 : window)
        var scatter = ScatterGatherSearch()
        var cycles = TemporalCycleSearch()
        var sizes = SizeHistogram(largest: 30)
        var sum = WeightedSum()
        for edge in edges[..<warm] { _ = graph.insert(row: edge.row, time: edge.time, from: edge.from, to: edge.to) }
        var watch = Stopwatch()
        let before = processorSeconds()
        for (place, edge) in edges[warm...].enumerated() {
            guard let transfer = graph.insert(row: edge.row, time: edge.time, from: edge.from, to: edge.to) else {
                continue
            }
            switch kind {
            case .fanDegree:
                let degrees = graph.degrees(transfer)
                for (column, size) in [degrees.fanIn, degrees.fanOut, degrees.degreeIn, degrees.degreeOut].enumerated()
                where size >= 2 {
                    sum.add(1, place, column * 30 + Int(min(size, 30)) - 1)
                }
            case .scatterGather: _ = scatter.count(transfer, in: graph, limits: .none, into: &sizes)
            case .temporalCycles: _ = cycles.count(transfer, in: graph, limits: .none, into: &sizes)
            }
            guard sizes.total > 0 else { continue }
            for size in 2...30 where sizes[size] > 0 { sum.add(sizes[size], place, size - 1) }
            sizes.removeAll()
        }
        let seconds = watch.lap()
        let processor = processorSeconds() - before
        let count = Double(edges.count - warm)
        let name = "patterns_\(kind.rawValue)_w\(window)\(ending)"
        output.emit(name, count / seconds, "edges/s", check: sum.text)
        guard ending.isEmpty else { return }
        output.emit("\(name)_cpu", processor / count * 1e9, "ns cpu/edge", check: sum.text)
        let held = graph.byteCount + scatter.byteCount + cycles.byteCount
        output.emit(
            "\(name)_memory", Double(held) / Double(max(1, graph.count)), "B/transfer of the window",
            check: "\(graph.count) transfers, \(graph.addressCount) addresses, \(graph.pairCount) pairs")
    }
}

/// How many patterns, and Σ count · mix(row, column) mod 2⁶⁴: two programs that agree on it agree on every count.
private struct WeightedSum {
    private var count: UInt64 = 0
    private var digest: UInt64 = 0

    @inline(__always)
    mutating func add(_ patterns: UInt64, _ row: Int, _ column: Int) {
        var z = UInt64(row) << 8 | UInt64(column)
        z = (z &+ 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        count &+= patterns
        digest &+= patterns &* (z ^ z >> 31)
    }

    var text: String { "\(count) patterns, digest \(String(digest, radix: 16))" }
}
