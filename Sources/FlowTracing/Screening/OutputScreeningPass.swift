import CFlowKernels

/// One UTXO chain from its first transaction to the last, or back: what every address received by where it came from, or
/// sent by where it went. `Exposure` defines both.
///
/// A transaction seen from either end is the same: coins give, owners keep what is their own change, a pool takes the
/// rest, owners take from it, coins take from owners. Forward spent outputs give and created ones take, backward the other
/// way round.
///
/// Memory: the holdings by address (what was met), 4 bytes an address and 4 an output, and the parts of outputs.
///
/// - Complexity: O(coins), and a multiplication a lane and coin that hold something.
struct OutputScreeningPass<Cell: ShareCell>: ~Copyable {
    /// An owner in one transaction.
    struct Party: BitwiseCopyable {
        var key: UInt32
        var mark: UInt8
        var given: Cell = 0
        var taken: Cell = 0
        /// Lanes of what the owner holds inside the transaction.
        var lanes: UInt64 = 0

        /// Its own change.
        @inline(__always) var kept: Cell { min(given, taken) }
    }

    private let chain: ScreenedOutputs
    private let batch: Range<Int>
    private let hops: Int
    var holdings: ScreeningHoldings<Cell>
    private var parts = OutputParts<Cell>()
    /// By key: its place among the parties and one, 0 between transactions.
    private var places: Column<UInt32>
    private var parties = Column<Party>()
    /// By party and lane, meaningful where the party's mask says so.
    private var held = Column<Cell>()
    /// By lane.
    private var pool = Column<Cell>(zeros: 64)
    private var share = Column<Cell>(zeros: 64)
    /// Lanes that go on: those below the limit of hops.
    private let passing: UInt64

    /// - Parameters:
    ///   - batch: the sources that this pass tells apart; all others are walls without a name.
    ///   - holdings: memory to use; `finish` gives it back.
    init(_ chain: ScreenedOutputs, batch: Range<Int>, hops: Int, holdings: consuming ScreeningHoldings<Cell>) {
        (self.chain, self.batch, self.hops) = (chain, batch, hops)
        self.holdings = holdings
        passing = (1 << UInt64(batch.count * (hops - 1))) &- 1
        places = Column(zeros: chain.keyCount)
    }

    consuming func finish() -> ScreeningHoldings<Cell> { holdings }

    var byteCount: Int { holdings.byteCount + parts.byteCount + places.byteCount + parties.byteCount + held.byteCount }

    /// - Complexity: O(addresses + coins).
    mutating func run(_ direction: Exposure.Direction) {
        holdings.prepare(keys: chain.keyCount, sources: batch.count, hops: hops)
        parts.prepare(outputs: chain.outputs.columns.amounts.count)
        for number in 0..<chain.end {
            let transaction = direction == .received ? number : chain.end - 1 - number
            prefetch(direction == .received ? transaction + 8 : transaction - 8)
            move(transaction, isForward: direction == .received)
        }
    }

    @inline(__always)
    private func prefetch(_ transaction: Int) {
        if transaction < 0 || transaction >= chain.end { return }
        for input in chain.outputs.columns.inputs(of: transaction) {
            let output = Int(chain.outputs.sources.base[input])
            flow_prefetch_read(chain.outputs.columns.owners.base + output)
            flow_prefetch_read(chain.outputs.columns.amounts.base + output)
            parts.prefetch(output)
        }
        for output in chain.outputs.columns.outputs(of: transaction) {
            let owner = chain.outputs.columns.owners.base[output]
            if owner != OutputColumns.noOwner { holdings.prefetch(chain.key(owner)) }
        }
    }

    // MARK: One transaction

    private mutating func move(_ transaction: Int, isForward: Bool) {
        let created = chain.outputs.columns.outputs(of: transaction)
        let spent = chain.outputs.columns.inputs(of: transaction)
        var pooled: (given: Cell, taken: Cell) = (0, 0)
        for output in created { count(output, isGiven: !isForward, &pooled) }
        for input in spent { count(Int(chain.outputs.sources.base[input]), isGiven: isForward, &pooled) }
        for place in 0..<parties.count {
            let party = parties.base[place]
            pooled.given &+= party.given &- party.kept
            pooled.taken &+= party.taken &- party.kept
        }
        // A fee is taken by nobody, what a coinbase creates given by nobody.
        let total = max(pooled.given, pooled.taken)

        if isForward {
            for input in spent { take(Int(chain.outputs.sources.base[input])) }
        } else {
            for output in created { take(output) }
        }
        let lanes = fillPool(total, isMix: chain.isMix(transaction))
        for place in 0..<parties.count { pay(place, outOf: total, lanes) }
        if isForward {
            let end = UInt32(truncatingIfNeeded: chain.end)
            for output in created where chain.outputs.spenders.base[output] < end { put(output) }
        } else {
            for input in spent {
                let output = Int(chain.outputs.sources.base[input])
                if !chain.outputs.isPrior(output) { put(output) }
            }
        }
        for place in 0..<parties.count { places.base[Int(parties.base[place].key)] = 0 }
        parties.truncate(to: 0)
    }

    /// The owner's place among the parties; `nil` for nobody.
    @inline(__always)
    private func place(ofOwnerOf output: Int) -> Int? {
        let owner = chain.outputs.columns.owners.base[output]
        if owner == OutputColumns.noOwner { return nil }
        let place = places.base[chain.key(owner)]
        return place == 0 ? nil : Int(place) &- 1
    }

