import CFlowKernels

/// What the fold over a UTXO chain needs to know of the question.
struct OutputQuestion {
    var seeds: OutputSeeds
    /// True for `reach`: a key is an address.
    var followsAddresses: Bool
    /// True for `tiho`: outputs take in order of size, the largest first.
    var largestFirst: Bool
    var maxHops: UInt32?
    var minAmount: Amount?
    var caseStops: Set<AddressID>
    var coinjoin: CoinJoinPolicy
    var followsFees: Bool
    /// False for a balance alone: nobody asks which clean inputs a transaction had.
    var keepsCleanEntries = true
}

/// The fold over a UTXO chain. A transaction's inputs, in listed order, are pooled in one holding; its outputs take from
/// it in listed order, the fee last. The rules are those of account chains and the same code: a pool is a key that
/// receives and spends, an output is a key that receives once and spends once.
///
/// Only transactions that tainted value (or a seed) enters are looked at, in ledger order: clean ones cost nothing.
struct OutputPass<H: Holdings & ~Copyable, Sink: OutputSink>: ~Copyable {
    let outputs: OutputLedger
    let question: OutputQuestion
    var holdings: H
    var parcel = Parcel(laneCount: 1)
    var sink = Sink()
    var fees = BlockFees()
    /// The transaction whose turn it is; where fees reach a coinbase, the last of its block.
    var moment = 0
    private let ledger: Ledger
    private let field: TraceField
    private let owners: OwnerIndex
    private var judge: GuardJudge?

    /// The state of each output that holds taint, 0 for the others.
    private let stateOf: Column<UInt32>
    /// Fewest hops by which taint reached a state.
    private var hops: [UInt32]
    /// Tainted part of a state.
    private var taintedOf: [UInt64] = [0, 0]
    private var freeStates: [UInt32] = []
    private var pending: PendingTransactions
    /// For `reach`: the transaction by which an owner was first reached, and by how many hops.
    private var reached: [UInt32: (transaction: Int, hop: UInt32)] = [:]
    private var spentSeeds: ArraySlice<UInt32>

    private static var pool: Int { 0 }
    /// Fees of a block on their way to its coinbase.
    static var feePool: Int { 1 }

    init(
        ledger: Ledger, outputs: OutputLedger, field: TraceField, question: OutputQuestion, owners: OwnerIndex,
        judge: consuming GuardJudge?
    ) {
        (self.ledger, self.outputs, self.field, self.question) = (ledger, outputs, field, question)
        self.owners = owners
        self.judge = judge
        holdings = H(states: 2, laneCount: 1)
        hops = [0, 0]
        stateOf = Column(zeros: outputs.columns.amounts.count)
        pending = PendingTransactions(count: outputs.transactionCount)
        spentSeeds = question.seeds.spent[...]
    }

    /// Follows the seeds to the end of the ledger.
    ///
    /// - Complexity: O(inputs and outputs of the transactions reached).
    mutating func run() {
        for seed in question.seeds.created { pending.insert(outputs.columns.transaction(ofOutput: Int(seed))) }
        for seed in spentSeeds { pending.insert(Int(outputs.spenders[seed])) }
        while true {
            // Nothing behind the block may go first: it may spend what the fees of the block reach.
            let end = fees.transactions.isEmpty ? Int.max : fees.transactions.upperBound
            guard let transaction = pending.popFirst(before: end) else {
                if fees.transactions.isEmpty { return }
                settleFees()
                continue
            }
            if question.followsFees, outputs.isCoinbase(transaction), awaitsFees(transaction) { continue }
            play(transaction)
        }
    }

    // MARK: One transaction

    private mutating func play(_ transaction: Int) {
        sink.begin(transaction)
        moment = transaction
        let seededInputs = takeSpentSeeds(transaction)
        let isMixer = isMixer(transaction, seededInputs)
        var hop = UInt32.max
        let hasTaint = gather(transaction, seededInputs, isMixer: isMixer, hop: &hop)
        var fee: (booked: Amount, passes: Bool) = (0, false)
        if hasTaint && !isMixer {
            pay(transaction, from: Self.pool, hop: hop)
            fee = payFee(transaction, hop: hop)
        } else {
            seedOutputs(transaction)
        }
        sink.end(
            fee: fee.booked, passesFee: fee.passes, isMixer: isMixer && hasTaint, hop: hop == .max ? 0 : hop)
    }

    /// Seeds among the outputs that `transaction` spends.
    private mutating func takeSpentSeeds(_ transaction: Int) -> ArraySlice<UInt32> {
        if spentSeeds.isEmpty { return [] }
        let first = spentSeeds.startIndex
        var end = first
        while end < spentSeeds.endIndex, Int(outputs.spenders[spentSeeds[end]]) == transaction { end += 1 }
        defer { spentSeeds = spentSeeds[end...] }
        return spentSeeds[first..<end]
    }

