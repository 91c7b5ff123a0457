/// The most patterns that there were at one payment of an address, by window: 4 bytes each, kept where totals are wanted.
final class PatternMaxima {
    private let windows: Int
    private let isKept: Bool
    private var most = Column<UInt32>()

    init(_ settings: FeatureSettings) { (windows, isKept) = (settings.windows.count, settings.keepsTotals) }

    @inline(__always)
    func raise(_ step: FeatureStep, _ window: Int, to patterns: UInt64) {
        guard isKept, patterns > 0 else { return }
        most.resize(to: max(most.count, step.ledger.addressCount * windows), filling: 0)
        for address in [step.sender, step.recipient] {
            let place = Int(address) * windows + window
            most[place] = max(most[place], UInt32(clamping: patterns))
        }
    }

    /// Adds one number a window.
    func add(_ address: AddressID, into cells: inout FeatureCells) {
        for window in 0..<windows {
            let place = Int(address) * windows + window
            cells.add(place < most.count ? most[place] : 0)
        }
    }

    var byteCount: Int { most.byteCount }
}
