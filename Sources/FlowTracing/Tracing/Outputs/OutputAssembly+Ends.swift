/// Where value ended: one group an address, in order of first arrival, and one a coinjoin.
struct EndGroups {
    struct Group {
        var address: AddressID
        var booking: Booking
        /// The coinjoin's transaction.
        var transaction: UInt32?
        var amount: Amount = 0
        var arrivals: [Flow] = []
        var minHops = Int.max
    }
    var groups: [Group] = []
    private var places: [AddressID: Int] = [:]

    /// The place of an address' group, made if new. An address is booked one way only, so its first arrival names it.
    mutating func place(_ address: AddressID, _ booking: Booking) -> Int {
        if let place = places[address] { return place }
        places[address] = groups.count
        groups.append(Group(address: address, booking: booking))
        return groups.count - 1
    }
}

extension OutputAssembly {
    /// Tainted inputs of a coinjoin end there.
    func mix(
        _ step: OutputRecord.Step, _ record: OutputRecord, _ trace: inout AssetTrace, _ ends: inout EndGroups
    ) {
        let tainted = record.entries[step.entries].filter { $0.tainted != 0 }
        guard let first = tainted.first else { return }
        var group = EndGroups.Group(
            address: owner(first.output), booking: .mixer, transaction: step.transaction, minHops: Int(step.hop))
        for entry in tainted {
            group.amount += Amount(entry.tainted)
            group.arrivals.append(Flow(row: row(entry.output), tainted: Amount(entry.tainted)))
        }
        if rule.isMoney { trace.closing.mixer += group.amount }
        ends.groups.append(group)
    }

    /// Every coinjoin that tainted value entered, and every preparation of one, with where the value may have gone.
    func addCoinJoins(_ record: OutputRecord, to trace: inout AssetTrace) {
        for step in record.steps {
            let entered = record.entries[step.entries].reduce(Amount(0)) { $0 + Amount($1.tainted) }
            if entered == 0 || !mayHaveFinding(Int(step.transaction)) { continue }
            let shape = ledger.shape(of: Int(step.transaction), in: outputs)
            guard let finding = CoinJoinHeuristics.finding(for: shape) else { continue }
            let tainted = record.entries[step.entries].map { Amount($0.tainted) }
            let (candidates, entropy) = MixCandidates.candidates(shape: shape, finding: finding, tainted: tainted)
            trace.coinjoins.append(
                CoinJoinTrace(
                    transaction: step.transaction, finding: finding, entered: entered, entropy: entropy,
                    candidates: finding.isMix ? candidates : []))
        }
        for place in trace.endpoints.indices {
            guard let transaction = trace.endpoints[place].coinjoin else { continue }
            trace.endpoints[place].coinjoin = trace.coinjoins.firstIndex { $0.transaction == transaction }
        }
    }

    /// False where no heuristic can match, by what all of them ask for: two equal outputs or data.
    private func mayHaveFinding(_ transaction: Int) -> Bool {
        let created = outputs.outputs(of: transaction)
        if created.count < 3 { return false }
        return outputs.columns.hasEqualOutputs(transaction)
            || created.contains { field.standing(owner(UInt32($0)), chain: outputs.chain).contains(.burned) }
    }

    func finish(_ ends: EndGroups, into trace: inout AssetTrace) {
        for group in ends.groups {
            let isCoinJoin = group.transaction != nil
            let tags = isCoinJoin ? [] : field.tags(of: group.address, chain: outputs.chain)
            let deciding = tags.first { $0.role != .none } ?? tags.first
            let kind: EndKind =
                switch group.booking {
                case .mixer: .mixer
                case .bridge: .bridge
                case .inferredEndpoint: .inferredEndpoint
                default: .endpoint
                }
            let category =
                isCoinJoin
                ? "coinjoin" : kind == .inferredEndpoint ? "inferred" : deciding?.category?.name ?? "stop"
            trace.endpoints.append(
                Endpoint(
                    address: group.address, coinjoin: group.transaction.map(Int.init), kind: kind, tag: deciding,
                    otherTags: tags.filter { $0 != deciding }, amount: group.amount, minHops: group.minHops,
                    arrivals: group.arrivals, path: [], category: category))
        }
    }

