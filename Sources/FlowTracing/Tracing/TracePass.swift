/// What the fold needs to know of the question.
struct PassOptions {
    /// Slot of each asset among the traced ones, -1 for the others.
    var slots: [Int32]
    var slotCount: Int
    var laneCount: Int
    /// True for `reach`: a key is an address on a chain, and swaps do not end a trace.
    var followsAddresses: Bool
    var maxHops: UInt32?
    var minAmount: Amount?
    /// False where nobody asks for openings: they would cost a random line a missed spend.
    var keepsOpenings = true
    /// Cases that stop at an address.
    var caseStops: [AddressID: UInt64]
    /// Set where deposit addresses by inference end a trace.
    var inference: DepositInference?
}

extension PassOptions {
    /// Which assets are followed: those of the seeds, or for `reach` every asset of their chains.
    init(
        _ ledger: Ledger, following assets: [AssetID], rule: TaintRule, laneCount: Int, maxHops: Int?,
        minAmount: Amount?, caseStops: [AddressID: UInt64]
    ) {
        slots = [Int32](repeating: -1, count: ledger.assets.count)
        if rule == .reach {
            let chains = Set(assets.map { ledger.assets[Int($0)].chain }).sorted()
            slotCount = chains.count
            for asset in slots.indices {
                if let slot = chains.firstIndex(of: ledger.assets[asset].chain) { slots[asset] = Int32(slot) }
            }
        } else {
            slotCount = assets.count
            for (slot, asset) in assets.enumerated() { slots[Int(asset)] = Int32(slot) }
        }
        slotCount = max(slotCount, 1)
        self.laneCount = laneCount
        followsAddresses = rule == .reach
        self.maxHops = maxHops.map { UInt32(clamping: $0) }
        (self.minAmount, self.caseStops) = (minAmount, caseStops)
    }
}

/// The fold. One row goes through `depart`: the fee leaves, the value leaves the sender's holding, seeds inject, and each
/// case's tainted part is booked where it arrives; what rests goes on to the recipient's holding by `arrive`. Schedules
/// decide which rows come here and in which states; nothing else moves value.
struct TracePass<H: Holdings & ~Copyable, Sink: EventSink>: ~Copyable {
    private(set) var ledger: Ledger
    var options: PassOptions
    var holdings: H
    var parcel: Parcel
    var sink: Sink
    /// Opening value a state, where balances are kept: inferred or given, and what was missed beyond it.
    var openings: Column<UInt128>
    private var hops: Column<UInt32>
    private var arrivalHops: [UInt32]
    var judge: GuardJudge?
    /// Standing of every address on the chain of each slot; owned by the field.
    private var standings: [UnsafePointer<UInt8>] = []
    /// The field, where standings are looked up when first asked for, and the chain of each slot.
    private var lookUps: (field: TraceField, chains: [ChainID])?

    init(field: TraceField, options: PassOptions, states: Int, judge: consuming GuardJudge?) {
        ledger = field.ledger
        self.options = options
        holdings = H(states: states, laneCount: options.laneCount)
        parcel = Parcel(laneCount: options.laneCount)
        sink = Sink(laneCount: options.laneCount, slotCount: options.slotCount)
        openings = Column(zeros: H.tracksBalances && options.keepsOpenings ? states : 0)
        hops = Column(repeating: .max, count: options.maxHops == nil ? 0 : states * options.laneCount)
        arrivalHops = [UInt32](repeating: 0, count: options.laneCount)
        self.judge = judge
        look(at: field)
    }

    /// From now on rows are those of `field`'s ledger, which has grown: keys keep their states.
    mutating func look(at field: TraceField) {
        ledger = field.ledger
        guard !ledger.assets.isEmpty else { return }
        let chains = (0..<options.slotCount).map { slot in
            field.ledger.assets[options.slots.firstIndex(of: Int32(slot)) ?? 0].chain
        }
        standings = chains.map { field.standings(onChain: $0) }
        lookUps = field.isLookedUp ? (field, chains) : nil
    }

    mutating func grow(to states: Int) {
        holdings.grow(to: states)
        if H.tracksBalances && options.keepsOpenings { openings.resize(to: states, filling: 0) }
        if options.maxHops != nil { hops.resize(to: states * options.laneCount, filling: .max) }
    }

    @inline(__always)
    func slot(_ row: Int) -> Int { Int(options.slots[Int(ledger.columns.assets[row])]) }

    /// True where `row` moves value between two addresses of a traced asset.
    @inline(__always)
    func movesValue(_ row: Int) -> Bool {
        ledger.columns.senders[row] != ledger.columns.recipients[row] && ledger.columns.amounts[row] != 0
    }

    @inline(__always)
    mutating func take(_ amount: Amount, from state: Int) {
        let missed = holdings.spend(state, amount, into: &parcel)
        if H.tracksBalances && missed != 0 && options.keepsOpenings { openings.base[state].addClamping(missed) }
    }

    /// The fee of `row` leaves the sender's holdings, which start at `base`.
    @inline(__always)
    mutating func payFee(_ row: Int, base: Int) {
        guard H.tracksBalances, ledger.columns.fees.isPresent else { return }
        let fee = ledger.columns.fees[row]
        if fee == 0 { return }
        let slot = Int(options.slots[Int(ledger.feeAsset(row))])
        if slot < 0 { return }
        payFee(row, fee, from: base + slot, slot: slot)
    }

