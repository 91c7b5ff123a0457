import CFlowKernels

/// What outputs of a UTXO chain hold, split by source and path length, from the transaction that gives it to them until
/// the one that takes it: an output receives once and gives whole once.
///
/// Four bytes an output, and for one that holds anything, as long as it does, a mask of its lanes and a cell a lane. What
/// an output leaves is taken by the next with as many lanes, so memory follows the outputs that hold something at one time.
struct OutputParts<Cell: ShareCell>: ~Copyable {
    /// By output: where its record begins; 0 for none.
    private var places = Column<UInt32>()
    /// Record after record: the mask, then the parts by lane. The first cell is nobody's.
    private var cells = Column<Cell>()
    /// By number of lanes: the first free record, which says where the next is; 0 for none.
    private var free = [UInt32](repeating: 0, count: 65)

    init() {}

    var byteCount: Int { places.byteCount + cells.byteCount }

    /// Empties everything.
    ///
    /// - Complexity: O(outputs).
    mutating func prepare(outputs: Int) {
        places.truncate(to: 0)
        places.resize(to: outputs, filling: 0)
        cells.truncate(to: 0)
        cells.append(0)
        for lanes in free.indices { free[lanes] = 0 }
    }

    @inline(__always)
    func prefetch(_ output: Int) { flow_prefetch_write(places.base + output) }

    /// Gives `output`, which holds nothing, parts; `part` says how much of a lane.
    @inline(__always)
    mutating func put(_ output: Int, lanes: UInt64, part: (Int) -> Cell) {
        // The mask is known only when the parts are: what is rounded away is no lane.
        let record = record(lanes.nonzeroBitCount)
        var place = Int(record)
        var left = lanes
        var rest = lanes
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            let bit = rest & (0 &- rest)
            rest ^= bit
            let value = part(lane)
            place &+= 1
            cells.base[place] = value
            if value == 0 { left ^= bit }
        }
        if left == lanes {
            cells.base[Int(record)] = Cell(truncatingIfNeeded: lanes)
            places.base[output] = record
            return
        }
        release(record, lanes.nonzeroBitCount)
        if left != 0 { put(output, lanes: left, part: part) }
    }

    /// Takes what `output` holds: its lanes one by one.
    @inline(__always)
    mutating func take(_ output: Int, _ body: (_ lane: Int, Cell) -> Void) {
        let record = places.base[output]
        if record == 0 { return }
        places.base[output] = 0
        let lanes = UInt64(truncatingIfNeeded: cells.base[Int(record)])
        var place = Int(record)
        var rest = lanes
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            rest &= rest &- 1
            place &+= 1
            body(lane, cells.base[place])
        }
        release(record, lanes.nonzeroBitCount)
    }

    private mutating func record(_ lanes: Int) -> UInt32 {
        let known = free[lanes]
        if known != 0 {
            free[lanes] = UInt32(truncatingIfNeeded: cells[Int(known)])
            return known
        }
        let record = UInt32(cells.count)
        cells.extend(by: lanes + 1).update(repeating: 0, count: lanes + 1)
        return record
    }

    @inline(__always)
    private mutating func release(_ record: UInt32, _ lanes: Int) {
        cells.base[Int(record)] = Cell(truncatingIfNeeded: free[lanes])
        free[lanes] = record
    }
}
