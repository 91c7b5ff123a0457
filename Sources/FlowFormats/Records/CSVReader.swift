import FlowTracing

/// CSV as RFC 4180 has it: quotes, doubled quotes, line ends inside quotes, CRLF, a byte order mark. The delimiter is the
/// comma, or a tab or semicolon where the header has those and no comma.
struct CSVReader: RecordReader {
    let window: ByteWindow
    var line = 1
    private(set) var delimiter: UInt8 = 0x2C
    /// Columns of the header; 0 before it is read.
    private var width = 0
    private var places: [Int] = []
    private var extras: [Int] = []
    private var row = 0..<0
    private var rowLine = 1

    /// The last row as stored; valid until the next.
    var source: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: window.base + row.lowerBound, count: row.count)
    }

    /// Lines that begin with `#` are no rows (lists written by hand).
    var skipsComments = false

    init(_ window: ByteWindow) { self.window = window }

    /// Reads the header.
    ///
    /// - Throws: `InputError` also where the file has nothing but blanks.
    mutating func header() throws(InputError) -> [String] {
        chooseDelimiter()
        var record = Record()
        do throws(ReadFault) {
            guard try next(&record) else {
                throw ReadFault.fatal(.file(name: window.name, reason: "the file is empty"))
            }
        } catch {
            switch error {
            case .fatal(let error): throw error
            case .row(let line, let reason): throw .line(name: window.name, line: line, reason: reason)
            }
        }
        width = record.fields.count
        return record.fields.map { field in
            FieldText(trimming: record.bytes[Int(field.start)..<Int(field.end)]).string
        }
    }

    /// Rows from now on know which column fills which slot.
    mutating func bind(_ names: ColumnNames) {
        places = names.places
        extras = names.header.indices.filter { !names.places.contains($0) }
    }

    mutating func resume(line: Int) { self.line = line }

    mutating func unread() {
        window.goBack(to: row.lowerBound)
        line = rowLine
    }

    private mutating func chooseDelimiter() {
        var counts: [UInt8: Int] = [:]
        var i = window.start
        while i < window.end, window.base[i] == 0x0A || window.base[i] == 0x0D { i += 1 }
        while i < window.end, window.base[i] != 0x0A, i - window.start < InputLimit.row {
            counts[window.base[i], default: 0] += 1
            i += 1
        }
        if counts[0x2C] != nil { return }
        if counts[0x09] != nil { delimiter = 0x09 } else if counts[0x3B] != nil { delimiter = 0x3B }
    }

    mutating func next(_ record: inout Record) throws(ReadFault) -> Bool {
        while true {
            skipBlankLines()
            let from = window.start
            guard from < window.end else {
                if window.isLast { return false }
                try refill()
                if window.isStarved { return false }
                continue
            }
            guard let scan = try scan(&record) else {
                guard window.end - window.start <= InputLimit.row else { throw .fatal(fault(InputLimit.rowReason)) }
                try refill()
                if window.isStarved { return false }
                continue
            }
            record.line = line
            rowLine = line
            line += scan.lines
            window.consume(to: scan.next)
            row = from..<scan.end
            if let reason = scan.fault { throw .row(line: record.line, reason: reason) }
            if let reason = TextCheck.fault(window.base + from, row.count) {
                throw .row(line: record.line, reason: "the row \(reason)")
            }
            if width > 0 {
                if isEmpty(record) { continue }
                try checkWidth(&record)
            }
            record.places = places
            record.extras = extras
            return true
        }
    }

    func fault(_ reason: String) -> InputError { .line(name: window.name, line: line, reason: reason) }

    private func refill() throws(ReadFault) {
        do throws(InputError) { try window.refill() } catch { throw .fatal(error) }
    }

    private mutating func skipBlankLines() {
        while window.start < window.end {
            let byte = window.base[window.start]
            if byte == 0x23, skipsComments {
                while window.start < window.end, window.base[window.start] != 0x0A {
                    window.consume(to: window.start + 1)
                }
                continue
            }
            guard byte == 0x0A || byte == 0x0D else { return }
            if byte == 0x0A { line += 1 }
            window.consume(to: window.start + 1)
        }
    }

    /// A row of nothing but delimiters, as spreadsheets leave at the end.
    private func isEmpty(_ record: borrowing Record) -> Bool {
        width > 1 && record.fields.allSatisfy { $0.start == $0.end }
    }

    /// A row may end in more delimiters than the header has, not in more values.
    private func checkWidth(_ record: inout Record) throws(ReadFault) {
        let count = record.fields.count
        if count == width { return }
        let surplus = record.fields.dropFirst(width)
        guard count > width, surplus.allSatisfy({ $0.start == $0.end }) else {
            throw .row(
                line: record.line, reason: "the row has \(count) column\(count == 1 ? "" : "s"), the header \(width)")
        }
        record.fields.removeLast(surplus.count)
    }
}
