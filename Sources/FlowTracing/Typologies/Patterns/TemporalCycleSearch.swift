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

    private var reaches = Column<Reach>()
    private var epoch: UInt32 = 0
    private var stations = Column<Station>()
    private var found = Column<Found>()
    private var unordered = Column<Hop>()
    private var places = Column<Place>()
    private var hops = Column<Hop>()
    private var frames = Column<Frame>()
    private var queue = RowHeap()

    public init() {}

    public var byteCount: Int {
        reaches.byteCount + stations.byteCount + found.byteCount + unordered.byteCount
            + places.byteCount + hops.byteCount + frames.byteCount
    }

    /// Adds the lengths of all cycles that `transfer`, the newest, closes.
    ///
    /// - Returns: false where the limit of steps cut the search; what was added is a part then.
    public mutating func count(
        _ transfer: WindowTransfer, in graph: borrowing WindowGraph, limits: PatternLimits = PatternLimits(),
        into lengths: inout SizeHistogram
    ) -> Bool {
        forEach(transfer, in: graph, limits: limits) { length, _, _ in lengths.add(length) }
    }

    /// Calls `body` with the rows of every cycle, the first transfer first and `transfer` last.
    ///
    /// - Returns: false where the limit of steps cut the search.
    public mutating func rows(
        _ transfer: WindowTransfer, in graph: borrowing WindowGraph, limits: PatternLimits = PatternLimits(),
        _ body: ([UInt32]) -> Void
    ) -> Bool {
        var rows: [UInt32] = []
        return forEach(transfer, in: graph, limits: limits) { length, first, path in
            rows.removeAll(keepingCapacity: true)
            rows.append(graph.edge(first).row)
            for i in stride(from: length - 2, to: 0, by: -1) { rows.append(graph.edge(path[i].leaving).row) }
            rows.append(transfer.row)
            body(rows)
        }
    }

    /// Calls `body` with a cycle's length, its first transfer and the path back from the payer.
    @inline(__always)
    private mutating func forEach(
        _ transfer: WindowTransfer, in graph: borrowing WindowGraph, limits: PatternLimits,
        _ body: (_ length: Int, _ first: UInt32, _ path: UnsafePointer<Frame>) -> Void
    ) -> Bool {
        if graph.adjacency.list(transfer.recipient, .out).pointee.live == 0
            || graph.adjacency.list(transfer.payer, .in).pointee.live == 0
        {
            return true
        }
        var budget = StepBudget(limits.steps)
        guard leadBack(transfer, graph, &budget), leadOn(transfer, graph, &budget), gatherHops(graph, &budget) else {
            return !budget.isSpent
        }
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
            guard budget.take() else { return false }
            if top.pointee.departure > hop.pointee.until { continue }
            if hop.pointee.from == 0 {
                body(frames.count + 1, hop.pointee.number, UnsafePointer(frames.base))
                continue
            }
            // With this station the cycle has two transfers more than there are frames, at least.
            if stations.base[Int(hop.pointee.from)].isOnPath || frames.count > limits.cycleLength &- 2 { continue }
            open(hop.pointee.from, leaving: hop.pointee.number, departure: hop.pointee.time)
        }
        return !budget.isSpent
    }

    @inline(__always)
    private mutating func open(_ station: UInt32, leaving: UInt32, departure: Int64) {
        let record = stations.base + Int(station)
        record.pointee.isOnPath = true
        frames.append(
            Frame(
                departure: departure, station: station, leaving: leaving, hop: record.pointee.firstHop,
                endHop: record.pointee.endHop))
    }

    /// The latest departures, from the payer back. - Returns: true where the recipient has one.
    private mutating func leadBack(
        _ transfer: WindowTransfer, _ graph: borrowing WindowGraph, _ budget: inout StepBudget
    ) -> Bool {
        if reaches.count < graph.vertexRoom { reaches.resize(to: graph.vertexRoom, filling: Reach()) }
        if epoch == .max {
            for i in 0..<reaches.count { reaches.base[i].epoch = 0 }
            epoch = 0
        }
        epoch += 1
        let epoch = epoch
        queue.removeAll()
        reaches.base[Int(transfer.payer)] = Reach(
            departure: transfer.time, leaving: transfer.number, epoch: epoch, local: .max)
        queue.push(row: ~transfer.number, Int(transfer.payer))
        while let (key, vertex) = queue.pop() {
            let reach = reaches.base[vertex]
            // The recipient is where cycles begin: nothing before it is asked for.
            if reach.leaving != ~key || vertex == Int(transfer.recipient) { continue }
            let list = graph.adjacency.list(UInt32(vertex), .in)
            let payers = graph.adjacency.neighbours(list)
            for i in 0..<Int(list.pointee.live) {
                guard budget.take() else { return false }
                let from = payers[i].vertex
                if from == transfer.payer { continue }
                guard let number = graph.latest(payers[i].pair, before: reach.departure, &budget) else { continue }
                let known = reaches.base + Int(from)
                if known.pointee.epoch == epoch && known.pointee.leaving >= number { continue }
                known.pointee = Reach(
                    departure: graph.edge(number).time, leaving: number, epoch: epoch, local: .max)
                queue.push(row: ~number, Int(from))
            }
        }
        return reaches.base[Int(transfer.recipient)].epoch == epoch && !budget.isSpent
    }

    /// The earliest arrivals, from the recipient on, among the addresses that have a departure; and the hops between them.
    ///
    /// - Returns: true where the payer has one.
    private mutating func leadOn(
        _ transfer: WindowTransfer, _ graph: borrowing WindowGraph, _ budget: inout StepBudget
    ) -> Bool {
        stations.truncate(to: 0)
        found.truncate(to: 0)
        queue.removeAll()
        stations.append(Station(arrival: .min, coming: 0, vertex: transfer.recipient))
        reaches.base[Int(transfer.recipient)].local = 0
        queue.push(row: 0, Int(transfer.recipient))
        while let (key, vertex) = queue.pop() {
            let local = reaches.base[vertex].local
            let station = stations.base[Int(local)]
            if station.coming != key || vertex == Int(transfer.payer) { continue }
            let list = graph.adjacency.list(UInt32(vertex), .out)
            let recipients = graph.adjacency.neighbours(list)
            for i in 0..<Int(list.pointee.live) {
                guard budget.take() else { return false }
                let to = recipients[i].vertex
                let reach = reaches.base + Int(to)
                if reach.pointee.epoch != epoch || to == transfer.recipient { continue }
                let pair = recipients[i].pair
                guard let number = graph.earliest(pair, after: station.arrival, &budget) else { continue }
                let time = graph.edge(number).time
                if time >= reach.pointee.departure { continue }
                if reach.pointee.local == .max {
                    reach.pointee.local = UInt32(stations.count)
                    stations.append(Station(arrival: time, coming: number, vertex: to))
                    queue.push(row: number, Int(to))
                } else if number < stations.base[Int(reach.pointee.local)].coming {
                    stations.base[Int(reach.pointee.local)].arrival = time
                    stations.base[Int(reach.pointee.local)].coming = number
                    queue.push(row: number, Int(to))
                }
                found.append(Found(from: local, to: reach.pointee.local, pair: pair))
            }
        }
        return reaches.base[Int(transfer.payer)].local != .max && !budget.isSpent
    }

    /// Puts the hops of every station side by side, in the order of time, without those that are never in time.
    private mutating func gatherHops(_ graph: borrowing WindowGraph, _ budget: inout StepBudget) -> Bool {
        unordered.truncate(to: 0)
        places.truncate(to: 0)
        for i in 0..<found.count {
            let one = found.base[i]
            let departure = reaches.base[Int(stations.base[Int(one.to)].vertex)].departure
            let arrival = stations.base[Int(one.from)].arrival
            guard var number = graph.latest(one.pair, before: departure, &budget) else { continue }
            var until = Int64.max
            while true {
                let edge = graph.edge(number)
                if edge.time <= arrival { break }
                if edge.time < until {
                    places.append(Place(key: UInt64(one.to) << 32 | UInt64(number), hop: UInt32(unordered.count)))
                    unordered.append(Hop(time: edge.time, until: until, from: one.from, number: number))
                    until = edge.time
                }
                if edge.older == .max || edge.older < graph.oldest { break }
                number = edge.older
                guard budget.take() else { return false }
            }
        }
        var ordered = UnsafeMutableBufferPointer(start: places.base, count: places.count)
        ordered.sort { $0.key < $1.key }
        hops.truncate(to: 0)
        for i in 0..<places.count {
            let station = stations.base + Int(places.base[i].key >> 32)
            if station.pointee.endHop == 0 { station.pointee.firstHop = UInt32(i) }
            station.pointee.endHop = UInt32(i + 1)
            hops.append(unordered.base[Int(places.base[i].hop)])
        }
        return !budget.isSpent
    }
}

extension WindowGraph {
    /// The newest transfer of a pair before `time`.
    @inline(__always)
    func latest(_ pair: UInt32, before time: Int64, _ budget: inout StepBudget) -> UInt32? {
        let record = pairs.base + Int(pair)
        var number = record.pointee.newest
        if record.pointee.newestTime < time { return number }
        for _ in 1..<max(1, record.pointee.count) {
            guard budget.take() else { return nil }
            let older = edge(number).older
            if edge(older).time < time { return older }
            number = older
        }
        return nil
    }

    /// The oldest transfer of a pair after `time`.
    @inline(__always)
    func earliest(_ pair: UInt32, after time: Int64, _ budget: inout StepBudget) -> UInt32? {
        let record = pairs.base + Int(pair)
        if record.pointee.newestTime <= time { return nil }
        var number = record.pointee.newest
        for _ in 1..<max(1, record.pointee.count) {
            guard budget.take() else { return nil }
            let older = edge(number).older
            if edge(older).time <= time { break }
            number = older
        }
        return number
    }
}
