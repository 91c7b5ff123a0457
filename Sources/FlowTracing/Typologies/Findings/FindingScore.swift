/// How much a finding is worth an analyst's time: points for what it looks like. Never one opaque number: the parts are
/// shown, and they add up.
///
/// Ten points are one unit of log odds: 50 points are even odds of being right, 80 points twenty to one, *in the invented
/// worlds that the points were fitted on*: `lymer simulate --world patterns` with seeds 121…140 (a million transfers, one in 200
/// planted by 20 operators, one in 20 of honest trades that look alike), every finding but those of the first fortnight, the
/// ones that touch no planted or honest instance counted four times, as many as there are where one in a thousand is planted. A
/// logistic regression with one weight for every bin of every fact, for all typologies and again for each, under an L1 penalty
/// that four-fold cross-validation over seeds chose; tenfold weights rounded, own points of at most 2 left out.
/// `Benchmarks/fit_points.py` does it again. No seed of it is ever judged. On real data points are an order, not odds.
public struct FindingScore: Sendable, Equatable {
    public struct Part: Sendable, Equatable {
        public var name: String
        public var points: Int
        /// The number behind it.
        public var value: Int
    }

    public var parts: [Part] = [] {
        didSet { total = parts.reduce(0) { $0 + $1.points } }
    }
    public private(set) var total = 0

    public init() {}

    /// - Complexity: O(facts · bins).
    init(_ typology: any Typology, _ facts: FindingFacts, _ measures: [Finding.Measure]) {
        let table = FindingTable.of(typology.name)
        var list = [Part(name: "typology", points: table.base, value: table.base)]
        list.reserveCapacity(24)
        func add(_ name: String, _ value: Int, _ points: Int) {
            if points != 0 { list.append(Part(name: name, points: points, value: value)) }
        }
        for (fact, points) in zip(facts.list, table.facts) {
            add(fact.title, fact.value, points.points(of: fact.value))
        }
        for (one, points) in zip(measures, table.measures) {
            add(one.description.name, one.value, points.points(of: one.value))
        }
        // Not fitted: no list names the invented criminals.
        add("known crime", facts.knownCrime, min(40, 20 * facts.knownCrime))
        parts = list
        total = list.reduce(0) { $0 + $1.points }
    }
}
