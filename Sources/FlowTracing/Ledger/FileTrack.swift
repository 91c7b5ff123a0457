/// What the rows of a file read so far say of it as a whole, in however many pieces it was read.
struct FileTrack: Sendable, Equatable {
    /// Of the row read last, Unix seconds.
    var lastTime: Int64?
    var rose = false
    var fell = false
    /// The direction in which a live ledger has laid the rows it took, `nil` while it took none.
    var laidReversed: Bool?
    /// The addresses that occur in all rows: at most two; `nil` before the first row, and for a file that is no account
    /// export.
    var parties: [AddressID]?
    /// The chains its rows are of, in order of first appearance.
    var chains: [ChainID] = []

    /// Newest first: times fall and never rise.
    var isReversed: Bool { fell && !rose }

    @inline(__always)
    mutating func note(time: Int64) {
        if let last = lastTime {
            if time > last { rose = true } else if time < last { fell = true }
        }
        lastTime = time
    }
}