    /// Pools the inputs. True where some of the pool is tainted (for a mixer: would be).
    private mutating func gather(
        _ transaction: Int, _ seeded: ArraySlice<UInt32>, isMixer: Bool, hop: inout UInt32
    ) -> Bool {
        holdings.clear(Self.pool)
        let inputs = outputs.columns.inputs(of: transaction)
        let sources = outputs.sources.base
        let amounts = outputs.columns.amounts.base
        for input in inputs {
            flow_prefetch_read(stateOf.base + Int(sources[input]))
            flow_prefetch_read(amounts + Int(sources[input]))
        }
        var hasTaint = false
        for input in inputs {
            let source = Int(sources[input])
            let amount = Amount(amounts[source])
            if amount == 0 {
                if question.keepsCleanEntries {
                    sink.enter(
                        OutputRecord.Entry(output: UInt32(source), isSeed: false, tainted: 0, before: 0))
                }
                continue
            }
            let before = arrivedHop(source, transaction)
            var entry = OutputRecord.Entry(
                output: UInt32(source), isSeed: false, tainted: before == nil ? 0 : tainted(source), before: 0)
            if !seeded.isEmpty, seeded.contains(sorted: UInt32(source)) {
                (entry.isSeed, entry.before, entry.tainted) = (true, entry.tainted, amounts[source])
                hop = 0
            } else if let before, hop != 0 {
                hop = min(hop, before + 1)
            }
            if entry.tainted != 0 { hasTaint = true }
            if entry.tainted != 0 || question.keepsCleanEntries { sink.enter(entry) }
            pool(amount, from: source, entry, isMixer: isMixer)
        }
        return hasTaint
    }

    /// Hops by which taint had reached an output before `transaction` spends it; `nil` where it holds none.
    private func arrivedHop(_ source: Int, _ transaction: Int) -> UInt32? {
        if question.followsAddresses {
            guard let arrival = reached[outputs.columns.owners.base[source]], arrival.transaction < transaction
            else { return nil }
            return arrival.hop
        }
        let state = Int(stateOf.base[source])
        return state == 0 ? nil : hops[state]
    }

    /// Tainted part of an output on the trace.
    private func tainted(_ source: Int) -> UInt64 {
        question.followsAddresses ? outputs.columns.amounts.base[source] : taintedOf[Int(stateOf.base[source])]
    }

    /// Moves the whole of an output into the pool, its lots in their order. What a mixer takes is clean from here on.
    @inline(__always)
    private mutating func pool(_ amount: Amount, from source: Int, _ entry: OutputRecord.Entry, isMixer: Bool) {
        let state = stateOf.base[source]
        if state != 0, !entry.isSeed, !isMixer {
            holdings.pour(Int(state), into: Self.pool)
        } else if entry.tainted != 0, !isMixer {
            parcel.reset(amount)
            parcel.seed(lane: 0)
            holdings.receive(Self.pool, parcel)
        } else {
            holdings.receiveClean(Self.pool, amount)
        }
        guard state != 0 else { return }
        holdings.clear(Int(state))
        stateOf.base[source] = 0
        freeStates.append(state)
    }

    /// The outputs take their parts from a pool.
    mutating func pay(_ transaction: Int, from pool: Int, hop: UInt32) {
        let range = outputs.columns.outputs(of: transaction)
        if question.largestFirst {
            let amounts = outputs.columns.amounts.base
            let order = range.sorted { (amounts[$1], $0) < (amounts[$0], $1) }
            // Arrivals are told in listed order.
            var arrivals = order.compactMap { arrival(at: $0, from: pool, hop: hop) }
            arrivals.sort { $0.output < $1.output }
            for arrival in arrivals { sink.arrive(arrival) }
        } else {
            for output in range {
                if let arrival = arrival(at: output, from: pool, hop: hop) { sink.arrive(arrival) }
            }
        }
    }

    /// The rest of the pool is the fee: its tainted part is booked, or passes on to the block's coinbase.
    private mutating func payFee(_ transaction: Int, hop: UInt32) -> (booked: Amount, passes: Bool) {
        let left = outputs.fee(transaction)
        if left == 0 { return (0, false) }
        _ = holdings.spend(Self.pool, left, into: &parcel)
        guard parcel.lanes != 0 else { return (0, false) }
        if question.followsFees, collectFee(transaction, hop: hop) { return (0, true) }
        return (H.tracksBalances ? parcel.tainted[0] : 0, false)
    }

