/// Temporal cycles: money that comes back. The search finds the cycles that the newest transfer closes, in which every
/// transfer is strictly later than the one before, all within the window and through different addresses.
///
/// Cycles through the same addresses in the same order are one, however many transfers stand for a hop; it is shown with the
/// latest transfers that fit. Length 2 is a payment returned.
///
/// Backwards from the payer every address gets the latest moment at which money must leave it to arrive in time; forwards
/// from the recipient, among those only, the earliest moment at which it can be there. What has both in the right order is
/// a small graph (some tens of addresses where the window has thousands), and in it every branch that is followed leads back
/// unless it meets itself. So cycles cost what they number, not what the window holds.
///
/// - Complexity: O(r log r + c · l) for r transfers between addresses that the payer's money can have come through, and c
///   cycles of length l; branches that meet themselves can add more. Limited by `PatternLimits`.
///
/// Source: Kumar and Calders, 2SCENT (VLDB 2018); Blanuša, Atasu and Ienne, Fast Parallel Algorithms for Enumeration of
/// Simple, Temporal, and Hop-Constrained Cycles (ACM TOPC 2023).
public struct TemporalCycleSearch: ~Copyable {
    /// What the search knows of a vertex, valid in its epoch.
    struct Reach: BitwiseCopyable {
        /// The latest moment for money to leave it, and the transfer with which it would.
        var departure: Int64 = 0
        var leaving: UInt32 = 0
        var epoch: UInt32 = 0
        /// Its number among the addresses that have an arrival too.
        var local: UInt32 = .max
    }

    /// An address that money can be at between the recipient and the payer.
    struct Station: BitwiseCopyable {
        /// The earliest moment for it to be there, and the transfer with which it would come.
        var arrival: Int64
        var coming: UInt32
        var vertex: UInt32
        /// Hops from the recipient, at least.
        var distance: UInt32
        /// Its pairs among those found, by which money goes on from it.
        var firstFound: UInt32 = 0
        var endFound: UInt32 = 0
        /// Its hops, by which money comes to it.
        var firstHop: UInt32 = 0
        var endHop: UInt32 = 0
        var isOnPath = false
    }

    /// A pair of two stations, as `leadOn` meets it.
    struct Found: BitwiseCopyable {
        var from: UInt32
        var to: UInt32
        var pair: UInt32
    }

    /// A transfer between two stations by which money can come to the second in time, and stand for its pair: those of a
    /// station side by side, in the order of time.
    struct Hop: BitwiseCopyable {
        var time: Int64
        /// A later transfer of the pair stands for it where money leaves the second station later than this.
        var until: Int64
        var from: UInt32
        var number: UInt32
    }

    /// Where a hop stands before all are put in order.
    struct Place: BitwiseCopyable {
        /// {station 32, number of the transfer 32}.
        var key: UInt64
        var hop: UInt32
    }

    /// A step of the path that leads back from the payer.
    struct Frame: BitwiseCopyable {
        var departure: Int64
        var station: UInt32
        /// The transfer by which money leaves the station.
        var leaving: UInt32
        var hop: UInt32
        var endHop: UInt32
    }

    // What one search uses and the next uses again.
    var reaches = Column<Reach>()
    var epoch: UInt32 = 0
    var stations = Column<Station>()
    var found = Column<Found>()
    var unordered = Column<Hop>()
    var places = Column<Place>()
    var hops = Column<Hop>()
    var frames = Column<Frame>()
    var queue = RowHeap()

    public init() {}

    public var byteCount: Int {
        reaches.byteCount + stations.byteCount + found.byteCount + unordered.byteCount
            + places.byteCount + hops.byteCount + frames.byteCount
    }

    /// Adds the lengths of all cycles that `transfer`, the newest, closes.
    ///
    /// - Returns: what limits left out; then what was added is a part.
    public mutating func count(
        _ transfer: NewestTransfer, in graph: borrowing WindowGraph, limits: PatternLimits = PatternLimits(),
        into lengths: inout SizeHistogram
    ) -> PatternCuts {
        forEach(transfer, in: graph, AnyTransfer(), limits: limits) { length, _, _ in lengths.add(length) }
    }