    /// Fills in the route behind every endpoint: outputs, each created by spending the one before.
    func addRoutes(_ record: OutputRecord, to trace: inout AssetTrace) {
        guard !trace.endpoints.isEmpty else { return }
        var steps: [WidestPaths.Step] = []
        var senders: [UInt32] = []
        var placesOfRow: [UInt32: [Int]] = [:]
        func key(_ output: UInt32) -> UInt32 { rule == .reach ? owner(output) : output }
        // Who paid the tainted fees that the next coinbase takes.
        var payers = (keys: [UInt32](), areSeeded: false)
        for step in record.steps {
            let entries = record.entries[step.entries]
            let first = senders.count
            let own = entries.filter { $0.tainted != 0 }.map { key($0.output) }
            var isSeeded = entries.contains { $0.isSeed }
            senders += own
            if step.passesFee {
                payers.keys += own
                payers.areSeeded = payers.areSeeded || isSeeded
            } else if !payers.keys.isEmpty, outputs.isCoinbase(Int(step.transaction)) {
                senders += payers.keys
                isSeeded = payers.areSeeded
                payers = ([], false)
            }
            // What a seed covers where it enters a coinjoin starts and ends there.
            for entry in entries where step.isMixer && entry.isSeed {
                placesOfRow[row(entry.output), default: []].append(steps.count)
                steps.append(
                    WidestPaths.Step(
                        row: row(entry.output), senders: first..<first, recipient: key(entry.output),
                        tainted: Amount(entry.tainted), isSeed: true, rests: false))
            }
            for arrival in record.arrivals[step.arrivals] {
                placesOfRow[row(arrival.output), default: []].append(steps.count)
                steps.append(
                    WidestPaths.Step(
                        row: row(arrival.output), senders: first..<senders.count, recipient: key(arrival.output),
                        tainted: Amount(arrival.tainted), isSeed: arrival.isSeed || isSeeded,
                        rests: arrival.booking == .rests))
            }
        }
        let routes = WidestPaths(steps, senders: senders).routes(
            to: trace.endpoints.map { $0.arrivals.flatMap { placesOfRow[$0.row] ?? [] } })
        for (place, route) in routes.enumerated() { trace.endpoints[place].path = route }
    }

    func sortLists(_ trace: inout AssetTrace) {
        func precedes(_ a: (Amount, AddressID, UInt32), _ b: (Amount, AddressID, UInt32)) -> Bool {
            if a.0 != b.0 { return a.0 > b.0 }
            return a.1 == b.1 ? a.2 < b.2 : ledger.precedes(a.1, b.1)
        }
        trace.endpoints.sort {
            precedes(
                ($0.amount, $0.address, $0.arrivals.first?.row ?? 0),
                ($1.amount, $1.address, $1.arrivals.first?.row ?? 0))
        }
        trace.resting.sort { precedes(($0.amount, $0.address, 0), ($1.amount, $1.address, 0)) }
        trace.pruned.sort {
            ($0.amount, $0.address) == ($1.amount, $1.address)
                ? $0.reason.rawValue < $1.reason.rawValue
                : precedes(($0.amount, $0.address, 0), ($1.amount, $1.address, 0))
        }
        // A coinbase that waited for the fees of its block had its turn after those who paid them.
        trace.flows.sort { $0.row < $1.row }
        trace.transactions.sort { $0.transaction < $1.transaction }
        for place in trace.endpoints.indices { trace.endpoints[place].arrivals.sort { $0.row < $1.row } }
        // All burned value is at one address: in ledger order among equals.
        trace.burns.sort { ($1.flow.tainted, $0.flow.row) < ($0.flow.tainted, $1.flow.row) }
        trace.crossed.sort { ($0.transfers, $1.address) > ($1.transfers, $0.address) }
    }
}
