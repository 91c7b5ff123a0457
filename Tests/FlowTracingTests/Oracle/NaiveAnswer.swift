import FlowTracing

/// One case's answer in a form that oracle and engine share: addresses as text, rows by their place in ledger order,
/// lists in the order the spec asks for.
struct NaiveAnswer: Equatable {
    enum End: String { case endpoint, mixer, bridge }

    struct Flow: Equatable {
        var row: Int
        var tainted: UInt128
        var fee: UInt128 = 0
    }
    struct Endpoint: Equatable {
        var address: String
        var end: End
        var amount: UInt128 = 0
        var minHops = Int.max
        var arrivals: [Flow] = []
        /// Empty where not compared.
        var path: [Int] = []
    }
    struct Resting: Equatable {
        var address: String
        var amount: UInt128
        var balance: UInt128
        var since: Int64
        var minHops: Int
        var isCovered: Bool
        var outgoing: Int
    }
    struct Conversion: Equatable {
        var flow: Flow
        var received: [Int]
    }
    struct Pruned: Equatable {
        var address: String
        var amount: UInt128
        var reason: String
    }
    struct AssetAnswer: Equatable {
        var injected: UInt128 = 0
        var closing = Closing()
        var untrackedOnPath: UInt128 = 0
        var endpoints: [Endpoint] = []
        var resting: [Resting] = []
        var burns: [Flow] = []
        var conversions: [Conversion] = []
        var pruned: [Pruned] = []
        var flows: [Flow] = []
    }
    struct Asset: Hashable, Comparable {
        var chain, name: String
        static func < (a: Asset, b: Asset) -> Bool { (a.chain, a.name) < (b.chain, b.name) }
    }

    var id: String
    /// True where a seed is an error or a reported sum reaches 2^128 (as may happen although no balance does, when
    /// value passes again and again); then there is nothing else.
    var isRefused = false
    /// An asset that nothing of the case touched is absent.
    var assets: [Asset: AssetAnswer] = [:]

    /// What differs between two answers, for a message.
    static func difference(_ a: NaiveAnswer, _ b: NaiveAnswer) -> String {
        if a.isRefused != b.isRefused { return "case \(a.id): refused \(a.isRefused) against \(b.isRefused)" }
        var lines: [String] = []
        for asset in Set(a.assets.keys).union(b.assets.keys).sorted() {
            guard let x = a.assets[asset], let y = b.assets[asset] else {
                let only = a.assets[asset].map { "first: \($0)" } ?? "second: \(b.assets[asset]!)"
                lines.append("\(asset.chain)/\(asset.name) only in \(only)")
                continue
            }
            for (p, q) in zip(Mirror(reflecting: x).children, Mirror(reflecting: y).children)
            where "\(p.value)" != "\(q.value)" {
                lines.append(
                    "\(asset.chain)/\(asset.name).\(p.label ?? "?"):\n  first  \(p.value)\n  second \(q.value)")
            }
        }
        return "case \(a.id):\n" + lines.joined(separator: "\n")
    }
}
