/// Answers cases on a ledger: where value went (`trace`) and where it came from (`origins`).
public struct Tracer: Sendable {
    public let ledger: Ledger
    public let attribution: Attribution
    public let options: TraceOptions

    /// - Throws: `FlowError.overflow` where a balance reaches 2¹²⁸ under the options' opening.
    public init(
        ledger: Ledger, attribution: Attribution = Attribution(), options: TraceOptions = TraceOptions()
    ) throws(FlowError) {
        (self.ledger, self.attribution, self.options) = (ledger, attribution, options)
    }

    /// Forward: one answer a case, in the order given. A case whose seeds match nothing has `failure` set.
    public func trace(_ cases: [Case]) -> [CaseTrace] { [] }

    /// Backward: one answer a case.
    public func origins(_ cases: [Case]) throws(FlowError) -> [CaseOrigins] { [] }
}
