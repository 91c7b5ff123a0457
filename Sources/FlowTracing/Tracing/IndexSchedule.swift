/// Runs one case by visiting only what it reaches: a queue of the next spend of every address that holds taint, in
/// ledger order. An address is brought up to date (what it received and spent unseen) when taint first arrives, and
/// again before each of its spends.
///
/// - Complexity: O(transfers of the reached addresses · log reached addresses).
struct IndexSchedule<H: Holdings & ~Copyable>: ~Copyable {
    private var pass: TracePass<H, EventLog>
    private let graph: FlowGraph
    private let ledger: Ledger
    private let opening: OpeningSource
    private var map = AddressMap()
    private var active: [Active] = []
    private var queue = RowHeap()
    /// What addresses spend while they hold no taint goes here, so that a parcel under way is not disturbed.
    private var scratch = Parcel(laneCount: 1)
    private var work = 0

    /// An address under trace and how far its transfers are accounted for.
    private struct Active {
        var address: AddressID
        /// The next row it sends, and the next it receives.
        var out: RowsAhead
        var into: RowsAhead
        /// Holds taint: its next spend stands in the queue.
        var isQueued: Bool
    }

    init(pass: consuming TracePass<H, EventLog>, graph: FlowGraph, opening: OpeningSource) {
        ledger = pass.ledger
        self.pass = pass
        self.graph = graph
        self.opening = opening
    }

    /// The record, or `nil` when more than `budget` transfers had to be looked at: a scan is cheaper then.
    mutating func run(_ seeds: [SeedRow], budget: Int) -> PassRecord? {
        guard play(seeds, before: .max, budget: budget) else { return nil }
        return PassRecord(events: pass.sink.events, states: finalStates())
    }

    /// Plays the rows before `end`; false when more than `budget` transfers had to be looked at.
    private mutating func play(_ seeds: [SeedRow], before end: UInt32, budget: Int) -> Bool {
        var nextSeed = 0
        while true {
            let seedRow = nextSeed < seeds.count ? seeds[nextSeed].row : .max
            let row = min(seedRow, queue.topRow)
            if row >= end { break }
            work += 1
            if work > budget { return false }
            let lanes: UInt64 = seedRow == row ? 1 : 0
            if lanes != 0 { nextSeed += 1 }
            var spender: Int?
            if queue.topRow == row, let top = queue.pop() {
                catchUp(top.number, to: row)
                graph.sent.advance(&active[top.number].out, of: active[top.number].address)
                spender = top.number
            }
            let moves = pass.depart(Int(row), base: spender.map { $0 * pass.options.slotCount }, seeds: lanes)
            if moves && pass.parcel.lanes != 0 { arrive(row) }
            if let spender { requeue(spender) }
        }
        for number in active.indices { catchUp(number, to: end) }
        return true
    }

    /// Plays the rows before `end` and hands over what happened, and what each state that holds taint then holds.
    mutating func history(
        _ seeds: [SeedRow], before end: Int, holder: (AddressID, _ slot: Int, [Parcel.Stretch]) -> Void
    ) -> [TraceEvent] {
        _ = play(seeds, before: UInt32(clamping: end), budget: .max)
        let slotCount = pass.options.slotCount
        var contents: [Parcel.Stretch] = []
        for number in active.indices {
            for slot in 0..<slotCount where pass.holdings.taintedLanes(number * slotCount + slot) != 0 {
                contents.removeAll(keepingCapacity: true)
                pass.holdings.save(number * slotCount + slot, into: &contents)
                holder(active[number].address, slot, contents)
            }
        }
        return pass.sink.events
    }

    private mutating func arrive(_ row: UInt32) {
        let recipient = ledger.columns.recipients[row]
        let number: Int
        if let known = map.find(recipient) {
            number = known
        } else {
            number = activate(recipient, at: row)
        }
        if H.tracksBalances {
            catchUp(number, to: row)
            // The arrival itself is accounted for now.
            graph.received.advance(&active[number].into, of: recipient)
        }
        pass.arrive(number * pass.options.slotCount + pass.slot(Int(row)))
        if !active[number].isQueued { requeue(number) }
    }

