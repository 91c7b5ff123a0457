/// The rows of a stretch of the ledger, grouped by address: one part of a `RowIndex`, never changed once made.
///
/// Dense: an end for every address there is, `ends[a - 1] ..< ends[a]`, where the stretch is long against their number.
/// Sparse: only the addresses that occur, ascending in `keys`, with their ends. Either way an address' rows ascend.
/// 4 bytes a row, and 4 an address (dense) or 8 an address that occurs (sparse).
///
/// - Complexity: a look-up O(1) dense, O(log addresses that occur) sparse.
package final class RowRun: Sendable {
    /// The rows covered.
    package let range: Range<Int>
    private let shape: Column<UInt32>
    let ends: Column<UInt32>
    /// Empty where dense.
    let keys: Column<UInt32>
    let rows: Column<UInt32>
    /// Keeps the memory of a run that was not made here.
    private let owner: (any AnyObject & Sendable)?

    /// What `shape` says first.
    enum Form: UInt32 {
        case dense = 1
        case sparse = 2
    }
    let form: Form

    init(
        _ form: Form, range: Range<Int>, ends: consuming Column<UInt32>, keys: consuming Column<UInt32>,
        rows: consuming Column<UInt32>
    ) {
        precondition(rows.count == range.count && (form == .dense || keys.count == ends.count))
        var shape = Column<UInt32>()
        for word in [form.rawValue, UInt32(range.lowerBound), UInt32(range.upperBound), UInt32(ends.count)] {
            shape.append(word)
        }
        (self.form, self.range, owner) = (form, range, nil)
        self.shape = shape
        self.ends = ends
        self.keys = keys
        self.rows = rows
    }

    package var byteCount: Int { ends.byteCount + keys.byteCount + rows.byteCount }

    // MARK: Bytes

    /// Everything the run is, valid while it lives.
    package var sections: [IndexSection] {
        [
            IndexSection(name: "shape", bytes: shape.bytes), IndexSection(name: "ends", bytes: ends.bytes),
            IndexSection(name: "keys", bytes: keys.bytes), IndexSection(name: "rows", bytes: rows.bytes),
        ]
    }

    /// A run over the bytes of one that was made before.
    ///
    /// Whatever the bytes, looking up in it stays within them; whether the answers are right is for `verify` to say.
    ///
    /// - Throws: where the sections do not fit one another.
    /// - Complexity: O(1).
    package init(_ sections: [IndexSection], owner: (any AnyObject & Sendable)? = nil) throws(IndexError) {
        let sections = IndexSections(sections)
        let shape = try sections.column("shape", of: UInt32.self, count: 4)
        guard let form = Form(rawValue: shape[0]), shape[1] <= shape[2] else {
            throw .unsound(index: "rows by address", reason: "its shape is none")
        }
        let range = Int(shape[1])..<Int(shape[2])
        let ends = try sections.column("ends", of: UInt32.self, count: Int(shape[3]))
        let keys = try sections.column("keys", of: UInt32.self, count: form == .sparse ? ends.count : 0)
        let rows = try sections.column("rows", of: UInt32.self, count: range.count)
        guard (ends.isEmpty ? 0 : Int(ends[ends.count - 1])) == rows.count else {
            throw .unsound(index: "rows by address", reason: "its ends do not end with its rows")
        }
        (self.form, self.range, self.owner) = (form, range, owner)
        self.shape = shape
        self.ends = ends
        self.keys = keys
        self.rows = rows
    }

    /// Looks at everything: the run must be the one that is made of `column`, which it must stand for.
    ///
    /// - Complexity: O(rows + addresses).
    func verify(against column: borrowing Column<UInt32>, addresses: Int) throws(IndexError) {
        func unsound(_ reason: String) -> IndexError { .unsound(index: "rows by address", reason: reason) }
        guard range.upperBound <= column.count else { throw unsound("it covers rows that are not there") }
        var first = 0
        for place in 0..<ends.count {
            let key = form == .dense ? UInt32(place) : keys[place]
            guard Int(key) < addresses else { throw unsound("an address is not there") }
            if form == .sparse, place > 0, keys[place - 1] >= key { throw unsound("its addresses do not ascend") }
            let end = Int(ends[place])
            guard first <= end, end <= rows.count else { throw unsound("the ends of its addresses do not ascend") }
            for i in first..<end {
                guard range.contains(Int(rows[i])), column[rows[i]] == key, i == first || rows[i - 1] < rows[i] else {
                    throw unsound("row \(rows[i]) stands in it for another address, or out of order")
                }
            }
            first = end
        }
        guard first == rows.count else { throw unsound("rows are left over") }
    }

    /// What look-ups read, without a reference to count.
    var view: RowRunView {
        RowRunView(
            ends: UnsafePointer(ends.base), keys: form == .sparse ? UnsafePointer(keys.base) : nil,
            keyCount: ends.count,
            rows: UnsafePointer(rows.base), rowCount: rows.count, end: UInt32(range.upperBound))
    }
}

/// A run's memory: valid while the run lives.
struct RowRunView: BitwiseCopyable, @unchecked Sendable {
    let ends: UnsafePointer<UInt32>
    let keys: UnsafePointer<UInt32>?
    let keyCount: Int
    let rows: UnsafePointer<UInt32>
    let rowCount: Int
    /// The row behind the last that the run covers.
    let end: UInt32

    /// Where the rows of `address` stand, within the run whatever its bytes say.
    @inline(__always)
    func places(of address: AddressID) -> Range<Int> {
        let key = keys == nil ? Int(address) : search(address)
        guard key < keyCount else { return 0..<0 }
        let end = min(Int(ends[key]), rowCount)
        let start = key == 0 ? 0 : min(Int(ends[key - 1]), end)
        return Range(uncheckedBounds: (start, end))
    }

    @inline(__always)
    func rows(of address: AddressID) -> UnsafeBufferPointer<UInt32> {
        let places = places(of: address)
        return UnsafeBufferPointer(start: rows + places.lowerBound, count: places.count)
    }

    /// The place of `address` among the keys; `Int.max` where it is not.
    @inline(never)
    private func search(_ address: AddressID) -> Int {
        guard let keys else { return .max }
        var low = 0
        var high = keyCount
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < address { low = middle + 1 } else { high = middle }
        }
        return low < keyCount && keys[low] == address ? low : .max
    }
}
