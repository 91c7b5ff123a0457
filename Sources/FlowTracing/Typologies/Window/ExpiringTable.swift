/// What a table finds its entries by.
protocol TableKey: Equatable {
    /// What `hash` makes of it: whoever makes transactions must not be able to choose where it falls.
    func prefix(_ hash: WindowHash) -> UInt32
}

extension UInt64: TableKey {
    @inline(__always)
    func prefix(_ hash: WindowHash) -> UInt32 {
        hash(UInt32(truncatingIfNeeded: self), UInt32(truncatingIfNeeded: self >> 32))
    }
}

/// What a detector remembers by key, each for so many seconds after it was last changed.
///
/// When memory is given back changes nothing: what is too old counts as gone before. No order of keys is ever seen.
///
/// - Complexity: amortised O(1); never more than twice what was alive at one time, and 1,024.
struct ExpiringTable<Key: TableKey, Value>: ~Copyable {
    private struct Entry {
        var key: Key
        var last: UInt32
        /// `nil` where nobody has the entry.
        var value: Value?
    }

    private var entries: [Entry] = []
    private var free: [UInt32] = []
    private var numbers = WindowTable()
    private let seconds: Int
    private let hash = WindowHash()
    private var sweepAt = 1_024

    init(seconds: Int) { self.seconds = seconds }

    var capacity: Int { entries.capacity }

    /// Bytes of the table itself.
    var byteCount: Int { entries.capacity * MemoryLayout<Entry>.stride + free.capacity * 4 + numbers.byteCount }

    @inline(__always)
    private func number(_ key: Key) -> Int? {
        numbers.find(key.prefix(hash)) { entries[Int($0)].key == key }.map { Int($0) }
    }

    @inline(__always)
    func value(_ key: Key, at time: UInt32) -> Value? {
        guard let number = number(key), Int(time) - Int(entries[number].last) <= seconds else { return nil }
        return entries[number].value
    }

    /// Changes the value of `key`, which begins as `fresh`.
    @inline(__always)
    mutating func update<Result>(
        _ key: Key, at time: UInt32, fresh: @autoclosure () -> Value, _ body: (inout Value) -> Result
    ) -> Result {
        if entries.count - free.count >= sweepAt { sweep(at: time) }
        let place: Int
        if let known = number(key) {
            place = known
            if Int(time) - Int(entries[place].last) > seconds { entries[place].value = fresh() }
            entries[place].last = time
        } else {
            let entry = Entry(key: key, last: time, value: fresh())
            if let free = free.popLast() {
                place = Int(free)
                entries[place] = entry
            } else {
                place = entries.count
                entries.append(entry)
            }
            numbers.insert(key.prefix(hash), UInt32(place))
        }
        return body(&entries[place].value!)
    }

    private mutating func sweep(at time: UInt32) {
        for place in entries.indices where entries[place].value != nil && Int(time) - Int(entries[place].last) > seconds
        {
            numbers.remove(entries[place].key.prefix(hash), UInt32(place))
            entries[place].value = nil
            free.append(UInt32(place))
        }
        sweepAt = max(1_024, (entries.count - free.count) * 2)
    }
}

/// A bit for every address, all 0 at first: most rows are told apart from those worth a look without a look-up.
struct AddressBits: ~Copyable {
    private var bits = BitColumn()

    @inline(__always)
    subscript(address: AddressID) -> Bool {
        let place = Int(address)
        return place >> 6 < bits.words.count && bits[place]
    }

    @inline(__always)
    mutating func set(_ address: AddressID) {
        let place = Int(address)
        if place >> 6 >= bits.words.count { bits.words.resize(to: max(64, (place >> 6) * 2), filling: 0) }
        bits.set(place)
    }

    var byteCount: Int { bits.byteCount }
}
