/// One case's taint at one key: an address' holding of an asset (for `reach` an address on a chain). Numbered for as long
/// as the case is watched; its number is its state's in the holdings.
struct WatchedKey: BitwiseCopyable, Equatable {
    static let none = UInt32.max

    var caseNumber: UInt32
    var address: AddressID
    /// Asset; for `reach` chain.
    var group: UInt32
    /// The row by which taint first came.
    var firstRow = WatchedKey.none
    /// The key that it came from; `none` for a seed.
    var source = WatchedKey.none
    /// Fewest hops by which taint has come.
    var hops = UInt32.max
    /// When value of the case last came or went, Unix seconds.
    var lastTime: Int64 = 0
    /// Holds taint now: the key stands in the list of its address.
    var isHolding = false
    /// An endpoint used by a key that got value from this one.
    var endBelow = AddressID.max
    /// An endpoint used by a key that passed value on to this one.
    var endAbove = AddressID.max
    /// The key that this one last passed value on to.
    var passedTo = WatchedKey.none
    /// The block in whose undo the key stands.
    var savedIn: UInt32 = 0
}

/// All keys of all cases, found by case, address and asset, and by address those that hold taint.
struct WatchedKeys: ~Copyable {
    struct Link: BitwiseCopyable {
        var next: UInt32
        var previous: UInt32
    }

    var facts = Column<WatchedKey>()
    private var links = Column<Link>()
    /// Open addressing, at most half full: key number + 1, 0 where free.
    private var table = Column<UInt32>(repeating: 0, count: 1024)
    private var used = 0
    private var free: [UInt32] = []
    /// First holding key of every address.
    private var heads = Column<UInt32>()
    private(set) var holding = 0

    var count: Int { facts.count }
    var byteCount: Int { facts.byteCount + links.byteCount + table.byteCount + heads.byteCount }

    mutating func grow(addresses: Int) { heads.resize(to: addresses, filling: WatchedKey.none) }

    @inline(__always)
    func first(_ address: AddressID) -> UInt32 { heads[address] }
    @inline(__always)
    func next(_ key: UInt32) -> UInt32 { links[key].next }

    private func place(_ caseNumber: UInt32, _ address: AddressID, _ group: UInt32) -> Int {
        let mask = table.count - 1
        let mixed = (UInt64(caseNumber) << 32 | UInt64(address)) &+ UInt64(group) &* 0xD6E8_FEB8_6659_FD93
        var place = Int(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) >> 30) & mask
        while table[place] != 0 {
            let known = facts.base + Int(table[place] - 1)
            if known.pointee.address == address && known.pointee.caseNumber == caseNumber
                && known.pointee.group == group
            {
                break
            }
            place = (place + 1) & mask
        }
        return place
    }

    func find(_ caseNumber: UInt32, _ address: AddressID, _ group: UInt32) -> UInt32? {
        let place = place(caseNumber, address, group)
        return table[place] == 0 ? nil : table[place] - 1
    }

    /// A fresh number for a key that `find` does not find.
    mutating func add(_ caseNumber: UInt32, _ address: AddressID, _ group: UInt32) -> UInt32 {
        if (used + 1) * 2 > table.count { rebuild() }
        let key: UInt32
        let fact = WatchedKey(caseNumber: caseNumber, address: address, group: group)
        if let known = free.popLast() {
            key = known
            facts[key] = fact
        } else {
            key = UInt32(facts.count)
            facts.append(fact)
            links.append(Link(next: WatchedKey.none, previous: WatchedKey.none))
        }
        table[place(caseNumber, address, group)] = key + 1
        used += 1
        return key
    }

    private mutating func rebuild() {
        let freed = Set(free)
        let live = facts.count - free.count
        var size = table.count
        while (live + 1) * 4 > size { size *= 2 }
        table = Column(repeating: 0, count: size)
        used = live
        for key in 0..<UInt32(facts.count) where !freed.contains(key) {
            let fact = facts[key]
            table[place(fact.caseNumber, fact.address, fact.group)] = key + 1
        }
    }

    /// Puts a key that holds taint into the list of its address. Returns true where it is the first.
    mutating func link(_ key: UInt32) -> Bool {
        let address = facts[key].address
        let first = heads[address]
        facts.base[Int(key)].isHolding = true
        links[key] = Link(next: first, previous: WatchedKey.none)
        if first != WatchedKey.none { links.base[Int(first)].previous = key }
        heads[address] = key
        holding += 1
        return first == WatchedKey.none
    }

    /// Takes a key out of the list of its address. Returns true where it was the last.
    mutating func unlink(_ key: UInt32) -> Bool {
        let address = facts[key].address
        let link = links[key]
        facts.base[Int(key)].isHolding = false
        if link.next != WatchedKey.none { links.base[Int(link.next)].previous = link.previous }
        if link.previous != WatchedKey.none {
            links.base[Int(link.previous)].next = link.next
        } else {
            heads[address] = link.next
        }
        holding -= 1
        return heads[address] == WatchedKey.none
    }

    /// The key's number may go to another; its case is gone.
    mutating func release(_ key: UInt32) {
        // What stands in the table finds nobody: no case has this number again.
        facts.base[Int(key)].caseNumber = WatchedKey.none
        free.append(key)
    }
}
