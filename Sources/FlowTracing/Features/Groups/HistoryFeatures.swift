/// How much the ends of a transfer have done so far, in all assets.
struct HistoryFeatures: FeatureGroup {
    func columns(_ windows: [Int64]) -> [FeatureColumn] {
        [
            FeatureColumn("sender_payments", .count, "payments of the sender so far, with this one"),
            FeatureColumn("sender_receipts", .count, "receipts of the sender so far"),
            FeatureColumn("recipient_payments", .count, "payments of the recipient so far"),
            FeatureColumn("recipient_receipts", .count, "receipts of the recipient so far, with this one"),
        ]
    }

    func addressColumns(_ windows: [Int64]) -> [FeatureColumn] {
        [
            FeatureColumn("first_time", .time, "first transfer of the address, in any asset"),
            FeatureColumn("last_time", .time, "last transfer of the address, in any asset"),
            FeatureColumn("all_receipts", .count, "receipts of the address in all assets"),
            FeatureColumn("all_payments", .count, "payments of the address in all assets"),
        ]
    }

    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor { HistoryExtractor() }
}

final class HistoryExtractor: FeatureExtractor {
    func see(_ step: FeatureStep, into cells: inout FeatureCells) {
        for address in [step.sender, step.recipient] {
            let history = step.history(address)
            cells.add(history.payments)
            cells.add(history.receipts)
        }
    }

    func total(_ holding: FeatureHolding, _ step: FeatureStep, into cells: inout FeatureCells) {
        let history = step.history(holding.address)
        // Of an address that only ever paid itself nothing is known.
        for time in [history.first, max(history.lastReceipt, history.lastPayment)] {
            cells.add(time == AddressHistory.never ? FeatureCells.empty : time)
        }
        cells.add(history.receipts)
        cells.add(history.payments)
    }
}
