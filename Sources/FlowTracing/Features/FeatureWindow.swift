/// The payments of the last so many seconds as a graph, and the newest of them.
///
/// A transfer to oneself, a mint and a burn are no payments from one party to another, so they are not in it.
final class FeatureWindow {
    let seconds: Int64
    private(set) var graph: WindowGraph
    /// The transfer that was last taken in, where it is in the graph.
    private(set) var newest: NewestTransfer?

    init(seconds: Int64) {
        self.seconds = seconds
        graph = WindowGraph(seconds: seconds)
    }

    @inline(__always)
    func take(row: Int, time: Int64, from: AddressID, to: AddressID, isPayment: Bool) {
        guard isPayment else {
            graph.expire(at: time)
            newest = nil
            return
        }
        newest = graph.insert(row: UInt32(row), time: time, from: from, to: to)
    }

    /// Transfers of one side and the distinct addresses of them.
    struct Side: BitwiseCopyable {
        var transfers: UInt32 = 0
        var distinct: UInt32 = 0
    }

    struct Degrees: BitwiseCopyable {
        var out = Side()
        var `in` = Side()
    }

    @inline(__always)
    func senderDegrees(_ address: AddressID) -> Degrees { degrees(newest?.payer ?? graph.find(address)) }

    @inline(__always)
    func recipientDegrees(_ address: AddressID) -> Degrees { degrees(newest?.recipient ?? graph.find(address)) }

    @inline(__always)
    private func degrees(_ vertex: UInt32?) -> Degrees {
        guard let vertex else { return Degrees() }
        let (out, `in`) = (graph.adjacency.list(vertex, .out).pointee, graph.adjacency.list(vertex, .in).pointee)
        return Degrees(
            out: Side(transfers: out.transfers, distinct: out.count),
            in: Side(transfers: `in`.transfers, distinct: `in`.count))
    }

    /// Transfers from the newest one's sender to its recipient, those back, and seconds since the one before it.
    @inline(__always)
    func newestPair() -> (there: UInt32, back: UInt32, since: Int64?) {
        guard let newest else { return (0, 0, nil) }
        let edge = graph.edge(newest.number)
        let there = graph.pairs[edge.pair].count
        let back = graph.pair(newest.recipient, newest.payer).map { graph.pairs[$0].count } ?? 0
        return (there, back, there > 1 ? newest.time - graph.edge(edge.older).time : nil)
    }
}
