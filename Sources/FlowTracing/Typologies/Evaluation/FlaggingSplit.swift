/// The parts of a simulated ledger that are judged: thresholds may be tuned on the earlier half of the time and half of the
/// operators, and are reported on the later half and the others.
public struct FlaggingSplit: Sendable {
    public struct Part: Sendable {
        public var name: String
        public var isTuning: Bool
        /// Findings that first fired in it.
        public var times: ClosedRange<Int64>
        public var isJudged: @Sendable (PatternTruth) -> Bool
    }

    public let parts: [Part]

    /// Operators are dealt by their names in order, every other one held out.
    ///
    /// - Complexity: O(instances · log).
    public init(truths: [PatternTruth], ledger: Ledger) {
        let range = ledger.timeRange ?? (0, 0)
        let middle = range.first + (range.last - range.first) / 2
        let operators = Set(truths.compactMap(\.operatorName)).sorted()
        let heldOut = Set(operators.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
        let (earlier, later) = (range.first...max(range.first, middle), (middle + 1)...max(middle + 1, range.last))
        @Sendable func isHeldOut(_ truth: PatternTruth) -> Bool { truth.operatorName.map(heldOut.contains) ?? false }
        parts = [
            Part(name: "earlier half, operators that may be tuned on", isTuning: true, times: earlier) {
                !isHeldOut($0) && earlier.contains($0.last)
            },
            Part(name: "later half, held-out operators", isTuning: false, times: later) {
                isHeldOut($0) && later.contains($0.first)
            },
            Part(name: "later half, all operators", isTuning: false, times: later) { later.contains($0.first) },
        ]
    }
}
