import CFlowKernels

/// Which end of a holding's lots is spent.
protocol LotOrder {
    static var newestFirst: Bool { get }
}
enum FirstInFirstOut: LotOrder { static var newestFirst: Bool { false } }
enum LastInFirstOut: LotOrder { static var newestFirst: Bool { true } }

/// Holdings of the rules that keep value in order. Neighbouring lots that are tainted in the same cases are one lot, so
/// a clean or a wholly tainted holding is a single number and only mixed holdings own lots, taken from a common pool.
///
/// Lots are linked from the end that is spent: oldest first for FIFO, newest first for LIFO. New value goes to the far
/// end for FIFO and to the near end for LIFO.
struct LotHoldings<Order: LotOrder>: Holdings, ~Copyable {
    static var tracksBalances: Bool { true }
    static var keepsSums: Bool { false }

    private struct State: BitwiseCopyable {
        var balance: UInt128
        /// `noLot` while all of the balance is clean.
        var first: UInt32
        var last: UInt32
        /// Lots that are tainted in some case.
        var taintedLots: UInt32
    }

    private struct Lot: BitwiseCopyable {
        var amount: UInt128
        var lanes: UInt64
        var next: UInt32
    }

    private static var noLot: UInt32 { .max }
    private static var empty: State { State(balance: 0, first: noLot, last: noLot, taintedLots: 0) }

    private var states: Column<State>
    private var lots = Column<Lot>()
    private var freeLot: UInt32 = .max
    private let laneCount: Int

    init(states count: Int, laneCount: Int) {
        states = Column(repeating: Self.empty, count: count)
        self.laneCount = laneCount
    }

    mutating func grow(to count: Int) { states.resize(to: count, filling: Self.empty) }

    mutating func open(_ state: Int, _ amount: Amount) { states.base[state].balance += amount }

    @inline(__always)
    mutating func receiveClean(_ state: Int, _ amount: Amount) {
        let s = states.base + state
        if s.pointee.first == Self.noLot { s.pointee.balance += amount } else { add(state, amount, lanes: 0) }
    }

    @inline(__always)
    mutating func spend(_ state: Int, _ amount: Amount, into parcel: inout Parcel) -> Amount {
        let s = states.base + state
        parcel.reset(amount)
        if s.pointee.first == Self.noLot {
            let shortfall = s.pointee.balance < amount ? amount - s.pointee.balance : 0
            s.pointee.balance = s.pointee.balance &+ shortfall &- amount
            return shortfall
        }
        return spendLots(state, amount, into: &parcel)
    }

    private mutating func spendLots(_ state: Int, _ amount: Amount, into parcel: inout Parcel) -> Amount {
        let s = states.base + state
        var left = amount
        var shortfall: Amount = 0
        if s.pointee.balance < amount {
            // What is missed is untracked and oldest: FIFO spends it first, LIFO last.
            shortfall = amount - s.pointee.balance
            left -= shortfall
            if !Order.newestFirst { take(shortfall, lanes: 0, into: &parcel) }
        }
        s.pointee.balance -= left
        while left > 0 {
            let place = s.pointee.first
            let lot = lots.base + Int(place)
            let part = min(left, lot.pointee.amount)
            take(part, lanes: lot.pointee.lanes, into: &parcel)
            left -= part
            lot.pointee.amount -= part
            if lot.pointee.amount == 0 {
                if lot.pointee.lanes != 0 { s.pointee.taintedLots -= 1 }
                s.pointee.first = lot.pointee.next
                release(place)
            }
        }
        if shortfall > 0 && Order.newestFirst { take(shortfall, lanes: 0, into: &parcel) }
        if s.pointee.first == Self.noLot { s.pointee.last = Self.noLot }
        if s.pointee.taintedLots == 0 { dropLots(state) }
        return shortfall
    }