    /// Calls `body` with the rows of every cycle, the first transfer first and `transfer` last; the latest that fit.
    ///
    /// - Returns: what limits left out.
    public mutating func rows(
        _ transfer: NewestTransfer, in graph: borrowing WindowGraph, limits: PatternLimits = PatternLimits(),
        _ body: ([UInt32]) -> Void
    ) -> PatternCuts {
        rows(transfer, in: graph, AnyTransfer(), limits: limits, body)
    }

    /// The same among the transfers that a rule lets stand on a cycle.
    @inline(__always)
    mutating func rows(
        _ transfer: NewestTransfer, in graph: borrowing WindowGraph, _ rule: some CycleRule,
        limits: PatternLimits = PatternLimits(), _ body: ([UInt32]) -> Void
    ) -> PatternCuts {
        var rows: [UInt32] = []
        return forEach(transfer, in: graph, rule, limits: limits) { length, first, path in
            rows.removeAll(keepingCapacity: true)
            rows.append(graph.edge(first).row)
            for i in stride(from: length - 2, to: 0, by: -1) { rows.append(graph.edge(path[i].leaving).row) }
            rows.append(transfer.row)
            body(rows)
        }
    }

    /// Calls `body` with a cycle's length, its first transfer and the path back from the payer.
    @inline(__always)
    mutating func forEach(
        _ transfer: NewestTransfer, in graph: borrowing WindowGraph, _ rule: some CycleRule, limits: PatternLimits,
        _ body: (_ length: Int, _ first: UInt32, _ path: UnsafePointer<Frame>) -> Void
    ) -> PatternCuts {
        if graph.adjacency.list(transfer.recipient, .out).pointee.live == 0
            || graph.adjacency.list(transfer.payer, .in).pointee.live == 0
        {
            return PatternCuts()
        }
        var budget = StepBudget(limits)
        guard leadBack(transfer, graph, rule, &budget), leadOn(transfer, graph, rule, &budget) else {
            return budget.cuts
        }
        if limits.cycleLength < stations.count { measureDistances() }
        guard gatherHops(graph, rule, &budget) else { return budget.cuts }
        frames.truncate(to: 0)
        open(reaches.base[Int(transfer.payer)].local, leaving: transfer.number, departure: transfer.time)
        while frames.count > 0 {
            let top = frames.base + (frames.count - 1)
            let place = top.pointee.hop
            // Hops are in the order of time: behind the first that is too late all are.
            if place == top.pointee.endHop || hops.base[Int(place)].time >= top.pointee.departure {
                stations.base[Int(top.pointee.station)].isOnPath = false
                frames.truncate(to: frames.count - 1)
                continue
            }
            let hop = hops.base + Int(place)
            top.pointee.hop = place + 1
            guard budget.take() else { return budget.cuts }
            if top.pointee.departure > hop.pointee.until { continue }
            if !rule.follows(graph.edge(hop.pointee.number).row, graph.edge(top.pointee.leaving).row) { continue }
            if hop.pointee.from == 0 {
                body(frames.count + 1, hop.pointee.number, UnsafePointer(frames.base))
                continue
            }
            let station = stations.base + Int(hop.pointee.from)
            // There are as many transfers behind as there are frames, one to this station, and these before it.
            if station.pointee.isOnPath || frames.count + 1 + Int(station.pointee.distance) > limits.cycleLength {
                continue
            }
            open(hop.pointee.from, leaving: hop.pointee.number, departure: hop.pointee.time)
        }
        return budget.cuts
    }

    @inline(__always)
    mutating func open(_ station: UInt32, leaving: UInt32, departure: Int64) {
        let record = stations.base + Int(station)
        record.pointee.isOnPath = true
        frames.append(
            Frame(
                departure: departure, station: station, leaving: leaving, hop: record.pointee.firstHop,
                endHop: record.pointee.endHop))
    }
}
