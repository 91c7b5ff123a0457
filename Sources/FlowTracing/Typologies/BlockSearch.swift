/// What the search for a block around one transfer found, and what it did not look at.
struct BlockSearch {
    struct Block {
        var payers: [AddressID]
        var payees: [AddressID]
    }

    var row: Int
    var width: Int
    var span: Int
    var dealings: Int
    var block: Block?
    /// Choices that it tried.
    var tries = 0
    var cuts = DetectionCuts()
}

/// A list of at most 64 addresses, each once, whose places are found without comparing them all.
struct AddressPlaces: ~Copyable {
    static var most: Int { 64 }
    private(set) var list: [AddressID] = []
    /// The address and its place and one; 0 for none.
    private var slots = Column<UInt64>(repeating: 0, count: 256)
    private var filled: [Int] = []

    var count: Int { list.count }

    @inline(__always)
    private func home(_ address: AddressID) -> Int { Int((address &* 0x9E37_79B1) >> 24) }

    mutating func removeAll() {
        for slot in filled { slots.base[slot] = 0 }
        filled.removeAll(keepingCapacity: true)
        list.removeAll(keepingCapacity: true)
    }

    /// Puts an address that is not there behind the others.
    @inline(__always)
    mutating func append(_ address: AddressID) {
        precondition(list.count < AddressPlaces.most, "at most 64 addresses")
        var slot = home(address)
        while slots.base[slot] != 0 { slot = (slot + 1) & 255 }
        list.append(address)
        slots.base[slot] = UInt64(address) << 32 | UInt64(list.count)
        filled.append(slot)
    }

    @inline(__always)
    subscript(address: AddressID) -> Int? {
        var slot = home(address)
        while true {
            let entry = slots.base[slot]
            if entry == 0 { return nil }
            if UInt32(truncatingIfNeeded: entry >> 32) == address { return Int(entry & 0xFFFF_FFFF) - 1 }
            slot = (slot + 1) & 255
        }
    }
}
