/// What a detector remembers by key, each for so many seconds after it was last changed.
///
/// When memory is given back changes nothing: what is too old counts as gone before. No order of keys is ever seen.
///
/// - Complexity: amortised O(1); never more than twice what was alive at one time, and 1,024.
struct ExpiringTable<Key: Hashable, Value> {
    private struct Entry {
        var last: UInt32
        var value: Value
    }

    private var entries: [Key: Entry] = [:]
    private let seconds: Int
    private var sweepAt = 1_024

    init(seconds: Int) { self.seconds = seconds }

    var capacity: Int { entries.capacity }

    /// Bytes of the table itself.
    var byteCount: Int { entries.capacity * (MemoryLayout<Key>.stride + MemoryLayout<Entry>.stride + 1) }

    func value(_ key: Key, at time: UInt32) -> Value? {
        guard let entry = entries[key], isAlive(entry, at: time) else { return nil }
        return entry.value
    }

    @inline(__always)
    private func isAlive(_ entry: Entry, at time: UInt32) -> Bool { Int(time) - Int(entry.last) <= seconds }

    /// Changes the value of `key`, which begins as `fresh`.
    mutating func update<Result>(
        _ key: Key, at time: UInt32, fresh: @autoclosure () -> Value, _ body: (inout Value) -> Result
    ) -> Result {
        if entries.count >= sweepAt { sweep(at: time) }
        let seconds = seconds
        func change(_ entry: inout Entry) -> Result {
            if Int(time) - Int(entry.last) > seconds { entry.value = fresh() }
            entry.last = time
            return body(&entry.value)
        }
        return change(&entries[key, default: Entry(last: time, value: fresh())])
    }

    private mutating func sweep(at time: UInt32) {
        let seconds = seconds
        entries = entries.filter { Int(time) - Int($0.value.last) <= seconds }
        sweepAt = max(1_024, entries.count * 2)
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
