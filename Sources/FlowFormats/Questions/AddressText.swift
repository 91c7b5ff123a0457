import FlowTracing

/// Addresses as people write them, where no chain says how to read them.
public enum AddressText {
    /// Every address that `text` may be: 20 bytes where it has the form of EVM or TRON, what locks an output on every UTXO
    /// chain that reads it, and last the text itself, as chains that are not known compare it. Empty for a blank text.
    public static func readings(of text: String) -> [Address] {
        let field = FieldText(text)
        guard !field.isEmpty else { return [] }
        let exact = Address.text(field.string)
        if let bytes = field.address(form: .evm) ?? field.address(form: .tron) { return [bytes, exact] }
        let scripts = ScriptNetwork.allCases.compactMap { ScriptAddress(field.string, network: $0) }
        return scripts.map { .script($0) } + [exact]
    }
}

/// Lists of addresses (`--stop FILE`, `--covers FILE`): one a line, or a CSV with a column `address`; `#` begins a comment.
public enum AddressListReader {
    /// - Returns: the readings of every address, in order; see `AddressText`.
    /// - Throws: `InputError`; a file without any address is one.
    public static func read(path: String) throws(InputError) -> [Address] {
        let source = try ByteSource(path: path)
        var rows = try QuestionRows(source)
        var column = 0
        var addresses: [Address] = []
        var isFirst = true
        while let row = try rows.next() {
            if isFirst {
                isFirst = false
                if let place = row.firstIndex(where: { ColumnNames.normalise($0) == "address" }) {
                    column = place
                    continue
                }
            }
            guard column < row.count, !row[column].isEmpty else {
                throw .row(name: source.name, line: rows.line, column: "address", value: "", reason: "is blank")
            }
            addresses += AddressText.readings(of: row[column])
        }
        guard !addresses.isEmpty else { throw .file(name: source.name, reason: "no address in it") }
        return addresses
    }
}

/// Rows of a small CSV file as texts, comments left out.
struct QuestionRows {
    private var reader: CSVReader
    private var record = Record()
    private let name: String
    /// Line of the last row.
    var line: Int { record.line }

    init(_ source: ByteSource) throws(InputError) {
        name = source.name
        reader = CSVReader(try ByteWindow(source))
        reader.skipsComments = true
    }

    /// Bytes that come piece by piece.
    init(_ feed: any ByteFeed) throws(InputError) {
        name = feed.name
        let window = ByteWindow(feed)
        try window.fill(atLeast: 3)
        window.skipByteOrderMark()
        reader = CSVReader(window)
    }

    mutating func next() throws(InputError) -> [String]? {
        do throws(ReadFault) {
            guard try reader.next(&record) else { return nil }
        } catch {
            switch error {
            case .fatal(let error): throw error
            case .row(let line, let reason): throw .line(name: name, line: line, reason: reason)
            }
        }
        return record.fields.map { FieldText(trimming: record.bytes[Int($0.start)..<Int($0.end)]).string }
    }
}
