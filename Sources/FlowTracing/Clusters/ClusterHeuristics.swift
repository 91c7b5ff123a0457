/// Every registered cluster heuristic. Within one transaction links are made in this order.
public enum ClusterHeuristics {
    /// At most 64: a link keeps its heuristic's place here.
    public static let all: [any ClusterHeuristic] = [
        MultiInput(),
        ReusedChange(),
        FreshChange(),
        PeelingChange(),
        TypedChange(),
        OptimalChange(),
        RoundPayment(),
        FixedFeeChange(),
        DepositOwner(),
        DepositSenders(),
        CommonSweep(),
        CommonGasFunder(),
    ]

    public static func named(_ name: String) -> (any ClusterHeuristic)? { all.first { $0.name == name } }

    /// Which heuristics speak.
    public struct Selection: Sendable, Equatable {
        /// A bit a heuristic, by its place in `all`.
        var bits: UInt64

        /// Those that speak unless they are left out.
        public static let standard = Selection { $0.isStandard }
        public static let all = Selection { _ in true }

        init(_ isSelected: (any ClusterHeuristic) -> Bool) {
            bits = 0
            for (place, one) in ClusterHeuristics.all.enumerated() where isSelected(one) { bits |= 1 << UInt64(place) }
        }

        public func contains(_ name: String) -> Bool {
            ClusterHeuristics.all.firstIndex { $0.name == name }.map { self[$0] } ?? false
        }

        public func without(_ names: [String]) -> Selection {
            var copy = self
            copy.bits &= ~Selection { names.contains($0.name) }.bits
            return copy
        }

        public func with(_ names: [String]) -> Selection {
            var copy = self
            copy.bits |= Selection { names.contains($0.name) }.bits
            return copy
        }

        @inline(__always)
        subscript(place: Int) -> Bool { bits >> UInt64(place) & 1 == 1 }
    }

    /// By place in `all`: those over transfers.
    static let transferHeuristics = all.map { $0 as? any TransferClusterHeuristic }
    /// Bits of those whose links are weak.
    static let weak = Selection { $0.strength == .weak }.bits
    /// Bits of those whose links may be void.
    static let voidable = Selection { $0 is any TransferClusterHeuristic }.bits
}
