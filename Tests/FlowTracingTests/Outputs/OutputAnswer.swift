import FlowTracing

/// One case's answer on UTXO chains in a form that oracle and engine share: names for addresses, outpoints for rows.
struct OutputAnswer: Equatable {
    typealias Pruned = NaiveAnswer.Pruned

    struct Flow: Equatable {
        /// `nil`: an output that the ledger does not contain.
        var point: NaivePoint?
        var tainted: UInt128
        /// A transaction's tainted fee, at the first of its tainted outputs; where it has none, at its first output.
        var fee: UInt128 = 0
    }
    struct Endpoint: Equatable {
        var address: String
        /// The coinjoin's transaction, where value ended by entering one.
        var coinjoin: Int?
        var end: NaiveAnswer.End
        var amount: UInt128 = 0
        var minHops = Int.max
        var arrivals: [Flow] = []
        /// Empty where not compared.
        var path: [NaivePoint] = []
    }
    struct Resting: Equatable {
        var address: String
        var amount: UInt128
        var balance: UInt128
        var since: Int64
        var minHops: Int
        var isCovered: Bool
        var outgoing: Int
        var outputs: [Flow]
    }
    struct Transaction: Equatable {
        var id: Int
        var inputs: [Flow]
        var seeded: [Int]
        var fee: UInt128
    }
    struct CoinJoin: Equatable {
        var id: Int
        var heuristic: String
        var entered: UInt128
    }
    struct ChainAnswer: Equatable {
        var injected: UInt128 = 0
        var closing = Closing()
        var untrackedOnPath: UInt128 = 0
        var endpoints: [Endpoint] = []
        var resting: [Resting] = []
        var burns: [Flow] = []
        var pruned: [Pruned] = []
        var flows: [Flow] = []
        var transactions: [Transaction] = []
        var coinjoins: [CoinJoin] = []

        /// Lists by amount descending, then name (the names of the oracle: the engine's own order is looked at apart).
        mutating func sort() {
            endpoints.sort { ($1.amount, $0.address, $0.coinjoin ?? 0) < ($0.amount, $1.address, $1.coinjoin ?? 0) }
            resting.sort { ($1.amount, $0.address) < ($0.amount, $1.address) }
            burns.sort { ($1.tainted, $0.point!) < ($0.tainted, $1.point!) }
            pruned.sort { ($1.amount, $0.address, $0.reason) < ($0.amount, $1.address, $1.reason) }
        }
    }

    var id: String
    var isRefused = false
    /// By chain; a chain that nothing of the case touched is absent.
    var chains: [String: ChainAnswer] = [:]

    static func difference(_ a: OutputAnswer, _ b: OutputAnswer) -> String {
        if a.isRefused != b.isRefused { return "case \(a.id): refused \(a.isRefused) against \(b.isRefused)" }
        var lines: [String] = []
        for chain in Set(a.chains.keys).union(b.chains.keys).sorted() {
            let (x, y) = (a.chains[chain] ?? .init(), b.chains[chain] ?? .init())
            for (p, q) in zip(Mirror(reflecting: x).children, Mirror(reflecting: y).children)
            where "\(p.value)" != "\(q.value)" {
                lines.append("\(chain).\(p.label ?? "?"):\n  first  \(p.value)\n  second \(q.value)")
            }
        }
        return "case \(a.id):\n" + lines.joined(separator: "\n")
    }
}
