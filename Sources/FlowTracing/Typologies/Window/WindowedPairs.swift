/// Notes about pairs of addresses, in the order in which they were made, found by pair, forgotten by age.
///
/// A note is 32 bytes of a ring; notes of one hash are chained backwards from a table of heads, and an age ends the chain:
/// forgetting costs nothing. Looking up costs one cache miss for the head and one a note.
struct WindowedPairs: ~Copyable {
    struct Note: BitwiseCopyable {
        var first: AddressID = 0
        var second: AddressID = 0
        /// The detector's own.
        var middle: AddressID = 0
        var rowIn: UInt32 = 0
        var rowOut: UInt32 = 0
        /// Unix seconds.
        var time: UInt32 = 0
        /// The note before with the same hash, counted from the first ever.
        var previous: UInt64 = 0
    }

    private var ring = Column<Note>(repeating: Note(), count: 1 << 10)
    /// By hash: the newest note and one; 0 for none.
    private var heads = Column<UInt64>(repeating: 0, count: 1 << 10)
    private var notes: Range<UInt64> = 1..<1
    private let seed: UInt64

    init() { seed = UInt64.random(in: .min ... .max) }

    var count: Int { notes.count }
    var byteCount: Int { ring.byteCount + heads.byteCount }

    @inline(__always)
    private func slot(_ first: AddressID, _ second: AddressID) -> Int {
        var hash = (UInt64(first) << 32 | UInt64(second)) ^ seed
        hash = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ hash >> 29) &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: hash >> 32) & (heads.count - 1)
    }

    /// Forgets what was noted before `time`.
    mutating func forget(before time: UInt32) {
        var first = notes.lowerBound
        while first < notes.upperBound, ring[Int(first) & (ring.count - 1)].time < time { first += 1 }
        notes = first..<notes.upperBound
    }

    mutating func append(_ note: consuming Note) {
        if notes.count == ring.count { double() }
        put(note)
    }

    private mutating func put(_ note: consuming Note) {
        let slot = slot(note.first, note.second)
        note.previous = heads[slot]
        heads[slot] = notes.upperBound
        ring[Int(notes.upperBound) & (ring.count - 1)] = note
        notes = notes.lowerBound..<(notes.upperBound + 1)
    }

    private mutating func double() {
        let old = (0..<notes.count).map { ring[Int(notes.lowerBound + UInt64($0)) & (ring.count - 1)] }
        let size = ring.count * 2
        ring = Column(repeating: Note(), count: size)
        heads = Column(repeating: 0, count: size)
        notes = notes.lowerBound..<notes.lowerBound
        for note in old { put(note) }
    }

    /// Hands over the notes of a pair, newest first, until `body` says false.
    @inline(__always)
    func each(_ first: AddressID, _ second: AddressID, _ body: (Note) -> Bool) {
        var next = heads[slot(first, second)]
        while next >= notes.lowerBound, next != 0 {
            let note = ring[Int(next) & (ring.count - 1)]
            if note.first == first, note.second == second, !body(note) { return }
            next = note.previous
        }
    }
}
