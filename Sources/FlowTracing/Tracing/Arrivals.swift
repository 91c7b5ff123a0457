/// What came to rest, ended or was cut off in one case's answer for one asset: the lists that account and UTXO chains
/// share, gathered arrival by arrival.
struct Arrivals: ~Copyable {
    /// Value that ended at one address, or by entering one coinjoin.
    struct End {
        var address: AddressID
        var booking: Booking
        /// The coinjoin's transaction.
        var transaction: UInt32?
        var amount: Amount = 0
        var flows: [Flow] = []
        var minHops = Int.max
    }
    private struct PrunedKey: Hashable {
        var address: AddressID
        var reason: Pruned.Reason
    }

    private let isMoney: Bool
    var holders = Holders()
    private var ends: [End] = []
    private var placeOfEnd: [AddressID: Int] = [:]
    private var pruned: [PrunedKey: Amount] = [:]

    init(isMoney: Bool) { self.isMoney = isMoney }

    /// Takes one tainted amount to where it is booked. What a swap converts and what is a fee have no list here.
    ///
    /// - Returns: false where a sum reaches 2¹²⁸, as what passes an address again and again may although no balance does.
    mutating func take(
        _ flow: Flow, at address: AddressID, _ booking: Booking, hop: Int, time: @autoclosure () -> Int64,
        into trace: inout AssetTrace
    ) -> Bool {
        if isMoney, !trace.closing.book(flow.tainted, as: booking) { return false }
        switch booking {
        case .rests: return holders.receive(flow.tainted, at: address, hop: hop, time: time(), isMoney: isMoney)
        case .endpoint, .inferredEndpoint, .mixer, .bridge:
            let place = end(at: address, booking)
            ends[place].flows.append(flow)
            ends[place].minHops = min(ends[place].minHops, hop)
            return ends[place].amount.add(flow.tainted)
        case .burned: trace.burns.append(Burn(flow: flow))
        case .prunedByHops: return prune(flow.tainted, address, .maxHops)
        case .prunedByAmount: return prune(flow.tainted, address, .minAmount)
        case .convertedOut, .fee, .recaptured: break
        }
        return true
    }

    /// Tainted inputs end in a coinjoin.
    mutating func mix(_ end: End, into trace: inout AssetTrace) {
        if isMoney { trace.closing.mixer += end.amount }
        ends.append(end)
    }

    /// An address is booked one way only, so its first arrival names it.
    private mutating func end(at address: AddressID, _ booking: Booking) -> Int {
        if let place = placeOfEnd[address] { return place }
        placeOfEnd[address] = ends.count
        ends.append(End(address: address, booking: booking))
        return ends.count - 1
    }

    private mutating func prune(_ amount: Amount, _ address: AddressID, _ reason: Pruned.Reason) -> Bool {
        pruned[PrunedKey(address: address, reason: reason), default: 0].add(amount)
    }

    /// Hands over what ended and what was cut off. A coinjoin is named by its transaction until all are listed.
    func finish(_ field: TraceField, _ inference: DepositInference?, chain: ChainID, into trace: inout AssetTrace) {
        trace.endpoints = ends.map { end in
            let isCoinJoin = end.transaction != nil
            let tags = isCoinJoin ? [] : field.tags(of: end.address, chain: chain)
            let deciding = tags.first { $0.role != .none } ?? tags.first
            let kind = end.booking.endKind
            let deposit = kind == .inferredEndpoint ? inference?.end(at: end.address, chain: chain) : nil
            return Endpoint(
                address: end.address, coinjoin: end.transaction.map(Int.init), kind: kind, tag: deciding,
                otherTags: tags.filter { $0 != deciding }, amount: end.amount, minHops: end.minHops,
                arrivals: end.flows, path: [],
                category: isCoinJoin
                    ? "coinjoin"
                    : kind == .inferredEndpoint
                        ? deposit?.service.category?.name ?? "inferred" : deciding?.category?.name ?? "stop",
                deposit: deposit)
        }
        trace.pruned = pruned.map { Pruned(address: $0.key.address, amount: $0.value, reason: $0.key.reason) }
    }
}

extension Booking {
    /// Of a booking that ends value at an address.
    fileprivate var endKind: EndKind {
        switch self {
        case .mixer: .mixer
        case .bridge: .bridge
        case .inferredEndpoint: .inferredEndpoint
        default: .endpoint
        }
    }
}

extension Closing {
    /// Adds a tainted amount to its line; what rests is counted at the end.
    ///
    /// - Returns: false where the line reaches 2¹²⁸.
    mutating func book(_ amount: Amount, as booking: Booking) -> Bool {
        switch booking {
        case .endpoint: endpoint.add(amount)
        case .inferredEndpoint: inferredEndpoint.add(amount)
        case .mixer: mixer.add(amount)
        case .bridge: bridge.add(amount)
        case .convertedOut: convertedOut.add(amount)
        case .burned: burned.add(amount)
        case .prunedByHops, .prunedByAmount: pruned.add(amount)
        case .fee: fee.add(amount)
        case .rests, .recaptured: true
        }
    }
}

extension AssetTrace {
    /// Amount descending, then address: endpoints, what rests, what was pruned; services by behaviour, the busiest first.
    mutating func sortByAmount(_ ledger: Ledger) {
        func precedes(_ a: (Amount, AddressID, UInt32), _ b: (Amount, AddressID, UInt32)) -> Bool {
            if a.0 != b.0 { return a.0 > b.0 }
            return a.1 == b.1 ? a.2 < b.2 : ledger.precedes(a.1, b.1)
        }
        // Two coinjoins may begin with the same owner.
        endpoints.sort {
            precedes(
                ($0.amount, $0.address, $0.arrivals.first?.row ?? 0),
                ($1.amount, $1.address, $1.arrivals.first?.row ?? 0))
        }
        resting.sort { precedes(($0.amount, $0.address, 0), ($1.amount, $1.address, 0)) }
        pruned.sort {
            ($0.amount, $0.address) == ($1.amount, $1.address)
                ? $0.reason.rawValue < $1.reason.rawValue
                : precedes(($0.amount, $0.address, 0), ($1.amount, $1.address, 0))
        }
        possibleEndpoints.sort {
            precedes(($0.amount, $0.deposit.address, 0), ($1.amount, $1.deposit.address, 0))
        }
        crossed.sort { ($0.transfers, $1.address) > ($1.transfers, $0.address) }
    }
}
