import FlowTracing

/// What the lines of features say of chains, assets, addresses and transactions, as fields of CSV: found out once where
/// that is dear.
struct FeatureTexts {
    private struct Words {
        var chain: [UInt8]
        /// Name and contract.
        var name: [UInt8]
        var form: AddressForm
    }

    private let ledger: Ledger
    private var words: [Words?] = []
    /// The text of an address in the form of an asset's chain: a fixed number of those that were met last.
    private var addresses: [(address: AddressID, form: AddressForm, text: [UInt8])]
    private var lastTime: (rows: Range<Int>, time: Int64) = (0..<0, 0)

    private static var places: Int { 1 << 14 }

    init(_ ledger: Ledger) {
        self.ledger = ledger
        words = Array(repeating: nil, count: ledger.assets.count)
        addresses = Array(repeating: (.max, .text, []), count: FeatureTexts.places)
    }

    mutating func chain(of asset: AssetID) -> [UInt8] { known(asset).chain }
    /// The asset's name and its contract: two fields.
    mutating func name(of asset: AssetID) -> [UInt8] { known(asset).name }

    private mutating func known(_ asset: AssetID) -> Words {
        if let known = words[Int(asset)] { return known }
        let name = CSVRow.field(ledger.name(of: asset)) + "," + CSVRow.field(ledger.contractText(of: asset) ?? "")
        let fresh = Words(
            chain: Array(CSVRow.field(ledger.chainName(of: asset)).utf8), name: Array(name.utf8),
            form: ledger.chains[Int(ledger.assets[Int(asset)].chain)].form)
        words[Int(asset)] = fresh
        return fresh
    }

    mutating func write(_ address: AddressID, asset: AssetID, into out: inout ReportWriter) {
        let form = known(asset).form
        if form == .evm, case .bytes(let bytes) = ledger.address(address) {
            out.write("0x")
            out.write(hex: bytes.high, digits: 16)
            out.write(hex: bytes.middle, digits: 16)
            out.write(hex: UInt64(bytes.low), digits: 8)
            return
        }
        let place = Int(address) & (FeatureTexts.places - 1)
        if addresses[place].address != address || addresses[place].form != form {
            addresses[place] = (address, form, Array(CSVRow.field(ledger.address(address).text(form: form)).utf8))
        }
        out.write(addresses[place].text)
    }

    mutating func write(_ transaction: TransactionHash, asset: AssetID, into out: inout ReportWriter) {
        let form = known(asset).form
        switch transaction {
        case .text(let text): out.write(CSVRow.field(text))
        case .bytes(let hash):
            if form != .tron { out.write("0x") }
            for word in [hash.word0, hash.word1, hash.word2, hash.word3] { out.write(hex: word, digits: 16) }
        }
    }

    /// Unix seconds of a row; rows that follow one another mostly share theirs.
    mutating func time(_ row: Int) -> Int64 {
        if !lastTime.rows.contains(row) { lastTime = ledger.timeRun(row) }
        return lastTime.time
    }
}

extension ReportWriter {
    /// The last `digits` hexadecimal digits of a number, lower case.
    @inline(__always)
    mutating func write(hex value: UInt64, digits: Int) {
        var rest = value << UInt64(64 - 4 * digits)
        for _ in 0..<digits {
            let digit = UInt8(truncatingIfNeeded: rest >> 60)
            write(byte: digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
            rest <<= 4
        }
    }

    @inline(__always)
    mutating func write(decimal value: Int64) {
        if value >= 0, value < 10 {
            write(byte: 0x30 &+ UInt8(truncatingIfNeeded: value))
        } else {
            write(digits: value)
        }
    }

    private mutating func write(digits value: Int64) {
        var rest = value.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var place = 20
            repeat {
                let (tens, ones) = rest.quotientAndRemainder(dividingBy: 10)
                place -= 1
                digits[place] = 0x30 &+ UInt8(truncatingIfNeeded: ones)
                rest = tens
            } while rest > 0
            if value < 0 { write(byte: UInt8(ascii: "-")) }
            write(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(digits)[place...]))
        }
    }

    mutating func write(decimal amount: Amount) {
        if amount <= Amount(Int64.max) {
            write(decimal: Int64(truncatingIfNeeded: amount))
        } else {
            write(amount.decimalDigits)
        }
    }
}
