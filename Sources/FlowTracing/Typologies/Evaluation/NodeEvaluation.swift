/// How well findings name the nodes of whom a truth says that they are fraudulent, beside two baselines that look at no
/// pattern: who deals most, and who pays the same payee twice at one time.
///
/// The truth is of nodes alone. A node is named where it is a subject of a finding, or, more widely, a member of one; what
/// pattern a finding says it is counts for nothing. Nodes that take part in no transfer are nodes all the same.
public struct NodeEvaluation: Sendable {
    public struct Node: Sendable {
        /// `nil` where the ledger does not have it.
        public var address: AddressID?
        public var isFraud: Bool

        public init(address: AddressID?, isFraud: Bool) { (self.address, self.isFraud) = (address, isFraud) }
    }

    /// A way of naming nodes.
    public struct Way: Sendable, Equatable {
        public var name: String
        /// Nodes that it names, and those of them that are fraudulent.
        public var named: Int
        public var right: Int
    }

    public var nodes: Int
    public var fraudulent: Int
    public var ways: [Way]

    /// - Parameters:
    ///   - nodes: those that are judged.
    ///   - points: what a finding needs to count in the ways called "at least so many points".
    /// - Complexity: O(transfers + members of findings + nodes · log nodes).
    public init(_ findings: [Finding], nodes: [Node], ledger: Ledger, points: Int) {
        (self.nodes, fraudulent) = (nodes.count, nodes.count { $0.isFraud })
        let table = NodeTable(nodes, ledger)
        var ways = [Way(name: "every node", named: nodes.count, right: fraudulent)]
        let best = findings.filter { $0.score.total >= points }
        let named = [
            ("subjects of findings", table.count(findings, \.subjects)),
            ("members of findings", table.count(findings, \.members)),
            ("subjects, at least \(points) points", table.count(best, \.subjects)),
            ("members, at least \(points) points", table.count(best, \.members)),
            ("baseline: a pair repeated at one time", table.repeatedPairs()),
        ]
        for (name, count) in named {
            ways.append(Way(name: name, named: count.named, right: count.right))
            // As many nodes: who names more finds more.
            ways.append(
                Way(name: "baseline: as many by degree", named: count.named, right: table.rightByDegree(count.named)))
        }
        for typology in Typologies.all {
            let own = findings.filter { $0.typology == typology.name }
            if own.isEmpty { continue }
            for (what, path) in [("subjects", \Finding.subjects), ("members", \Finding.members)] {
                let count = table.count(own, path)
                ways.append(Way(name: "\(typology.name): \(what)", named: count.named, right: count.right))
            }
        }
        self.ways = ways
    }

    /// The fewest points a finding needs so that naming its members gives the greatest F₁ (the harmonic mean of precision and
    /// recall); of several, the fewest.
    ///
    /// - Complexity: O(members of findings + findings · log findings).
    public static func bestPoints(_ findings: [Finding], nodes: [Node], ledger: Ledger) -> Int {
        let table = NodeTable(nodes, ledger)
        let fraudulent = nodes.count { $0.isFraud }
        var marks = NodeTable.Marks(table)
        // 2 · right / (named + fraudulent), compared without division.
        var best = (points: 0, right: 0, whole: 1)
        let ranked = findings.sorted { $0.score.total > $1.score.total }
        for (place, finding) in ranked.enumerated() {
            marks.add(finding.members)
            let isLast = place + 1 == ranked.count || ranked[place + 1].score.total < finding.score.total
            if isLast, marks.right * best.whole >= best.right * (marks.named + fraudulent) {
                best = (finding.score.total, marks.right, marks.named + fraudulent)
            }
        }
        return best.points
    }
}

/// Judged nodes by their addresses.
private struct NodeTable {
    private enum Standing: UInt8 { case unknown, honest, fraudulent }
    private let ledger: Ledger
    /// By address.
    private var standings: [Standing]

    init(_ nodes: [NodeEvaluation.Node], _ ledger: Ledger) {
        self.ledger = ledger
        standings = [Standing](repeating: .unknown, count: ledger.addressCount)
        for node in nodes {
            if let address = node.address { standings[Int(address)] = node.isFraud ? .fraudulent : .honest }
        }
    }

    /// Nodes named, each once.
    struct Marks {
        private let table: NodeTable
        private var isNamed: [Bool]
        private(set) var named = 0
        private(set) var right = 0

        init(_ table: NodeTable) {
            self.table = table
            isNamed = [Bool](repeating: false, count: table.standings.count)
        }

        mutating func add(_ addresses: [AddressID]) { for one in addresses { add(one) } }

        mutating func add(_ address: AddressID) {
            let place = Int(address)
            // Members of UTXO chains have numbers beyond those of accounts.
            guard place < isNamed.count, !isNamed[place], table.standings[place] != .unknown else { return }
            isNamed[place] = true
            named += 1
            if table.standings[place] == .fraudulent { right += 1 }
        }
    }

    func count(_ findings: [Finding], _ path: KeyPath<Finding, [AddressID]>) -> (named: Int, right: Int) {
        var marks = Marks(self)
        for finding in findings { marks.add(finding[keyPath: path]) }
        return (marks.named, marks.right)
    }

    /// Both ends of transfers of which there are several between the same two in the same direction at one time.
    func repeatedPairs() -> (named: Int, right: Int) {
        struct Pair: Hashable {
            var sender: AddressID
            var recipient: AddressID
        }
        var marks = Marks(self)
        var seen: Set<Pair> = []
        for row in 0..<ledger.count {
            if row > 0, ledger.time(row) != ledger.time(row - 1) { seen.removeAll(keepingCapacity: true) }
            let (sender, recipient) = (ledger.sender(row), ledger.recipient(row))
            if !seen.insert(Pair(sender: sender, recipient: recipient)).inserted {
                marks.add(sender)
                marks.add(recipient)
            }
        }
        return (marks.named, marks.right)
    }

    /// Of the `count` nodes with the most transfers; of equals those that dealt first.
    func rightByDegree(_ count: Int) -> Int {
        var degrees = [Int](repeating: 0, count: standings.count)
        for row in 0..<ledger.count {
            degrees[Int(ledger.sender(row))] += 1
            degrees[Int(ledger.recipient(row))] += 1
        }
        let ranked = standings.indices.filter { standings[$0] != .unknown }
            .sorted { degrees[$0] != degrees[$1] ? degrees[$0] > degrees[$1] : $0 < $1 }
        return ranked.prefix(count).count { standings[$0] == .fraudulent }
    }
}
