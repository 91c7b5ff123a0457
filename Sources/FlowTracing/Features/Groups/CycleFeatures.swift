/// Temporal cycles that a transfer closes within a window, by length: money that comes back through different addresses,
/// every transfer strictly later than the one before (`TemporalCycleSearch`). All assets together.
struct CycleFeatures: FeatureGroup {
    func columns(_ windows: [Int64]) -> [FeatureColumn] {
        windows.flatMap { window in
            (2...CycleExtractor.longest).map { length in
                FeatureColumn(
                    "cycles_\(length)", .count,
                    length == 2
                        ? "1 where the recipient had paid the sender before, else 0"
                        : "cycles of \(length) payments that this one closes", within: window)
            } + [
                FeatureColumn(
                    "cycles_cut", .flag, "the search was out of steps: the counts are lower bounds", within: window)
            ]
        }
    }

    func addressColumns(_ windows: [Int64]) -> [FeatureColumn] {
        windows.map { window in
            FeatureColumn("most_cycles", .count, "most cycles that one payment from or to it closes", within: window)
        }
    }

    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor { CycleExtractor(settings) }
}

final class CycleExtractor: FeatureExtractor {
    static let longest = 6
    private var search = TemporalCycleSearch()
    private var lengths = SizeHistogram(largest: CycleExtractor.longest)
    private let limits: PatternLimits
    private let most: PatternMaxima
    private(set) var cuts: [PatternCuts]

    init(_ settings: FeatureSettings) {
        limits = PatternLimits(
            steps: settings.limits.steps, cycleLength: CycleExtractor.longest, degree: settings.limits.degree)
        most = PatternMaxima(settings)
        cuts = settings.windows.map { _ in PatternCuts() }
    }

    func see(_ step: FeatureStep, into cells: inout FeatureCells) {
        for (place, window) in step.windows.enumerated() {
            lengths.removeAll()
            var cut = PatternCuts()
            if let newest = window.newest {
                cut = search.count(newest, in: window.graph, limits: limits, into: &lengths)
                cuts[place] += cut
                most.raise(step, place, to: lengths.total)
            }
            for length in 2...CycleExtractor.longest { cells.add(lengths[length]) }
            cells.add(!cut.isNone)
        }
    }

    func total(_ holding: FeatureHolding, _ step: FeatureStep, into cells: inout FeatureCells) {
        most.add(holding.address, into: &cells)
    }

    var byteCount: Int { search.byteCount + most.byteCount }
}
