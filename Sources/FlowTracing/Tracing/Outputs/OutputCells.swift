import CFlowKernels

/// What outputs hold between their creation and their spending: one word of the rule's an output, and the fewest hops by
/// which taint came. An output receives once and is spent whole once, so a cell is written once and never removed.
///
/// A narrow trace keeps its cells in a small table. One that reaches more than one output in 32 keeps them in a column of
/// twelve bytes for every output of the chain: one cache line each, which can be asked for ahead.
///
/// - Complexity: O(1) each; the column's pages that nobody touches cost nothing.
struct OutputCells: ~Copyable {
    /// Words of four bytes: a word of eight would make it sixteen.
    struct Cell: BitwiseCopyable {
        var low: UInt32
        var high: UInt32
        var hop: UInt32

        @inline(__always)
        init(_ value: UInt64, hop: UInt32) {
            (low, high) = (UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32))
            self.hop = hop
        }

        /// 0 where the output holds nothing tainted.
        @inline(__always) var value: UInt64 { UInt64(high) << 32 | UInt64(low) }
        static var empty: Cell { Cell(0, hop: 0) }
    }

    struct Slot: BitwiseCopyable {
        /// Number of the output + 1; 0 for an empty slot.
        var key: UInt32
        var cell: Cell
    }

    private var column = Column<Cell>()
    private var slots = Column<Slot>(repeating: Slot(key: 0, cell: .empty), count: 256)
    private var shift: UInt64 = 64 - 8
    private var count = 0
    private let outputs: Int
    /// In the table.
    private let mostCells: Int
    /// All outputs have a cell.
    private(set) var isDense = false

    init(outputs: Int, schedule: Schedule) {
        self.outputs = outputs
        mostCells =
            switch schedule {
            case .automatic: max(1 << 12, outputs / 32)
            case .indexDriven: outputs
            case .scan: 0
            }
    }

    @inline(__always)
    private func place(_ key: UInt32) -> Int {
        // Outputs are numbered by us, in ledger order: no one can aim at a slot.
        Int(truncatingIfNeeded: (UInt64(key) &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    @inline(__always)
    func prefetch(_ output: Int) {
        if isDense { flow_prefetch_read(column.base + output) }
    }

    @inline(__always)
    subscript(output: Int) -> Cell { isDense ? column.base[output] : find(UInt32(output) + 1) }

    private func find(_ key: UInt32) -> Cell {
        var place = place(key)
        while slots.base[place].key != 0 {
            if slots.base[place].key == key { return slots.base[place].cell }
            place = (place + 1) & (slots.count - 1)
        }
        return .empty
    }

    /// - Precondition: `value` is not 0, and the output holds nothing yet.
    @inline(__always)
    mutating func keep(_ value: UInt64, hop: UInt32, in output: Int) {
        let cell = Cell(value, hop: hop)
        if isDense { column.base[output] = cell } else { add(Slot(key: UInt32(output) + 1, cell: cell)) }
    }

    @inline(never)
    private mutating func add(_ slot: Slot) {
        if count >= mostCells {
            spread()
            column.base[Int(slot.key) - 1] = slot.cell
            return
        }
        if (count + 1) * 2 > slots.count { double() }
        put(slot, in: slots)
        count += 1
    }

    private func put(_ slot: Slot, in slots: borrowing Column<Slot>) {
        var place = place(slot.key)
        while slots.base[place].key != 0 { place = (place + 1) & (slots.count - 1) }
        slots.base[place] = slot
    }

    private mutating func double() {
        let larger = Column<Slot>(repeating: Slot(key: 0, cell: .empty), count: slots.count * 2)
        shift -= 1
        for i in 0..<slots.count where slots[i].key != 0 { put(slots[i], in: larger) }
        slots = larger
    }

    /// From the table to the column.
    private mutating func spread() {
        column = Column(zeros: outputs)
        for i in 0..<slots.count where slots[i].key != 0 { column[slots[i].key - 1] = slots[i].cell }
        slots = Column()
        isDense = true
    }
}
