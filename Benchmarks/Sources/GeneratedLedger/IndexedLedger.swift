import FlowTracing

/// A ledger with both of its indexes: all that a question needs to be answered quickly.
public struct IndexedLedger: Sendable {
    public let ledger: Ledger
    public let graph: FlowGraph
    public let transactions: TransactionIndex

    public init(ledger: Ledger, graph: FlowGraph, transactions: TransactionIndex) {
        (self.ledger, self.graph, self.transactions) = (ledger, graph, transactions)
    }

    public init(_ ledger: Ledger) {
        self.init(ledger: ledger, graph: FlowGraph(ledger), transactions: TransactionIndex(ledger))
    }

    /// A tracer whose measures are of the rule alone: no behaviour guard.
    public func tracer(
        _ rule: TaintRule, stops: [Address] = [], _ change: (inout TraceOptions) -> Void = { _ in }
    ) throws -> Tracer {
        var options = TraceOptions()
        options.rule = rule
        options.stops = stops
        options.behaviourGuard.action = .off
        change(&options)
        return try Tracer(ledger: ledger, options: options, graph: graph, transactions: transactions)
    }

    /// For a pass over everything: the shortfall appears when it is missed, as in the peers.
    public func passTracer(_ rule: TaintRule) throws -> Tracer {
        try tracer(rule) { options in
            options.opening = .observed
            options.schedule = .scan
        }
    }
}
