import FlowTracing

/// What `lymer simulate --world patterns` says it planted: `patterns.csv` and `patternTransfers.csv`.
public enum PatternTruthReader {
    static let patternColumns = [
        "instance", "typology", "operator", "isPlanted", "firstTime", "lastTime", "transfers", "value", "asset",
    ]
    static let transferColumns = ["instance", "transaction", "index", "from", "to", "asset", "amount"]

    /// A ledger's row as the file names it.
    private struct Place: Hashable {
        var transaction: TransactionHash
        var index: UInt32
    }

    /// A line of `patternTransfers.csv`.
    private struct Transfer {
        var line: Int
        var instance: Int
        var fields: [String]
    }

    /// Instances in the file's order, with the rows of `ledger` that are theirs.
    ///
    /// - Parameters:
    ///   - patterns: path of `patterns.csv`.
    ///   - transfers: path of `patternTransfers.csv`.
    /// - Complexity: O(rows of the ledger + lines); memory follows the lines.
    /// - Throws: `InputError` naming file, line and value: a line that cannot be read, an instance given twice or unknown,
    ///   a transfer that the ledger does not have or has otherwise, an instance with another number of transfers.
    public static func read(
        patterns: String, transfers: String, ledger: Ledger
    ) throws(InputError) -> [PatternTruth] {
        var (truths, expected, lines) = try instances(patterns)
        let source = try ByteSource(path: transfers)
        let (places, given) = try places(source, truths)
        var rows: [Int?] = [Int?](repeating: nil, count: given.count)
        if !places.isEmpty {
            for row in 0..<ledger.count {
                guard let number = places[Place(transaction: ledger.transaction(row), index: ledger.index(row))] else {
                    continue
                }
                rows[number] = row
            }
        }
        var members = [Set<AddressID>](repeating: [], count: truths.count)
        for (transfer, row) in zip(given, rows) {
            guard let row else {
                throw .row(
                    name: source.name, line: transfer.line, column: "transaction", value: transfer.fields[1],
                    reason: "is not in the ledger with index \(Excerpt.text(transfer.fields[2]))")
            }
            try check(transfer, row, ledger, source.name)
            let number = transfer.instance
            truths[number].rows.append(row)
            members[number].insert(ledger.sender(row))
            members[number].insert(ledger.recipient(row))
            let (sum, overflow) = truths[number].value[ledger.asset(row), default: 0]
                .addingReportingOverflow(ledger.amount(row))
            guard !overflow else {
                throw .row(
                    name: source.name, line: transfer.line, column: "amount", value: transfer.fields[6],
                    reason: "the instance's sum reaches 2^128")
            }
            truths[number].value[ledger.asset(row)] = sum
        }
        for number in truths.indices {
            guard truths[number].rows.count == expected[number] else {
                throw .row(
                    name: patterns, line: lines[number], column: "transfers", value: String(expected[number]),
                    reason: "but \(truths[number].rows.count) are listed")
            }
            truths[number].rows.sort()
            truths[number].members = members[number].sorted()
        }
        return truths
    }

    private static func instances(
        _ path: String
    ) throws(InputError) -> (truths: [PatternTruth], expected: [Int], lines: [Int]) {
        let source = try ByteSource(path: path)
        var rows = try TruthRows(source, columns: patternColumns)
        var truths: [PatternTruth] = []
        var expected: [Int] = []
        var lines: [Int] = []
        var names: Set<String> = []
        while let row = try rows.next() {
            guard !row[0].isEmpty, names.insert(row[0]).inserted else {
                throw rows.fault(0, row, row[0].isEmpty ? "is blank" : "is given twice")
            }
            guard !row[1].isEmpty else { throw rows.fault(1, row, "is blank") }
            guard row[3] == "true" || row[3] == "false" else { throw rows.fault(3, row, "is neither true nor false") }
            let isPlanted = row[3] == "true"
            guard row[2].isEmpty != isPlanted else {
                throw rows.fault(2, row, isPlanted ? "is blank" : "has no place beside a decoy")
            }
            guard let first = Int64(row[4]) else { throw rows.fault(4, row, "is no time in seconds") }
            guard let last = Int64(row[5]), last >= first else {
                throw rows.fault(5, row, "is no time in seconds from firstTime on")
            }
            guard let count = Int(row[6]), count > 0 else { throw rows.fault(6, row, "is no number above 0") }
            truths.append(
                PatternTruth(
                    id: row[0], kind: row[1], operatorName: isPlanted ? row[2] : nil, isPlanted: isPlanted, rows: [],
                    members: [], first: first, last: last, value: [:]))
            expected.append(count)
            lines.append(rows.line)
        }
        return (truths, expected, lines)
    }

    private static func places(
        _ source: ByteSource, _ truths: [PatternTruth]
    ) throws(InputError) -> (places: [Place: Int], transfers: [Transfer]) {
        var rows = try TruthRows(source, columns: transferColumns)
        var numbers: [String: Int] = [:]
        for (number, truth) in truths.enumerated() { numbers[truth.id] = number }
        var places: [Place: Int] = [:]
        var transfers: [Transfer] = []
        while let row = try rows.next() {
            guard let instance = numbers[row[0]] else { throw rows.fault(0, row, "is no instance of the patterns") }
            guard let transaction = TransactionHash(row[1], form: .evm) else { throw rows.fault(1, row, "is blank") }
            guard let index = UInt32(row[2]) else { throw rows.fault(2, row, "is no index") }
            let place = Place(transaction: transaction, index: index)
            guard places.updateValue(transfers.count, forKey: place) == nil else {
                throw rows.fault(1, row, "is named twice with index \(index)")
            }
            transfers.append(Transfer(line: rows.line, instance: instance, fields: row))
        }
        return (places, transfers)
    }

    /// The ledger's row must be the transfer that the line speaks of.
    private static func check(
        _ transfer: Transfer, _ row: Int, _ ledger: Ledger, _ name: String
    ) throws(InputError) {
        func fault(_ column: Int) -> InputError {
            .row(
                name: name, line: transfer.line, column: transferColumns[column], value: transfer.fields[column],
                reason: "is not what the ledger has")
        }
        func isAddress(_ text: String, _ id: AddressID) -> Bool {
            AddressText.readings(of: text).contains(ledger.address(id))
        }
        func isAsset(_ text: String, _ asset: Asset) -> Bool {
            switch asset.identity {
            case .native: text == asset.symbol
            case .symbol(let symbol): text == symbol
            case .contract(let contract): AddressText.readings(of: text).contains(contract)
            }
        }
        guard isAddress(transfer.fields[3], ledger.sender(row)) else { throw fault(3) }
        guard isAddress(transfer.fields[4], ledger.recipient(row)) else { throw fault(4) }
        guard isAsset(transfer.fields[5], ledger.assets[Int(ledger.asset(row))]) else { throw fault(5) }
        guard Amount(digits: transfer.fields[6].utf8) == ledger.amount(row) else { throw fault(6) }
    }
}
