import FlowTracing

/// The rows of a CSV list, as people write them: comments (`#`) wherever they stand, bad rows reported and passed over.
struct LabelRows {
    private var reader: CSVReader

    init(_ source: ByteSource) throws(InputError) { reader = CSVReader(try ByteWindow(source)) }

    /// The header's columns.
    mutating func header() throws(InputError) -> ColumnNames {
        try skipComments()
        return ColumnNames(header: try reader.header())
    }

    /// From now on rows know which column fills which slot of `names`; for a list without a header these are its columns.
    mutating func bind(_ names: ColumnNames) { reader.bind(names) }

    /// False behind the last row.
    mutating func next(_ record: inout Record, _ labels: inout LabelCollector) throws(InputError) -> Bool {
        while true {
            try skipComments()
            do throws(ReadFault) {
                return try reader.next(&record)
            } catch {
                switch error {
                case .fatal(let error): throw error
                case .row(let line, let reason): labels.reject(line: line, reason)
                }
            }
        }
    }

    /// Comments are passed over as bytes: what they say need not be CSV.
    private mutating func skipComments() throws(InputError) {
        let window = reader.window
        while true {
            if window.start == window.end {
                if window.isLast { return }
                try window.refill()
                continue
            }
            let byte = window.base[window.start]
            if byte == 0x0a || byte == 0x0d {
                if byte == 0x0a { reader.line += 1 }
                window.consume(to: window.start + 1)
            } else if byte == 0x23 {
                try skipLine(window)
            } else {
                return
            }
        }
    }

    private func skipLine(_ window: ByteWindow) throws(InputError) {
        while true {
            var i = window.start
            while i < window.end, window.base[i] != 0x0a { i += 1 }
            window.consume(to: i)
            if i < window.end || window.isLast { return }
            try window.refill()
        }
    }
}
