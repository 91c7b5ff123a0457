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
        let order = places.keys.sorted {
            let a = ledger.assets[Int($0)]
            let b = ledger.assets[Int($1)]
            return (ledger.chains[Int(a.chain)].name, ledger.name(of: $0), $0)
                < (ledger.chains[Int(b.chain)].name, ledger.name(of: $1), $1)
        }
        var judge = GuardJudge(ledger: ledger, graph: graph, limits: guardLimits)
        var answers: [AssetTrace] = []
        for asset in order {
            answers.append(try answer(asset, places[asset] ?? [], events, hops, states, judge: &judge))
        }
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
        var steps: [WidestPaths.Step] = []
        trace.flows.reserveCapacity(places.count)
        steps.reserveCapacity(findsPaths ? places.count : 0)
        for place in places {
            let event = events[place]
            let row = Int(event.row)
            let sender = ledger.sender(row)
            let recipient = ledger.recipient(row)
            if event.booking == .fee || event.booking == .recaptured || !event.isSeed {
                let place = holders.place(sender)
                holders.change(place) {
                    if rule.isMoney { $0.tainted -= event.amount }
                    if !event.isSeed { $0.hasSent = true }
                }
            }
            if event.booking == .recaptured {
                trace.injected = trace.injected &- event.amount
                continue
            }
            if event.isSeed { trace.injected = trace.injected &+ event.amount }
            addFlow(event, to: &trace.flows)
            if event.booking == .fee {
                trace.closing.fee += event.amount
                continue
            }
            if findsPaths || event.booking != .rests {
                steps.append(
                WidestPaths.Step(
                    row: event.row, sender: sender, recipient: recipient, tainted: event.amount, isSeed: event.isSeed,
                    rests: event.booking == .rests))
            }
            switch event.booking {
            case .rests:
                try settle(event, row, Int(hops[place]), holders.place(recipient), &holders)
            case .endpoint, .inferredEndpoint, .mixer, .bridge:
                ends[recipient, default: EndPlaces(booking: event.booking)].add(
                    step: steps.count - 1, event: event, hop: Int(hops[place]))
            case .burned: trace.burns.append(Burn(flow: Flow(row: event.row, tainted: event.amount)))
            case .convertedOut:
                trace.conversions.append(
                    Conversion(
                        flow: Flow(row: event.row, tainted: event.amount), received: received(inSwap: row)))
            case .prunedByHops:
                pruned[PrunedKey(address: recipient, reason: .maxHops), default: 0] += event.amount
            case .prunedByAmount:
                pruned[PrunedKey(address: recipient, reason: .minAmount), default: 0] += event.amount
            case .fee, .recaptured: break
            }
            try add(event.amount, as: event.booking, row: row, to: &trace.closing)
        }
        finishEnds(ends, steps, into: &trace)
        finishHolders(holders, states, into: &trace, judge: &judge)
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
        var steps: [Int] = []
        var arrivals: [Flow] = []
        var amount: Amount = 0
        var minHops = Int.max

        init(booking: Booking) { self.booking = booking }

        mutating func add(step: Int, event: TraceEvent, hop: Int) {
            steps.append(step)
            arrivals.append(Flow(row: event.row, tainted: event.amount))
            amount = amount &+ event.amount
            minHops = min(minHops, hop)
        }
    }

    private func settle(
        _ event: TraceEvent, _ row: Int, _ hop: Int, _ place: Int, _ holders: inout Holders
    ) throws(FlowError) {
        let before = holders.all[place]
        let (passed, overflow) = before.passed.addingReportingOverflow(rule.isMoney ? 0 : event.amount)
        if overflow { throw tooLarge(row) }
        holders.change(place) {
            if before.tainted == 0 && before.passed == 0 { $0.since = ledger.time(row) }
            $0.minHops = min($0.minHops, hop)
            $0.passed = passed
            if rule.isMoney { $0.tainted += event.amount }
        }
    }

    /// Books the amount; resting is counted at the end.
    private func add(_ amount: Amount, as booking: Booking, row: Int, to closing: inout Closing) throws(FlowError) {
        func plus(_ sum: inout Amount) throws(FlowError) {
            let (value, overflow) = sum.addingReportingOverflow(amount)
            if overflow { throw tooLarge(row) }
            sum = value
        }
        switch booking {
        case .endpoint: try plus(&closing.endpoint)
        case .inferredEndpoint: try plus(&closing.inferredEndpoint)
        case .mixer: try plus(&closing.mixer)
        case .bridge: try plus(&closing.bridge)
        case .convertedOut: try plus(&closing.convertedOut)
        case .burned: try plus(&closing.burned)
        case .prunedByHops, .prunedByAmount: try plus(&closing.pruned)
        case .rests, .fee, .recaptured: break
        }
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

    private func finishEnds(_ ends: [AddressID: EndPlaces], _ steps: [WidestPaths.Step], into trace: inout AssetTrace) {
        let chain = ledger.assets[Int(trace.asset)].chain
        let ordered = ends.sorted { $0.key < $1.key }
        let routes =
            findsPaths ? WidestPaths(steps).routes(to: ordered.map(\.value.steps)) : [[UInt32]](repeating: [], count: ends.count)
        for (place, (address, end)) in ordered.enumerated() {
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
                    amount: end.amount, minHops: end.minHops, arrivals: end.arrivals, path: routes[place],
                    category: kind == .inferredEndpoint ? "inferred" : deciding?.category?.name ?? "stop"))
        }
    }

    private func finishHolders(
        _ holders: borrowing Holders, _ states: borrowing FinalStates, into trace: inout AssetTrace, judge: inout GuardJudge
    ) {
        let chain = ledger.assets[Int(trace.asset)].chain
        for holder in holders.all where holder.minHops != .max {
            let address = holder.address
            let state = states.state(address, trace.asset)
            trace.untrackedOnPath = trace.untrackedOnPath &+ state.opening
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
        let asset = trace.asset
        func precedes(_ a: (Amount, AddressID), _ b: (Amount, AddressID)) -> Bool {
            if a.0 != b.0 { return a.0 > b.0 }
            return a.1 != b.1 && ledger.text(a.1, asset: asset) < ledger.text(b.1, asset: asset)
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
