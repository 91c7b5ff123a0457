import FlowTracing

/// An invented economy with fraud in it, written as a ledger together with the true whereabouts of every stolen unit.
///
/// Victims buy at exchanges and pay a gang's collectors; gangs peel, scatter, swap, mix, bridge and sell to merchants
/// who hold clean inventory of their own; money leaves through guarantee marketplaces and exchange deposit addresses.
/// Around it honest people are paid, shop, trade, and are bothered by poisoning decoys.
///
/// Truth is kept in `LotLedger`: first in, first out, ends booked as a trace books them. Every key receives before it
/// spends, so no opening balance is ever missing. Equal options give equal bytes on every machine.
///
/// - Complexity: O(transfers · log appointments) time; memory follows addresses and live lots, which stop growing with
///   `transfers` (people and victims are capped).
public struct ScamEconomy: Sendable {
    public let options: Options
    let coinage: Coinage
    var chance: SplitMix
    var cast: Cast
    var lots = LotLedger(assetCount: Coin.trackedCount)
    var ends = EndsBook()
    var agenda = Agenda()
    var writer = TransferWriter()
    var parcels: [LotLedger.Parcel] = []

    /// Rows written, and transactions begun.
    public private(set) var written = 0
    var transactions: UInt64 = 0
    /// Microseconds since the start.
    var now: UInt64 = 0
    var block: Int64 = -1
    var indexInBlock = 0
    /// Constant front of the rows of the open transaction: `chain,tx,`.
    var transactionPrefix = TransferWriter()

    var stage: Stage
    var victims: [Victim] = []
    public internal(set) var cases: [SimulatedCase] = []

    /// - Throws: `SimulatorError` where an option is out of its range.
    public init(options: Options) throws(SimulatorError) {
        try options.validate()
        self.init(valid: options)
    }

    /// Without victims the economy is its honest part, which another world may run.
    init(valid options: Options) {
        self.options = options
        chance = SplitMix(seed: options.seed)
        let cast = Cast(seed: SplitMix.mix(options.seed ^ 0xA076_1D64_78BD_642F), form: options.form)
        // Numbers from the top of the range: no member of the cast ever gets them.
        coinage = Coinage(form: options.form) { cast.inventedAddress(UInt64.max - UInt64($0)) }
        self.cast = cast
        stage = Stage()
        setStage()
    }

    /// Writes the ledger as canonical CSV, header first, in chunks of about `options.chunkBytes`.
    ///
    /// Call once. Rethrows what the sink throws, after which the economy is of no further use.
    public mutating func writeTransfers<Failure: Error>(
        to sink: (_ chunk: [UInt8], _ rowsSoFar: Int) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(written == 0, "an economy runs once")
        writer.append(TransferWriter.header.utf8)
        let span = UInt64(options.days) * 86_400_000_000
        // Other rows than honest ones fill the rest.
        let meanGap = max(1, span * 10 / UInt64(options.transfers * 7))
        var nextHonest: UInt64 = 0
        while written < options.transfers {
            if let due = agenda.first, due.time <= nextHonest {
                _ = agenda.removeFirst()
                now = max(now, due.time)
                keep(due)
            } else {
                now = max(now, nextHonest)
                nextHonest += UInt64(chance.below(Int(2 * meanGap))) + 1
                let before = written
                honestRow()
                if written == before {
                    issue(to: anyExchange(), .usdt, coinage.units(chance.within(1...9) * 100_000_000, of: .usdt))
                }
            }
            if writer.buffer.count >= options.chunkBytes {
                try sink(writer.buffer, written)
                writer.removeAll()
            }
        }
        if !writer.buffer.isEmpty {
            try sink(writer.buffer, written)
            writer.removeAll()
        }
    }

    /// Where every stolen unit is after the last row, by case, then asset, kind and address.
    ///
    /// Per case and asset the amounts sum to what was injected.
    public var finds: [Find] {
        var book = ends
        lots.forEachOwnedLot { holder, asset, parcel in
            book.book(parcel.amount, owner: parcel.owner, coin: asset, kind: .resting, who: holder)
        }
        return book.finds(coins: coinTexts, text: { cast.string($0) })
    }

    /// The `asset` column of each coin.
    var coinTexts: [String] { coinage.texts.map { String(decoding: $0, as: UTF8.self) } }

    /// Distinct addresses that hold or held value of a tracked asset.
    public var addressCount: Int { cast.count }
    /// The most lots that were alive at once.
    public var peakLots: Int { lots.peakLots }

    /// Counts a row just begun; its index in the block.
    mutating func countRow() -> Int {
        written += 1
        defer { indexInBlock += 1 }
        return indexInBlock
    }
}

/// One victim's payments, as a case file needs them.
public struct SimulatedCase: Sendable, Equatable {
    public var id: String
    /// `tx:HASH` or `tx:HASH:INDEX`.
    public var seeds: [String] = []
    /// Distinct money by coin: what the sender did not already hold of this case.
    var injectedByCoin = [UInt128](repeating: 0, count: Coin.trackedCount)
}

/// A victim between two payments.
struct Victim {
    var gang: Int
    var coin: Coin
    var wallet: Int?
    /// Number of the case once a first payment was made.
    var number: Int?
    var deposit: Int?
}
