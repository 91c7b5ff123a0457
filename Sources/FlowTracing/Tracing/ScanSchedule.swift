import CFlowKernels

/// Runs up to 64 cases in one sequential pass over the ledger, every key in a dense array. Cheaper than an index when
/// much of the graph is reached: 17 bytes a row in order and two prefetched random lines.
///
/// - Complexity: O(rows), one pass more for inferred openings.
struct ScanSchedule<H: Holdings & ~Copyable, Sink: EventSink>: ~Copyable {
    private var pass: TracePass<H, Sink>
    private let ledger: Ledger

    init(pass: consuming TracePass<H, Sink>) {
        ledger = pass.ledger
        self.pass = pass
    }

    /// Rows between asking for a state's line and using it: some hundred nanoseconds of work.
    private static var ahead: Int { 24 }

    /// Plays the whole ledger.
    mutating func run(_ seeds: [SeedRow], opening: OpeningSource) {
        var upcoming = UpcomingSeeds(seeds)
        if H.tracksBalances {
            open(opening)
            pass.options.slots.withUnsafeBufferPointer { playBalances($0.baseAddress!, &upcoming) }
        } else {
            pass.options.slots.withUnsafeBufferPointer { playMarks($0.baseAddress!, &upcoming) }
        }
    }

    /// The next row that a seed names.
    private struct UpcomingSeeds {
        private var rest: ArraySlice<SeedRow>
        private(set) var row: Int

        init(_ seeds: [SeedRow]) {
            rest = seeds[...]
            row = seeds.first.map { Int($0.row) } ?? .max
        }

        /// The cases whose seed is `row`, the row waited for.
        mutating func take() -> UInt64 {
            let lanes = rest.popFirst()?.lanes ?? 0
            row = rest.first.map { Int($0.row) } ?? .max
            return lanes
        }
    }

    /// Balances must be known from the first row on. Most rows move clean value between clean holdings: two states.
    private mutating func playBalances(_ slots: UnsafePointer<Int32>, _ upcoming: inout UpcomingSeeds) {
        let ledger = self.ledger
        let count = ledger.count
        let slotCount = pass.options.slotCount
        let hasFees = ledger.columns.fees.isPresent
        let keepsOpenings = pass.options.keepsOpenings
        let senders = ledger.columns.senders.base
        let recipients = ledger.columns.recipients.base
        let (nullBytes, nullText) = (ledger.nullBytes, ledger.nullText)
        for row in 0..<count {
            let far = row &+ Self.ahead
            if far < count {
                let slot = Int(slots[Int(ledger.columns.assets[far])])
                if slot >= 0 {
                    let state = Int(senders[far]) &* slotCount &+ slot
                    pass.holdings.prefetch(state)
                    pass.holdings.prefetch(Int(recipients[far]) &* slotCount &+ slot)
                    if keepsOpenings { flow_prefetch_write(pass.openings.base + state) }
                }
            }
            let lanes: UInt64 = row == upcoming.row ? upcoming.take() : 0
            let sender = senders[row]
            let isMint = sender == nullBytes || sender == nullText
            if hasFees && !isMint { pass.payFee(row, base: Int(sender) &* slotCount) }
            let slot = Int(slots[Int(ledger.columns.assets[row])])
            let recipient = recipients[row]
            if slot < 0 || sender == recipient { continue }
            let amount = ledger.columns.amounts[row]
            if amount == 0 { continue }
            let senderState = Int(sender) &* slotCount &+ slot
            if isMint { pass.parcel.reset(amount) } else { pass.take(amount, from: senderState) }
            let isBurn = recipient == nullBytes || recipient == nullText
            let recipientState = Int(recipient) &* slotCount &+ slot
            if pass.parcel.lanes | lanes == 0 {
                if !isBurn { pass.holdings.receiveClean(recipientState, amount) }
            } else {
                pass.book(row, slot: slot, senderState: isMint ? nil : senderState, seeds: lanes)
                if !isBurn { pass.arrive(recipientState) }
            }
        }
    }

    /// Marks spread from the first seed on.
    private mutating func playMarks(_ slots: UnsafePointer<Int32>, _ upcoming: inout UpcomingSeeds) {
        let ledger = self.ledger
        let count = ledger.count
        let slotCount = pass.options.slotCount
        let senders = ledger.columns.senders.base
        let recipients = ledger.columns.recipients.base
        for row in min(upcoming.row, count)..<count {
            let far = row &+ Self.ahead
            if far < count {
                let slot = Int(slots[Int(ledger.columns.assets[far])])
                if slot >= 0 {
                    pass.holdings.prefetch(Int(senders[far]) &* slotCount &+ slot)
                    pass.holdings.prefetch(Int(recipients[far]) &* slotCount &+ slot)
                }
            }
            let lanes: UInt64 = row == upcoming.row ? upcoming.take() : 0
            let slot = Int(slots[Int(ledger.columns.assets[row])])
            if slot < 0 { continue }
            let base: Int? = ledger.isNull(senders[row]) ? nil : Int(senders[row]) &* slotCount
            if lanes == 0, base.map({ pass.holdings.taintedLanes($0 &+ slot) == 0 }) ?? true { continue }
            guard pass.depart(row, base: base, seeds: lanes) else { continue }
            let recipient = recipients[row]
            if !ledger.isNull(recipient) { pass.arrive(Int(recipient) &* slotCount &+ slot) }
        }
    }

