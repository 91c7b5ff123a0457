import Synchronization

/// For every address its rows in ledger order, in one run or several that follow one another.
///
/// - Complexity: a look-up is one in every run.
struct RowIndex: ~Copyable, Sendable {
    let runs: [RowRun]
    private let views: Column<RowRunView>
    /// The rows from 0 on are covered.
    let rowCount: Int
    private let damage = Atomic<Bool>(false)

    init(_ run: RowRun) {
        precondition(run.range.lowerBound == 0)
        self.init(following: [run])
    }

    /// - Throws: `unsound` where the runs do not follow one another from row 0 on.
    init(_ runs: [RowRun]) throws(IndexError) {
        var end = 0
        for run in runs {
            guard run.range.lowerBound == end else {
                throw .unsound(index: "rows by address", reason: "the rows from \(end) on are missing")
            }
            end = run.range.upperBound
        }
        self.init(following: runs)
    }

    private init(following runs: [RowRun]) {
        var views = Column<RowRunView>()
        for run in runs { views.append(run.view) }
        self.runs = runs
        self.views = views
        rowCount = runs.last?.range.upperBound ?? 0
    }

    var byteCount: Int { runs.reduce(0) { $0 + $1.byteCount } }

    /// A look-up met a row that is not there: the stored bytes are not those that were written.
    var isDamaged: Bool { damage.load(ordering: .relaxed) }

    /// How many rows `address` has.
    @inline(__always)
    func count(of address: AddressID) -> Int {
        var count = 0
        for run in 0..<views.count { count += views.base[run].places(of: address).count }
        return count
    }

    /// The rows of `address`.
    func rows(of address: AddressID) -> [UInt32] {
        var all: [UInt32] = []
        for run in 0..<views.count { all += views.base[run].rows(of: address) }
        if all.allSatisfy({ $0 < rowCount }) { return all }
        damage.store(true, ordering: .relaxed)
        return all.filter { $0 < rowCount }
    }

    // MARK: Forwards

    /// At the first row of `address`.
    @inline(__always)
    func ahead(_ address: AddressID) -> RowsAhead {
        var place = RowsAhead()
        if views.count > 0 {
            place.enter(views.base[0].rows(of: address)[...], of: 0)
            advance(&place, of: address)
        }
        return place
    }

    /// At the first row of `address` that is not before `row`.
    @inline(__always)
    func ahead(_ address: AddressID, from row: UInt32) -> RowsAhead {
        var place = RowsAhead()
        var run = 0
        while run < views.count, views.base[run].end <= row { run += 1 }
        if run < views.count {
            let rows = views.base[run].rows(of: address)
            let first = rows.firstPlace(notBelow: row)
            place.enter(rows[first...], of: run)
            advance(&place, of: address)
        }
        return place
    }

    /// Goes on to the next row of `address`, whose place it is.
    @inline(__always)
    func advance(_ place: inout RowsAhead, of address: AddressID) {
        if place.next == place.end { enterNextRun(&place, of: address) }
        guard let next = place.next, next != place.end else {
            place.row = .max
            return
        }
        place.next = next + 1
        let row = next.pointee
        place.row = row < rowCount ? row : noteDamage()
    }

    @inline(__always)
    private func enterNextRun(_ place: inout RowsAhead, of address: AddressID) {
        if Int(place.run) + 1 < views.count { searchNextRuns(&place, of: address) }
    }

    @inline(never)
    private func searchNextRuns(_ place: inout RowsAhead, of address: AddressID) {
        var run = Int(place.run) + 1
        while run < views.count {
            place.enter(views.base[run].rows(of: address)[...], of: run)
            if place.next != place.end { return }
            run += 1
        }
    }

    /// Rows from `place` on.
    @inline(__always)
    func remaining(_ place: RowsAhead, of address: AddressID) -> Int {
        if place.row == .max { return 0 }
        var count = 1 + place.left
        var run = Int(place.run) + 1
        while run < views.count {
            count += views.base[run].places(of: address).count
            run += 1
        }
        return count
    }

    // MARK: Backwards

    /// At the last row of `address` before `row`.
    func behind(_ address: AddressID, before row: UInt32) -> RowsBehind {
        var place = RowsBehind(run: views.count)
        while place.run > 0 {
            place.run -= 1
            let isWhole = views.base[place.run].end <= row
            let rows = views.base[place.run].rows(of: address)
            place.enter(rows[..<(isWhole ? rows.count : rows.firstPlace(notBelow: row))])
            if place.next != place.start { break }
        }
        retreat(&place, of: address)
        return place
    }

    /// Goes back to the row of `address` before this one.
    func retreat(_ place: inout RowsBehind, of address: AddressID) {
        while place.next == place.start, place.run > 0 {
            place.run -= 1
            place.enter(views.base[place.run].rows(of: address)[...])
        }
        guard let next = place.next, next != place.start else {
            place.row = nil
            return
        }
        place.next = next - 1
        let row = next[-1]
        place.row = row < rowCount ? row : nil
        if row >= rowCount { _ = noteDamage() }
    }

    /// - Returns: no row.
    @inline(never)
    private func noteDamage() -> UInt32 {
        damage.store(true, ordering: .relaxed)
        return .max
    }
}

/// A place among the rows of one address, from which its `RowIndex` goes on. Valid while the index lives.
struct RowsAhead {
    /// The row here; `.max` behind the last.
    fileprivate(set) var row: UInt32 = .max
    fileprivate var run: UInt32 = 0
    /// What stands behind `row` in its run.
    fileprivate var next: UnsafePointer<UInt32>?
    fileprivate var end: UnsafePointer<UInt32>?

    @inline(__always)
    fileprivate var left: Int {
        guard let next, let end else { return 0 }
        return end - next
    }

    @inline(__always)
    fileprivate mutating func enter(_ rows: Slice<UnsafeBufferPointer<UInt32>>, of run: Int) {
        let start = rows.base.baseAddress
        (next, end) = (start.map { $0 + rows.startIndex }, start.map { $0 + rows.endIndex })
        self.run = UInt32(truncatingIfNeeded: run)
    }
}

/// A place among the rows of one address, from which its `RowIndex` goes back. Valid while the index lives.
struct RowsBehind {
    /// The row here; `nil` before the first.
    fileprivate(set) var row: UInt32?
    fileprivate var run: Int
    /// `row`'s own place, and where its run's begin.
    fileprivate var next: UnsafePointer<UInt32>?
    fileprivate var start: UnsafePointer<UInt32>?

    fileprivate init(run: Int) { self.run = run }

    fileprivate mutating func enter(_ rows: Slice<UnsafeBufferPointer<UInt32>>) {
        let base = rows.base.baseAddress
        (start, next) = (base.map { $0 + rows.startIndex }, base.map { $0 + rows.endIndex })
    }
}

extension UnsafeBufferPointer<UInt32> {
    /// The first place whose row is not before `row`; `count` where none is.
    @inline(__always)
    fileprivate func firstPlace(notBelow row: UInt32) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
