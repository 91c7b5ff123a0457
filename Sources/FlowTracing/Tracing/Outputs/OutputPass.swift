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
    var schedule: Schedule
    /// False for a balance alone: nobody asks which clean inputs a transaction had.
    var keepsCleanEntries = true
    /// Set where deposit addresses by inference end a trace.
    var inference: DepositInference?
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
    let ledger: Ledger
    let field: TraceField
    private let owners: LazyOwnerIndex
    var judge: GuardJudge?
    /// Nothing but an address' standing can keep value from resting.
    let isUnlimited: Bool

    /// What rests in outputs: the tainted sum, or for rules that keep value in order a state's number; `whole` where all of
    /// the output is tainted.
    private var cells: OutputCells
    /// Tainted part of a state.
    private var taintedOf: [UInt64] = [0, 0]
    private var freeStates: [UInt32] = []
    private var pending: PendingTransactions
    /// The last transaction whose memory was asked for, and how many were that have not had their turn.
    private var asked = -1
    private var askedAhead = 0
    /// For `reach`: the transaction by which an owner was first reached, and by how many hops.
    private var reachedOwners = AddressMap()
    private var reached: [(transaction: Int, hop: UInt32)] = []
    private var spentSeeds: ArraySlice<UInt32>

    private static var pool: Int { 0 }
    /// Fees of a block on their way to its coinbase.
    static var feePool: Int { 1 }
    /// No output holds so much, and no state has that number.
    private static var whole: UInt64 { .max }

    init(
        ledger: Ledger, outputs: OutputLedger, field: TraceField, question: OutputQuestion, owners: LazyOwnerIndex,
        judge: consuming GuardJudge?
    ) {
        (self.ledger, self.outputs, self.field, self.question) = (ledger, outputs, field, question)
        self.owners = owners
        isUnlimited =
            judge == nil && question.inference == nil && question.maxHops == nil && question.minAmount == nil
            && question.caseStops.isEmpty
        self.judge = judge
        holdings = H(states: 2, laneCount: 1)
        cells = OutputCells(outputs: outputs.columns.amounts.count, schedule: question.schedule)
        pending = PendingTransactions(count: outputs.transactionCount, schedule: question.schedule)
        spentSeeds = question.seeds.spent[...]
    }

    /// Follows the seeds to the end of the ledger.
    ///
    /// - Complexity: O(inputs and outputs of the transactions reached); of an input two cache lines are far from others,
    ///   its amount and its cell, of an output its owner's standing: asked for ahead where many transactions wait.
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
            if pending.isWide { lookAhead(of: transaction) }
            if question.followsFees, outputs.isCoinbase(transaction), awaitsFees(transaction) { continue }
            play(transaction)
        }
    }

    /// Asks for what the next transactions will read.
    @inline(__always)
    private mutating func lookAhead(of transaction: Int) {
        if transaction >= asked { (asked, askedAhead) = (transaction, 0) } else { askedAhead -= 1 }
        while askedAhead < 12, let next = pending.next(after: asked) {
            for input in outputs.columns.inputs(of: next) {
                let source = Int(outputs.sources.base[input])
                cells.prefetch(source)
                flow_prefetch_read(outputs.columns.amounts.base + source)
            }
            for output in outputs.columns.outputs(of: next) {
                field.prefetchStanding(ofScript: outputs.columns.owners.base[output])
            }
            asked = next
            askedAhead += 1
        }
    }

    // MARK: One transaction

    private mutating func play(_ transaction: Int) {
        sink.begin(transaction)
        moment = transaction
        let seededInputs = takeSpentSeeds(transaction)
        let isMixer = isMixer(transaction)
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
    @inline(__always)
    private mutating func takeSpentSeeds(_ transaction: Int) -> ArraySlice<UInt32> {
        if spentSeeds.isEmpty { return spentSeeds }
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
        if !pending.isWide { for input in inputs { flow_prefetch_read(amounts + Int(sources[input])) } }
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
            let cell = kept(source, transaction)
            var entry = OutputRecord.Entry(
                output: UInt32(source), isSeed: false, tainted: tainted(cell.value, of: amounts[source]), before: 0)
            if !seeded.isEmpty, seeded.contains(sorted: UInt32(source)) {
                (entry.isSeed, entry.before, entry.tainted) = (true, entry.tainted, amounts[source])
                hop = 0
            } else if cell.value != 0, hop != 0 {
                hop = min(hop, cell.hop + 1)
            }
            if entry.tainted != 0 { hasTaint = true }
            if entry.tainted != 0 || question.keepsCleanEntries { sink.enter(entry) }
            pool(amount, cell.value, entry, isMixer: isMixer)
        }
        return hasTaint
    }

    /// What an output holds before `transaction` spends it.
    @inline(__always)
    private func kept(_ source: Int, _ transaction: Int) -> OutputCells.Cell {
        if !question.followsAddresses { return cells[source] }
        guard let place = reachedOwners.find(outputs.columns.owners.base[source]),
            reached[place].transaction < transaction
        else { return .empty }
        return OutputCells.Cell(Self.whole, hop: reached[place].hop)
    }

    /// Tainted part of an output of `amount`, by its cell.
    @inline(__always)
    private func tainted(_ value: UInt64, of amount: UInt64) -> UInt64 {
        if value == Self.whole { return amount }
        return H.keepsSums || value == 0 ? value : taintedOf[Int(value)]
    }

    /// Moves the whole of an output into the pool, its lots in their order. What a mixer takes is clean from here on.
    @inline(__always)
    private mutating func pool(_ amount: Amount, _ value: UInt64, _ entry: OutputRecord.Entry, isMixer: Bool) {
        let hasState = !H.keepsSums && value != 0 && value != Self.whole
        if entry.tainted == 0 || isMixer {
            holdings.receiveClean(Self.pool, amount)
        } else if hasState && !entry.isSeed {
            holdings.pour(Int(value), into: Self.pool)
        } else {
            if H.keepsSums {
                (parcel.amount, parcel.lanes, parcel.tainted[0]) = (amount, 1, Amount(entry.tainted))
            } else {
                parcel.reset(amount)
                parcel.seed(lane: 0)
            }
            holdings.receive(Self.pool, parcel)
        }
        guard hasState else { return }
        holdings.clear(Int(value))
        freeStates.append(UInt32(value))
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
        let left = H.tracksBalances ? holdings.balance(Self.pool) : outputs.fee(transaction)
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

    @inline(__always)
    private var parcelTaint: UInt64 { parcel.lanes == 0 ? 0 : UInt64(truncatingIfNeeded: parcel.tainted[0]) }

    // Inlined, as all that does not change the pass: what is borrowed for a call is copied as a whole.
    @inline(__always)
    private func isSeeded(_ output: Int) -> Bool {
        guard let last = question.seeds.created.last, output <= last else { return false }
        return question.seeds.created[...].contains(sorted: UInt32(output))
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
        cells.keep(keptValue(), hop: hop, in: output)
        pending.insert(Int(spender))
    }

    /// What the cell of an output says of the parcel, which rests there.
    @inline(__always)
    private mutating func keptValue() -> UInt64 {
        if parcel.tainted[0] == parcel.amount { return Self.whole }
        if H.keepsSums { return parcelTaint }
        let state: Int
        if let free = freeStates.popLast() {
            state = Int(free)
            taintedOf[state] = parcelTaint
        } else {
            state = taintedOf.count
            taintedOf.append(parcelTaint)
            holdings.grow(to: state + 1)
        }
        holdings.receive(state, parcel)
        return UInt64(state)
    }

    /// From now on everything an address sends is reached.
    private mutating func reach(_ owner: UInt32, hop: UInt32) {
        if let place = reachedOwners.find(owner) {
            reached[place].hop = min(reached[place].hop, hop)
            return
        }
        _ = reachedOwners.add(owner)
        reached.append((moment, hop))
        for output in owners.index.outputs(of: owner) {
            let spender = outputs.spenders.base[Int(output)]
            if spender != OutputResolution.unspent, spender > moment { pending.insert(Int(spender)) }
        }
    }
}
