/// Builds one case's answer from its events: who holds what since when, where value ended, by which route. Knows no rule.
///
/// - Complexity: O(events), and O(events) more for each distinct width of a route.
struct TraceAssembly {
    let field: TraceField
    let graph: FlowGraph
    let rule: TaintRule
    let coverage: [CoverageSet]
    let guardLimits: BehaviourGuard
    let findsPaths: Bool

    /// The addresses covered on one chain.
    enum CoverageSet {
        case all
        case only(Set<AddressID>)
        func contains(_ address: AddressID) -> Bool {
            switch self {
            case .all: true
            case .only(let set): set.contains(address)
            }
        }
    }

    private var ledger: Ledger { field.ledger }

    /// One answer an asset, in order of chain name, asset name and number.
    func answer(
        _ events: [TraceEvent], states: borrowing FinalStates, assets: [AssetID]
    ) throws(FlowError) -> [AssetTrace] {
        let hops = hops(of: events)
        var places: [AssetID: [Int]] = [:]
        for asset in assets { places[asset] = [] }
        for (place, event) in events.enumerated() { places[asset(of: event), default: []].append(place) }
        let order = places.keys.sorted { ledger.precedes(asset: $0, $1) }
        var judge = GuardJudge(ledger: ledger, graph: graph, limits: guardLimits)
        var answers: [AssetTrace] = []
        for asset in order {
            answers.append(try answer(asset, places[asset] ?? [], events, hops, states, judge: &judge))
        }
        if findsPaths { addRoutes(to: &answers, events) }
        return answers
    }

    private func asset(of event: TraceEvent) -> AssetID {
        event.booking == .fee ? ledger.feeAsset(Int(event.row)) : ledger.asset(Int(event.row))
    }

    /// The hop of every arrival: one more than the fewest by which taint had reached its sender; 0 for a seed's recipient.
    /// A sender is a key, or for `reach` an address on its chain.
    private func hops(of events: [TraceEvent]) -> [UInt32] {
        var hops = [UInt32](repeating: 0, count: events.count)
        var groups: [UInt64: Int] = [:]
        var fewest: [FewestHops] = []
        for (place, event) in events.enumerated() where event.booking != .fee && event.booking != .recaptured {
            let row = Int(event.row)
            let group = rule == .reach ? UInt64(ledger.chain(row)) : UInt64(ledger.asset(row))
            let number: Int
            if let known = groups[group] {
                number = known
            } else {
                number = fewest.count
                groups[group] = number
                fewest.append(FewestHops())
            }
            let hop = event.isSeed ? 0 : (fewest[number].of(ledger.sender(row)) ?? .max) &+ 1
            if event.booking == .rests { fewest[number].lower(ledger.recipient(row), to: hop) }
            hops[place] = hop
        }
        return hops
    }

    /// Fewest hops by which taint has reached the addresses of one group.
    private final class FewestHops {
        private var map = AddressMap()
        private var hops: [UInt32] = []
        func of(_ address: AddressID) -> UInt32? { map.find(address).map { hops[$0] } }
        func lower(_ address: AddressID, to hop: UInt32) {
            if let known = map.find(address) {
                hops[known] = min(hops[known], hop)
            } else {
                _ = map.add(address)
                hops.append(hop)
            }
        }
    }

