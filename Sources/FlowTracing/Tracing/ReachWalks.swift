import CFlowKernels

/// Follows one case by the index: addresses in the order in which they are first reached, each once.
///
/// - Complexity: O(transfers of the reached addresses · log reached addresses).
struct NarrowReach: ~Copyable {
    private let ledger: Ledger
    private let graph: FlowGraph
    private let standings: UnsafePointer<UInt8>?
    private let field: TraceField
    private var map = AddressMap()
    private var addresses: [AddressID] = []
    /// First row that reached each address.
    private var arrivals: [UInt32] = []
    private var queue = RowHeap()

    init(field: TraceField, graph: FlowGraph) {
        (ledger, self.graph, self.field) = (field.ledger, graph, field)
        standings = field.ledger.chains.isEmpty ? nil : field.standings(onChain: 0)
    }

    /// The addresses reached, or `nil` when more than `budget` transfers had to be looked at.
    mutating func run(_ seeds: [UInt32], stops: [AddressID], budget: Int) -> [AddressID]? {
        guard budget >= 0, let standings else { return nil }
        map.removeAll()
        addresses.removeAll(keepingCapacity: true)
        arrivals.removeAll(keepingCapacity: true)
        queue.removeAll()
        for row in seeds { reach(ledger.columns.recipients[Int(row)], at: row) }
        var work = 0
        while let (row, number) = queue.pop() {
            let address = addresses[number]
            // A later entry of an address that was reached earlier after all.
            if arrivals[number] != row { continue }
            let standing = field.standing(standings[Int(address)], of: address, chain: 0)
            if standing.contains(.stop) || standing.contains(.null) || standing.role != .none { continue }
            if stops.contains(address) { continue }
            var next = graph.sent.ahead(address, from: row + 1)
            work += graph.sent.remaining(next, of: address)
            if work > budget { return nil }
            while next.row != .max {
                let sent = Int(next.row)
                if ledger.columns.amounts[sent] != 0 { reach(ledger.columns.recipients[sent], at: next.row) }
                graph.sent.advance(&next, of: address)
            }
        }
        return addresses
    }

    @inline(__always)
    private mutating func reach(_ address: AddressID, at row: UInt32) {
        if let known = map.find(address) {
            if row >= arrivals[known] { return }
            arrivals[known] = row
            queue.push(row: row, known)
        } else {
            let number = map.add(address)
            addresses.append(address)
            arrivals.append(row)
            queue.push(row: row, number)
        }
    }
}

/// Spreads cases over the whole ledger, row after row.
struct WideReach {
    let field: TraceField

    private var ledger: Ledger { field.ledger }

    /// Addresses that value does leave again.
    private func open() -> BitColumn {
        let open = BitColumn(count: ledger.addressCount)
        field.lookUpAll()
        let standings = field.standings(onChain: 0)
        let leaving = TraceField.Standing([.labelled, .mentioned, .known]).rawValue
        for address in 0..<ledger.addressCount where standings[address] & ~leaving == 0 { open.set(address) }
        return open
    }

    /// One case: a bit an address, small enough to stay in the cache, and no branch on it.
    ///
    /// - Complexity: O(rows after the first seed), 8 bytes each in order.
    func one(_ seeds: [UInt32]) -> Reachability.BitSet {
        let open = open()
        let reached = BitColumn(count: ledger.addressCount)
        let senders = ledger.columns.senders.base
        let recipients = ledger.columns.recipients.base
        let amounts = ledger.columns.amounts.packed.base
        let hasZeros = ledger.hasZeroAmounts
        var upcoming = seeds[...]
        var row = Int(seeds.first ?? UInt32(ledger.count))
        while row < ledger.count {
            let end = min(Int(upcoming.first ?? UInt32(ledger.count)), ledger.count)
            // The stretch before the next seed.
            while row < end {
                let sender = Int(senders[row])
                var moves = (reached.word(of: sender) & open.word(of: sender)) &>> UInt64(sender & 63) & 1
                if hasZeros && amounts[row] == 0 { moves = 0 }
                reached.or(Int(recipients[row]), moves)
                row &+= 1
            }
            if row < ledger.count, upcoming.popFirst() != nil {
                // A seed's value arrives whoever sends it.
                reached.set(Int(recipients[row]))
                row += 1
            }
        }
        return Reachability.BitSet(reached)
    }

    /// Up to 128 cases: a mask an address, two random lines a row.
    ///
    /// - Complexity: O(rows after the first seed).
    func many(_ cases: [(seeds: [UInt32], stops: [AddressID])]) -> Reachability.MaskSet {
        let open = open()
        let masks = Column<UInt128>(zeros: ledger.addressCount)
        var lanes: [UInt32: UInt128] = [:]
        var stops: [AddressID: UInt128] = [:]
        for (lane, one) in cases.enumerated() {
            for row in one.seeds { lanes[row, default: 0] |= 1 << UInt128(lane) }
            for stop in one.stops { stops[stop, default: 0] |= 1 << UInt128(lane) }
        }
        var upcoming = lanes.sorted { $0.key < $1.key }[...]
        let senders = ledger.columns.senders.base
        let recipients = ledger.columns.recipients.base
        let count = ledger.count
        for row in Int(upcoming.first?.key ?? UInt32(count))..<count {
            let far = row &+ 32
            if far < count {
                flow_prefetch_read(masks.base + Int(senders[far]))
                flow_prefetch_write(masks.base + Int(recipients[far]))
            }
            let sender = Int(senders[row])
            var moving = masks.base[sender]
            if moving != 0 {
                if !open[sender] || ledger.columns.amounts[row] == 0 { moving = 0 }
                if !stops.isEmpty { moving &= ~(stops[UInt32(sender)] ?? 0) }
            }
            if let seed = upcoming.first, Int(seed.key) == row {
                moving |= seed.value
                upcoming = upcoming.dropFirst()
            }
            if moving != 0 { masks.base[Int(recipients[row])] |= moving }
        }
        return Reachability.MaskSet(masks)
    }
}
