/// Some numbers that are found out together. Adding a group is one file and one line in `FeatureGroups.all`.
public protocol FeatureGroup: Sendable {
    /// Numbers of a transfer.
    ///
    /// - Parameter windows: seconds, one or more.
    func columns(_ windows: [Int64]) -> [FeatureColumn]
    /// Numbers of an address and one of its assets, at the end.
    func addressColumns(_ windows: [Int64]) -> [FeatureColumn]
    /// What finds them out in one pass.
    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor
}

extension FeatureGroup {
    public func addressColumns(_ windows: [Int64]) -> [FeatureColumn] { [] }
}

/// Finds out the numbers of a group, transfer by transfer in ledger order. It sees what came before and the transfer
/// itself: nothing of the future can be in a number.
public protocol FeatureExtractor: AnyObject {
    /// Adds the numbers of the transfer that `step` has just taken in: as many as the group names.
    ///
    /// - Complexity: amortised O(1), or limited by `FeatureSettings.limits`; cuts are counted.
    func see(_ step: FeatureStep, into cells: inout FeatureCells)
    /// Called once, before `total`, where totals are asked for.
    func prepareTotals(_ step: FeatureStep)
    /// Adds the numbers of an address and one of its assets.
    func total(_ holding: FeatureHolding, _ step: FeatureStep, into cells: inout FeatureCells)
    /// Searches that limits ended early, by window.
    var cuts: [PatternCuts] { get }
    /// Bytes it remembers.
    var byteCount: Int { get }
}

extension FeatureExtractor {
    public func prepareTotals(_ step: FeatureStep) {}
    public func total(_ holding: FeatureHolding, _ step: FeatureStep, into cells: inout FeatureCells) {}
    public var cuts: [PatternCuts] { [] }
    public var byteCount: Int { 0 }
}

/// How features are made.
public struct FeatureSettings: Sendable {
    /// Seconds, ascending, each once.
    public var windows: [Int64] = [86_400]
    /// What the search for patterns at one transfer may cost. A tenth of what a detector may look at: where hubs pay hubs nearly
    /// every search ends at its limit, and the columns `…_cut` say so either way.
    public var limits = PatternLimits(steps: 2_000, cycleLength: 6, degree: .max)
    /// Numbers by address are wanted at the end too.
    public var keepsTotals = false
    /// Unix seconds: the pass ends before the first transfer that is later.
    public var until: Int64?

    /// Windows at most: each is a graph of its own.
    public static let mostWindows = 8

    public init() {}
}

/// **The** list of feature groups, in the order of their columns.
public enum FeatureGroups {
    public static let all: [any FeatureGroup] = [
        HistoryFeatures(),
        TimingFeatures(),
        ExposureFeatures(),
        DegreeFeatures(),
        PairFeatures(),
        AmountFeatures(),
        ScatterGatherFeatures(),
        CycleFeatures(),
        CounterpartyFeatures(),
    ]
}
