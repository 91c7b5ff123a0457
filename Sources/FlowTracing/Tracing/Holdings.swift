/// What keys hold, under one rule. States are numbered densely by the schedule.
///
/// **The conservation law**: `spend` takes exactly `amount` out of a state's balance and the parcel carries, lane by
/// lane, exactly what left the state's tainted value; `receive` adds exactly the parcel. Nothing else changes a state.
/// A rule never looks at the future.
protocol Holdings: ~Copyable {
    /// False for rules that only mark (poison, reach): no balances, no openings.
    static var tracksBalances: Bool { get }
    /// True where it does not matter which part of a holding is tainted: of what is received once and spent whole, the
    /// tainted sum says everything.
    static var keepsSums: Bool { get }

    init(states: Int, laneCount: Int)
    /// Makes room for states up to `count`, empty.
    mutating func grow(to count: Int)

    /// Value that was there before, oldest of all and clean. Call before anything else touches the state.
    mutating func open(_ state: Int, _ amount: Amount)
    mutating func receiveClean(_ state: Int, _ amount: Amount)
    /// Takes `amount > 0` out. What the state does not have appears clean and oldest, and is returned.
    mutating func spend(_ state: Int, _ amount: Amount, into parcel: inout Parcel) -> Amount
    mutating func receive(_ state: Int, _ parcel: borrowing Parcel)
    /// Bit a lane: the state's next spend may carry taint of that case.
    func taintedLanes(_ state: Int) -> UInt64
    func balance(_ state: Int) -> Amount
    /// Tainted value of one case (for marks 0: they are not money).
    func tainted(_ state: Int, lane: Int) -> Amount
    func prefetch(_ state: Int)
    /// Moves all that `state` holds to `target`, in its order, as newer than what is there: pooling spends nothing. Clear
    /// `state` afterwards.
    mutating func pour(_ state: Int, into target: Int)
    /// Forgets what the state holds, so that it can serve another key.
    mutating func clear(_ state: Int)
    /// Appends what the state holds to `log`, for `restore`: in which stretches is the rule's own affair.
    func save(_ state: Int, into log: inout [Parcel.Stretch])
    /// Makes the state what it was when it was saved.
    mutating func restore(_ state: Int, from log: ArraySlice<Parcel.Stretch>)
}

/// A rule whose tainted part depends on nothing but balance, tainted value and the amount spent.
protocol PooledRule {
    /// Tainted part of a spend of `amount` from `balance`, of which `tainted` is tainted; 0 < amount ≤ balance.
    static func moves(_ amount: Amount, of balance: Amount, tainted: Amount) -> Amount
}

/// Pro rata, rounded down; all of it when everything is spent.
enum Haircut: PooledRule {
    @inline(__always)
    static func moves(_ amount: Amount, of balance: Amount, tainted: Amount) -> Amount {
        // A wholly tainted holding (and a full spend) needs no division.
        if amount == balance { return tainted }
        if tainted == balance { return amount }
        return tainted.scaled(by: amount, over: balance)
    }
}

/// Lowest intermediate balance (Roscoe v Winder 1915): the holder's own money goes first.
enum LowestIntermediateBalance: PooledRule {
    @inline(__always)
    static func moves(_ amount: Amount, of balance: Amount, tainted: Amount) -> Amount {
        let own = balance - tainted
        return amount > own ? amount - own : 0
    }
}

/// Tainted money goes first.
enum TaintFirst: PooledRule {
    @inline(__always)
    static func moves(_ amount: Amount, of balance: Amount, tainted: Amount) -> Amount { min(tainted, amount) }
}
