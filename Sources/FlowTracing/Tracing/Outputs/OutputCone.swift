/// The transactions of a UTXO chain that can have fed a backward question's target, found by walking from it against
/// ledger order: a transaction stands behind all that it spends from, so when its turn comes its distance is final.
///
/// - Complexity: O(inputs of the cone's transactions · log transactions), and a bit a transaction of the chain to begin.
struct OutputCone {
    let outputs: OutputLedger
    let field: TraceField
    let target: OutputTarget
    /// Fewest transfers from each transaction of the cone to the target.
    private(set) var hops: [Int: Int] = [:]
    private let maxHops: Int
    private let firstRow: Int

    /// Where the value of an output is from.
    enum Source: Equatable {
        case origin(Origin.Kind, AddressID, hop: Int)
        /// A transaction of the cone, so many transfers back.
        case transaction(Int, hop: Int)
    }

    init(outputs: OutputLedger, field: TraceField, target: OutputTarget, maxHops: Int?) {
        (self.outputs, self.field, self.target) = (outputs, field, target)
        self.maxHops = maxHops ?? .max
        firstRow = field.ledger.firstRow(of: outputs)
        walk()
    }

    private var ledger: Ledger { field.ledger }

    private mutating func walk() {
        // The last transaction comes first.
        let last = outputs.transactionCount - 1
        var pending = PendingTransactions(count: outputs.transactionCount, schedule: .automatic)
        func follow(_ source: Source, _ hops: inout [Int: Int], _ pending: inout PendingTransactions) {
            guard case .transaction(let transaction, let hop) = source else { return }
            hops[transaction] = min(hops[transaction] ?? .max, hop)
            pending.insert(last - transaction)
        }
        for output in target.created { follow(source(ofCreated: Int(output)), &hops, &pending) }
        for output in target.spent { follow(source(ofInput: Int(output), hop: 0), &hops, &pending) }
        for output in target.held { follow(source(ofHeld: Int(output)), &hops, &pending) }
        while let next = pending.popFirst() {
            let transaction = last - next
            guard let hop = hops[transaction] else { preconditionFailure("a transaction nobody asked for") }
            for input in outputs.inputs(of: transaction) {
                let source = outputs.source(input)
                if outputs.amount(source) != 0 { follow(self.source(ofInput: source, hop: hop), &hops, &pending) }
            }
        }
    }

    // MARK: Where value is from

    /// What the target's output `output` is made of as it is created.
    func source(ofCreated output: Int) -> Source { source(of: output, hop: 0) }

    /// What the target's output `output` is made of as its owner holds it. Whoever that is: it is what is asked.
    func source(ofHeld output: Int) -> Source {
        source(of: output, hop: target.created.contains(UInt32(output)) ? 0 : 1)
    }

    /// What `output` brings into a transaction that spends it and is `hop` transfers back. What leaves a service is the
    /// service's, wherever it had it from.
    func source(ofInput output: Int, hop: Int) -> Source {
        let owner = owner(output)
        let standing = field.standing(owner, chain: outputs.chain)
        if standing.contains(.stop) || standing.role == .endpoint { return .origin(.service, owner, hop: hop) }
        // An output of the target that feeds another is as far back as it stands in the target.
        let number = UInt32(output)
        if target.created.contains(number) { return source(of: output, hop: 0) }
        let isAsked = target.held.contains(number) || target.spent.contains(number)
        return source(of: output, hop: isAsked ? 1 : hop + 1)
    }

    /// - Parameter hop: transfers from the transaction that creates the output to the target.
    private func source(of output: Int, hop: Int) -> Source {
        guard let transaction = outputs.transaction(ofOutput: output) else {
            // No transfer is seen: the owner already had it.
            return .origin(.opening, owner(output), hop: hop - 1)
        }
        if outputs.isCoinbase(transaction) { return .origin(.mint, owner(output), hop: hop) }
        if hop > maxHops { return .origin(.limit, ledger.sender(firstRow + output), hop: hop) }
        return .transaction(transaction, hop: hop)
    }

    private func owner(_ output: Int) -> AddressID { outputs.ownerID(output) }
}

extension OutputLedger {
    /// Who owns an output: `Ledger.shieldedPool` for value out of the pool, `AddressID.max` where no source says.
    func ownerID(_ output: Int) -> AddressID {
        if isPrior(output), reference(output) == nil { return Ledger.shieldedPool }
        return owner(output).map { Ledger.firstScript | $0 } ?? .max
    }
}