    @inline(__always)
    private func take(_ amount: Amount, lanes: UInt64, into parcel: inout Parcel) {
        if amount == 0 { return }
        let last = parcel.stretches.count - 1
        if last >= 0 && parcel.stretches.base[last].lanes == lanes {
            parcel.stretches.base[last].amount += amount
        } else {
            parcel.stretches.append(Parcel.Stretch(amount: amount, lanes: lanes))
        }
        var rest = lanes
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            rest &= rest &- 1
            parcel.tainted[lane] = parcel.lanes >> UInt64(lane) & 1 == 1 ? parcel.tainted[lane] + amount : amount
            parcel.lanes |= 1 << UInt64(lane)
        }
    }

    mutating func receive(_ state: Int, _ parcel: borrowing Parcel) {
        if parcel.lanes == 0 {
            receiveClean(state, parcel.amount)
            return
        }
        let s = states.base + state
        if s.pointee.first == Self.noLot && s.pointee.balance > 0 {
            let own = s.pointee.balance
            s.pointee.balance = 0
            add(state, own, lanes: 0)
        }
        for i in 0..<parcel.stretches.count {
            let stretch = parcel.stretches[i]
            add(state, stretch.amount, lanes: stretch.lanes)
        }
    }

    /// Puts value where the newest value goes.
    private mutating func add(_ state: Int, _ amount: Amount, lanes: UInt64) {
        let s = states.base + state
        s.pointee.balance += amount
        let neighbour = Order.newestFirst ? s.pointee.first : s.pointee.last
        if neighbour != Self.noLot, lots.base[Int(neighbour)].lanes == lanes {
            lots.base[Int(neighbour)].amount += amount
            return
        }
        let next = Order.newestFirst ? s.pointee.first : Self.noLot
        let place = newLot(Lot(amount: amount, lanes: lanes, next: next))
        if lanes != 0 { s.pointee.taintedLots += 1 }
        if Order.newestFirst {
            s.pointee.first = place
            if s.pointee.last == Self.noLot { s.pointee.last = place }
        } else {
            if s.pointee.last == Self.noLot {
                s.pointee.first = place
            } else {
                lots.base[Int(s.pointee.last)].next = place
            }
            s.pointee.last = place
        }
    }

    private mutating func newLot(_ lot: Lot) -> UInt32 {
        if freeLot != Self.noLot {
            let place = freeLot
            freeLot = lots.base[Int(place)].next
            lots.base[Int(place)] = lot
            return place
        }
        lots.append(lot)
        return UInt32(lots.count - 1)
    }

    private mutating func release(_ place: UInt32) {
        lots.base[Int(place)].next = freeLot
        freeLot = place
    }

    /// Nothing tainted is left: the balance says it all.
    private mutating func dropLots(_ state: Int) {
        var place = states.base[state].first
        while place != Self.noLot {
            let next = lots.base[Int(place)].next
            release(place)
            place = next
        }
        states.base[state].first = Self.noLot
        states.base[state].last = Self.noLot
    }

    func taintedLanes(_ state: Int) -> UInt64 {
        if states.base[state].first == Self.noLot { return 0 }
        if laneCount == 1 { return states.base[state].taintedLots > 0 ? 1 : 0 }
        var lanes: UInt64 = 0
        var place = states.base[state].first
        while place != Self.noLot {
            lanes |= lots.base[Int(place)].lanes
            place = lots.base[Int(place)].next
        }
        return lanes
    }

    /// - Complexity: O(lots of the state).
    func tainted(_ state: Int, lane: Int) -> Amount {
        var sum: Amount = 0
        var place = states.base[state].first
        while place != Self.noLot {
            if lots.base[Int(place)].lanes >> UInt64(lane) & 1 == 1 { sum += lots.base[Int(place)].amount }
            place = lots.base[Int(place)].next
        }
        return sum
    }

    @inline(__always) func balance(_ state: Int) -> Amount { states.base[state].balance }
    @inline(__always) func prefetch(_ state: Int) { flow_prefetch_write(states.base + state) }

    mutating func clear(_ state: Int) {
        dropLots(state)
        states.base[state] = Self.empty
    }

    /// - Complexity: O(1): the lots of one list are hung behind (or before) those of the other.
    mutating func pour(_ state: Int, into target: Int) {
        let s = states.base + state
        let t = states.base + target
        if s.pointee.first == Self.noLot {
            receiveClean(target, s.pointee.balance)
            return
        }
        if t.pointee.first == Self.noLot, t.pointee.balance > 0 {
            let own = t.pointee.balance
            t.pointee.balance = 0
            add(target, own, lanes: 0)
        }
        if t.pointee.first == Self.noLot {
            (t.pointee.first, t.pointee.last) = (s.pointee.first, s.pointee.last)
        } else if Order.newestFirst {
            lots.base[Int(s.pointee.last)].next = t.pointee.first
            t.pointee.first = s.pointee.first
        } else {
            lots.base[Int(t.pointee.last)].next = s.pointee.first
            t.pointee.last = s.pointee.last
        }
        t.pointee.balance += s.pointee.balance
        t.pointee.taintedLots += s.pointee.taintedLots
        s.pointee = Self.empty
    }

    /// - Complexity: O(lots of the state).
    func save(_ state: Int, into log: inout [Parcel.Stretch]) {
        var place = states[state].first
        if place == Self.noLot { log.append(Parcel.Stretch(amount: states[state].balance, lanes: 0)) }
        while place != Self.noLot {
            log.append(Parcel.Stretch(amount: lots[place].amount, lanes: lots[place].lanes))
            place = lots[place].next
        }
    }

    mutating func restore(_ state: Int, from log: ArraySlice<Parcel.Stretch>) {
        clear(state)
        if log.count == 1, log[log.startIndex].lanes == 0 {
            states.base[state].balance = log[log.startIndex].amount
            return
        }
        // `add` puts value where the newest goes: the last saved of a list that is spent from its old end.
        if Order.newestFirst {
            for stretch in log.reversed() { add(state, stretch.amount, lanes: stretch.lanes) }
        } else {
            for stretch in log { add(state, stretch.amount, lanes: stretch.lanes) }
        }
    }
}
