// What comes and goes with a pair.
extension WindowGraph {
    @inline(__always)
    mutating func addPair(_ payer: UInt32, _ recipient: UInt32, _ prefix: UInt32, newest: UInt32) -> UInt32 {
        let pair: UInt32
        if freePairs.isEmpty {
            pair = UInt32(pairs.count)
            _ = pairs.extend(by: 1)
        } else {
            pair = freePairs.base[freePairs.count - 1]
            freePairs.truncate(to: freePairs.count - 1)
        }
        let paid = adjacency.list(payer, .out)
        let received = adjacency.list(recipient, .in)
        pairs.base[Int(pair)] = Pair(
            newestTime: clock, from: payer, to: recipient, newest: newest, count: 1,
            placeOut: adjacency.append(Neighbour(vertex: recipient, pair: pair), to: paid),
            placeIn: adjacency.append(Neighbour(vertex: payer, pair: pair), to: received))
        pairTable.insert(prefix, pair)
        if adjacency.list(recipient, .out).pointee.count > 0 { enliven(pair, .out) }
        if adjacency.list(payer, .in).pointee.count > 0 { enliven(pair, .in) }
        if paid.pointee.count == 1 { forNeighbours(of: payer, .in) { $0.enliven($1, .out) } }
        if received.pointee.count == 1 { forNeighbours(of: recipient, .out) { $0.enliven($1, .in) } }
        return pair
    }

    mutating func removeOldest() {
        let pair = edges.base[Int(oldest & mask)].pair
        oldest += 1
        let record = pairs.base[Int(pair)]
        let paid = adjacency.list(record.from, .out)
        let received = adjacency.list(record.to, .in)
        paid.pointee.transfers -= 1
        received.pointee.transfers -= 1
        if record.count > 1 {
            pairs.base[Int(pair)].count = record.count - 1
            return
        }
        pairTable.remove(hash(record.from, record.to), pair)
        remove(pair, .out)
        remove(pair, .in)
        freePairs.append(pair)
        if paid.pointee.count == 0 {
            forNeighbours(of: record.from, .in) { $0.deaden($1, .out) }
            release(record.from)
        }
        if received.pointee.count == 0 {
            forNeighbours(of: record.to, .out) { $0.deaden($1, .in) }
            release(record.to)
        }
    }

    /// Lets a vertex go that has no transfer left.
    @inline(__always)
    private mutating func release(_ vertex: UInt32) {
        guard adjacency.list(vertex, .out).pointee.count == 0, adjacency.list(vertex, .in).pointee.count == 0 else {
            return
        }
        vertexTable.remove(hash(addresses.base[Int(vertex)]), vertex)
        freeVertices.append(vertex)
    }

    @inline(__always)
    private mutating func forNeighbours(
        of vertex: UInt32, _ side: FlowSide, _ body: (inout WindowGraph, UInt32) -> Void
    ) {
        let list = adjacency.list(vertex, side)
        for i in 0..<Int(list.pointee.count) { body(&self, adjacency.neighbours(list)[i].pair) }
    }

    /// The pair becomes a live one in the list of `side`: among the payer's recipients, or the recipient's payers.
    @inline(__always)
    private mutating func enliven(_ pair: UInt32, _ side: FlowSide) {
        let list = listHolding(pair, side)
        let place = place(pair, side)
        if place < list.pointee.live { return }
        swap(list, place, list.pointee.live, side)
        list.pointee.live += 1
    }

    @inline(__always)
    private mutating func deaden(_ pair: UInt32, _ side: FlowSide) {
        let list = listHolding(pair, side)
        let place = place(pair, side)
        if place >= list.pointee.live { return }
        list.pointee.live -= 1
        swap(list, place, list.pointee.live, side)
    }

    @inline(__always)
    private mutating func remove(_ pair: UInt32, _ side: FlowSide) {
        deaden(pair, side)
        let list = listHolding(pair, side)
        swap(list, place(pair, side), list.pointee.count - 1, side)
        adjacency.dropLast(list)
    }

    @inline(__always)
    private func listHolding(_ pair: UInt32, _ side: FlowSide) -> UnsafeMutablePointer<Adjacency.List> {
        adjacency.list(side == .out ? pairs.base[Int(pair)].from : pairs.base[Int(pair)].to, side)
    }

    @inline(__always)
    private func place(_ pair: UInt32, _ side: FlowSide) -> UInt32 {
        side == .out ? pairs.base[Int(pair)].placeOut : pairs.base[Int(pair)].placeIn
    }

    @inline(__always)
    private func swap(_ list: UnsafeMutablePointer<Adjacency.List>, _ a: UInt32, _ b: UInt32, _ side: FlowSide) {
        if a == b { return }
        let neighbours = adjacency.neighbours(list)
        let (first, second) = (neighbours[Int(a)], neighbours[Int(b)])
        neighbours[Int(a)] = second
        neighbours[Int(b)] = first
        if side == .out {
            pairs.base[Int(second.pair)].placeOut = a
            pairs.base[Int(first.pair)].placeOut = b
        } else {
            pairs.base[Int(second.pair)].placeIn = a
            pairs.base[Int(first.pair)].placeIn = b
        }
    }
}