    /// Counts a coin for its owner.
    @inline(__always)
    private mutating func count(_ output: Int, isGiven: Bool, _ nobody: inout (given: Cell, taken: Cell)) {
        let amount = Cell(truncatingIfNeeded: chain.outputs.columns.amounts.base[output])
        if amount == 0 { return }
        let owner = chain.outputs.columns.owners.base[output]
        let key = owner == OutputColumns.noOwner ? 0 : chain.key(owner)
        let mark = owner == OutputColumns.noOwner ? ExposureSources.null : chain.sources.scriptMarks.base[key]
        if mark == ExposureSources.null {
            if isGiven { nobody.given &+= amount } else { nobody.taken &+= amount }
            return
        }
        if places.base[key] == 0 {
            parties.append(Party(key: UInt32(truncatingIfNeeded: key), mark: mark))
            places.base[key] = UInt32(truncatingIfNeeded: parties.count)
            if held.count < parties.count * 64 { held.extend(by: 64).update(repeating: 0, count: 64) }
        }
        let party = parties.base + (Int(places.base[key]) &- 1)
        if isGiven { party.pointee.given &+= amount } else { party.pointee.taken &+= amount }
    }

    /// What a coin holds is its owner's.
    @inline(__always)
    private mutating func take(_ output: Int) {
        guard let place = place(ofOwnerOf: output) else { return }
        let party = parties.base + place
        let held = held.base + place &* 64
        parts.take(output) { lane, part in
            let bit = 1 &<< UInt64(lane)
            held[lane] = party.pointee.lanes & bit == 0 ? part : held[lane] &+ part
            party.pointee.lanes |= bit
        }
    }

    /// Every owner puts into the pool what it does not keep, one transfer further.
    ///
    /// - Returns: the pool's lanes.
    @inline(__always)
    private mutating func fillPool(_ total: Cell, isMix: Bool) -> UInt64 {
        var lanes: UInt64 = 0
        func add(_ lane: Int, _ part: Cell, _ pool: UnsafeMutablePointer<Cell>) {
            if part == 0 { return }
            let bit = 1 &<< UInt64(lane)
            pool[lane] = lanes & bit == 0 ? part : pool[lane] &+ part
            lanes |= bit
        }
        for place in 0..<parties.count {
            let party = parties.base + place
            let amount = party.pointee.given &- party.pointee.kept
            if amount == 0 { continue }
            if party.pointee.mark != ExposureSources.plain {
                let source = Int(party.pointee.mark) - 1
                if batch.contains(source) { add(source - batch.lowerBound, amount, pool.base) }
                continue
            }
            if party.pointee.lanes == 0 { continue }
            let held = held.base + place &* 64
            let share = amount == party.pointee.given ? nil : Share(amount, of: party.pointee.given)
            var rest = party.pointee.lanes
            while rest != 0 {
                let lane = rest.trailingZeroBitCount
                rest &= rest &- 1
                let (moved, kept) = share?.split(held[lane]) ?? (held[lane], 0)
                add(lane &+ batch.count, moved, pool.base)
                held[lane] = kept
            }
            if share == nil { party.pointee.lanes = 0 }
        }
        guard isMix else { return lanes }
        // A walk stops at a coinjoin: what leaves it is nobody's that entered.
        guard let source = chain.sources.coinjoin, batch.contains(source), total != 0 else { return 0 }
        pool.base[source - batch.lowerBound] = total
        return 1 &<< UInt64(source - batch.lowerBound)
    }

    /// An owner takes from the pool what it gets beyond its own change.
    @inline(__always)
    private mutating func pay(_ place: Int, outOf total: Cell, _ lanes: UInt64) {
        let party = parties.base + place
        let amount = party.pointee.taken &- party.pointee.kept
        if amount == 0 { return }
        var got: UInt64 = 0
        if lanes != 0 {
            let part = amount == total ? nil : Share(amount, of: total)
            var rest = lanes
            while rest != 0 {
                let lane = rest.trailingZeroBitCount
                rest &= rest &- 1
                let moved = part?.split(pool.base[lane]).moved ?? pool.base[lane]
                share.base[lane] = moved
                if moved != 0 { got |= 1 &<< UInt64(lane) }
            }
        }
        holdings.record(Int(party.pointee.key), amount, lanes: got, parts: share.base)
        got &= passing
        if got == 0 || party.pointee.mark != ExposureSources.plain { return }
        let held = held.base + place &* 64
        var rest = got
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            rest &= rest &- 1
            held[lane] =
                party.pointee.lanes & (1 &<< UInt64(lane)) == 0 ? share.base[lane] : held[lane] &+ share.base[lane]
        }
        party.pointee.lanes |= got
    }

    /// A coin takes its part of what its owner holds.
    @inline(__always)
    private mutating func put(_ output: Int) {
        guard let place = place(ofOwnerOf: output) else { return }
        let party = parties.base[place]
        if party.lanes == 0 || party.mark != ExposureSources.plain { return }
        let amount = Cell(truncatingIfNeeded: chain.outputs.columns.amounts.base[output])
        if amount == 0 { return }
        let held = held.base + place &* 64
        let part = amount == party.taken ? nil : Share(amount, of: party.taken)
        parts.put(output, lanes: party.lanes) { lane in part?.split(held[lane]).moved ?? held[lane] }
    }
}
