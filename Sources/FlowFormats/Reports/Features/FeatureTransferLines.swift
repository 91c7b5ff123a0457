import FlowTracing

/// A line a transfer, in ledger order: what it is, then its numbers.
///
/// `amount` is in base units, `time` Unix seconds, as are all numbers: integers, and nothing where there is none. A text
/// that a spreadsheet would take for a formula is led by an apostrophe.
public struct FeatureTransferLines {
    static let identity = ["chain", "tx", "index", "from", "to", "asset", "contract", "amount", "time"]

    private let ledger: Ledger
    private var texts: FeatureTexts

    public init(_ ledger: Ledger) {
        self.ledger = ledger
        texts = FeatureTexts(ledger)
    }

    public func header(_ columns: [FeatureColumn], into out: inout ReportWriter) {
        out.write((FeatureTransferLines.identity + columns.map(\.name)).joined(separator: ",") + "\n")
    }

    public mutating func line(_ row: Int, _ cells: UnsafeBufferPointer<Int64>, into out: inout ReportWriter) {
        let asset = ledger.asset(row)
        out.write(texts.chain(of: asset))
        out.write(byte: UInt8(ascii: ","))
        texts.write(ledger.transaction(row), asset: asset, into: &out)
        out.write(byte: UInt8(ascii: ","))
        out.write(decimal: Int64(ledger.index(row)))
        out.write(byte: UInt8(ascii: ","))
        texts.write(ledger.sender(row), asset: asset, into: &out)
        out.write(byte: UInt8(ascii: ","))
        texts.write(ledger.recipient(row), asset: asset, into: &out)
        out.write(byte: UInt8(ascii: ","))
        out.write(texts.name(of: asset))
        out.write(byte: UInt8(ascii: ","))
        out.write(decimal: ledger.amount(row))
        out.write(byte: UInt8(ascii: ","))
        out.write(decimal: texts.time(row))
        out.write(features: cells)
    }
}

/// A line for every address and asset that it moved, in order of first appearance: what it moved of the asset up to the
/// end, then its numbers. Those that are of the address as a whole stand in each of its lines.
public struct FeatureAddressLines {
    static let identity = [
        "chain", "address", "asset", "contract", "received", "sent", "receipts", "payments",
    ]

    private let ledger: Ledger
    private var texts: FeatureTexts

    public init(_ ledger: Ledger) {
        self.ledger = ledger
        texts = FeatureTexts(ledger)
    }

    public func header(_ columns: [FeatureColumn], into out: inout ReportWriter) {
        out.write((FeatureAddressLines.identity + columns.map(\.name)).joined(separator: ",") + "\n")
    }

    public mutating func line(
        _ holding: FeatureHolding, _ cells: UnsafeBufferPointer<Int64>, into out: inout ReportWriter
    ) {
        out.write(texts.chain(of: holding.asset))
        out.write(byte: UInt8(ascii: ","))
        texts.write(holding.address, asset: holding.asset, into: &out)
        out.write(byte: UInt8(ascii: ","))
        out.write(texts.name(of: holding.asset))
        for amount in [holding.received, holding.sent] {
            out.write(byte: UInt8(ascii: ","))
            out.write(decimal: amount)
        }
        for count in [holding.receipts, holding.payments] {
            out.write(byte: UInt8(ascii: ","))
            out.write(decimal: Int64(count))
        }
        out.write(features: cells)
    }
}

extension ReportWriter {
    /// The numbers of a line, each behind a comma, and the end of the line.
    mutating func write(features cells: UnsafeBufferPointer<Int64>) {
        for value in cells {
            write(byte: UInt8(ascii: ","))
            if value == FeatureCells.empty { continue }
            write(decimal: value)
        }
        write("\n")
    }
}
