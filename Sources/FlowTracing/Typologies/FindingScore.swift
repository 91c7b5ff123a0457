/// How much a finding is worth an analyst's time: points for what it is made of. Never one opaque number: the parts are
/// shown, and they add up.
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
        parts = [
            Part(name: "typology", points: typology.confidence, value: typology.confidence),
            Part(name: "beyond the threshold", points: min(15, facts.excess / 200), value: facts.excess),
            Part(name: "new members", points: facts.newMembers / 50, value: facts.newMembers),
            Part(name: "dedicated subjects", points: facts.dedication / 40, value: facts.dedication),
            Part(name: "known crime", points: min(30, 15 * facts.knownCrime), value: facts.knownCrime),
            Part(name: "dealings with services", points: -facts.servedTransfers / 100, value: facts.servedTransfers),
            Part(name: "equal amounts", points: -facts.equalAmounts / 100, value: facts.equalAmounts),
        ]
    }
}
