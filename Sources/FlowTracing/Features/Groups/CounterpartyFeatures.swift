/// With how many different addresses an address ever dealt. Not of transfers: to know it at every moment would take memory
/// for every pair that there ever was.
struct CounterpartyFeatures: FeatureGroup {
    func columns(_ windows: [Int64]) -> [FeatureColumn] { [] }

    func addressColumns(_ windows: [Int64]) -> [FeatureColumn] {
        [
            FeatureColumn("payers", .count, "distinct addresses that ever paid the address, in any asset"),
            FeatureColumn("payees", .count, "distinct addresses that the address ever paid, in any asset"),
        ]
    }

    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor { CounterpartyExtractor() }
}

/// Sorts the pairs of all rows, a share of them at a time, so that memory is bounded however long the ledger is.
final class CounterpartyExtractor: FeatureExtractor {
    private var payers = Column<UInt32>()
    private var payees = Column<UInt32>()
    private let pairsAtOnce: Int

    init(pairsAtOnce: Int = 1 << 24) { self.pairsAtOnce = pairsAtOnce }

    func see(_ step: FeatureStep, into cells: inout FeatureCells) {}

    func prepareTotals(_ step: FeatureStep) {
        let addresses = step.ledger.addressCount
        payers = Column(repeating: 0, count: addresses)
        payees = Column(repeating: 0, count: addresses)
        let rows = step.row + 1
        let shares = UInt64(rows / pairsAtOnce + 1)
        let hash = WindowHash()
        var pairs: [UInt64] = []
        for share in 0..<shares {
            pairs.removeAll(keepingCapacity: true)
            for row in 0..<rows {
                let (from, to) = (step.ledger.columns.senders[row], step.ledger.columns.recipients[row])
                // All rows of a pair are in one share.
                if from == to || shares > 1 && UInt64(hash(from, to)) % shares != share { continue }
                pairs.append(UInt64(from) << 32 | UInt64(to))
            }
            pairs.sort()
            var last: UInt64?
            for pair in pairs where pair != last {
                last = pair
                payees[UInt32(truncatingIfNeeded: pair >> 32)] += 1
                payers[UInt32(truncatingIfNeeded: pair)] += 1
            }
        }
    }

    func total(_ holding: FeatureHolding, _ step: FeatureStep, into cells: inout FeatureCells) {
        cells.add(payers[holding.address])
        cells.add(payees[holding.address])
    }

    var byteCount: Int { payers.byteCount + payees.byteCount }
}
