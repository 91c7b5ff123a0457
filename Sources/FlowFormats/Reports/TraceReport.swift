import FlowTracing

/// Everything a report says: the ledger that was read, what was asked of it, and the answers.
///
/// Encoders add nothing of their own: no clock, no machine, so that the same report is the same bytes everywhere.
public struct TraceReport: Sendable {
    public enum Answer: Sendable {
        /// Forward: where value went. With `--rule all` one entry a case and rule.
        case destinations([CaseTrace])
        /// Backward: where value came from.
        case origins([CaseOrigins])
    }

    public var ledger: Ledger
    public var attribution: Attribution
    public var options: TraceOptions
    /// The rule's name, or `all` for the sensitivity of the answer to the rule.
    public var rule: String
    public var answer: Answer
    /// Sentences the reader must see besides those of the input files (what label lists left out, …).
    public var notes: [String]

    /// - Parameter rule: `nil` where `answer` holds every rule's.
    public init(
        ledger: Ledger, attribution: Attribution, options: TraceOptions, rule: TaintRule?, answer: Answer,
        notes: [String] = []
    ) {
        (self.ledger, self.attribution, self.options) = (ledger, attribution, options)
        self.rule = rule?.rawValue ?? "all"
        (self.answer, self.notes) = (answer, notes)
    }

    public static let schema = "lymer.trace/1"

    public var direction: String {
        switch answer {
        case .destinations: "forward"
        case .origins: "backward"
        }
    }

    /// Which addresses the data follow to their end.
    public var coverage: Coverage { options.coverage ?? ledger.coverage }

    /// True where nobody said what the data cover and a file that is no account export is taken to cover all.
    public var isCoverageAssumed: Bool {
        options.coverage == nil && ledger.files.contains { !$0.isAccountExport }
    }

    /// Cases that could not be run.
    public var failures: [(id: String, reason: String)] {
        switch answer {
        case .destinations(let cases): cases.compactMap { one in one.failure.map { (one.id, $0) } }
        case .origins(let cases): cases.compactMap { one in one.failure.map { (one.id, $0) } }
        }
    }
}

extension Ledger {
    /// The name of the chain an asset lives on.
    func chainName(of asset: AssetID) -> String { chains[Int(assets[Int(asset)].chain)].name }

    /// How an address is written that belongs to no one asset: as TRON does where every chain here is TRON, else as EVM.
    func text(_ address: Address) -> String {
        let isTron = !chains.isEmpty && chains.allSatisfy { $0.form == .tron }
        return address.text(form: isTron ? .tron : .evm)
    }

    /// The contract that identifies an asset, as its chain writes it; `nil` for native coins and bare symbols.
    func contractText(of asset: AssetID) -> String? {
        let one = assets[Int(asset)]
        guard case .contract(let address) = one.identity else { return nil }
        return address.text(form: chains[Int(one.chain)].form)
    }
}

extension Tag {
    /// Who the tag says it is: the entity, or the label where the list names no entity.
    var displayName: String { entity ?? label }
}

extension Endpoint {
    /// Who it is said to be: by a list, or by inference the service whose deposit address it is.
    var namingTag: Tag? { deposit?.service ?? tag }

    /// True where only a heuristic says that value ended here: a service by behaviour, a coinjoin.
    var isInferred: Bool { kind == .inferredEndpoint || coinjoin != nil }
}

extension AssetTrace {
    /// When value first and last arrived at an endpoint; all that enters a coinjoin does so at once.
    func times(of endpoint: Endpoint, _ ledger: Ledger) -> (first: Int64, last: Int64)? {
        if let coinjoin = coinjoin(of: endpoint), let outputs = ledger.outputs(of: self) {
            let time = outputs.time(Int(coinjoin.transaction))
            return (time, time)
        }
        guard let first = endpoint.arrivals.first, let last = endpoint.arrivals.last else { return nil }
        return (ledger.time(Int(first.row)), ledger.time(Int(last.row)))
    }
}

/// Amount descending, then address: the order of every list of a result, which `Tracer` has already put in it.
func byAmount<T>(_ list: [T], amount: (T) -> Amount, address: (T) -> String) -> [T] {
    let keyed = list.map { (amount: amount($0), address: address($0), item: $0) }
    return keyed.sorted { $0.amount != $1.amount ? $0.amount > $1.amount : $0.address < $1.address }.map(\.item)
}

extension Timestamp {
    /// `2024-07-16 12:04:47`, for tables that say once that times are UTC.
    static func plain(_ seconds: Int64) -> String {
        String(text(seconds).dropLast().map { $0 == "T" ? " " : $0 })
    }
}
