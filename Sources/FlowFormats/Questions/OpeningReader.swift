import FlowTracing

/// Opening balances (`--opening FILE`): CSV `chain,address,asset,amount`, amounts in base units, or with a decimal point
/// where `--decimals` says the asset's decimals.
public enum OpeningReader {
    private struct Key: Hashable {
        var chain: String
        var address: Address
        var asset: String
    }

    /// - Throws: `InputError`; a key given twice is one.
    public static func read(path: String, options: InputOptions = InputOptions()) throws(InputError) -> [OpeningBalance]
    {
        let source = try ByteSource(path: path)
        var rows = try QuestionRows(source)
        guard let header = try rows.next() else { throw .file(name: source.name, reason: "the file is empty") }
        let names = header.map(ColumnNames.normalise)
        func place(_ column: String) throws(InputError) -> Int {
            guard let place = names.firstIndex(of: column) else {
                throw .missingColumn(name: source.name, format: "opening", column: column, found: header)
            }
            return place
        }
        let address = try place("address")
        let asset = try place("asset")
        let amount = try place("amount")
        let chain = names.firstIndex(of: "chain")

        var balances: [OpeningBalance] = []
        var lines: [Key: Int] = [:]
        while let row = try rows.next() {
            func fault(_ column: String, _ value: String, _ reason: String) -> InputError {
                .row(name: source.name, line: rows.line, column: column, value: value, reason: reason)
            }
            guard row.count >= header.count else {
                throw .line(
                    name: source.name, line: rows.line,
                    reason: "the row has \(row.count) columns, the header \(header.count)")
            }
            let field = FieldText(row[address])
            var chainName = chain.map { row[$0] } ?? ""
            if chainName.isEmpty {
                chainName = options.chain ?? (field.address(form: .evm) != nil ? "eip155:1" : "unknown")
            }
            let known = Chain(name: chainName)
            guard let owner = field.address(form: known.form) else {
                throw fault(
                    "address", row[address], row[address].isEmpty ? "is blank" : "is no address of \(known.name)")
            }
            guard !row[asset].isEmpty else { throw fault("asset", "", "is blank") }
            let value: Amount
            do throws(FieldAmount.Fault) {
                let text = FieldText(row[amount])
                value =
                    FieldAmount.hasPoint(text)
                    ? try FieldAmount.scaled(text, decimals: options.decimals.decimals(of: row[asset]))
                    : try FieldAmount.baseUnits(text)
            } catch {
                switch error {
                case .malformed(let reason): throw fault("amount", row[amount], reason)
                case .overflow: throw fault("amount", row[amount], "reaches 2^128")
                }
            }
            let key = Key(chain: known.name, address: owner, asset: row[asset])
            if let before = lines.updateValue(rows.line, forKey: key) {
                throw fault(
                    "address", row[address], "has an opening balance of \(row[asset]) in line \(before) already")
            }
            balances.append(OpeningBalance(chain: known.name, address: owner, asset: row[asset], amount: value))
        }
        return balances
    }
}
