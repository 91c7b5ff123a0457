import CFlowKernels

extension RowRun {
    /// The run of `range` of a column of addresses, all of which are below `addresses`.
    ///
    /// - Complexity: O(rows), and where that is at least half of the addresses O(addresses).
    convenience init(_ column: borrowing Column<UInt32>, rows range: Range<Int>, addresses: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= column.count)
        if RowRun.isDense(rows: range.count, addresses: addresses) {
            self.init(denseOf: column, range, addresses)
        } else {
            self.init(sparseOf: column, range, addresses)
        }
    }

    /// An end for every address takes no more than twice what the rows do.
    private static func isDense(rows: Int, addresses: Int) -> Bool { addresses <= 2 * rows }

    /// A counting sort.
    private convenience init(denseOf column: borrowing Column<UInt32>, _ range: Range<Int>, _ addresses: Int) {
        let places = Column<UInt32>(zeros: addresses)
        let ids = column.base
        let ahead = 32
        for row in range {
            if row + ahead < range.upperBound { flow_prefetch_write(places.base + Int(ids[row + ahead])) }
            places.base[Int(ids[row])] += 1
        }
        var total: UInt32 = 0
        for address in 0..<addresses {
            let own = places.base[address]
            places.base[address] = total
            total += own
        }
        var rows = Column<UInt32>()
        let target = rows.extend(by: range.count)
        for row in range {
            if row + ahead < range.upperBound { flow_prefetch_write(places.base + Int(ids[row + ahead])) }
            let id = Int(ids[row])
            target[Int(places.base[id])] = UInt32(row)
            // What was the start of an address' rows becomes their end.
            places.base[id] += 1
        }
        self.init(.dense, range: range, ends: places, keys: Column(), rows: rows)
    }

    /// A radix sort by address, from the last digits to the first; rows of one address stay in order.
    private convenience init(sparseOf column: borrowing Column<UInt32>, _ range: Range<Int>, _ addresses: Int) {
        var pairs = Column<UInt64>()
        var spare = Column<UInt64>()
        var from = pairs.extend(by: range.count)
        var to = spare.extend(by: range.count)
        for (place, row) in range.enumerated() { from[place] = UInt64(column.base[row]) << 32 | UInt64(row) }
        let digits = 11
        let mask: UInt64 = 1 << 11 - 1
        var digit = 0
        while digit < 32, (addresses - 1) >> digit > 0 {
            let shift = UInt64(32 + digit)
            let starts = Column<UInt32>(repeating: 0, count: Int(mask) + 2)
            for place in 0..<range.count { starts[Int(from[place] >> shift & mask) + 1] += 1 }
            for value in 1..<starts.count { starts[value] += starts[value - 1] }
            for place in 0..<range.count {
                let value = Int(from[place] >> shift & mask)
                to[Int(starts[value])] = from[place]
                starts[value] += 1
            }
            swap(&from, &to)
            digit += digits
        }
        var keys = Column<UInt32>()
        var ends = Column<UInt32>()
        var rows = Column<UInt32>()
        let target = rows.extend(by: range.count)
        for place in 0..<range.count {
            let key = UInt32(truncatingIfNeeded: from[place] >> 32)
            if keys.isEmpty || keys[keys.count - 1] != key {
                keys.append(key)
                ends.append(UInt32(place))
            }
            ends[ends.count - 1] += 1
            target[place] = UInt32(truncatingIfNeeded: from[place])
        }
        self.init(.sparse, range: range, ends: ends, keys: keys, rows: rows)
    }

    // MARK: Merging

    /// Whether a run and the next are better one: while the newer has at least a third of the older's rows, so that there
    /// are O(log rows) runs and every row is copied O(log rows) times.
    package static func shouldMerge(older: Int, newer: Int) -> Bool { newer >= older / 3 }

    /// One run of two, `newer` beginning where `older` ends: the same as made of the column at once.
    ///
    /// - Complexity: O(rows + addresses) in order.
    package convenience init(merging older: RowRun, _ newer: RowRun, addresses: Int) throws(IndexError) {
        precondition(older.range.upperBound == newer.range.lowerBound)
        let range = older.range.lowerBound..<newer.range.upperBound
        let isDense = RowRun.isDense(rows: range.count, addresses: addresses)
        var ends = Column<UInt32>()
        var keys = Column<UInt32>()
        var rows = Column<UInt32>()
        let sources = (older.view, newer.view)
        var next = (0, 0)
        var last = -1
        while next.0 < sources.0.keyCount || next.1 < sources.1.keyCount {
            let key = min(sources.0.key(next.0), sources.1.key(next.1))
            guard key > last, key < addresses else {
                throw .unsound(index: "rows by address", reason: "its addresses do not ascend")
            }
            last = key
            if sources.0.key(next.0) == key { next.0 = sources.0.take(next.0, into: &rows) }
            if sources.1.key(next.1) == key { next.1 = sources.1.take(next.1, into: &rows) }
            if isDense {
                // The rows of the addresses between end where those before them do.
                ends.resize(to: key, filling: ends.isEmpty ? 0 : ends[ends.count - 1])
            } else if rows.count == (ends.isEmpty ? 0 : Int(ends[ends.count - 1])) {
                continue
            } else {
                keys.append(UInt32(key))
            }
            ends.append(UInt32(rows.count))
        }
        if isDense { ends.resize(to: addresses, filling: UInt32(rows.count)) }
        guard rows.count == range.count else {
            throw .unsound(index: "rows by address", reason: "its addresses do not share out its rows")
        }
        self.init(isDense ? .dense : .sparse, range: range, ends: ends, keys: keys, rows: rows)
    }
}

extension RowRunView {
    /// The address at a place of the keys; `Int.max` behind the last.
    @inline(__always)
    fileprivate func key(_ place: Int) -> Int {
        guard place < keyCount else { return .max }
        return keys.map { Int($0[place]) } ?? place
    }

    /// Appends the rows of the address at `place`.
    ///
    /// - Returns: the next place.
    @inline(__always)
    fileprivate func take(_ place: Int, into all: inout Column<UInt32>) -> Int {
        let end = min(Int(ends[place]), rowCount)
        let start = place == 0 ? 0 : min(Int(ends[place - 1]), end)
        if start < end { all.append(rows + start, count: end - start) }
        return place + 1
    }
}