    private mutating func open(_ opening: OpeningSource) {
        let slotCount = pass.options.slotCount
        switch opening {
        case .observed: break
        case .given(let amounts):
            for (key, amount) in amounts where pass.options.slots[Int(key.asset)] >= 0 {
                let state = Int(key.address) * slotCount + Int(pass.options.slots[Int(key.asset)])
                pass.holdings.open(state, amount)
                if pass.options.keepsOpenings { pass.openings[state].addClamping(amount) }
            }
        case .inferred:
            let inference = OpeningScan(ledger: ledger, slots: pass.options.slots, slotCount: slotCount)
            if pass.options.keepsOpenings {
                inference.run(into: pass.openings)
                for state in 0..<pass.openings.count where pass.openings[state] != 0 {
                    pass.holdings.open(state, pass.openings[state])
                }
            } else {
                let openings = Column<UInt128>(zeros: ledger.addressCount * slotCount)
                inference.run(into: openings)
                for state in 0..<openings.count where openings[state] != 0 {
                    pass.holdings.open(state, openings[state])
                }
            }
        }
    }

    /// The final state of `address` in `slot`.
    func state(_ address: AddressID, slot: Int) -> Int { Int(address) * pass.options.slotCount + slot }
    var sink: Sink { pass.sink }
    func tainted(_ state: Int, lane: Int) -> Amount { pass.holdings.tainted(state, lane: lane) }
    func taintedLanes(_ state: Int) -> UInt64 { pass.holdings.taintedLanes(state) }
}

extension ScanSchedule where Sink == EventLog, H: ~Copyable {
    /// The events, and the states of the keys that ever held taint.
    func record() -> PassRecord {
        var states = FinalStates(map: AddressMap(), slots: pass.options.slots, slotCount: pass.options.slotCount)
        guard H.tracksBalances else { return PassRecord(events: pass.sink.events, states: states) }
        for event in pass.sink.events where event.booking == .rests {
            let address = ledger.columns.recipients[Int(event.row)]
            if states.map.find(address) != nil { continue }
            _ = states.map.add(address)
            for slot in 0..<pass.options.slotCount {
                let state = state(address, slot: slot)
                states.balances.append(pass.holdings.balance(state))
                states.openings.append(pass.openings[state])
            }
        }
        return PassRecord(events: pass.sink.events, states: states)
    }
}

/// The smallest opening of every key that never goes negative: all that is missed, spend after spend, over the ledger.
struct OpeningScan {
    let ledger: Ledger
    let slots: [Int32]
    let slotCount: Int

    /// - Complexity: O(rows), two prefetched random lines each.
    func run(into openings: borrowing Column<UInt128>) {
        let have = Column<UInt128>(zeros: openings.count)
        let count = ledger.count
        let senders = ledger.columns.senders.base
        let recipients = ledger.columns.recipients.base
        let hasFees = ledger.columns.fees.isPresent
        func spend(_ amount: Amount, _ state: Int) {
            if have.base[state] < amount {
                openings.base[state].addClamping(amount - have.base[state])
                have.base[state] = 0
            } else {
                have.base[state] -= amount
            }
        }
        for row in 0..<count {
            let far = row + 24
            if far < count {
                let slot = Int(slots[Int(ledger.columns.assets[far])])
                if slot >= 0 {
                    flow_prefetch_write(have.base + Int(senders[far]) * slotCount + slot)
                    flow_prefetch_write(have.base + Int(recipients[far]) * slotCount + slot)
                }
            }
            let sender = senders[row]
            let isMint = ledger.isNull(sender)
            if hasFees, !isMint, ledger.columns.fees[row] != 0 {
                let slot = Int(slots[Int(ledger.feeAsset(row))])
                if slot >= 0 { spend(ledger.columns.fees[row], Int(sender) * slotCount + slot) }
            }
            let slot = Int(slots[Int(ledger.columns.assets[row])])
            let recipient = recipients[row]
            if slot < 0 || sender == recipient { continue }
            let amount = ledger.columns.amounts[row]
            if !isMint { spend(amount, Int(sender) * slotCount + slot) }
            // Nobody holds what is burned, and its sum has no bound.
            if !ledger.isNull(recipient) { have.base[Int(recipient) * slotCount + slot] += amount }
        }
    }
}
