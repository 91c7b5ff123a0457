import FlowTracing

/// Decodes rows that are one transfer each, columns known.
final class TransferRows: FileDecoder {
    /// Far more than there are; a ledger numbers chains by 16 bits.
    private static let chainLimit = 10_000

    private let columns: TransferColumns
    private let options: InputOptions
    private var taken: ReadingAssumptions
    private let chosenChain: String?
    private var assets: AssetNames
    private let verified = VerifiedAddresses()
    /// `nil` before the first row; then whether rows have an index: all or none.
    private var isIndexed: Bool?
    /// An amount without a decimal point was taken as base units.
    private var hasSeenIntegers = false
    private var defaultChain: ChainID?
    private var lastChain: (text: ArraySlice<UInt8>, id: ChainID)?

    init(_ columns: TransferColumns, _ file: OpenedFile) {
        self.columns = columns
        options = file.options
        taken = file.assumptions
        (hasSeenIntegers, isIndexed) = (taken.hasIntegers, taken.isIndexed)
        (taken.hasIntegers, taken.isIndexed) = (false, nil)
        chosenChain = file.chain
        assets = AssetNames(file.options.decimals)
    }

    var hasIndex: Bool { isIndexed ?? false }
    var notes: [String] { taken.notes }
    var assumptions: ReadingAssumptions {
        var now = taken
        (now.hasIntegers, now.isIndexed) = (hasSeenIntegers, isIndexed)
        return now
    }

    /// Tells that a faster reader has appended rows of this file whose amounts were plain digits, with an index or without.
    func noteIntegerRows(areIndexed: Bool) {
        hasSeenIntegers = true
        isIndexed = areIndexed
    }

    /// False once amounts are taken in whole units, which the fast reader does not know.
    var isInBaseUnits: Bool { !taken.isInWholeUnits }

    /// The file's columns from left to right for the fast reader, where it can take rows like `record`, which was decoded.
    func fastColumns(_ record: borrowing Record) -> [FastColumn]? {
        // Columns that are no field tell rows without an index apart.
        guard isInBaseUnits, record.extras.isEmpty else { return nil }
        var found = [FastColumn?](repeating: nil, count: record.fields.count)
        let parts: [(part: TransferColumns.Part, column: FastColumn, isBlankAlways: Bool)] = [
            (columns.chain, .chain, true), (columns.tx, .transaction, false), (columns.index, .index, true),
            (columns.block, .block, true), (columns.time, .time, false), (columns.from, .sender, false),
            (columns.to, .recipient, false), (columns.asset, .asset, false), (columns.amount, .amount, false),
            (columns.fee, .fee, false), (columns.feeAsset, .feeAsset, false),
        ]
        for (part, column, isBlankAlways) in parts {
            switch part.source {
            case .absent: continue
            case .constant: return nil
            case .column(let slot):
                let place = record.places[slot.number]
                guard place >= 0 else { continue }
                guard place < found.count, found[place] == nil else { return nil }
                found[place] = isBlankAlways && record.value(slot) == nil ? .blank : column
            }
        }
        let columns = found.compactMap { $0 }
        return columns.count == found.count ? columns : nil
    }

    /// The asset that a row of `chain` (blank: none named) calls `text`; `nil` where that chain's addresses are not 20 bytes.
    func fastAsset(
        chain: FieldText?, _ text: FieldText, _ builder: inout LedgerBuilder
    ) -> AssetID? {
        guard let chain = try? self.chain(chain, &builder), builder.form(of: chain) == .evm else { return nil }
        return assets.asset(text, chain: chain, &builder)
    }

    func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
        let chain = try chain(columns.chain.source.value(record), &builder)
        let form = builder.form(of: chain)
        let txText = try needed(columns.tx, record)
        guard let transaction = txText.transaction(form: form) else {
            throw fault(columns.tx, txText, "is no transaction hash")
        }
        let timeText = try needed(columns.time, record)
        guard let time = timeText.time else {
            throw fault(columns.time, timeText, "is no time; expected Unix seconds, milliseconds or ISO 8601")
        }
        let index = try index(record)
        let block = try block(record)
        let isGuess = chosenChain == nil && columns.chain.source.value(record) == nil
        let from = try address(columns.from, record, chain, form, isGuess, builder)
        let to = try address(columns.to, record, chain, form, isGuess, builder)

