import CFlowKernels

/// What every key of one asset holds, and what it has received (or, backward, sent) so far, split by source and path
/// length.
///
/// A part's *lane* is (length − 1) · sources + source; a pass has at most 64 of them. A key takes one state (40 or 64
/// bytes). One that meets anything attributed also takes a block of cells: sources · 2 for what it met, directly and
/// indirectly, and if it ever passes value on, sources · (hops − 1) for what it holds by lane. Masks say which lanes hold anything: most keys of most ledgers touch few. Memory
/// is kept from one pass to the next, because touching it for the first time is the dearest thing a pass does.
struct ScreeningHoldings<Cell: ShareCell>: ~Copyable {
    struct State: BitwiseCopyable {
        var balance: Cell = 0
        /// All that was received (sent).
        var total: Cell = 0
        /// Lanes that hold something.
        var held: UInt64 = 0
        /// Lanes in which something arrived.
        var reached: UInt64 = 0
        /// Where the key's cells begin; 0 for none.
        var block: UInt32 = 0
    }

    /// Value on its way from one key to the next.
    struct Parcel: ~Copyable {
        var amount: Cell = 0
        var lanes: UInt64 = 0
        /// By lane; meaningful where the lane's bit is set.
        let parts: UnsafeMutablePointer<Cell>
        /// Where a lane is booked among what a key met: the first length is direct, all others are one.
        let places: UnsafeMutablePointer<UInt8>

        init() {
            parts = .allocate(capacity: 64)
            parts.initialize(repeating: 0, count: 64)
            places = .allocate(capacity: 64)
            places.initialize(repeating: 0, count: 64)
        }

        deinit {
            parts.deallocate()
            places.deallocate()
        }
    }

    private(set) var sources = 0
    private(set) var hops = 1
    private var stride = 0
    /// Lanes that go on: those below the limit of hops.
    private var passing: UInt64 = 0
    private(set) var states = Column<State>()
    /// Block after block; the first cell is nobody's.
    private var cells = Column<Cell>()
    /// Keys that pass value on: only they need to know what they hold.
    private var passers = BitColumn()
    private var parcel = Parcel()

    /// Sources that one pass can tell apart.
    static func mostSources(hops: Int) -> Int { 64 / hops }

    init() {}

    /// Empties everything, for a pass over other rows or sources.
    ///
    /// - Complexity: O(keys).
    mutating func prepare(keys: Int, sources: Int, hops: Int) {
        precondition(sources * hops <= 64)
        (self.sources, self.hops) = (sources, hops)
        stride = sources * (hops + 1)
        passing = (1 << UInt64(sources * (hops - 1))) &- 1
        for lane in 0..<64 {
            let place = lane < sources ? lane : sources + lane % max(1, sources)
            parcel.places[lane] = UInt8(truncatingIfNeeded: place)
        }
        let known = min(keys, states.count)
        if known == 0 { states = Column(zeros: keys) } else { states.base.update(repeating: State(), count: known) }
        states.truncate(to: min(keys, states.count))
        states.resize(to: keys, filling: State())
        dropBlocks()
    }

    private mutating func dropBlocks() {
        cells.truncate(to: 0)
        cells.append(0)
        passers.words.truncate(to: 0)
        passers.words.resize(to: (states.count + 63) / 64, filling: 0)
    }

    /// The key passes value on in this pass. To be said before anything is received.
    @inline(__always)
    mutating func setPasser(_ key: Int) { passers.set(key) }

    /// Bytes in use.
    var byteCount: Int { states.byteCount + cells.byteCount }

    /// Forgets all but the balances: for the pass from the other end.
    mutating func keepBalances() {
        for key in 0..<states.count { states.base[key] = State(balance: states.base[key].balance) }
        dropBlocks()
    }

    /// The key's cells, made if it has none.
    @inline(__always)
    private mutating func ownCells(_ key: Int) -> UnsafeMutablePointer<Cell> {
        if states.base[key].block == 0 { addBlock(key) }
        return cells.base + Int(states.base[key].block)
    }

    @inline(never)
    private mutating func addBlock(_ key: Int) {
        let count = passers[key] ? stride : 2 * sources
        states.base[key].block = UInt32(truncatingIfNeeded: cells.count)
        cells.extend(by: count).update(repeating: 0, count: count)
    }

    @inline(__always)
    func prefetch(_ key: Int) { flow_prefetch_write(states.base + key) }

    @inline(__always)
    func prefetchCells(_ key: Int) {
        let block = Int(states.base[key].block)
        if block == 0 { return }
        let first = cells.base + block
        let count = passers[key] ? stride : 2 &* sources
        let line = 64 / MemoryLayout<Cell>.stride
        var place = 0
        while place < count {
            flow_prefetch_write(first + place)
            place &+= line
        }
    }

    /// The parcel is value of an attributed address, all of one source.
    @inline(__always)
    mutating func load(_ amount: Cell, from source: Int) {
        parcel.amount = amount
        parcel.lanes = 1 &<< UInt64(source)
        parcel.parts[source] = amount
    }

    /// The parcel is value of nobody known.
    @inline(__always)
    mutating func loadUntracked(_ amount: Cell) {
        parcel.amount = amount
        parcel.lanes = 0
    }

