/// How much a finding is worth an analyst's time: points for what it looks like. Never one opaque number: the parts are
/// shown, and they add up.
///
/// Ten points are one unit of log odds: 50 points are even odds of being right, 80 points twenty to one, *in the invented
/// worlds that the points were fitted on*: a logistic regression over `lymer simulate --world patterns` with seeds 101…106 (300,000
/// transfers, one in 60 to 180 planted) and 111, 112 (a million, one in a thousand), whole numbers, no seed of which is ever
/// judged. On real data they are an order, not odds.
public struct FindingScore: Sendable, Equatable {
    public struct Part: Sendable, Equatable {
        public var name: String
        public var points: Int
        /// The number behind it.
        public var value: Int
    }

    public var parts: [Part] = []
    public var total: Int { parts.reduce(0) { $0 + $1.points } }

    public init() {}

    init(_ typology: any Typology, _ facts: FindingFacts) {
        let own = FindingPoints.own[typology.name] ?? FindingPoints.unknown
        func add(_ name: String, _ value: Int, _ points: Int) {
            parts.append(Part(name: name, points: points, value: value))
        }
        add("typology", own.base, own.base)
        add("dedicated subjects", facts.dedication, own.dedication * facts.dedication / 1_000)
        add("new subjects", facts.newSubjects, own.newSubjects * facts.newSubjects / 1_000)
        add("beyond the threshold", facts.excess, own.excess * min(facts.excess, 9_000) / 1_000)
        add(
            "hours it lasts", facts.duration / 3_600, own.duration * FindingPoints.log2(facts.duration / 3_600 + 1) / 16
        )
        add("new members", facts.newMembers, 17 * facts.newMembers / 1_000)
        add("dealings with services", facts.servedTransfers, -29 * facts.servedTransfers / 1_000)
        add("equal amounts", facts.equalAmounts, -24 * facts.equalAmounts / 1_000)
        add("round amounts", facts.roundAmounts, 14 * facts.roundAmounts / 1_000)
        add("different pairs", facts.pairs, -10 * facts.pairs / 1_000)
        add("passed on", facts.passedOn, -6 * facts.passedOn / 1_000)
        add("paid in batches", facts.batched, -25 * facts.batched / 1_000)
        add("members", facts.members, -7 * FindingPoints.log2(facts.members + 1) / 16)
        add("transfers", facts.transfers, 5 * FindingPoints.log2(facts.transfers + 1) / 16)
        // Not fitted: no list names the invented criminals.
        add("known crime", facts.knownCrime, min(40, 20 * facts.knownCrime))
    }
}

/// What the points are for each typology.
struct FindingPoints {
    /// Of every finding of it.
    var base: Int
    /// For a thousand thousandths.
    var dedication: Int
    /// For every doubling of hours.
    var duration: Int
    /// For a thousand thousandths.
    var newSubjects: Int
    /// For every threshold beyond the first.
    var excess: Int

    static let own: [String: FindingPoints] = [
        "fan-in": .init(base: 18, dedication: 40, duration: -3, newSubjects: 10, excess: -1),
        "fan-out": .init(base: 29, dedication: 54, duration: -4, newSubjects: -2, excess: -2),
        "gather-scatter": .init(base: 53, dedication: 49, duration: -4, newSubjects: 7, excess: -6),
        "scatter-gather": .init(base: 52, dedication: 46, duration: -2, newSubjects: 10, excess: 9),
        "cycle": .init(base: 62, dedication: 50, duration: -2, newSubjects: 9, excess: 17),
        "bipartite": .init(base: 57, dedication: 41, duration: -4, newSubjects: 10, excess: 11),
        "stack": .init(base: 48, dedication: 42, duration: 3, newSubjects: 7, excess: 5),
        "pass-through": .init(base: 41, dedication: 34, duration: -4, newSubjects: -5, excess: 0),
        "peel-chain": .init(base: 38, dedication: 34, duration: -2, newSubjects: 3, excess: 5),
        "structuring": .init(base: 51, dedication: 52, duration: -2, newSubjects: 3, excess: 3),
        "address-poisoning": .init(base: 56, dedication: 38, duration: -5, newSubjects: 16, excess: 3),
        "pig-butchering": .init(base: 47, dedication: 47, duration: -6, newSubjects: 5, excess: 4),
        "drainer": .init(base: 51, dedication: 47, duration: 1, newSubjects: 12, excess: -1),
        "marketplace-float": .init(base: 47, dedication: 41, duration: 2, newSubjects: 6, excess: 7),
        "rapid-cash-out": .init(base: 49, dedication: 33, duration: -7, newSubjects: 6, excess: 11),
    ]

    /// Of a typology that nobody has fitted: the middle of the others.
    static let unknown = FindingPoints(base: 49, dedication: 42, duration: -3, newSubjects: 7, excess: 4)

    /// 16 · log₂ of a number above 0, linear between powers of two: at most 1.4 below.
    static func log2(_ value: Int) -> Int {
        let power = Int.bitWidth - 1 - max(1, value).leadingZeroBitCount
        return 16 * power + (power >= 4 ? (value >> (power - 4)) & 15 : (value << (4 - power)) & 15)
    }
}
