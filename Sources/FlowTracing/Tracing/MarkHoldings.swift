import CFlowKernels

/// Holdings of the rules that are not money: a bit a lane, set for good once tainted value arrived. Everything a marked
/// state sends is tainted, whatever it spent since. 8 bytes a state, up to 64 cases in one pass.
struct MarkHoldings: Holdings, ~Copyable {
    static var tracksBalances: Bool { false }
    static var keepsSums: Bool { true }

    private var marks: Column<UInt64>

    init(states: Int, laneCount: Int) { marks = Column(zeros: states) }

    mutating func grow(to count: Int) { marks.resize(to: count, filling: 0) }
    mutating func open(_ state: Int, _ amount: Amount) {}
    @inline(__always) mutating func receiveClean(_ state: Int, _ amount: Amount) {}

    @inline(__always)
    mutating func spend(_ state: Int, _ amount: Amount, into parcel: inout Parcel) -> Amount {
        parcel.amount = amount
        parcel.lanes = marks.base[state]
        var rest = parcel.lanes
        while rest != 0 {
            parcel.tainted[rest.trailingZeroBitCount] = amount
            rest &= rest &- 1
        }
        return 0
    }

    @inline(__always)
    mutating func receive(_ state: Int, _ parcel: borrowing Parcel) { marks.base[state] |= parcel.lanes }

    @inline(__always) func taintedLanes(_ state: Int) -> UInt64 { marks.base[state] }
    func tainted(_ state: Int, lane: Int) -> Amount { 0 }
    func balance(_ state: Int) -> Amount { 0 }
    @inline(__always) func prefetch(_ state: Int) { flow_prefetch_write(marks.base + state) }
    mutating func clear(_ state: Int) { marks.base[state] = 0 }
    mutating func pour(_ state: Int, into target: Int) { marks.base[target] |= marks.base[state] }

    func save(_ state: Int, into log: inout [Parcel.Stretch]) {
        log.append(Parcel.Stretch(amount: 0, lanes: marks[state]))
    }

    mutating func restore(_ state: Int, from log: ArraySlice<Parcel.Stretch>) { marks[state] = log.first?.lanes ?? 0 }
}
