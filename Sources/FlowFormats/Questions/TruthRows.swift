/// Rows of a file whose columns are known, each with all of them.
struct TruthRows {
    private var rows: QuestionRows
    private let columns: [String]
    let name: String
    var line: Int { rows.line }

    init(_ source: ByteSource, columns: [String]) throws(InputError) {
        try self.init(QuestionRows(source), source.name, columns)
    }

    init(_ feed: any ByteFeed, columns: [String]) throws(InputError) {
        try self.init(QuestionRows(feed), feed.name, columns)
    }

    private init(_ rows: QuestionRows, _ name: String, _ columns: [String]) throws(InputError) {
        (self.rows, self.name, self.columns) = (rows, name, columns)
        guard try self.rows.next() == columns else {
            throw .line(
                name: name, line: self.rows.line, reason: "the columns are not " + columns.joined(separator: ","))
        }
    }

    mutating func next() throws(InputError) -> [String]? {
        guard let row = try rows.next() else { return nil }
        guard row.count == columns.count else {
            throw .line(
                name: name, line: rows.line, reason: "the row has \(row.count) columns, the header \(columns.count)")
        }
        return row
    }

    func fault(_ column: Int, _ row: [String], _ reason: String) -> InputError {
        .row(name: name, line: rows.line, column: columns[column], value: row[column], reason: reason)
    }
}
