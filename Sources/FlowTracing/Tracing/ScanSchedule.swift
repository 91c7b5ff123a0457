/// Runs up to 64 cases in one sequential pass over the ledger, every key in a dense array. Cheaper than an index when
/// much of the graph is reached: 8 to 17 bytes a row in order and two prefetched random lines.
///
/// - Complexity: O(rows), one pass more for inferred openings.
struct ScanSchedule<H: Holdings & ~Copyable>: ~Copyable {
    private var pass: TracePass<H>
    private let ledger: Ledger

    init(pass: consuming TracePass<H>) {
        ledger = pass.ledger
        self.pass = pass
    }

    private static var ahead: Int { 24 }

    mutating func run(_ seeds: [SeedRow], opening: OpeningSource) -> PassRecord {
        if H.tracksBalances { open(opening) }
        let count = ledger.count
        let slotCount = pass.options.slotCount
        let hasFees = H.tracksBalances && ledger.columns.fees.isPresent
        var nextSeed = 0
        var seedRow = seeds.first.map { Int($0.row) } ?? count
        // Marks spread from the first seed on; balances must be known from the start.
        for row in (H.tracksBalances ? 0 : min(seedRow, count))..<count {
            let far = row + Self.ahead
            if far < count {
                let slot = pass.slot(far)
                if slot >= 0 {
                    pass.holdings.prefetch(Int(ledger.columns.senders[far]) * slotCount + slot)
                    pass.holdings.prefetch(Int(ledger.columns.recipients[far]) * slotCount + slot)
                }
            }
            var lanes: UInt64 = 0
            if row == seedRow {
                lanes = seeds[nextSeed].lanes
                nextSeed += 1
                seedRow = nextSeed < seeds.count ? Int(seeds[nextSeed].row) : count
            }
            let slot = pass.slot(row)
            if slot < 0 && !hasFees { continue }
            let sender = ledger.columns.senders[row]
            let base: Int? = ledger.isNull(sender) ? nil : Int(sender) * slotCount
            if !H.tracksBalances, lanes == 0, base.map({ pass.holdings.taintedLanes($0 + slot) == 0 }) ?? true { continue }
            guard pass.depart(row, base: base, seeds: lanes) else { continue }
            let recipient = ledger.columns.recipients[row]
            if !ledger.isNull(recipient) { pass.arrive(Int(recipient) * slotCount + slot) }
        }
        return PassRecord(events: pass.events, states: finalStates())
    }

    private mutating func open(_ opening: OpeningSource) {
        let slotCount = pass.options.slotCount
        switch opening {
        case .observed: break
        case .given(let amounts):
            for (key, amount) in amounts where pass.options.slots[Int(key.asset)] >= 0 {
                let state = Int(key.address) * slotCount + Int(pass.options.slots[Int(key.asset)])
                pass.holdings.open(state, amount)
                pass.openings[state] += amount
            }
        case .inferred:
            // What is missed, spend after spend, over the whole ledger.
            let have = Column<UInt128>(repeating: 0, count: pass.openings.count)
            for row in 0..<ledger.count {
                let slot = pass.slot(row)
                let sender = ledger.columns.senders[row]
                if ledger.columns.fees.isPresent, ledger.columns.fees[row] != 0, !ledger.isNull(sender) {
                    let feeSlot = Int(pass.options.slots[Int(ledger.feeAsset(row))])
                    if feeSlot >= 0 { spend(ledger.columns.fees[row], Int(sender) * slotCount + feeSlot, have) }
                }
                guard slot >= 0, pass.movesValue(row) else { continue }
                let amount = ledger.columns.amounts[row]
                if !ledger.isNull(sender) { spend(amount, Int(sender) * slotCount + slot, have) }
                let recipient = ledger.columns.recipients[row]
                if !ledger.isNull(recipient) { have[Int(recipient) * slotCount + slot] += amount }
            }
            for state in 0..<pass.openings.count where pass.openings[state] != 0 {
                pass.holdings.open(state, pass.openings[state])
            }
        }
    }

    @inline(__always)
    private func spend(_ amount: Amount, _ state: Int, _ have: borrowing Column<UInt128>) {
        if have[state] < amount {
            pass.openings[state] += amount - have[state]
            have[state] = 0
        } else {
            have[state] -= amount
        }
    }

    /// States of the keys that ever held taint.
    private func finalStates() -> FinalStates {
        var states = FinalStates(map: AddressMap(), slots: pass.options.slots, slotCount: pass.options.slotCount)
        guard H.tracksBalances else { return states }
        for event in pass.events where event.booking == .rests {
            let address = ledger.columns.recipients[Int(event.row)]
            if states.map.find(address) != nil { continue }
            _ = states.map.add(address)
            for slot in 0..<pass.options.slotCount {
                let state = Int(address) * pass.options.slotCount + slot
                states.balances.append(pass.holdings.balance(state))
                states.openings.append(pass.openings[state])
            }
        }
        return states
    }
}
