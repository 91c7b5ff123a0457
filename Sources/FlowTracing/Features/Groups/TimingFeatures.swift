/// How long ago the ends of a transfer were last seen, by the ledger's clock: the newest time up to here.
struct TimingFeatures: FeatureGroup {
    func columns(_ windows: [Int64]) -> [FeatureColumn] {
        ["sender", "recipient"].flatMap { end in
            [
                FeatureColumn("\(end)_is_new", .flag, "the \(end) had neither paid nor received before"),
                FeatureColumn("\(end)_age", .seconds, "since the \(end)'s first transfer; empty where it is new"),
                FeatureColumn(
                    "\(end)_since_receipt", .seconds, "since the \(end)'s last receipt before; empty where it had none"),
                FeatureColumn(
                    "\(end)_since_payment", .seconds, "since the \(end)'s last payment before; empty where it had none"),
            ]
        }
    }

    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor { TimingExtractor() }
}

final class TimingExtractor: FeatureExtractor {
    func see(_ step: FeatureStep, into cells: inout FeatureCells) {
        add(step.senderBefore, step.clock, &cells)
        add(step.recipientBefore, step.clock, &cells)
    }

    @inline(__always)
    private func add(_ history: AddressHistory, _ clock: Int64, _ cells: inout FeatureCells) {
        cells.add(history.first == AddressHistory.never)
        add(history.first, clock, &cells)
        add(history.lastReceipt, clock, &cells)
        add(history.lastPayment, clock, &cells)
    }

    @inline(__always)
    private func add(_ time: Int64, _ clock: Int64, _ cells: inout FeatureCells) {
        if time == AddressHistory.never { cells.addNothing() } else { cells.add(clock - time) }
    }
}