    private mutating func requeue(_ number: Int) {
        let first = number * pass.options.slotCount
        var lanes: UInt64 = 0
        for state in first..<first + pass.options.slotCount { lanes |= pass.holdings.taintedLanes(state) }
        active[number].isQueued = lanes != 0
        let row = active[number].out.row
        if lanes != 0 && row != .max { queue.push(row: row, number) }
    }

    private mutating func activate(_ address: AddressID, at row: UInt32) -> Int {
        let number = map.add(address)
        // What was received matters to balances alone.
        active.append(
            Active(
                address: address,
                out: H.tracksBalances ? graph.sent.ahead(address) : graph.sent.ahead(address, from: row + 1),
                into: H.tracksBalances ? graph.received.ahead(address) : RowsAhead(), isQueued: false))
        let slotCount = pass.options.slotCount
        pass.grow(to: active.count * slotCount)
        if H.tracksBalances { open(number, address) }
        return number
    }

    /// Gives a fresh address its opening balances.
    private mutating func open(_ number: Int, _ address: AddressID) {
        let base = number * pass.options.slotCount
        for asset in pass.options.slots.indices where pass.options.slots[asset] >= 0 {
            let slot = Int(pass.options.slots[asset])
            let amount: Amount
            switch opening {
            case .observed: continue
            case .given(let amounts): amount = amounts[Key(address: address, asset: AssetID(asset))] ?? 0
            case .inferred:
                let history = KeyHistory(
                    ledger: ledger, graph: graph, key: Key(address: address, asset: AssetID(asset)))
                work += history.transfers
                amount = history.missed()
            }
            if amount == 0 { continue }
            pass.holdings.open(base + slot, amount)
            pass.openings[base + slot].addClamping(amount)
        }
    }

    /// Accounts for everything an address did before `row` that carried no taint: what it received, and while it holds
    /// no taint also what it spent.
    @inline(__always)
    private mutating func catchUp(_ number: Int, to row: UInt32) {
        guard H.tracksBalances else { return }
        let base = number * pass.options.slotCount
        while true {
            let into = active[number].into.row
            let out = active[number].isQueued ? .max : active[number].out.row
            let next = min(into, out)
            if next >= row { return }
            work += 1
            if out == next {
                graph.sent.advance(&active[number].out, of: active[number].address)
                spendClean(Int(next), base: base)
            }
            if into == next {
                graph.received.advance(&active[number].into, of: active[number].address)
                let slot = pass.slot(Int(next))
                if slot >= 0, pass.movesValue(Int(next)) {
                    pass.holdings.receiveClean(base + slot, ledger.columns.amounts[Int(next)])
                }
            }
        }
    }

    private mutating func spendClean(_ row: Int, base: Int) {
        func spend(_ amount: Amount, slot: Int) {
            let missed = pass.holdings.spend(base + slot, amount, into: &scratch)
            if missed != 0 { pass.openings[base + slot].addClamping(missed) }
        }
        if ledger.columns.fees.isPresent, ledger.columns.fees[row] != 0 {
            let slot = Int(pass.options.slots[Int(ledger.feeAsset(row))])
            if slot >= 0 { spend(ledger.columns.fees[row], slot: slot) }
        }
        let slot = pass.slot(row)
        if slot >= 0, pass.movesValue(row) { spend(ledger.columns.amounts[row], slot: slot) }
    }

    /// Hands over the numbering and reads every state; the schedule ends with it.
    private mutating func finalStates() -> FinalStates {
        var used = AddressMap()
        swap(&used, &map)
        var states = FinalStates(map: used, slots: pass.options.slots, slotCount: pass.options.slotCount)
        guard H.tracksBalances else { return states }
        let count = active.count * pass.options.slotCount
        states.balances.reserveCapacity(count)
        states.openings.reserveCapacity(count)
        for state in 0..<count {
            states.balances.append(pass.holdings.balance(state))
            states.openings.append(pass.openings[state])
        }
        return states
    }
}

/// Where opening balances come from.
enum OpeningSource {
    case inferred, observed
    case given([Key: Amount])
}
