/// One pays many, who pay one: a payment split over mules and gathered again.
public struct ScatterGather: Typology {
    public var middles = 3
    public var span = 7 * 86_400
    public var passedOn = 500

    public let name = "scatter-gather"
    public let version = 1
    public let summary = "Scatter-gather: value goes from one address to another through several middles at once"
    public let source = "Altman et al. (NeurIPS 2023); Blanuša et al., Graph Feature Preprocessor (ICAIF 2024)"
    public let knownFalsePositives = "one owner's several wallets; families; market makers who rebalance over venues"
    public let confidence = 55
    public let category = Category("layering")
    public let subject = "source and sink"

    public static let settings = [
        TypologySetting<ScatterGather>("middles", \.middles, .count, 2...1_000),
        TypologySetting<ScatterGather>("span", \.span, .seconds, 1...31_536_000),
        TypologySetting<ScatterGather>("passed on", \.passedOn, .permille, 0...1_000),
    ]
    public var measures: [MeasureDescription] { [MeasureDescription("middles", .count, atLeast: middles)] }

    public init() {}
    public func detector() -> Detector { ScatterGatherDetector(self) }
}

/// Two-hop paths by their ends. A path is a transfer and a later one by its recipient of the same asset, both within the span
/// of now, the second worth at most the first and at least the share of it. Neither end nor the middle is a service. Of several
/// first transfers by one source that a second one may follow, it follows the newest.
final class ScatterGatherDetector: Detector {
    private let setting: ScatterGather
    @exclusivity(unchecked) private var paths = WindowedPairs()
    @exclusivity(unchecked) private var middles = DistinctAddresses()
    @exclusivity(unchecked) private var sources = DistinctAddresses()

    init(_ setting: ScatterGather) { self.setting = setting }

    override var byteCount: Int { paths.byteCount }

    override func see(_ step: DetectionStep) {
        guard step.inflowCount > 0, !step.isService(step.payee) else { return }
        let oldest = step.window.now - min(step.window.now, UInt32(clamping: setting.span))
        paths.forget(before: oldest)
        sources.removeAll()
        for number in 0..<step.inflowCount {
            let inflow = step.inflows[number]
            if inflow.time < oldest { break }
            guard inflow.sender != step.recipient, step.amount <= inflow.amount,
                Permille.isAtLeast(step.amount, setting.passedOn, of: inflow.amount),
                !step.isService(step.window.activity(inflow.sender)), sources.insert(inflow.sender)
            else { continue }
            paths.append(
                WindowedPairs.Note(
                    first: inflow.sender, second: step.recipient, middle: step.sender, rowIn: UInt32(inflow.row),
                    rowOut: UInt32(step.row), time: step.time))
            look(step, inflow.sender, oldest)
        }
    }

    private func look(_ step: DetectionStep, _ source: AddressID, _ oldest: UInt32) {
        middles.removeAll()
        // One middle that pays on in small change fills many paths.
        let limit = 4 * step.walkLimit
        var looked = 0
        paths.each(source, step.recipient) { note in
            looked += 1
            if looked > limit {
                step.noteCut()
                return false
            }
            if isWithin(step, note, oldest) { middles.insert(note.middle) }
            return true
        }
        guard middles.count >= setting.middles else { return }
        step.book.fire(
            place, key: source, step.recipient, subjects: [source, step.recipient], at: step.row, time: step.time,
            measures: [middles.count]
        ) { isNew, add in
            looked = 0
            paths.each(source, step.recipient) { note in
                looked += 1
                if looked > limit { return false }
                // The newest come first.
                if !isNew, note.rowOut != UInt32(step.row) { return false }
                if isWithin(step, note, oldest) {
                    add(Int(note.rowIn))
                    add(Int(note.rowOut))
                }
                return true
            }
        }
    }

    /// Both transfers are within the span.
    private func isWithin(_ step: DetectionStep, _ note: WindowedPairs.Note, _ oldest: UInt32) -> Bool {
        Int(note.rowIn) >= step.window.rows.lowerBound && step.window[Int(note.rowIn)].time >= oldest
    }
}