    /// `fee`, that of `row`, leaves `state`.
    @inline(__always)
    mutating func payFee(_ row: Int, _ fee: Amount, from state: Int, slot: Int) {
        take(fee, from: state)
        if parcel.lanes != 0 { recordFee(row, slot: slot) }
    }

    /// Lets the fee and the value of `row` leave and books the tainted parts. `base` is where the sender's states start,
    /// `nil` for a sender that holds nothing tainted and is not followed (or mints). Returns true where the parcel goes
    /// on to the recipient's holding.
    @inline(__always)
    mutating func depart(_ row: Int, base: Int?, seeds: UInt64) -> Bool {
        let slot = slot(row)
        if let base { payFee(row, base: base) }
        guard slot >= 0, movesValue(row) else { return false }
        leave(row, slot: slot, from: base.map { $0 + slot }, seeds: seeds)
        return true
    }

    /// Lets the value of `row`, which moves some, leave `state` (`nil`: nothing tainted) and books the tainted parts.
    @inline(__always)
    mutating func leave(_ row: Int, slot: Int, from state: Int?, seeds: UInt64) {
        if let state {
            take(ledger.columns.amounts[row], from: state)
        } else {
            parcel.reset(ledger.columns.amounts[row])
        }
        if parcel.lanes | seeds != 0 { book(row, slot: slot, senderState: state, seeds: seeds) }
    }

    /// Takes the parcel into the state of the recipient.
    @inline(__always)
    mutating func arrive(_ state: Int) {
        holdings.receive(state, parcel)
        guard options.maxHops != nil, parcel.lanes != 0 else { return }
        for lane in 0..<options.laneCount where parcel.lanes >> UInt64(lane) & 1 == 1 {
            let cell = state * options.laneCount + lane
            hops[cell] = min(hops[cell], arrivalHops[lane])
        }
    }

    /// The fewest hops by which taint of the only case has reached `state`, as told by whoever kept them.
    mutating func setHops(_ state: Int, _ count: UInt32) {
        if options.maxHops != nil { hops[state * options.laneCount] = count }
    }

    private mutating func recordFee(_ row: Int, slot: Int) {
        var rest = parcel.lanes
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            rest &= rest &- 1
            record(row, lane: lane, .fee, isSeed: false, parcel.tainted[lane], slot: slot)
        }
    }

    @inline(__always)
    private mutating func record(
        _ row: Int, lane: Int, _ booking: Booking, isSeed: Bool, _ amount: Amount, slot: Int
    ) {
        sink.record(
            TraceEvent(row: UInt32(row), lane: UInt8(lane), booking: booking, isSeed: isSeed, amount: amount),
            slot: slot)
    }

    /// Books the tainted part of every case; the cases whose part does not rest get a clean parcel.
    @inline(never)
    mutating func book(_ row: Int, slot: Int, senderState: Int?, seeds: UInt64) {
        var rest = parcel.lanes | seeds
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            rest &= rest &- 1
            let isSeed = seeds >> UInt64(lane) & 1 == 1
            if isSeed {
                if parcel.lanes >> UInt64(lane) & 1 == 1 {
                    record(row, lane: lane, .recaptured, isSeed: true, parcel.tainted[lane], slot: slot)
                }
                parcel.seed(lane: lane)
            }
            let amount = parcel.tainted[lane]
            let booking = booking(
                row, slot: slot, lane: lane, isSeed: isSeed, amount: amount, senderState: senderState)
            record(row, lane: lane, booking, isSeed: isSeed, amount, slot: slot)
            if booking != .rests { parcel.clean(lane: lane) }
        }
    }

    /// The first that applies: burn, stop, attribution, swap, service by inference, limits; otherwise it rests.
    @inline(__always)
    private mutating func booking(
        _ row: Int, slot: Int, lane: Int, isSeed: Bool, amount: Amount, senderState: Int?
    ) -> Booking {
        let recipient = ledger.columns.recipients[row]
        let byte = standings[slot][Int(recipient)]
        let standing =
            lookUps.map { $0.field.standing(byte, of: recipient, chain: $0.chains[slot]) }
            ?? TraceField.Standing(rawValue: byte)
        if standing.contains(.null) { return .burned }
        if standing.contains(.stop) { return .endpoint }
        if !options.caseStops.isEmpty, (options.caseStops[recipient] ?? 0) >> UInt64(lane) & 1 == 1 { return .endpoint }
        switch standing.role {
        case .endpoint: return .endpoint
        case .mixer: return .mixer
        case .bridge: return .bridge
        case .none: break
        }
        if !isSeed && !options.followsAddresses && ledger.swapLegs[row] { return .convertedOut }
        if let inference = options.inference, inference.end(at: recipient, chain: ledger.chain(row)) != nil {
            return .inferredEndpoint
        }
        if judge != nil, !standing.contains(.labelled), judge?.finding(recipient) != nil { return .inferredEndpoint }
        if let maxHops = options.maxHops {
            let before = senderState.map { hops[$0 * options.laneCount + lane] } ?? .max
            let hop = isSeed || before == .max ? 0 : before + 1
            arrivalHops[lane] = hop
            if !isSeed && hop > maxHops { return .prunedByHops }
        }
        if !isSeed, let least = options.minAmount, amount < least { return .prunedByAmount }
        return .rests
    }
}
