/// Builds one case's answer from its events: who holds what since when, where value ended, by which route. Knows no rule.
///
/// - Complexity: O(events), and O(events) more for each distinct width of a route.
struct TraceAssembly {
    let field: TraceField
    let graph: FlowGraph
    let rule: TaintRule
    let coverage: [CoverageSet]
    let guardLimits: BehaviourGuard
    let inference: DepositInference?
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
        var arrivals = Arrivals(isMoney: rule.isMoney)
        trace.flows.reserveCapacity(places.count)
        for place in places {
            let event = events[place]
            let row = Int(event.row)
            let sender = ledger.sender(row)
            let recipient = ledger.recipient(row)
            if event.booking == .recaptured || !event.isSeed {
                arrivals.holders.send(rule.isMoney ? event.amount : 0, from: sender)
            }
            if rule.isMoney {
                if event.booking == .recaptured {
                    trace.injected -= event.amount
                } else if event.isSeed {
                    guard trace.injected.add(event.amount) else { throw tooLarge(row) }
                }
            }
            if event.booking == .recaptured { continue }
            addFlow(event, to: &trace.flows)
            guard
                arrivals.take(
                    Flow(row: event.row, tainted: event.amount), at: recipient, event.booking, hop: Int(hops[place]),
                    time: ledger.time(row), into: &trace)
            else { throw tooLarge(row) }
            if event.booking == .convertedOut {
                trace.conversions.append(
                    Conversion(
                        flow: Flow(row: event.row, tainted: event.amount), received: received(inSwap: row)))
            }
        }
        let chain = ledger.assets[Int(asset)].chain
        arrivals.finish(field, inference, chain: chain, into: &trace)
        try finishHolders(arrivals.holders, states, into: &trace, judge: &judge)
        inference?.list(arrivals.holders, ledger, chain: chain, into: &trace)
        sortLists(&trace)
        return trace
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
                    minHops: holder.minHops, isCovered: covered, outgoing: graph.sent.count(of: address),
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
        trace.sortByAmount(ledger)
        trace.burns.sort { precedes($0.flow, $1.flow) }
        trace.conversions.sort { precedes($0.flow, $1.flow) }
    }
}