        let asset = assets.asset(try needed(columns.asset, record), chain: chain, &builder)
        let amount = try amount(columns.amount, try needed(columns.amount, record), asset, builder)
        var feeAsset: AssetID?
        var fee: Amount = 0
        if let feeText = columns.fee.source.value(record) {
            if let text = columns.feeAsset.source.value(record) {
                let id = assets.asset(text, chain: chain, &builder)
                if id != asset { feeAsset = id }
            }
            fee = try self.amount(columns.fee, feeText, feeAsset ?? asset, builder)
        }
        let transfer = Transfer(
            transaction: transaction, index: index, block: block, time: time, sender: builder.address(from),
            recipient: builder.address(to), asset: asset, amount: amount, fee: fee, feeAsset: fee == 0 ? nil : feeAsset,
            line: record.line, fingerprint: fingerprint(record, timeText))
        do throws(FlowError) { try builder.append(transfer) } catch { throw .ledger(error) }
    }

    /// What tells rows without an index apart besides their fields: the columns that are no field, and a time finer than
    /// seconds.
    private func fingerprint(_ record: borrowing Record, _ time: FieldText) -> UInt64 {
        if isIndexed == true { return 0 }
        return time.isFinerThanSeconds ? record.fingerprint : record.extraFingerprint
    }

    private func chain(_ text: FieldText?, _ builder: inout LedgerBuilder) throws(RowFault) -> ChainID {
        guard let text else {
            if let defaultChain { return defaultChain }
            let id = builder.chain(chosenChain ?? taken.chain)
            defaultChain = id
            return id
        }
        if let lastChain, lastChain.text.elementsEqual(text.bytes) { return lastChain.id }
        guard builder.chainCount < TransferRows.chainLimit else {
            throw fault(columns.chain, text, "more than \(TransferRows.chainLimit) chains")
        }
        let id = builder.chain(text.string)
        lastChain = (ArraySlice(Array(text.bytes)), id)
        return id
    }

    private func index(_ record: borrowing Record) throws(RowFault) -> UInt32? {
        guard let text = columns.index.source.value(record) else {
            if isIndexed == true {
                throw .bad(column: columns.index.name, value: "", reason: "is blank, but rows before have an index")
            }
            isIndexed = false
            return nil
        }
        if isIndexed == false { throw fault(columns.index, text, "rows before have no index") }
        isIndexed = true
        // 2³²−1 stands for "none" in the ledger.
        guard let value = text.unsigned, value < UInt64(UInt32.max) else {
            throw fault(columns.index, text, "is no index; expected a number from 0 to 4294967294")
        }
        return UInt32(value)
    }

    private func block(_ record: borrowing Record) throws(RowFault) -> UInt64? {
        guard let text = columns.block.source.value(record) else { return nil }
        guard let value = text.unsigned, value != .max else { throw fault(columns.block, text, "is no block number") }
        return value
    }

    private func address(
        _ part: TransferColumns.Part, _ record: borrowing Record, _ chain: ChainID, _ form: AddressForm,
        _ isGuess: Bool,
        _ builder: borrowing LedgerBuilder
    ) throws(RowFault) -> Address {
        let text = try needed(part, record)
        if let address = text.address(form: form, verified) { return address }
        if isGuess {
            var other = taken
            other.chain = "unknown"
            other.notes.append(
                "chain unknown: '\(Excerpt.text(text.string))' in line \(record.line) is no EVM address; addresses compare as text (--chain names the chain)"
            )
            throw .reread(other)
        }
        let expected = form == .tron ? "expected T… with a right checksum, 41… or 0x…" : "expected 0x and 40 hex digits"
        throw fault(part, text, "is no address of \(builder.name(of: chain)); \(expected)")
    }

    private func amount(
        _ part: TransferColumns.Part, _ text: FieldText, _ asset: AssetID, _ builder: borrowing LedgerBuilder
    ) throws(RowFault) -> Amount {
        let decimals = builder.asset(asset).decimals
        let hasPoint = FieldAmount.hasPoint(text)
        let value: Amount
        do throws(FieldAmount.Fault) {
            value =
                hasPoint || taken.isInWholeUnits
                ? try FieldAmount.scaled(text, decimals: decimals) : try FieldAmount.baseUnits(text)
        } catch {
            switch error {
            case .malformed(let reason): throw fault(part, text, reason)
            case .overflow: throw .overflow(column: part.name, value: text.string, asset: asset)
            }
        }
        if hasPoint, !taken.isInWholeUnits {
            // An amount of 20 beside one of 20.5 is no 20 base units.
            taken.isInWholeUnits = true
            taken.notes.append("amounts have decimal points: every amount of the file is taken in whole units")
            if hasSeenIntegers { throw .reread(taken) }
        } else if value != 0 {
            hasSeenIntegers = true
        }
        return value
    }

    private func needed(_ part: TransferColumns.Part, _ record: borrowing Record) throws(RowFault) -> FieldText {
        guard let text = part.source.value(record) else { throw .bad(column: part.name, value: "", reason: "is blank") }
        return text
    }

    private func fault(_ part: TransferColumns.Part, _ text: FieldText, _ reason: String) -> RowFault {
        .bad(column: part.name, value: text.string, reason: reason)
    }
}
