/// Where the value of a UTXO chain's outputs came from: the cone's transactions are replayed in ledger order, every origin
/// a label of its own, and the targets' composition is read. The fold is that of a trace: a transaction's inputs, in
/// listed order, are one holding from which its outputs take in listed order.
struct OutputOrigins {
    /// What a replay may take, so that no ledger makes it endless or fills the memory.
    struct Limits {
        /// Labelled parts kept at one time, 32 bytes each.
        var parts = 1 << 25
        /// Labelled parts looked at, altogether: about a minute.
        var steps = 1 << 33
    }

    private let cone: OutputCone
    private let rule: TaintRule
    private let limits: Limits
    private var labels = OriginLabels()
    /// Amount of each label in all that is asked about.
    private var sums: [Amount] = []
    /// How often each output is asked about.
    private var asked: [UInt32: Int] = [:]
    /// What outputs hold until the cone spends them.
    private var kept: [UInt32: Composition.Departure] = [:]
    private var keptParts = 0
    private var steps = 0

    /// - Precondition: `rule` is `haircut`, `fifo` or `lifo`.
    init(_ cone: OutputCone, rule: TaintRule, limits: Limits = Limits()) {
        precondition(rule == .haircut || rule == .fifo || rule == .lifo, "\(rule) has one claimant")
        (self.cone, self.rule, self.limits) = (cone, rule, limits)
    }

    private var outputs: OutputLedger { cone.outputs }

    /// - Throws: `FlowError.refused` where the value splits into more parts than the limits allow.
    /// - Complexity: O(inputs and outputs of the cone · parts), for `haircut` also · log parts of an input.
    consuming func answer() throws(FlowError) -> AssetOrigins {
        for output in cone.target.created { ask(output, cone.source(ofCreated: Int(output))) }
        for output in cone.target.spent { ask(output, cone.source(ofInput: Int(output), hop: 0)) }
        for output in cone.target.held { ask(output, cone.source(ofHeld: Int(output))) }
        for (transaction, hop) in cone.hops.sorted(by: { $0.key < $1.key }) { try replay(transaction, hop: hop) }
        let asset = outputs.asset
        var answer = AssetOrigins(asset: asset, amount: cone.target.amount(outputs), origins: [], rounding: 0)
        var labelled: Amount = 0
        for (label, amount) in sums.enumerated() where amount != 0 {
            labelled += amount
            answer.origins.append(labels.origin(label, asset: asset, amount: amount, in: cone.field))
        }
        answer.rounding = Int128(truncatingIfNeeded: answer.amount &- labelled)
        answer.sort(cone.field.ledger)
        return answer
    }

    private mutating func ask(_ output: UInt32, _ source: OutputCone.Source) {
        switch source {
        case .transaction: asked[output, default: 0] += 1
        case .origin(let kind, let address, let hop):
            let label = labels.label(kind, address, hop: hop)
            find(Composition.Part(amount: Amount(outputs.amount(Int(output))), label: label))
        }
    }

    private mutating func find(_ part: Composition.Part) {
        if part.label >= sums.count { sums += Array(repeating: 0, count: part.label + 1 - sums.count) }
        sums[part.label] += part.amount
    }

    // MARK: One transaction

    private mutating func replay(_ transaction: Int, hop: Int) throws(FlowError) {
        var pool = Composition(pooling: enter(transaction, hop: hop), rule: rule)
        try count(pool.parts.count)
        let range = outputs.outputs(of: transaction)
        // What nobody asks for behind the last that somebody does is left in the pool, and the fee with it.
        guard let last = range.last(where: { isWanted($0) }) else { return }
        for output in range.lowerBound...last {
            let amount = Amount(outputs.amount(output))
            if amount == 0 { continue }
            try count(rule == .haircut ? pool.parts.count : 1)
            let departure = pool.spend(amount, rule: rule)
            try count(departure.parts.count)
            for _ in 0..<(asked[UInt32(output)] ?? 0) {
                for part in departure.parts { find(part) }
            }
            guard isSpentInCone(output) else { continue }
            keptParts += departure.parts.count
            if keptParts > limits.parts { throw tooManyParts }
            kept[UInt32(output)] = departure
        }
    }

    /// What the inputs bring, in listed order.
    private mutating func enter(_ transaction: Int, hop: Int) -> [Composition.Departure] {
        outputs.inputs(of: transaction).compactMap { input in
            let output = outputs.source(input)
            let amount = Amount(outputs.amount(output))
            if amount == 0 { return nil }
            switch cone.source(ofInput: output, hop: hop) {
            case .origin(let kind, let address, let hop):
                let part = Composition.Part(amount: amount, label: labels.label(kind, address, hop: hop))
                return Composition.Departure(amount: amount, parts: [part])
            case .transaction:
                guard let departure = kept.removeValue(forKey: UInt32(output)) else {
                    preconditionFailure("output \(output) was not kept")
                }
                keptParts -= departure.parts.count
                return departure
            }
        }
    }

    private func isWanted(_ output: Int) -> Bool { asked[UInt32(output)] != nil || isSpentInCone(output) }

    /// True where a transaction of the cone takes from the output what it holds.
    private func isSpentInCone(_ output: Int) -> Bool {
        guard outputs.amount(output) != 0, let spender = outputs.spender(output), let hop = cone.hops[spender] else {
            return false
        }
        if case .transaction = cone.source(ofInput: output, hop: hop) { return true }
        return false
    }

    private mutating func count(_ more: Int) throws(FlowError) {
        steps += more
        if steps > limits.steps { throw tooManyParts }
    }

    private var tooManyParts: FlowError {
        .refused(
            "what is asked about comes from too many places to tell them all apart under \(rule.rawValue): ask about less, "
                + "limit how far back with --max-hops, or use reach")
    }
}
