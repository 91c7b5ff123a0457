import CFlowKernels

/// Holdings of the rules that need only balance and tainted value: 16 bytes for the balance and 16 a lane, together,
/// so that a state of one case is half a cache line.
struct PooledHoldings<Rule: PooledRule>: Holdings, ~Copyable {
    static var tracksBalances: Bool { true }
    static var keepsSums: Bool { true }

    private var cells: Column<UInt128>
    private let laneCount: Int
    private let stride: Int

    init(states: Int, laneCount: Int) {
        self.laneCount = laneCount
        stride = 1 + laneCount
        cells = Column(zeros: states * (1 + laneCount))
    }

    mutating func grow(to count: Int) { cells.resize(to: count * stride, filling: 0) }

    @inline(__always)
    mutating func open(_ state: Int, _ amount: Amount) { cells.base[state * stride] += amount }

    @inline(__always)
    mutating func receiveClean(_ state: Int, _ amount: Amount) { cells.base[state * stride] += amount }

    @inline(__always)
    mutating func spend(_ state: Int, _ amount: Amount, into parcel: inout Parcel) -> Amount {
        let cell = cells.base + state * stride
        var shortfall: Amount = 0
        if cell[0] < amount {
            shortfall = amount - cell[0]
            cell[0] = amount
        }
        parcel.amount = amount
        parcel.lanes = 0
        if laneCount == 1 {
            // The common case, kept free of loops: most holdings hold nothing tainted.
            let tainted = cell[1]
            if tainted != 0 {
                let moved = Rule.moves(amount, of: cell[0], tainted: tainted)
                cell[1] = tainted - moved
                parcel.tainted[0] = moved
                parcel.lanes = moved == 0 ? 0 : 1
            }
            cell[0] -= amount
            return shortfall
        }
        for lane in 0..<laneCount {
            let tainted = cell[1 + lane]
            if tainted == 0 { continue }
            let moved = Rule.moves(amount, of: cell[0], tainted: tainted)
            if moved == 0 { continue }
            cell[1 + lane] = tainted - moved
            parcel.tainted[lane] = moved
            parcel.lanes |= 1 << UInt64(lane)
        }
        cell[0] -= amount
        return shortfall
    }

    @inline(__always)
    mutating func receive(_ state: Int, _ parcel: borrowing Parcel) {
        let cell = cells.base + state * stride
        cell[0] += parcel.amount
        var rest = parcel.lanes
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            rest &= rest &- 1
            cell[1 + lane] += parcel.tainted[lane]
        }
    }

    @inline(__always)
    func taintedLanes(_ state: Int) -> UInt64 {
        var lanes: UInt64 = 0
        for lane in 0..<laneCount where cells.base[state * stride + 1 + lane] != 0 { lanes |= 1 << UInt64(lane) }
        return lanes
    }

    func tainted(_ state: Int, lane: Int) -> Amount { cells.base[state * stride + 1 + lane] }
    @inline(__always) func balance(_ state: Int) -> Amount { cells.base[state * stride] }
    @inline(__always) func prefetch(_ state: Int) { flow_prefetch_write(cells.base + state * stride) }

    @inline(__always)
    mutating func clear(_ state: Int) {
        for cell in state * stride..<(state + 1) * stride { cells.base[cell] = 0 }
    }

    @inline(__always)
    mutating func pour(_ state: Int, into target: Int) {
        for part in 0..<stride { cells.base[target * stride + part] += cells.base[state * stride + part] }
    }

    func save(_ state: Int, into log: inout [Parcel.Stretch]) {
        for cell in state * stride..<(state + 1) * stride { log.append(Parcel.Stretch(amount: cells[cell], lanes: 0)) }
    }

    mutating func restore(_ state: Int, from log: ArraySlice<Parcel.Stretch>) {
        for (part, stretch) in log.enumerated() { cells[state * stride + part] = stretch.amount }
    }
}
