/// How often and how lately the two ends of a transfer dealt with each other within a window, in whatever asset.
struct PairFeatures: FeatureGroup {
    func columns(_ windows: [Int64]) -> [FeatureColumn] {
        windows.flatMap { window in
            [
                FeatureColumn(
                    "pair_payments", .count, "payments of the sender to the recipient, with this one", within: window),
                FeatureColumn("pair_returns", .count, "payments of the recipient to the sender", within: window),
                FeatureColumn(
                    "pair_since", .seconds,
                    "since the sender's payment to the recipient before; empty where there is none",
                    within: window),
            ]
        }
    }

    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor { PairExtractor() }
}

final class PairExtractor: FeatureExtractor {
    func see(_ step: FeatureStep, into cells: inout FeatureCells) {
        for window in step.windows {
            let pair = window.newestPair()
            cells.add(pair.there)
            cells.add(pair.back)
            cells.add(pair.since ?? FeatureCells.empty)
        }
    }
}
