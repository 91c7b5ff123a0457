/// What a transfer's amount is beside what its ends received and sent of the same asset within a window.
///
/// Shares are exact quotients of base units, rounded down; one above a thousand times is written as a thousand times.
struct AmountFeatures: FeatureGroup {
    func columns(_ windows: [Int64]) -> [FeatureColumn] {
        windows.flatMap { window in
            [
                FeatureColumn(
                    "amount_of_receipts", .permille,
                    "the amount beside what the sender received of the asset; empty where it received nothing",
                    within: window),
                FeatureColumn(
                    "passed_on", .permille,
                    "what the sender sent of the asset, with this payment, beside what it received; empty where nothing",
                    within: window),
                FeatureColumn(
                    "amount_of_recipient", .permille,
                    "the amount beside all that the recipient received of the asset, with this payment", within: window),
            ]
        }
    }

    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor {
        AmountExtractor(settings.windows)
    }
}

final class AmountExtractor: FeatureExtractor {
    private let windows: [WindowedSums]

    init(_ windows: [Int64]) { self.windows = windows.map(WindowedSums.init) }

    func see(_ step: FeatureStep, into cells: inout FeatureCells) {
        for window in windows {
            window.take(step)
            let (sender, recipient) = (window[step.senderHolding], window[step.recipientHolding])
            add(WideSum(step.amount), of: sender.received, &cells)
            add(sender.sent, of: sender.received, &cells)
            add(WideSum(step.amount), of: recipient.received, &cells)
        }
    }

    @inline(__always)
    private func add(_ part: WideSum, of whole: WideSum, _ cells: inout FeatureCells) {
        cells.add(part.permille(of: whole, atMost: 1_000_000) ?? FeatureCells.empty)
    }

    var byteCount: Int { windows.reduce(0) { $0 + $1.byteCount } }
}
