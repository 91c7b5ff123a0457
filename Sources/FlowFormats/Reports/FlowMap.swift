import FlowTracing

/// A report as a graph: addresses, and the transfers of tainted value between them. What graph formats share.
///
/// On a UTXO chain a transaction is a node of its own where several owners paid it or nobody knows who did, and where it
/// is a coinjoin; else its outputs are edges from the one who paid.
///
/// Nodes are numbered in order of first appearance, so the same report gives the same graph.
struct FlowMap {
    /// What an address is to the case; where several cases, assets or rules disagree, the last in this order wins.
    enum Role: Int {
        case passed, transaction, source, pruned, resting, unseen, burn, swap, inferredEndpoint, bridge, mixer,
            endpoint, origin,
            target
    }

    struct Node {
        var chain: String
        /// For a transaction its id.
        var address: String
        var role: Role
        var entity: String?
        var category: String?
        var jurisdiction: String?
    }

    struct Edge {
        var source: Int
        var target: Int
        var caseID: String
        var rule: String
        var asset: AssetID
        /// Row of the ledger; `nil` for an edge that stands for many transfers.
        var row: Int?
        /// Unix seconds.
        var time: Int64?
        var amount: Amount
        /// `nil` where a rule has no amounts.
        var tainted: Amount?
        var fee: Amount = 0
    }

    private(set) var nodes: [Node] = []
    private(set) var edges: [Edge] = []
    let ledger: Ledger
    private var numbers: [Key: Int] = [:]

    private struct Key: Hashable {
        var chain: ChainID
        /// An address, or the number of a transaction.
        var number: UInt32
        var isTransaction = false
    }

    /// - Complexity: O(flows).
    init(_ report: TraceReport) {
        ledger = report.ledger
        switch report.answer {
        case .destinations(let cases):
            for one in cases { for trace in one.assets { add(trace, one) } }
        case .origins(let cases):
            for one in cases { for answer in one.assets { add(answer, one) } }
        }
    }

    mutating func node(_ address: AddressID, _ asset: AssetID, _ role: Role, tag: Tag? = nil) -> Int {
        node(Key(chain: ledger.assets[Int(asset)].chain, number: address), role, tag: tag) {
            $0.text(address, asset: asset)
        }
    }

    /// - Parameter entity: the heuristic that calls the transaction a coinjoin.
    mutating func node(transaction: UInt32, of outputs: OutputLedger, _ role: Role, entity: String?) -> Int {
        let key = Key(chain: outputs.chain, number: transaction, isTransaction: true)
        let number = node(key, role, tag: nil) { _ in outputs.idText(Int(transaction)) }
        if let entity { (nodes[number].entity, nodes[number].category) = (entity, "coinjoin") }
        return number
    }

    mutating func add(_ edge: Edge) { edges.append(edge) }

    private mutating func node(_ key: Key, _ role: Role, tag: Tag?, name: (Ledger) -> String) -> Int {
        let number: Int
        if let known = numbers[key] {
            number = known
        } else {
            number = nodes.count
            numbers[key] = number
            nodes.append(Node(chain: ledger.chains[Int(key.chain)].name, address: name(ledger), role: .passed))
        }
        if role.rawValue > nodes[number].role.rawValue { nodes[number].role = role }
        if let tag {
            nodes[number].entity = tag.displayName
            nodes[number].category = tag.category?.name
            nodes[number].jurisdiction = tag.jurisdiction
        }
        return number
    }

    private mutating func add(_ trace: AssetTrace, _ one: CaseTrace) {
        let asset = trace.asset
        if let outputs = ledger.outputs(of: trace) {
            add(outputsOf: trace, one, outputs)
        } else {
            addTransfers(of: trace, one)
        }
        for endpoint in trace.endpoints where endpoint.coinjoin == nil {
            let number = node(endpoint.address, asset, FlowMap.role(of: endpoint.kind), tag: endpoint.namingTag)
            nodes[number].category = endpoint.category
        }
        for resting in trace.resting {
            _ = node(resting.address, asset, resting.isCovered ? .resting : .unseen, tag: resting.tags.first)
        }
        for burn in trace.burns { _ = node(ledger.recipient(Int(burn.flow.row)), asset, .burn) }
        for swap in trace.conversions { _ = node(ledger.recipient(Int(swap.flow.row)), asset, .swap) }
        for pruned in trace.pruned { _ = node(pruned.address, asset, .pruned) }
    }

    private mutating func addTransfers(of trace: AssetTrace, _ one: CaseTrace) {
        let asset = trace.asset
        var received: Set<AddressID> = []
        for flow in trace.flows {
            let row = Int(flow.row)
            let sender = ledger.sender(row)
            let source = node(sender, asset, received.contains(sender) ? .passed : .source)
            let target = node(ledger.recipient(row), asset, .passed)
            received.insert(ledger.recipient(row))
            edges.append(
                Edge(
                    source: source, target: target, caseID: one.id, rule: one.rule.rawValue, asset: asset, row: row,
                    time: ledger.time(row), amount: ledger.amount(row), tainted: flow.tainted, fee: flow.fee))
        }
    }

    private static func role(of kind: EndKind) -> Role {
        switch kind {
        case .endpoint: .endpoint
        case .inferredEndpoint: .inferredEndpoint
        case .mixer: .mixer
        case .bridge: .bridge
        }
    }

    /// Origins have no flows: each is one edge to a node that stands for the target.
    private mutating func add(_ answer: AssetOrigins, _ one: CaseOrigins) {
        let target = nodes.count
        nodes.append(
            Node(
                chain: ledger.chainName(of: answer.asset), address: one.seeds.joined(separator: " "), role: .target))
        for origin in answer.origins {
            let source = node(origin.address, answer.asset, .origin, tag: origin.tag)
            if nodes[source].category == nil { nodes[source].category = origin.kind.rawValue }
            edges.append(
                Edge(
                    source: source, target: target, caseID: one.id, rule: one.rule.rawValue, asset: answer.asset,
                    row: nil, amount: origin.amount ?? answer.amount, tainted: origin.amount))
        }
    }
}

extension FlowMap.Edge {
    /// Tainted amount in units of the asset, with its name: `1,234.5 USDT`.
    func label(_ ledger: Ledger) -> String {
        let decimals = ledger.assets[Int(asset)].decimals
        return "\(AmountText.grouped(tainted ?? amount, decimals: decimals)) \(ledger.name(of: asset))"
    }
}
