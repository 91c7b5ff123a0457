import FlowTracing

/// Takes the rows of one open input to a builder: plain rows by the fast lane, all others one by one.
struct RowReading {
    let format: RowFormat
    let rows: any FileDecoder
    var reader: any RecordReader
    private let options: InputOptions
    private let rejects: RejectsFile?
    private var record = Record()
    private var lane: FastLane?
    private var mayHaveLane: Bool
    /// Rows read, those skipped left out.
    private(set) var count = 0

    init(
        _ format: RowFormat, _ opened: (rows: any FileDecoder, reader: any RecordReader), options: InputOptions,
        rejects: RejectsFile?
    ) {
        (self.format, self.options, self.rejects) = (format, options, rejects)
        (rows, reader) = opened
        mayHaveLane = options.hasFastLane
    }

    enum Outcome {
        /// No row follows for now, or ever.
        case dry
        /// As many rows as were asked for.
        case enough
        /// The last row, which is not counted, denies what was assumed.
        case reread(ReadingAssumptions)
    }

    /// Appends rows until `limit` of them are read, or none is left.
    ///
    /// - Parameter report: told the stored bytes read and the transfers appended so far, now and then.
    mutating func run(
        into builder: inout LedgerBuilder, limit: Int = .max, _ report: (Int, Int) -> Void
    ) throws(InputError) -> Outcome {
        let goal = limit == .max ? .max : count + limit
        while count < goal {
            if let lane {
                do throws(FlowError) {
                    count += try lane.advance(&reader, atMost: goal - count, into: &builder, report)
                } catch { throw .ledger(error) }
                if count >= goal { return .enough }
            }
            do throws(ReadFault) {
                guard try reader.next(&record) else { return .dry }
            } catch {
                switch error {
                case .fatal(let error): throw error
                case .row(let line, let reason):
                    guard let rejects else { throw .line(name: format.name, line: line, reason: reason) }
                    try rejects.add(
                        file: format.name, line: line, column: "", value: "", reason: reason, row: reader.source)
                    continue
                }
            }
            do throws(RowFault) {
                try rows.decode(record, into: &builder)
                if mayHaveLane {
                    mayHaveLane = false
                    lane = FastLane(rows, reader, like: record, options)
                }
            } catch {
                if case .reread(let other) = error { return .reread(other) }
                try reject(error, &builder)
            }
            count += 1
            if count & 0xFFFF == 0 { report(reader.storedPosition, builder.count) }
        }
        return .enough
    }

    private func reject(_ fault: RowFault, _ builder: inout LedgerBuilder) throws(InputError) {
        let error = format.fault(fault, line: record.line)
        guard let rejects, case .row(let name, let line, let column, let value, let reason) = error else { throw error }
        if case .overflow(_, _, let asset) = fault { builder.exclude(asset) }
        try rejects.add(file: name, line: line, column: column, value: value, reason: reason, row: reader.source)
    }
}