    private func answer(
        _ asset: AssetID, _ places: [Int], _ events: [TraceEvent], _ hops: [UInt32],
        _ states: borrowing FinalStates, judge: inout GuardJudge
    ) throws(FlowError) -> AssetTrace {
        var trace = AssetTrace(asset: asset)
        var holders = Holders()
        var ends: [AddressID: EndPlaces] = [:]
        var pruned: [PrunedKey: Amount] = [:]
        trace.flows.reserveCapacity(places.count)
        for place in places {
            let event = events[place]
            let row = Int(event.row)
            let sender = ledger.sender(row)
            let recipient = ledger.recipient(row)
            if event.booking == .recaptured || !event.isSeed {
                holders.send(rule.isMoney ? event.amount : 0, from: sender)
            }
            if rule.isMoney {
                if event.booking == .recaptured {
                    trace.injected -= event.amount
                } else if event.isSeed {
                    try add(event.amount, to: &trace.injected, row: row)
                }
                try book(event, row, in: &trace.closing)
            }
            if event.booking == .recaptured { continue }
            addFlow(event, to: &trace.flows)
            switch event.booking {
            case .rests:
                try settle(event, row, Int(hops[place]), &holders)
            case .endpoint, .inferredEndpoint, .mixer, .bridge:
                try add(event.amount, to: &ends[recipient, default: EndPlaces(booking: event.booking)].amount, row: row)
                ends[recipient]?.add(event, hop: Int(hops[place]))
            case .burned: trace.burns.append(Burn(flow: Flow(row: event.row, tainted: event.amount)))
            case .convertedOut:
                trace.conversions.append(
                    Conversion(
                        flow: Flow(row: event.row, tainted: event.amount), received: received(inSwap: row)))
            case .prunedByHops:
                try add(
                    event.amount, to: &pruned[PrunedKey(address: recipient, reason: .maxHops), default: 0], row: row)
            case .prunedByAmount:
                try add(
                    event.amount, to: &pruned[PrunedKey(address: recipient, reason: .minAmount), default: 0], row: row)
            case .fee, .recaptured: break
            }
        }
        finishEnds(ends, into: &trace)
        try finishHolders(holders, states, into: &trace, judge: &judge)
        trace.pruned = pruned.map { Pruned(address: $0.key.address, amount: $0.value, reason: $0.key.reason) }
        sortLists(&trace)
        return trace
    }

    private struct PrunedKey: Hashable {
        var address: AddressID
        var reason: Pruned.Reason
    }

    private struct EndPlaces {
        var booking: Booking
        var arrivals: [Flow] = []
        var amount: Amount = 0
        var minHops = Int.max

        init(booking: Booking) { self.booking = booking }

        mutating func add(_ event: TraceEvent, hop: Int) {
            arrivals.append(Flow(row: event.row, tainted: event.amount))
            minHops = min(minHops, hop)
        }
    }

    private func settle(_ event: TraceEvent, _ row: Int, _ hop: Int, _ holders: inout Holders) throws(FlowError) {
        let place = holders.place(ledger.recipient(row))
        let before = holders.all[place]
        let isNew = before.tainted == 0 && before.passed == 0
        holders.all[place].minHops = min(before.minHops, hop)
        if isNew { holders.all[place].since = ledger.time(row) }
        if rule.isMoney {
            holders.all[place].tainted += event.amount
        } else {
            try add(event.amount, to: &holders.all[place].passed, row: row)
        }
    }

    /// Books the amount; resting is counted at the end.
    private func book(_ event: TraceEvent, _ row: Int, in closing: inout Closing) throws(FlowError) {
        switch event.booking {
        case .endpoint: try add(event.amount, to: &closing.endpoint, row: row)
        case .inferredEndpoint: try add(event.amount, to: &closing.inferredEndpoint, row: row)
        case .mixer: try add(event.amount, to: &closing.mixer, row: row)
        case .bridge: try add(event.amount, to: &closing.bridge, row: row)
        case .convertedOut: try add(event.amount, to: &closing.convertedOut, row: row)
        case .burned: try add(event.amount, to: &closing.burned, row: row)
        case .prunedByHops, .prunedByAmount: try add(event.amount, to: &closing.pruned, row: row)
        case .fee: try add(event.amount, to: &closing.fee, row: row)
        case .rests, .recaptured: break
        }
    }

    /// What passes a key again and again may add up to 2¹²⁸ although no balance does.
    private func add(_ amount: Amount, to sum: inout Amount, row: Int) throws(FlowError) {
        let (value, overflow) = sum.addingReportingOverflow(amount)
        if overflow { throw tooLarge(row) }
        sum = value
    }

    private func tooLarge(_ row: Int) -> FlowError {
        .overflow(row: ledger.place(of: row), asset: ledger.name(of: ledger.asset(row)))
    }

    private func addFlow(_ event: TraceEvent, to flows: inout [Flow]) {
        let isFee = event.booking == .fee
        if let last = flows.indices.last, flows[last].row == event.row {
            if isFee { flows[last].fee = event.amount } else { flows[last].tainted = event.amount }
        } else {
            flows.append(Flow(row: event.row, tainted: isFee ? 0 : event.amount, fee: isFee ? event.amount : 0))
        }
    }

