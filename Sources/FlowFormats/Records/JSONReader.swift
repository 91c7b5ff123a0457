/// JSON objects one after another (a line each, mostly), or those of a saved page's array.
struct JSONReader: RecordReader {
    let window: ByteWindow
    private let shape: Sample.Shape
    private var rows = JSONRow(ColumnNames(header: []))
    private(set) var line = 1
    private var rowLine = 1
    private var counted: Int
    private var row = 0..<0
    private var isInsideArray = false
    private var openObjects = 0

    var source: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: window.base + row.lowerBound, count: row.count)
    }

    init(_ window: ByteWindow, shape: Sample.Shape) throws(InputError) {
        (self.window, self.shape) = (window, shape)
        if shape != .jsonLines { try window.fill(atLeast: .max) }
        counted = window.start
    }

    mutating func resume(line: Int) { (self.line, counted) = (line, window.start) }

    mutating func unread() {
        window.goBack(to: row.lowerBound)
        resume(line: rowLine)
    }

    mutating func bind(_ names: ColumnNames) { rows = JSONRow(names) }

    mutating func next(_ record: inout Record) throws(ReadFault) -> Bool {
        switch shape {
        case .page(let path): try nextOfPage(&record, path: path)
        default: try nextLine(&record)
        }
    }

    // MARK: Rows one after another

    private mutating func nextLine(_ record: inout Record) throws(ReadFault) -> Bool {
        while true {
            var scanner = JSONScanner(window.base, from: window.start, to: window.end)
            scanner.skipSpace()
            advance(to: scanner.i)
            guard window.start < window.end else {
                if window.isLast { return false }
                try refill()
                if window.isStarved { return false }
                continue
            }
            let limit = min(window.end, window.start + InputLimit.row + 1)
            scanner = JSONScanner(window.base, from: window.start, to: limit)
            record.line = line
            rowLine = line
            do throws(JSONScanner.Fault) {
                guard window.base[window.start] == 0x7B else {
                    throw JSONScanner.Fault.bad("malformed JSON: a row is an object, '{'")
                }
                try rows.read(&scanner, into: &record)
            } catch {
                switch error {
                case .incomplete where limit - window.start > InputLimit.row:
                    throw .fatal(lineFault(InputLimit.rowReason))
                case .incomplete where !window.isLast:
                    try refill()
                    if window.isStarved { return false }
                    continue
                case .incomplete: throw .fatal(lineFault("the file ends inside a JSON value"))
                case .bad(let reason):
                    // The next line may be good again.
                    let start = window.start
                    var i = max(scanner.i, start)
                    while i < window.end, window.base[i] != 0x0A { i += 1 }
                    if i == window.end, !window.isLast, i - start <= InputLimit.row {
                        try refill()
                        if window.isStarved { return false }
                        continue
                    }
                    guard i < window.end || window.isLast, i - start <= InputLimit.row else {
                        throw .fatal(lineFault(reason))
                    }
                    row = start..<i
                    advance(to: i)
                    throw .row(line: record.line, reason: reason)
                }
            }
            row = window.start..<scanner.i
            advance(to: scanner.i)
            if let reason = TextCheck.fault(window.base + row.lowerBound, row.count) {
                throw .row(line: record.line, reason: "the row \(reason)")
            }
            return true
        }
    }

    private func refillFault() -> ReadFault { .fatal(lineFault("the file ends inside a JSON value")) }

    private mutating func refill() throws(ReadFault) {
        do throws(InputError) { try window.refill() } catch { throw .fatal(error) }
        counted = window.start
    }

    /// Consumes, and counts the lines passed.
    private mutating func advance(to position: Int) {
        while counted < position {
            if window.base[counted] == 0x0A { line += 1 }
            counted += 1
        }
        window.consume(to: position)
    }

    private func lineFault(_ reason: String) -> InputError {
        .line(name: window.name, line: line, reason: reason)
    }

    // MARK: Rows of a page

    private mutating func nextOfPage(_ record: inout Record, path: String) throws(ReadFault) -> Bool {
        var scanner = JSONScanner(window.base, from: window.start, to: window.end)
        do throws(JSONScanner.Fault) {
            while true {
                if !isInsideArray {
                    scanner.skipSpace()
                    if scanner.i == scanner.end {
                        advance(to: scanner.i)
                        return false
                    }
                    guard try enter(&scanner, path: path) else { continue }
                    isInsideArray = true
                    if try scanner.closes(0x5D) {
                        try leave(&scanner)
                        continue
                    }
                } else if try !scanner.goesOn(until: 0x5D) {
                    try leave(&scanner)
                    continue
                }
                guard try scanner.peek() == 0x7B else {
                    throw JSONScanner.Fault.bad("malformed JSON: a row is an object, '{'")
                }
                advance(to: scanner.i)
                record.line = line
                let start = scanner.i
                try rows.read(&scanner, into: &record)
                row = start..<scanner.i
                guard row.count <= InputLimit.row else { throw JSONScanner.Fault.bad("the row is longer than 1 MiB") }
                advance(to: scanner.i)
                if let reason = TextCheck.fault(window.base + start, row.count) {
                    throw JSONScanner.Fault.bad("the row \(reason)")
                }
                return true
            }
        } catch {
            advance(to: scanner.i)
            switch error {
            case .incomplete: throw .fatal(lineFault("the file ends inside a JSON value"))
            case .bad(let reason): throw .fatal(lineFault(reason))
            }
        }
    }

    /// Goes to the array of rows of the value that begins here. False where it has none; the value is then behind us.
    private mutating func enter(_ scanner: inout JSONScanner, path: String) throws(JSONScanner.Fault) -> Bool {
        openObjects = 0
        guard !path.isEmpty else {
            try scanner.expect(0x5B)
            return true
        }
        let keys = path.split(separator: ".").map { Array($0.utf8) }
        try scanner.expect(0x7B)
        openObjects = 1
        if try scanner.closes(0x7D) { return false }
        repeat {
            var key: [UInt8] = []
            _ = try scanner.peek()
            try scanner.string(into: &key)
            try scanner.expect(0x3A)
            let opener = try scanner.peek()
            if key == keys[openObjects - 1] {
                if openObjects == keys.count, opener == 0x5B {
                    scanner.i += 1
                    return true
                }
                if openObjects < keys.count, opener == 0x7B {
                    scanner.i += 1
                    openObjects += 1
                    if try scanner.closes(0x7D) { break }
                    continue
                }
            }
            try scanner.skipValue()
            if try !scanner.goesOn(until: 0x7D) { break }
        } while true
        openObjects -= 1
        try finishObjects(&scanner)
        return false
    }

    /// Behind the array: the rest of the page.
    private mutating func leave(_ scanner: inout JSONScanner) throws(JSONScanner.Fault) {
        isInsideArray = false
        try finishObjects(&scanner)
    }

    private mutating func finishObjects(_ scanner: inout JSONScanner) throws(JSONScanner.Fault) {
        var ignored: [UInt8] = []
        while openObjects > 0 {
            while try scanner.goesOn(until: 0x7D) {
                ignored.removeAll()
                _ = try scanner.peek()
                try scanner.string(into: &ignored)
                try scanner.expect(0x3A)
                try scanner.skipValue()
            }
            openObjects -= 1
        }
    }
}
