/// What the search for a block around one transfer found, and what it did not look at.
struct BlockSearch {
    struct Block {
        var payers: [AddressID]
        var payees: [AddressID]
    }

    var row: Int
    var width: Int
    var span: Int
    var block: Block?
    /// Choices that it tried.
    var tries = 0
    var cuts = DetectionCuts()
}

/// The places of at most 64 addresses in a list, found without comparing them all.
struct AddressPlaces: ~Copyable {
    /// The address and its place and one; 0 for none.
    private var slots = Column<UInt64>(repeating: 0, count: 256)
    private var filled: [Int] = []

    @inline(__always)
    private func home(_ address: AddressID) -> Int { Int((address &* 0x9E37_79B1) >> 24) }

    mutating func set(_ list: [AddressID]) {
        precondition(list.count <= 64, "at most 64 addresses")
        for slot in filled { slots.base[slot] = 0 }
        filled.removeAll(keepingCapacity: true)
        for (place, address) in list.enumerated() {
            var slot = home(address)
            while slots.base[slot] != 0 { slot = (slot + 1) & 255 }
            slots.base[slot] = UInt64(address) << 32 | UInt64(place + 1)
            filled.append(slot)
        }
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
