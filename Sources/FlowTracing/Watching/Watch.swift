/// Follows cases while their ledger grows: every change of the ledger extends every case at once, and says what happened.
///
/// A transfer between two addresses that no case watches costs two balance updates, however many cases there are. What it
/// tells is what a trace of the whole ledger would tell, with openings as observed or given.
public struct Watch: ~Copyable {
    private let engine: WatchEngine
    public let options: WatchOptions

    /// - Throws: `FlowError.refused` for options that a watch cannot have.
    public init(options: WatchOptions, attribution: Attribution = Attribution()) throws(FlowError) {
        try options.check()
        self.init(options, try Watch.engine(options, attribution))
    }

    private init(_ options: WatchOptions, _ engine: WatchEngine) { (self.options, self.engine) = (options, engine) }

    private static func engine(
        _ options: WatchOptions, _ attribution: Attribution
    ) throws(FlowError) -> WatchEngine {
        switch options.rule {
        case .haircut: try RuleWatch<PooledHoldings<Haircut>>(options, attribution)
        case .libr: try RuleWatch<PooledHoldings<LowestIntermediateBalance>>(options, attribution)
        case .taintFirst, .tiho: try RuleWatch<PooledHoldings<TaintFirst>>(options, attribution)
        case .fifo: try RuleWatch<LotHoldings<FirstInFirstOut>>(options, attribution)
        case .lifo: try RuleWatch<LotHoldings<LastInFirstOut>>(options, attribution)
        case .poison, .reach: try RuleWatch<MarkHoldings>(options, attribution)
        }
    }

    /// Watches more cases, from now on and from the beginning of the ledger followed: history is replayed only for the keys
    /// that they reach. Alerts of the past are raised too. Many cases at once cost little more than one.
    ///
    /// - Parameters:
    ///   - graph: rows by address of the ledger last followed; made here if needed and not given.
    ///   - transactions: its rows by hash; without it every `tx:` seed is looked for by a scan.
    /// - Throws: `FlowError` for an id that is watched already or a seed that cannot be one; nothing is watched then. A
    ///   seed that matches nothing yet is waited for.
    public mutating func add(
        _ questions: [Case], graph: FlowGraph? = nil, transactions: TransactionIndex? = nil, into alerts: inout [Alert]
    ) throws(FlowError) {
        try engine.add(questions, graph, transactions, into: &alerts)
    }

    /// Watches a case no longer; its alerts are neither confirmed nor withdrawn any more.
    ///
    /// - Returns: false where no case has that id.
    public mutating func remove(_ id: String) -> Bool { engine.remove(id) }

    /// The ledger changed: takes back what stands from `change.firstRow` on and plays the rows up to `change.count`.
    /// Raises provisional alerts; after a step back also amended and withdrawn ones, and none for what is as it was.
    ///
    /// `ledger` must have numbered chains, assets and addresses as before, and stay as it is until the next call.
    ///
    /// - Throws: `FlowError.refused` where the change begins deeper than the undo journal reaches, saying how deep that
    ///   is (nothing has changed then), or where the memory limit is reached.
    /// - Complexity: O(rows taken back + rows played); a row costs more only for the cases whose keys it touches.
    public mutating func follow(
        _ ledger: Ledger, _ change: LedgerChange, into alerts: inout [Alert]
    ) throws(FlowError) {
        try engine.follow(ledger, change, into: &alerts)
    }

    /// Confirms the alerts that are deep enough under the heads of their chains. To be called when what was followed is
    /// durable.
    ///
    /// - Parameter heads: by chain name, where a source knows a head beyond the ledger's last block.
    /// - Complexity: O(alerts not confirmed or not settled).
    public mutating func confirm(heads: [String: UInt64] = [:], into alerts: inout [Alert]) {
        engine.confirm(heads, into: &alerts)
    }

    /// What a trace of the ledger followed would answer; `nil` where no case has that id.
    public func answer(
        _ id: String, graph: FlowGraph, transactions: TransactionIndex? = nil
    ) -> CaseTrace? {
        engine.answer(id, graph, transactions)
    }

    /// Rows followed.
    public var count: Int { engine.status.count }
    public var status: WatchStatus { engine.status }
    /// Bytes each part takes, the ledger and its indexes not included.
    public var memory: [(part: String, bytes: Int)] { engine.memory }
}

/// How a watch stands, for metrics.
public struct WatchStatus: Sendable, Equatable {
    /// Rows followed.
    public var count = 0
    public var cases = 0
    /// Keys that hold taint of some case; each case's count.
    public var taintedKeys = 0
    /// Blocks that can be taken back, and the first row of theirs.
    public var undoBlocks = 0
    public var undoFrom = 0
    /// Alerts that are not confirmed or may be taken back.
    public var openAlerts = 0
}

/// A watch whose rule is not told.
class WatchEngine {
    func add(
        _ questions: [Case], _ graph: FlowGraph?, _ transactions: TransactionIndex?, into alerts: inout [Alert]
    ) throws(FlowError) { preconditionFailure() }
    func remove(_ id: String) -> Bool { preconditionFailure() }
    func follow(_ ledger: Ledger, _ change: LedgerChange, into alerts: inout [Alert]) throws(FlowError) {
        preconditionFailure()
    }
    func confirm(_ heads: [String: UInt64], into alerts: inout [Alert]) { preconditionFailure() }
    func answer(_ id: String, _ graph: FlowGraph, _ transactions: TransactionIndex?) -> CaseTrace? {
        preconditionFailure()
    }
    var status: WatchStatus { preconditionFailure() }
    var memory: [(part: String, bytes: Int)] { preconditionFailure() }
}

/// The watch under one rule.
final class RuleWatch<H: Holdings & ~Copyable>: WatchEngine {
    private var fold: WatchFold<H>

    init(_ options: WatchOptions, _ attribution: Attribution) throws(FlowError) {
        fold = try WatchFold(options: options, attribution: attribution)
    }

    override func add(
        _ questions: [Case], _ graph: FlowGraph?, _ transactions: TransactionIndex?, into alerts: inout [Alert]
    ) throws(FlowError) { try fold.add(questions, graph, transactions, into: &alerts) }
    override func remove(_ id: String) -> Bool { fold.remove(id) }
    override func follow(_ ledger: Ledger, _ change: LedgerChange, into alerts: inout [Alert]) throws(FlowError) {
        try fold.follow(ledger, change, into: &alerts)
    }
    override func confirm(_ heads: [String: UInt64], into alerts: inout [Alert]) {
        fold.confirm(heads, into: &alerts)
    }
    override func answer(_ id: String, _ graph: FlowGraph, _ transactions: TransactionIndex?) -> CaseTrace? {
        fold.answer(id, graph, transactions)
    }
    override var status: WatchStatus { fold.status }
    override var memory: [(part: String, bytes: Int)] { fold.memory }
}
