/// The points of one typology's findings: a base, and for facts and for the typology's own measures the points of the bin that
/// the value falls into.
struct FindingCard: Sendable {
    /// Of every finding of it.
    var base: Int
    var facts: [FactPoints]

    /// Of a typology that nobody has fitted: the middle of the others.
    static let unknown = FindingCard(base: 6, facts: [])
}

/// Points of a fact by its value.
struct FactPoints: Sendable {
    /// As `FindingFacts.list` calls it, or `measure 1` and so on for the typology's measures in their order.
    let fact: String
    /// From this value on so many; below the first none.
    private let steps: [(from: Int, points: Int)]

    /// - Parameter steps: ascending.
    init(_ fact: String, _ steps: KeyValuePairs<Int, Int>) {
        self.fact = fact
        self.steps = steps.map { ($0.key, $0.value) }
    }

    func points(of value: Int) -> Int { steps.last { value >= $0.from }?.points ?? 0 }
}

/// The shared points and those of one typology side by side: every finding asks for all of them.
struct FindingTable: Sendable {
    let base: Int
    /// By place in `FindingFacts.list`.
    let facts: [[FactPoints]]
    /// By the typology's measures.
    let measures: [[FactPoints]]

    private init(_ card: FindingCard) {
        base = card.base
        facts = FindingFacts().list.map { fact in (FindingCard.shared + card.facts).filter { $0.fact == fact.name } }
        measures = (1...8).map { number in card.facts.filter { $0.fact == "measure \(number)" } }
    }

    private static let known = FindingCard.own.mapValues { FindingTable($0) }
    private static let unknown = FindingTable(FindingCard.unknown)

    static func of(_ typology: String) -> FindingTable { known[typology] ?? unknown }
}

extension [FactPoints] {
    func points(of value: Int) -> Int { reduce(0) { $0 + $1.points(of: value) } }
}