    private func received(inSwap row: Int) -> [UInt32] {
        ledger.transactionRows(of: row).filter {
            ledger.recipient($0) == ledger.sender(row) && ledger.asset($0) != ledger.asset(row)
                && ledger.amount($0) != 0 && ledger.sender($0) != ledger.recipient($0)
        }.map { UInt32($0) }
    }

    private func finishEnds(_ ends: [AddressID: EndPlaces], into trace: inout AssetTrace) {
        let chain = ledger.assets[Int(trace.asset)].chain
        for (address, end) in ends {
            let tags = field.tags(of: address, chain: chain)
            let deciding = tags.first { $0.role != .none } ?? tags.first
            let kind: EndKind =
                switch end.booking {
                case .mixer: .mixer
                case .bridge: .bridge
                case .inferredEndpoint: .inferredEndpoint
                default: .endpoint
                }
            trace.endpoints.append(
                Endpoint(
                    address: address, kind: kind, tag: deciding, otherTags: tags.filter { $0 != deciding },
                    amount: end.amount, minHops: end.minHops, arrivals: end.arrivals, path: [],
                    category: kind == .inferredEndpoint ? "inferred" : deciding?.category?.name ?? "stop"))
        }
    }

    private func finishHolders(
        _ holders: borrowing Holders, _ states: borrowing FinalStates, into trace: inout AssetTrace,
        judge: inout GuardJudge
    ) throws(FlowError) {
        let chain = ledger.assets[Int(trace.asset)].chain
        for holder in holders.all where holder.minHops != .max {
            let address = holder.address
            let state = states.state(address, trace.asset)
            // A key that missed 2¹²⁸ or more in all, though never at once, stands at the largest value.
            let opening = state.opening
            let (untracked, overflow) = trace.untrackedOnPath.addingReportingOverflow(opening)
            if overflow || opening == .max {
                throw .overflow(row: "the openings on the path", asset: ledger.name(of: trace.asset))
            }
            trace.untrackedOnPath = untracked
            let isLabelled = field.standing(address, chain: chain).contains(.labelled)
            let finding = guardLimits.action == .off || isLabelled ? nil : judge.finding(address)
            if let finding, holder.hasSent { trace.crossed.append(finding) }
            let amount = rule.isMoney ? holder.tainted : holder.passed
            if amount == 0 { continue }
            let covered = coverage[Int(chain)].contains(address)
            if rule.isMoney {
                if covered { trace.closing.resting += amount } else { trace.closing.unseen += amount }
            }
            trace.resting.append(
                Resting(
                    address: address, amount: amount, balance: state.balance, since: holder.since,
                    minHops: holder.minHops, isCovered: covered, outgoing: graph.sent.range(address).count,
                    tags: field.tags(of: address, chain: chain), guardFinding: finding))
        }
    }

    private func sortLists(_ trace: inout AssetTrace) {
        func precedes(_ a: (Amount, AddressID), _ b: (Amount, AddressID)) -> Bool {
            if a.0 != b.0 { return a.0 > b.0 }
            return a.1 != b.1 && ledger.precedes(a.1, b.1)
        }
        func precedes(_ a: Flow, _ b: Flow) -> Bool {
            let x = (a.tainted, ledger.sender(Int(a.row)))
            let y = (b.tainted, ledger.sender(Int(b.row)))
            return x == y ? a.row < b.row : precedes(x, y)
        }
        trace.endpoints.sort { precedes(($0.amount, $0.address), ($1.amount, $1.address)) }
        trace.resting.sort { precedes(($0.amount, $0.address), ($1.amount, $1.address)) }
        trace.pruned.sort {
            ($0.amount, $0.address) == ($1.amount, $1.address)
                ? $0.reason.rawValue < $1.reason.rawValue : precedes(($0.amount, $0.address), ($1.amount, $1.address))
        }
        trace.burns.sort { precedes($0.flow, $1.flow) }
        trace.conversions.sort { precedes($0.flow, $1.flow) }
        trace.crossed.sort { ($0.transfers, $1.address) > ($1.transfers, $0.address) }
    }
}
