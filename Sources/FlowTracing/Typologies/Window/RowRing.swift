/// What a detector notes at some rows of late, found by row.
protocol RowNote: BitwiseCopyable {
    /// A note of no row: its `row` is `TransferWindow.never`.
    init()
    var row: UInt32 { get }
}

/// The notes of the last rows, in a ring: older ones are overwritten, and a row that has none is told by its note's row.
struct RowRing<Note: RowNote>: ~Copyable {
    private var notes = Column<Note>(repeating: Note(), count: 1 << 10)

    var byteCount: Int { notes.byteCount }

    @inline(__always)
    subscript(row: Int) -> Note? {
        let note = notes.base[row & (notes.count - 1)]
        return note.row == UInt32(row) ? note : nil
    }

    /// - Parameter oldest: notes from this row on are kept.
    /// - Complexity: amortised O(1).
    @inline(__always)
    mutating func keep(_ note: Note, from oldest: Int) {
        if Int(note.row) - oldest >= notes.count { grow(to: Int(note.row) - oldest + 1) }
        notes.base[Int(note.row) & (notes.count - 1)] = note
    }

    private mutating func grow(to rows: Int) {
        var size = notes.count
        while size < rows { size *= 2 }
        let larger = Column<Note>(repeating: Note(), count: size)
        // Two notes that had places of their own have them in a larger ring too.
        for place in 0..<notes.count where notes[place].row != TransferWindow.never {
            larger[Int(notes[place].row) & (size - 1)] = notes[place]
        }
        notes = larger
    }
}