    /// No tainted value enters (or it ends here): only seeds reach outputs.
    private mutating func seedOutputs(_ transaction: Int) {
        if question.seeds.created.isEmpty { return }
        for output in outputs.columns.outputs(of: transaction) where isSeeded(output) {
            parcel.reset(Amount(outputs.columns.amounts.base[output]))
            sink.arrive(settle(output, isSeed: true, hop: 0))
        }
    }

    /// One output takes its amount from a pool.
    private mutating func arrival(at output: Int, from state: Int, hop: UInt32) -> OutputRecord.Arrival? {
        let amount = Amount(outputs.columns.amounts.base[output])
        if amount == 0 { return nil }
        _ = holdings.spend(state, amount, into: &parcel)
        let isSeed = isSeeded(output)
        if parcel.lanes == 0 && !isSeed { return nil }
        return settle(output, isSeed: isSeed, hop: isSeed ? 0 : hop)
    }

    private var parcelTaint: UInt64 { parcel.lanes == 0 ? 0 : UInt64(truncatingIfNeeded: parcel.tainted[0]) }

    private func isSeeded(_ output: Int) -> Bool {
        !question.seeds.created.isEmpty && question.seeds.created[...].contains(sorted: UInt32(output))
    }

    /// Books the parcel where it arrives; what rests is kept.
    private mutating func settle(_ output: Int, isSeed: Bool, hop: UInt32) -> OutputRecord.Arrival {
        let before = isSeed ? parcelTaint : 0
        if isSeed { parcel.seed(lane: 0) }
        let booking = booking(output, isSeed: isSeed, hop: hop)
        if booking == .rests { rest(output, hop: hop) }
        return OutputRecord.Arrival(
            output: UInt32(output), hop: hop, booking: booking, isSeed: isSeed, tainted: parcelTaint, before: before)
    }

    private mutating func rest(_ output: Int, hop: UInt32) {
        if question.followsAddresses {
            reach(outputs.columns.owners.base[output], hop: hop)
            return
        }
        let spender = outputs.spenders.base[output]
        // Nobody will ask an unspent output again.
        if spender == OutputResolution.unspent { return }
        let state: Int
        if let free = freeStates.popLast() {
            state = Int(free)
            (hops[state], taintedOf[state]) = (hop, parcelTaint)
        } else {
            state = hops.count
            hops.append(hop)
            taintedOf.append(parcelTaint)
            holdings.grow(to: state + 1)
        }
        stateOf.base[output] = UInt32(state)
        holdings.receive(state, parcel)
        pending.insert(Int(spender))
    }

    /// From now on everything an address sends is reached.
    private mutating func reach(_ owner: UInt32, hop: UInt32) {
        if let known = reached[owner] {
            if hop < known.hop { reached[owner] = (known.transaction, hop) }
            return
        }
        reached[owner] = (moment, hop)
        for output in owners.outputs(of: owner) {
            let spender = outputs.spenders.base[Int(output)]
            if spender != OutputResolution.unspent, spender > moment { pending.insert(Int(spender)) }
        }
    }

    // MARK: Where value ends

    /// The first that applies: burn, stop, attribution, service by behaviour, limits; otherwise it rests.
    private mutating func booking(_ output: Int, isSeed: Bool, hop: UInt32) -> Booking {
        let owner = outputs.columns.owners.base[output]
        if ledger.scripts.kind(owner) == .data { return .burned }
        let address = Ledger.firstScript | owner
        let standing = field.standing(address, chain: outputs.chain)
        if standing.contains(.stop) || question.caseStops.contains(address) { return .endpoint }
        switch standing.role {
        case .endpoint: return .endpoint
        case .mixer: return .mixer
        case .bridge: return .bridge
        case .none: break
        }
        if judge != nil, !standing.contains(.labelled), judge?.finding(address) != nil { return .inferredEndpoint }
        if isSeed { return .rests }
        if let maxHops = question.maxHops, hop > maxHops { return .prunedByHops }
        if let least = question.minAmount, parcel.tainted[0] < least { return .prunedByAmount }
        return .rests
    }

    private func isMixer(_ transaction: Int, _ seeded: ArraySlice<UInt32>) -> Bool {
        guard question.coinjoin == .stop, mayBeCoinJoin(transaction) else { return false }
        return CoinJoinHeuristics.finding(for: ledger.shape(of: transaction, in: outputs))?.isMix ?? false
    }

    /// Every coinjoin has several inputs and at least two equal outputs.
    private func mayBeCoinJoin(_ transaction: Int) -> Bool {
        let range = outputs.columns.outputs(of: transaction)
        guard outputs.columns.inputs(of: transaction).count >= 2, range.count >= 3 else { return false }
        var amounts = range.map { outputs.columns.amounts.base[$0] }
        amounts.sort()
        return zip(amounts, amounts.dropFirst()).contains { $0 == $1 }
    }
}