    /// Takes `amount` out of a key's holding into the parcel, one transfer further.
    ///
    /// - Returns: what the holding did not have; it appeared untracked.
    @inline(__always)
    mutating func take(_ amount: Cell, from key: Int) -> Cell {
        let shortfall = supply(amount, key)
        let state = states.base + key
        parcel.amount = amount
        parcel.lanes = state.pointee.held &<< UInt64(sources)
        if state.pointee.held != 0 { split(amount, key) }
        state.pointee.balance &-= amount
        return shortfall
    }

    /// Takes `amount` out of a key's holding and lets it go.
    ///
    /// - Returns: what the holding did not have.
    @inline(__always)
    mutating func drop(_ amount: Cell, from key: Int) -> Cell {
        let shortfall = supply(amount, key)
        if states.base[key].held != 0 { split(amount, key) }
        states.base[key].balance &-= amount
        return shortfall
    }

    @inline(__always)
    private mutating func supply(_ amount: Cell, _ key: Int) -> Cell {
        let balance = states.base[key].balance
        if balance >= amount { return 0 }
        states.base[key].balance = amount
        return amount &- balance
    }

    /// Splits what a key holds for a spend of `amount`, which the balance covers.
    @inline(never)
    private mutating func split(_ amount: Cell, _ key: Int) {
        let balance = states.base[key].balance
        if amount == balance {
            empty(key)
        } else if MemoryLayout<Cell>.size > 8, balance >> 63 == 0 {
            // Most holdings of a large asset are small: half the words, a fifth of the work.
            let share = Share(UInt64(truncatingIfNeeded: amount), of: UInt64(truncatingIfNeeded: balance))
            split(by: share, key)
        } else {
            split(by: Share(amount, of: balance), key)
        }
    }

    @inline(__always)
    private mutating func split<Word: ShareCell>(by share: Share<Word>, _ key: Int) {
        let held = cells.base + (Int(states.base[key].block) &+ 2 &* sources)
        var rest = states.base[key].held
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            let bit = rest & (0 &- rest)
            rest ^= bit
            let (moved, kept) = share.split(Word(truncatingIfNeeded: held[lane]))
            held[lane] = Cell(truncatingIfNeeded: kept)
            if kept == 0 { states.base[key].held ^= bit }
            if moved == 0 { parcel.lanes &= ~(bit &<< UInt64(sources)) }
            parcel.parts[lane &+ sources] = Cell(truncatingIfNeeded: moved)
        }
    }

    /// A key spends everything: every part goes whole.
    @inline(__always)
    private mutating func empty(_ key: Int) {
        let held = cells.base + (Int(states.base[key].block) &+ 2 &* sources)
        var rest = states.base[key].held
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            rest &= rest &- 1
            parcel.parts[lane &+ sources] = held[lane]
            held[lane] = 0
        }
        states.base[key].held = 0
    }

    /// Books the parcel as received (sent) by a key.
    @inline(__always)
    mutating func record(_ key: Int) { record(key, parcel.amount, lanes: parcel.lanes, parts: parcel.parts) }

    /// Books `amount` as received (sent) by a key, with what `parts` say of the lanes.
    @inline(__always)
    mutating func record(_ key: Int, _ amount: Cell, lanes: UInt64, parts: UnsafeMutablePointer<Cell>) {
        states.base[key].total &+= amount
        if lanes == 0 { return }
        states.base[key].reached |= lanes
        let met = ownCells(key)
        var rest = lanes
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            rest &= rest &- 1
            met[Int(parcel.places[lane])] &+= parts[lane]
        }
    }

    /// Books the parcel as received (sent) by a key, from nobody that its paths name.
    @inline(__always)
    mutating func recordUntracked(_ key: Int) { states.base[key].total &+= parcel.amount }

    /// Adds the parcel to what a key holds; paths at their limit go on untracked.
    @inline(__always)
    mutating func receive(_ key: Int) {
        states.base[key].balance &+= parcel.amount
        let lanes = parcel.lanes & passing
        if lanes == 0 || !passers[key] { return }
        states.base[key].held |= lanes
        let held = ownCells(key) + 2 &* sources
        var rest = lanes
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            rest &= rest &- 1
            held[lane] &+= parcel.parts[lane]
        }
    }

    /// The parcel's paths end here: a swap.
    @inline(__always)
    mutating func forgetPaths() { parcel.lanes = 0 }

    /// Adds value that no source explains.
    @inline(__always)
    mutating func receiveUntracked(_ amount: Cell, _ key: Int) { states.base[key].balance &+= amount }

    /// What a key that has reached anything met of one source.
    @inline(__always)
    func met(_ key: Int, source: Int) -> (direct: Amount, indirect: Amount) {
        let met = cells.base + Int(states.base[key].block)
        return (Amount(truncatingIfNeeded: met[source]), Amount(truncatingIfNeeded: met[sources &+ source]))
    }

    /// The shortest path by which something of one source arrived; `nil` for none.
    func minHops(_ key: Int, source: Int) -> Int? {
        let reached = states.base[key].reached
        return (0..<hops).first { reached >> UInt64($0 * sources + source) & 1 == 1 }.map { $0 + 1 }
    }
}
