/// What one transfer's search may cost, so that no ledger makes one quadratic. What a limit leaves out is told
/// (`PatternCuts`).
public struct PatternLimits: Sendable {
    /// Neighbours and transfers looked at for one transfer; a search that needs more stops there.
    public var steps: Int
    /// Transfers of the longest cycle looked for. Longer ones are not asked for, so this is no cut.
    public var cycleLength: Int
    /// Neighbours, at most, of an address that patterns are looked for through.
    public var degree: Int

    public init(steps: Int = 20_000, cycleLength: Int = 6, degree: Int = .max) {
        (self.steps, self.cycleLength, self.degree) = (steps, cycleLength, degree)
    }

    /// Everything there is, whatever it costs: for comparisons.
    public static let none = PatternLimits(steps: .max, cycleLength: .max, degree: .max)
}

/// What limits left out of one transfer's search, or of all that were added up.
public struct PatternCuts: Sendable, Equatable {
    /// Searches that were out of steps: what they found is a part.
    public var searches = 0
    /// Addresses with too many neighbours to be looked through.
    public var hubs = 0

    public init() {}

    public var isNone: Bool { searches == 0 && hubs == 0 }

    public static func += (sum: inout PatternCuts, one: PatternCuts) {
        sum.searches += one.searches
        sum.hubs += one.hubs
    }
}

/// What is left of the limits of one search.
struct StepBudget {
    private(set) var left: Int
    private let degree: Int
    private var hubs = 0

    init(_ limits: PatternLimits) { (left, degree) = (limits.steps, limits.degree) }

    /// False from the step on that is one too many.
    @inline(__always)
    mutating func take() -> Bool {
        left &-= 1
        return left >= 0
    }

    var isSpent: Bool { left < 0 }

    /// True where an address with so many neighbours is not looked through.
    @inline(__always)
    mutating func leavesOut(_ neighbours: UInt32) -> Bool {
        if Int(neighbours) <= degree { return false }
        hubs += 1
        return true
    }

    var cuts: PatternCuts {
        var cuts = PatternCuts()
        (cuts.searches, cuts.hubs) = (isSpent ? 1 : 0, hubs)
        return cuts
    }
}
