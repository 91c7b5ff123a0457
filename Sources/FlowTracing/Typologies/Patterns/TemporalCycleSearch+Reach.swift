// The small graph in which cycles are looked for: who can be reached from the recipient and still reach the payer.
extension TemporalCycleSearch {
    /// The latest departures, from the payer back. - Returns: true where the recipient has one.
    mutating func leadBack(
        _ transfer: NewestTransfer, _ graph: borrowing WindowGraph, _ rule: some CycleRule,
        _ budget: inout StepBudget
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
            if budget.leavesOut(list.pointee.live) { continue }
            let payers = graph.adjacency.neighbours(list)
            for i in 0..<Int(list.pointee.live) {
                guard budget.take() else { return false }
                let from = payers[i].vertex
                if from == transfer.payer { continue }
                guard let number = graph.latest(payers[i].pair, before: reach.departure, rule, &budget) else {
                    continue
                }
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
    mutating func leadOn(
        _ transfer: NewestTransfer, _ graph: borrowing WindowGraph, _ rule: some CycleRule,
        _ budget: inout StepBudget
    ) -> Bool {
        stations.truncate(to: 0)
        found.truncate(to: 0)
        queue.removeAll()
        stations.append(Station(arrival: .min, coming: 0, vertex: transfer.recipient, distance: 0))
        reaches.base[Int(transfer.recipient)].local = 0
        queue.push(row: 0, Int(transfer.recipient))
        while let (key, vertex) = queue.pop() {
            let local = reaches.base[vertex].local
            let station = stations.base[Int(local)]
            if station.coming != key || vertex == Int(transfer.payer) { continue }
            let list = graph.adjacency.list(UInt32(vertex), .out)
            if budget.leavesOut(list.pointee.live) { continue }
            let recipients = graph.adjacency.neighbours(list)
            stations.base[Int(local)].firstFound = UInt32(found.count)
            for i in 0..<Int(list.pointee.live) {
                guard budget.take() else { return false }
                let to = recipients[i].vertex
                let reach = reaches.base + Int(to)
                if reach.pointee.epoch != epoch || to == transfer.recipient { continue }
                let pair = recipients[i].pair
                guard let number = graph.earliest(pair, after: station.arrival, rule, &budget) else { continue }
                let time = graph.edge(number).time
                if time >= reach.pointee.departure { continue }
                if reach.pointee.local == .max {
                    reach.pointee.local = UInt32(stations.count)
                    stations.append(Station(arrival: time, coming: number, vertex: to, distance: 1))
                    queue.push(row: number, Int(to))
                } else if number < stations.base[Int(reach.pointee.local)].coming {
                    stations.base[Int(reach.pointee.local)].arrival = time
                    stations.base[Int(reach.pointee.local)].coming = number
                    queue.push(row: number, Int(to))
                }
                found.append(Found(from: local, to: reach.pointee.local, pair: pair))
            }
            stations.base[Int(local)].endFound = UInt32(found.count)
        }
        return reaches.base[Int(transfer.payer)].local != .max && !budget.isSpent
    }

    /// Puts the hops of every station side by side, in the order of time, without those that are never in time.
    mutating func gatherHops(
        _ graph: borrowing WindowGraph, _ rule: some CycleRule,
        _ budget: inout StepBudget
    ) -> Bool {
        unordered.truncate(to: 0)
        places.truncate(to: 0)
        for i in 0..<found.count {
            let one = found.base[i]
            let departure = reaches.base[Int(stations.base[Int(one.to)].vertex)].departure
            let arrival = stations.base[Int(one.from)].arrival
            guard var number = graph.latest(one.pair, before: departure, rule, &budget) else { continue }
            var until = Int64.max
            while true {
                let edge = graph.edge(number)
                if edge.time <= arrival { break }
                if edge.time < until || rule.tellsTransfersApart, rule.admits(edge.row) {
                    places.append(Place(key: UInt64(one.to) << 32 | UInt64(number), hop: UInt32(unordered.count)))
                    unordered.append(Hop(time: edge.time, until: until, from: one.from, number: number))
                    if !rule.tellsTransfersApart { until = edge.time }
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

    /// The fewest hops from the recipient to every station, breadth first. Without it a station counts as one hop away.
    mutating func measureDistances() {
        for i in 1..<max(1, stations.count) { stations.base[i].distance = .max }
        places.truncate(to: 0)
        places.append(Place(key: 0, hop: 0))
        var next = 0
        while next < places.count {
            let station = stations.base[Int(places.base[next].hop)]
            next += 1
            for i in station.firstFound..<station.endFound {
                let to = found.base[Int(i)].to
                guard stations.base[Int(to)].distance == .max else { continue }
                stations.base[Int(to)].distance = station.distance + 1
                places.append(Place(key: 0, hop: to))
            }
        }
    }
}
