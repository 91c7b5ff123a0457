import CFlowKernels

/// Numbers the addresses that a narrow pass touches. Open addressing over {address, number}; emptied in O(1) by raising
/// the epoch, so that one map serves thousands of short traces.
struct AddressMap: ~Copyable {
    private var slots: Column<UInt64>
    private var epochs: Column<UInt32>
    private var epoch: UInt32 = 1
    private var mask: Int
    private(set) var count = 0

    init() {
        slots = Column(repeating: 0, count: 1024)
        epochs = Column(repeating: 0, count: 1024)
        mask = 1023
    }

    @inline(__always)
    private func place(_ address: AddressID) -> Int {
        // Addresses are numbered by us, in order of appearance: no one can aim at a slot.
        Int(truncatingIfNeeded: (UInt64(address) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    }

    @inline(__always)
    func prefetch(_ address: AddressID) {
        flow_prefetch_read(slots.base + place(address))
        flow_prefetch_read(epochs.base + place(address))
    }

    @inline(__always)
    func find(_ address: AddressID) -> Int? {
        var place = place(address)
        while epochs[place] == epoch {
            if UInt32(truncatingIfNeeded: slots[place] >> 32) == address {
                return Int(UInt32(truncatingIfNeeded: slots[place]))
            }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Gives `address`, which must be new, the next number.
    mutating func add(_ address: AddressID) -> Int {
        if (count + 1) * 2 > mask { grow() }
        var place = place(address)
        while epochs[place] == epoch { place = (place + 1) & mask }
        slots[place] = UInt64(address) << 32 | UInt64(count)
        epochs[place] = epoch
        count += 1
        return count - 1
    }

    mutating func removeAll() {
        count = 0
        if epoch == .max {
            for i in 0..<epochs.count { epochs[i] = 0 }
            epoch = 0
        }
        epoch += 1
    }

    private mutating func grow() {
        let size = (mask + 1) * 4
        let fresh = Column<UInt64>(repeating: 0, count: size)
        let freshEpochs = Column<UInt32>(repeating: 0, count: size)
        let oldSize = mask + 1
        mask = size - 1
        for old in 0..<oldSize where epochs[old] == epoch {
            var place = place(UInt32(truncatingIfNeeded: slots[old] >> 32))
            while freshEpochs[place] == epoch { place = (place + 1) & mask }
            fresh[place] = slots[old]
            freshEpochs[place] = epoch
        }
        slots = fresh
        epochs = freshEpochs
    }
}

/// The smallest first: {row 32, number 32} in one word.
struct RowHeap {
    private var items: [UInt64] = []

    var top: UInt64? { items.first }
    var count: Int { items.count }
    @inline(__always) var topRow: UInt32 { items.isEmpty ? .max : UInt32(truncatingIfNeeded: items[0] >> 32) }
    mutating func removeAll() { items.removeAll(keepingCapacity: true) }

    mutating func push(row: UInt32, _ number: Int) {
        items.append(UInt64(row) << 32 | UInt64(number))
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if items[parent] <= items[child] { break }
            items.swapAt(parent, child)
            child = parent
        }
    }

    mutating func pop() -> (row: UInt32, number: Int)? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        if !items.isEmpty {
            items[0] = last
            sink()
        }
        return (UInt32(truncatingIfNeeded: first >> 32), Int(UInt32(truncatingIfNeeded: first)))
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= items.count { break }
            if child + 1 < items.count && items[child + 1] < items[child] { child += 1 }
            if items[parent] <= items[child] { break }
            items.swapAt(parent, child)
            parent = child
        }
    }
}
