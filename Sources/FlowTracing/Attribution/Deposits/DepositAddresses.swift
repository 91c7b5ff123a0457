import Synchronization

/// Deposit addresses by inference: heuristic `deposit-address` over a ledger and what is known of its addresses.
///
/// Asked for one address, it reads that address' rows through the index, so that a trace of a stored ledger pays for what
/// it reaches; asked for all, it reads the ledger once, in order. Both give the same answer. What it says is inference: it
/// changes no traced amount unless the user lets it (`TraceOptions.inferredEndpoints`).
///
/// Not for a watch: whether an address sweeps lies in the future of what it receives.
public final class DepositAddresses: Sendable {
    let ledger: Ledger
    let graph: FlowGraph
    let field: TraceField
    private let memory: Mutex<Memory>

    /// What was found out so far.
    struct Memory {
        var services = ServiceDirectory()
        var answers: [Place: InferredDeposit?] = [:]
        var gatherers: [Place: Gatherer] = [:]
        /// UTXO chains: by place of the chain and transaction.
        var consolidations: [Place: Consolidation?] = [:]
        var ends: [ChainID: Moment] = [:]
    }

    struct Place: Hashable {
        var number: UInt32
        var chain: ChainID
    }

    /// Whether the tagged address is a place where a service gathers, and how many send there.
    struct Gatherer {
        var isHotWallet: Bool
        /// `DepositRules.manyFeeders.count` at most.
        var feeders: Int
    }

    /// - Complexity: O(addresses + tags).
    public convenience init(ledger: Ledger, graph: FlowGraph, attribution: Attribution) {
        self.init(field: TraceField(ledger: ledger, attribution: attribution, stops: []), graph: graph)
    }

    init(field: TraceField, graph: FlowGraph) {
        (ledger, self.field, self.graph) = (field.ledger, field, graph)
        memory = Mutex(Memory())
    }

    /// What the heuristic says of one address, `nil` where it calls it nobody's deposit address.
    ///
    /// - Complexity: O(transfers of the address) the first time, O(1) then; an address that sends to several others, or to
    ///   no hot wallet, is dismissed as soon as its transfers show it.
    public func deposit(at address: AddressID, chain: ChainID) -> InferredDeposit? {
        if field.attribution.isEmpty || address >= Ledger.shieldedPool { return nil }
        if address < Ledger.firstScript, !maySweep(address, chain) { return nil }
        return memory.withLock { memory in
            let place = Place(number: address, chain: chain)
            if let known = memory.answers[place] { return known }
            let answer = judge(address, chain, &memory)
            memory.answers[place] = .some(answer)
            return answer
        }
    }

    /// Every deposit address of the ledger, by chain and then address number.
    ///
    /// - Complexity: O(rows), two passes; on UTXO chains O(inputs and outputs), and the index of outputs by owner. Some 100
    ///   bytes for every address that sends to a hot wallet, and for every asset of it.
    public func all() -> [InferredDeposit] {
        if field.attribution.isEmpty { return [] }
        field.lookUpAll()
        return memory.withLock { memory in
            var found: [InferredDeposit] = []
            var runs = [[Int]](repeating: [], count: ledger.chains.count)
            for run in 0..<ledger.columns.runs.count { runs[Int(ledger.columns.runs[run].chain)].append(run) }
            for chain in ledger.chains.indices {
                if !runs[chain].isEmpty { found += scan(ChainID(chain), runs[chain]) }
                found += consolidated(ChainID(chain), &memory)
            }
            return found
        }
    }

    private func judge(_ address: AddressID, _ chain: ChainID, _ memory: inout Memory) -> InferredDeposit? {
        if field.isNamed(address, chain) { return nil }
        if address >= Ledger.firstScript { return consolidated(address, chain, &memory) }
        guard let suspect = suspect(address, chain, &memory) else { return nil }
        return finish(replay(suspect, &memory), chain, &memory)
    }

    /// Puts together what the fold heard of an account; `nil` where it is no deposit address, or swept to none but other
    /// deposit addresses.
    private func finish(_ fold: DepositFold, _ chain: ChainID, _ memory: inout Memory) -> InferredDeposit? {
        guard fold.isDeposit(0, end: end(of: chain, &memory)) else { return nil }
        let gatherer = gatherer(fold.accounts[0].hotWallet, chain, &memory)
        guard gatherer.isHotWallet, let tag = memory.services.tag(fold.accounts[0].hotWallet, chain, field) else {
            return nil
        }
        return InferredDeposit(
            fold.accounts[0], tag, feeders: gatherer.feeders, evidence: fold.evidence.map(\.sweep), field, chain)
    }

    /// The last moment of a chain's transfers.
    func end(of chain: ChainID, _ memory: inout Memory) -> Moment {
        if let known = memory.ends[chain] { return known }
        let end = ledger.lastMoment(of: chain)
        memory.ends[chain] = end
        return end
    }
}
