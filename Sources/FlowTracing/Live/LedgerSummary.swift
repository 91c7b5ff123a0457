/// What a ledger knows of its rows besides the rows.
struct LedgerSummary: Sendable, Equatable {
    /// Rows that repeated a transfer and were dropped.
    var duplicates = 0
    /// Transfers whose order key, input order aside, equals that of the transfer before.
    var undecidedOrder = 0
    /// Rows that were bad and skipped while reading.
    var rejected = 0
    /// Assets left out whole because an amount or balance of theirs reached 2¹²⁸.
    var excludedAssets: [AssetID] = []
    var coverageByChain: [Coverage] = []

    init() {}
}

extension ByteEncoder {
    mutating func put(_ summary: LedgerSummary) {
        put(UInt64(summary.duplicates))
        put(UInt64(summary.undecidedOrder))
        put(UInt64(summary.rejected))
        put(summary.excludedAssets) { $0.put($1) }
        put(summary.coverageByChain) { out, coverage in
            switch coverage {
            case .all: out.put(UInt8(0))
            case .none: out.put(UInt8(1))
            case .addresses(let list):
                out.put(UInt8(2))
                out.put(list) { $0.put($1) }
            }
        }
    }

    mutating func put(_ sums: RowSums) {
        put(sums.totals) { $0.put($1) }
        put(UInt64(sums.zeroAmounts))
    }
}

extension ByteDecoder {
    mutating func summary() throws(Damage) -> LedgerSummary {
        var summary = LedgerSummary()
        summary.duplicates = try count()
        summary.undecidedOrder = try count()
        summary.rejected = try count()
        summary.excludedAssets = try list { (input: inout ByteDecoder) throws(Damage) in try input.take() }
        summary.coverageByChain = try list { (input: inout ByteDecoder) throws(Damage) in
            switch try input.take(UInt8.self) {
            case 0: return .all
            case 1: return .none
            case 2: return .addresses(try input.list { (each: inout ByteDecoder) throws(Damage) in try each.address() })
            default: throw input.damage
            }
        }
        return summary
    }

    mutating func sums() throws(Damage) -> RowSums {
        let totals = try list { (input: inout ByteDecoder) throws(Damage) in try input.take(Amount.self) }
        return RowSums(totals: totals, zeroAmounts: try count())
    }

    /// A number that something in memory can have.
    mutating func count() throws(Damage) -> Int {
        let value = try take(UInt64.self)
        guard value < 1 << 48 else { throw damage }
        return Int(value)
    }
}
