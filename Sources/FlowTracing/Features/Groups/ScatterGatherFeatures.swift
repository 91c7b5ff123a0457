/// Scatter-gather patterns that a transfer is part of within a window, by the number of their middles: one source pays
/// them all, and they all pay one sink (`ScatterGatherSearch`). All assets together, in any order of time.
struct ScatterGatherFeatures: FeatureGroup {
    /// Sizes that are counted together.
    static let bins: [(name: String, sizes: ClosedRange<Int>)] = [
        ("2", 2...2), ("3", 3...3), ("4_to_7", 4...7), ("8_to_15", 8...15), ("16_up", 16...16),
    ]
    static let largest = 16

    func columns(_ windows: [Int64]) -> [FeatureColumn] {
        windows.flatMap { window in
            ScatterGatherFeatures.bins.map { bin in
                let middles = bin.name == "16_up" ? "16 or more" : bin.name.replacing("_", with: " ")
                return FeatureColumn(
                    "scatter_gather_\(bin.name)", .count, "patterns of \(middles) middles that this payment is part of",
                    within: window)
            } + [
                FeatureColumn(
                    "scatter_gather_cut", .flag, "the search was out of steps: the counts are lower bounds",
                    within: window)
            ]
        }
    }

    func addressColumns(_ windows: [Int64]) -> [FeatureColumn] {
        windows.map { window in
            FeatureColumn(
                "most_scatter_gather", .count, "most scatter-gather patterns at one payment from or to it",
                within: window)
        }
    }

    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor { ScatterGatherExtractor(settings) }
}

final class ScatterGatherExtractor: FeatureExtractor {
    private var search = ScatterGatherSearch()
    private var sizes = SizeHistogram(largest: ScatterGatherFeatures.largest)
    private let limits: PatternLimits
    private let most: PatternMaxima
    private(set) var cuts: [PatternCuts]

    init(_ settings: FeatureSettings) {
        limits = settings.limits
        most = PatternMaxima(settings)
        cuts = settings.windows.map { _ in PatternCuts() }
    }

    func see(_ step: FeatureStep, into cells: inout FeatureCells) {
        for (place, window) in step.windows.enumerated() {
            sizes.removeAll()
            var cut = PatternCuts()
            if let newest = window.newest {
                cut = search.count(newest, in: window.graph, limits: limits, into: &sizes)
                cuts[place] += cut
                most.raise(step, place, to: sizes.total)
            }
            for bin in ScatterGatherFeatures.bins { cells.add(bin.sizes.reduce(into: UInt64(0)) { $0 += sizes[$1] }) }
            cells.add(!cut.isNone)
        }
    }

    func total(_ holding: FeatureHolding, _ step: FeatureStep, into cells: inout FeatureCells) {
        most.add(holding.address, into: &cells)
    }

    var byteCount: Int { search.byteCount + most.byteCount }
}
