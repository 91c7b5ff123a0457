import FlowTracing

/// Reads the values of rows as core types; every failure is a `RowFault` that names column, value and reason.
struct FieldReader {
    let columns: ColumnNames
    let form: AddressForm

    func fault(_ slot: ColumnSlot, _ text: FieldText?, _ reason: String) -> RowFault {
        .bad(column: columns.written(slot), value: text?.string ?? "", reason: reason)
    }

    func present(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> FieldText {
        guard let text = record.value(slot) else { throw fault(slot, nil, "is blank") }
        return text
    }

    func address(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> Address {
        guard let address = try addressIfAny(slot, record) else { throw fault(slot, nil, "is blank") }
        return address
    }

    /// `nil` where the value is blank.
    func addressIfAny(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> Address? {
        guard let text = record.value(slot) else { return nil }
        guard let address = text.address(form: form) else {
            throw fault(
                slot, text,
                form == .tron
                    ? "is no TRON address; expected T… with a right checksum, 41… or 0x…"
                    : "is no address; expected 0x and 40 hex digits")
        }
        return address
    }

    func hash(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> TransactionHash {
        let text = try present(slot, record)
        guard let hash = text.transaction(form: form) else { throw fault(slot, text, "is no transaction hash") }
        if form != .text, case .text = hash {
            throw fault(slot, text, "is no transaction hash; expected 64 hex digits")
        }
        return hash
    }

    func time(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> Int64 {
        guard let time = try timeIfAny(slot, record) else { throw fault(slot, nil, "is blank") }
        return time
    }

    func timeIfAny(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> Int64? {
        guard let text = record.value(slot) else { return nil }
        guard let time = text.time else {
            throw fault(slot, text, "is no time; expected Unix seconds, milliseconds or ISO 8601")
        }
        return time
    }

    func unsigned(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> UInt64 {
        guard let value = try unsignedIfAny(slot, record) else { throw fault(slot, nil, "is blank") }
        return value
    }

    func unsignedIfAny(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> UInt64? {
        guard let text = record.value(slot) else { return nil }
        // 2⁶⁴−1 stands for "no block" in the ledger.
        guard let value = text.unsigned, value != .max else {
            throw fault(slot, text, "is no whole number below 2^64-1")
        }
        return value
    }

    /// An index or position: below 2³²−1, which stands for "none" in the ledger.
    func ordinalIfAny(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> UInt32? {
        guard let text = record.value(slot) else { return nil }
        guard let value = text.unsigned, value < UInt64(UInt32.max) else {
            throw fault(slot, text, "is no index; expected a number from 0 to 4294967294")
        }
        return UInt32(value)
    }

    /// An amount that the format gives in base units.
    func baseUnits(_ slot: ColumnSlot, of asset: AssetID, _ record: borrowing Record) throws(RowFault) -> Amount {
        try amount(slot, try present(slot, record), decimals: 0, of: asset)
    }

    /// An amount that the format gives in coins or tokens.
    func amount(
        _ slot: ColumnSlot, decimals: Int, of asset: AssetID, _ record: borrowing Record
    ) throws(RowFault) -> Amount {
        let text = try present(slot, record)
        return try amount(slot, FieldReader.expanded(text) ?? text, decimals: decimals, of: asset)
    }

    func amount(_ slot: ColumnSlot, _ text: FieldText, decimals: Int, of asset: AssetID) throws(RowFault) -> Amount {
        do throws(FieldAmount.Fault) {
            return try FieldAmount.scaled(text, decimals: decimals)
        } catch {
            switch error {
            case .malformed(let reason): throw fault(slot, text, reason)
            case .overflow: throw .overflow(column: columns.written(slot), value: text.string, asset: asset)
            }
        }
    }

    /// `4.2E-05` as `0.000042`: explorers write small numbers so. A positive exponent is left alone (and refused later):
    /// it is the mark of a spreadsheet that has dropped digits.
    static func expanded(_ text: FieldText) -> FieldText? {
        guard let mark = text.bytes.firstIndex(where: { $0 | 0x20 == 0x65 }) else { return nil }
        let mantissa = text.bytes[..<mark]
        let exponent = text.bytes[(mark + 1)...]
        guard exponent.first == 0x2D, let places = FieldText(trimming: exponent.dropFirst()).unsigned, places <= 64
        else { return nil }
        let point = mantissa.firstIndex(of: 0x2E) ?? mantissa.endIndex
        let fraction = mantissa[point...].dropFirst()
        let whole = mantissa[..<point]
        guard !whole.isEmpty, (whole + fraction).allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        let zeros = [UInt8](repeating: 0x30, count: max(0, Int(places) - whole.count + 1))
        let digits = zeros + whole
        let split = digits.count - Int(places)
        return FieldText(trimming: ArraySlice(digits[..<split] + [0x2E] + digits[split...] + fraction))
    }
}
