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
    /// By chain.
    var orders: [ChainOrder] = []

    init() {}
}

extension ByteEncoder {
    mutating func put(_ summary: LedgerSummary) {
        put(UInt64(summary.duplicates))
        put(UInt64(summary.undecidedOrder))
        put(UInt64(summary.rejected))
        put(summary.excludedAssets) { $0.put($1) }
        put(summary.coverageByChain) { $0.put($1) }
        put(summary.orders) { $0.put($1) }
    }

    mutating func put(_ order: ChainOrder) {
        put(order.hasBlocks)
        put(order.lacksBlocks)
        put(order.lacksPositionFrom)
        put(order.lacksIndexFrom)
    }

    mutating func put(_ coverage: Coverage) {
        switch coverage {
        case .all: put(UInt8(0))
        case .none: put(UInt8(1))
        case .addresses(let list):
            put(UInt8(2))
            put(list) { $0.put($1) }
        }
    }

    mutating func put(_ seed: HashSeed) { for word in [seed.word0, seed.word1, seed.word2, seed.word3] { put(word) } }

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
            try input.coverage()
        }
        summary.orders = try list { (input: inout ByteDecoder) throws(Damage) in
            var order = ChainOrder()
            order.hasBlocks = try input.bool()
            order.lacksBlocks = try input.bool()
            order.lacksPositionFrom = try input.take()
            order.lacksIndexFrom = try input.take()
            return order
        }
        return summary
    }

    mutating func coverage() throws(Damage) -> Coverage {
        switch try take(UInt8.self) {
        case 0: return .all
        case 1: return .none
        case 2: return .addresses(try list { (input: inout ByteDecoder) throws(Damage) in try input.address() })
        default: throw damage
        }
    }

    mutating func hashSeed() throws(Damage) -> HashSeed { HashSeed(try take(), try take(), try take(), try take()) }

    mutating func sums() throws(Damage) -> RowSums {
        let totals = try list { (input: inout ByteDecoder) throws(Damage) in try input.take(Amount.self) }
        return RowSums(totals: totals, zeroAmounts: try count())
    }

    /// A number that something in memory can have.
    package mutating func count() throws(Damage) -> Int {
        let value = try take(UInt64.self)
        guard value < 1 << 48 else { throw damage }
        return Int(value)
    }
}
