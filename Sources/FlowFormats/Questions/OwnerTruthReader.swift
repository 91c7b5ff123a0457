import FlowTracing

/// Who really has which address, as `lymer simulate` writes it: CSV `address,owner,role`.
public enum OwnerTruthReader {
    /// - Returns: by address of `ledger`, those that it has: owner and role.
    /// - Throws: `InputError` for a file that cannot be read, and for a line without address or owner.
    public static func read(path: String, ledger: Ledger) throws(InputError) -> [AddressID: (
        owner: String, role: String
    )] {
        let source = try ByteSource(path: path)
        var rows = try QuestionRows(source)
        var owners: [AddressID: (owner: String, role: String)] = [:]
        var isFirst = true
        while let row = try rows.next() {
            if isFirst {
                isFirst = false
                guard row == ["address", "owner", "role"] else {
                    throw .line(name: source.name, line: rows.line, reason: "the columns are not address,owner,role")
                }
                continue
            }
            guard row.count == 3, !row[0].isEmpty, !row[1].isEmpty else {
                throw .line(name: source.name, line: rows.line, reason: "an address, an owner and a role are needed")
            }
            for reading in AddressText.readings(of: row[0]) {
                if let address = ledger.find(reading) { owners[address] = (row[1], row[2]) }
            }
        }
        return owners
    }
}
