/// What a trace of a UTXO ledger depends on besides the ledger and the cases.
struct OutputQuestion: Equatable {
    var rule = "haircut"
    var stops: [String] = []
    var tags: [NaiveTag] = []
    /// `nil`: the whole chain.
    var coverage: NaiveCoverage?
    var maxHops: Int?
    var minAmount: UInt128?
    var stopsAtCoinJoins = true
    var followsFees = false

    var isMoney: Bool { rule != "poison" && rule != "reach" }

    /// Where an arrival at `address` ends by stop or attribution.
    func end(_ address: String, chain: String, of aCase: NaiveCase) -> NaiveAnswer.End? {
        NaiveQuestion(rule: rule, stops: stops, tags: tags).end(address, chain: chain, of: aCase)
    }

    /// Nobody's data follow value into a shielded pool.
    func covers(_ address: String) -> Bool {
        address != NaiveTransaction.shielded && (coverage?.covers(address) ?? true)
    }

    /// Where a tainted output is booked: the first of these that applies.
    enum Booking: Equatable {
        case burn
        case end(NaiveAnswer.End)
        case pruned(String)
        case rests
    }

    func book(
        _ output: NaiveTransaction.Output, chain: String, tainted: UInt128, hop: Int, isSeeded: Bool,
        of aCase: NaiveCase
    ) -> Booking {
        if output.owner == NaiveTransaction.data { return .burn }
        if let end = end(output.owner, chain: chain, of: aCase) { return .end(end) }
        if isSeeded { return .rests }
        if let maxHops, hop > maxHops { return .pruned("max-hops") }
        if let minAmount, tainted < minAmount { return .pruned("min-amount") }
        return .rests
    }
}

/// What a case's seeds cover on one chain.
struct OutputSeeds: Equatable {
    /// Outputs that become wholly tainted when they are created.
    var outputs: Set<NaivePoint> = []
    /// Inputs, by transaction and place, that become wholly tainted before they are pooled.
    var inputs: Set<NaivePoint> = []

    /// `nil` where a seed matches nothing, or names one of several outputs without saying which.
    static func of(_ aCase: NaiveCase, in ledgers: [NaiveOutputs]) -> OutputSeeds? {
        var all = OutputSeeds()
        for seed in aCase.seeds {
            guard let found = of(seed, in: ledgers) else { return nil }
            all.outputs.formUnion(found.outputs)
            all.inputs.formUnion(found.inputs)
        }
        return all
    }

    private static func of(_ seed: NaiveSeed, in ledgers: [NaiveOutputs]) -> OutputSeeds? {
        var found = OutputSeeds()
        var nonZero: Set<NaivePoint> = []
        for ledger in ledgers where seed.chain == nil || seed.chain == ledger.chain {
            guard seed.asset == nil || seed.asset == "native" || seed.asset == OutputNames.symbol(ledger.chain) else {
                continue
            }
            for entry in ledger.entries {
                let transaction = entry.transaction
                func isWithin(_ from: Int64?, _ to: Int64?) -> Bool {
                    (from.map { $0 <= transaction.time } ?? true) && (to.map { transaction.time <= $0 } ?? true)
                }
                for (vout, output) in transaction.outputs.enumerated() {
                    let isNamed =
                        switch seed.form {
                        case .only(let tx), .all(let tx): tx == transaction.idText
                        case .at(let tx, let index): tx == transaction.idText && index == UInt32(vout)
                        case .into(let address, let from, let to): address == output.owner && isWithin(from, to)
                        case .out, .held: false
                        }
                    guard isNamed else { continue }
                    found.outputs.insert(entry.point(vout))
                    if output.amount > 0 { nonZero.insert(entry.point(vout)) }
                }
                for (place, input) in entry.inputs.enumerated() {
                    let isNamed =
                        switch seed.form {
                        case .out(let address, let from, let to): address == input.owner && isWithin(from, to)
                        // An output of a transaction that the ledger lacks: it is covered where it is spent.
                        case .all(let tx): input.point == nil && tx == transaction.spentID(place)
                        case .at(let tx, let index):
                            input.point == nil && tx == transaction.spentID(place)
                                && index == UInt32(transaction.inputs[place].vout)
                        // How many outputs that transaction has is not known.
                        case .only, .into, .held: false
                        }
                    if isNamed { found.inputs.insert(entry.point(place)) }
                }
            }
        }
        if case .only = seed.form {
            guard nonZero.count == 1 else { return nil }
            return OutputSeeds(outputs: nonZero)
        }
        return found == OutputSeeds() ? nil : found
    }
}
