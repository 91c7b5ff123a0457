/// Consecutive rows that were read from consecutive lines of one file.
struct RowOrigin: BitwiseCopyable {
    var firstRow: UInt32
    var file: UInt32
    var firstLine: Int

    func line(of row: Int) -> Int { firstLine + row - Int(firstRow) }
}

extension Column<RowOrigin> {
    /// Stretches that begin before `row`.
    ///
    /// - Complexity: O(log stretches).
    func count(before row: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if Int(self[middle].firstRow) < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The file that a row was read from, and the line.
    ///
    /// - Complexity: O(log stretches).
    func origin(of row: Int) -> (file: Int, line: Int) {
        let before = count(before: row + 1)
        guard before > 0 else { return (0, 0) }
        let stretch = self[before - 1]
        return (Int(stretch.file), stretch.line(of: row))
    }

    /// Says where the next row, `row`, was read from.
    mutating func note(_ origin: (file: Int, line: Int), row: Int) {
        if !isEmpty {
            let last = self[count - 1]
            if Int(last.file) == origin.file, last.line(of: row) == origin.line { return }
        }
        append(RowOrigin(firstRow: UInt32(row), file: UInt32(origin.file), firstLine: origin.line))
    }

    /// Says of rows from `row` on what `other` says of `rows`.
    mutating func append(_ rows: Range<Int>, of other: borrowing Column<RowOrigin>, row: Int) {
        var stretch = Swift.max(other.count(before: rows.lowerBound + 1) - 1, 0)
        while stretch < other.count, Int(other[stretch].firstRow) < rows.upperBound {
            let own = other[stretch]
            let first = Swift.max(Int(own.firstRow), rows.lowerBound)
            note((Int(own.file), own.line(of: first)), row: row + first - rows.lowerBound)
            stretch += 1
        }
    }

    /// `file:line` of a row.
    func place(of row: Int, files: [SourceFile]) -> String {
        let before = count(before: row + 1)
        guard before > 0 else { return "?" }
        let stretch = self[before - 1]
        return "\(files[Int(stretch.file)].name):\(stretch.line(of: row))"
    }
}

/// Where rows of the ledger came from: stretches of rows with rising lines, and the order the ledger put rows in.
struct RowOrigins: ~Copyable, Sendable {
    var stretches: Column<RowOrigin>
    /// Input row of each ledger row; empty where they are the same.
    var inputRows: Column<UInt32>

    var byteCount: Int { stretches.byteCount + inputRows.byteCount }

    func place(of row: Int, files: [SourceFile]) -> String {
        stretches.place(of: inputRows.isEmpty ? row : Int(inputRows[row]), files: files)
    }
}
