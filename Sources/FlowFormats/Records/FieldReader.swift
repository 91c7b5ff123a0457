import FlowTracing

/// Reads the values of rows as core types; every failure is a `RowFault` that names column, value and reason.
struct FieldReader {
    let columns: ColumnNames
    let form: AddressForm

    func fault(_ slot: ColumnSlot, _ text: FieldText?, _ reason: String) -> RowFault {
        .bad(column: columns.written(slot), value: text?.string ?? "", reason: reason)
    }

    func present(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> FieldText {
        guard let text = record.value(slot) else { throw fault(slot, nil, "is empty") }
        return text
    }

    func address(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> Address {
        guard let address = try addressIfAny(slot, record) else { throw fault(slot, nil, "is empty") }
        return address
    }

    /// `nil` where the value is blank.
    func addressIfAny(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> Address? {
        guard let text = record.value(slot) else { return nil }
        if form == .evm {
            guard let bytes = FieldReader.evmAddress(text.bytes) else {
                throw fault(slot, text, "is not an address (0x and 40 hexadecimal digits)")
            }
            return .bytes(bytes)
        }
        guard let address = Address(text.string, form: form) else {
            throw fault(slot, text, form == .tron ? "is not a TRON address" : "is not an address")
        }
        return address
    }

    /// Without the arrays and strings of `Address.init`: decoders of whole chains live on this.
    static func evmAddress(_ bytes: ArraySlice<UInt8>) -> AddressBytes? {
        let first = bytes.startIndex
        guard bytes.count == 42, bytes[first] == 0x30, bytes[first + 1] | 0x20 == 0x78 else { return nil }
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        for i in 0..<40 {
            guard let digit = Hex.value(bytes[first + 2 + i]) else { return nil }
            if i < 16 { words.0 = words.0 << 4 | UInt64(digit) }
            else if i < 32 { words.1 = words.1 << 4 | UInt64(digit) }
            else { words.2 = words.2 << 4 | UInt64(digit) }
        }
        return AddressBytes(high: words.0, middle: words.1, low: UInt32(words.2))
    }

    func hash(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> TransactionHash {
        let text = try present(slot, record)
        guard let hash = TransactionHash(text.string, form: form) else { throw fault(slot, text, "is no hash") }
        if form != .text, case .text = hash {
            throw fault(slot, text, "is not a transaction hash (64 hexadecimal digits)")
        }
        return hash
    }

    func unsigned(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> UInt64 {
        guard let value = try unsignedIfAny(slot, record) else { throw fault(slot, nil, "is empty") }
        return value
    }

    func unsignedIfAny(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> UInt64? {
        guard let text = record.value(slot) else { return nil }
        guard let value = text.unsigned else { throw fault(slot, text, "is not a whole number below 2^64") }
        return value
    }

    /// An index or position: below 2³²−1, which stands for "none" in the ledger.
    func ordinalIfAny(_ slot: ColumnSlot, _ record: borrowing Record) throws(RowFault) -> UInt32? {
        guard let text = record.value(slot) else { return nil }
        guard let value = text.unsigned, value < UInt64(UInt32.max) else {
            throw fault(slot, text, "is not an index from 0 to 4294967294")
        }
        return UInt32(value)
    }

    /// An amount that the format gives in base units.
    func baseUnits(
        _ slot: ColumnSlot, of asset: AssetID, _ record: borrowing Record
    ) throws(RowFault) -> Amount {
        let text = try present(slot, record)
        if let amount = Amount(digits: text.bytes) { return amount }
        guard let number = DecimalText(text.bytes) else { throw fault(slot, text, "is not an amount") }
        do {
            return try number.baseUnits(decimals: 0)
        } catch .overflow {
            throw .overflow(column: columns.written(slot), value: text.string, asset: asset)
        } catch {
            throw fault(slot, text, "is not a whole number of base units")
        }
    }

    /// An amount that the format gives in coins or tokens.
    func amount(
        _ slot: ColumnSlot, decimals: Int, of asset: AssetID, _ record: borrowing Record
    ) throws(RowFault) -> Amount {
        let text = try present(slot, record)
        guard let number = DecimalText(text.bytes) else { throw fault(slot, text, "is not an amount") }
        do {
            return try number.baseUnits(decimals: decimals)
        } catch .overflow {
            throw .overflow(column: columns.written(slot), value: text.string, asset: asset)
        } catch {
            throw fault(slot, text, "has more than \(decimals) digits after the point")
        }
    }
}
