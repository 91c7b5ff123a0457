import FlowTracing

/// What engine and oracle disagree on.
enum OutputComparison {
    /// `nil` where they agree on everything.
    static func difference(_ world: OutputWorld) -> String? {
        if let text = ledgerDifference(world) { return text }
        guard let expected = try? world.naiveLedgers(), let ledger = try? EngineOutputs.ledger(world) else {
            return nil
        }
        guard let tracer = try? EngineOutputs.tracer(ledger, world.question),
            let cases = try? EngineOutputs.cases(world.cases)
        else { return "the engine refuses the question" }
        var oracle = OutputTracer(expected, world.question, coinJoin: OutputWorld.coinJoin)
        for rule in TaintRule.allCases {
            oracle.question.rule = rule.rawValue
            let traces = tracer.trace(cases, rule: rule)
            for (aCase, trace) in zip(world.cases, traces) {
                let answer = oracle.trace(aCase)
                var found = OutputAnswer(trace, ledger: ledger)
                found.forgetPaths(notIn: answer)
                if found != answer { return "\(rule): \(OutputAnswer.difference(found, answer))" }
                if let text = unsorted(trace, ledger) { return "\(rule): \(text)" }
            }
        }
        return nil
    }

    static func ledgerDifference(_ world: OutputWorld) -> String? {
        let naive = Result { () throws(NaiveOutputs.Fault) in try world.naiveLedgers() }
        let engine = Result { try EngineOutputs.ledger(world) }
        switch (naive, engine) {
        case (.failure(let fault), .failure(let error)):
            switch (fault, error as? FlowError) {
            case (.contradiction, .contradiction?): return nil
            case (_, .unsound?): return nil
            default: return "engine: \(error), oracle: \(fault)"
            }
        case (.failure(let fault), .success): return "engine accepts the ledger, oracle: \(fault)"
        case (.success, .failure(let error)): return "oracle accepts the ledger, engine: \(error)"
        case (.success(let expected), .success(let ledger)):
            let found = ledger.outputChains.filter { $0.transactionCount > 0 }
            let wanted = expected.filter { !$0.entries.isEmpty }
            if found.count != wanted.count { return "\(found.count) chains, oracle \(wanted.count)" }
            for chain in wanted {
                let network = OutputNames.network(chain.chain)
                guard let outputs = found.first(where: { $0.network == network }) else { return "no \(chain.chain)" }
                if let text = difference(ledger, outputs, chain) { return "\(chain.chain): \(text)" }
            }
            return nil
        }
    }

    private static func difference(_ ledger: Ledger, _ found: OutputLedger, _ wanted: NaiveOutputs) -> String? {
        let order = (0..<found.transactionCount).map { OutputNames.id(found.id($0)) }
        if order != wanted.entries.map(\.transaction.id) {
            return "order \(order), oracle \(wanted.entries.map(\.transaction.id))"
        }
        if found.duplicates != wanted.duplicates {
            return "duplicates \(found.duplicates), oracle \(wanted.duplicates)"
        }
        if found.undecidedOrder != wanted.undecidedOrder {
            return "undecidedOrder \(found.undecidedOrder), oracle \(wanted.undecidedOrder)"
        }
        for (number, entry) in wanted.entries.enumerated() {
            let inputs = found.inputs(of: number).map { input -> NaiveOutputs.Input in
                let row = ledger.firstRow(of: found) + found.source(input)
                return .init(
                    point: NaivePoint(ledger, row: UInt32(row)), amount: ledger.amount(row),
                    owner: name(ledger, ledger.recipient(row)))
            }
            if inputs != entry.inputs {
                return "inputs of \(entry.transaction.id): \(inputs), oracle \(entry.inputs)"
            }
            let outputs = found.outputs(of: number).map { output -> NaiveTransaction.Output in
                let row = ledger.firstRow(of: found) + output
                return .init(amount: UInt64(ledger.amount(row)), owner: name(ledger, ledger.recipient(row)) ?? "")
            }
            if outputs != entry.transaction.outputs { return "outputs of \(entry.transaction.id): \(outputs)" }
            if found.fee(number) != entry.fee {
                return "fee of \(entry.transaction.id): \(found.fee(number)), oracle \(entry.fee)"
            }
            if found.time(number) != entry.transaction.time || found.block(number) != entry.transaction.block {
                return "time or block of \(entry.transaction.id)"
            }
        }
        return nil
    }

    static func name(_ ledger: Ledger, _ id: AddressID) -> String? {
        if case .script(let script) = ledger.address(id) { OutputNames.name(script) } else { nil }
    }

    /// The order the spec gives lists: amount descending, then address; flows in ledger order.
    private static func unsorted(_ trace: CaseTrace, _ ledger: Ledger) -> String? {
        func isSorted(_ list: [(Amount, AddressID)], _ asset: AssetID) -> Bool {
            zip(list, list.dropFirst()).allSatisfy { a, b in
                a.0 > b.0 || a.0 == b.0 && ledger.text(a.1, asset: asset) <= ledger.text(b.1, asset: asset)
            }
        }
        for one in trace.assets {
            if !isSorted(one.endpoints.map { ($0.amount, $0.address) }, one.asset) { return "endpoints out of order" }
            if !isSorted(one.resting.map { ($0.amount, $0.address) }, one.asset) { return "resting out of order" }
            if !isSorted(one.pruned.map { ($0.amount, $0.address) }, one.asset) { return "pruned out of order" }
            if zip(one.flows, one.flows.dropFirst()).contains(where: { $0.row >= $1.row }) {
                return "flows out of order"
            }
        }
        return nil
    }
}

extension OutputAnswer {
    /// Drops the paths that the other answer did not compute.
    mutating func forgetPaths(notIn other: OutputAnswer) {
        for chain in chains.keys {
            let known = other.chains[chain]?.endpoints ?? []
            for i in chains[chain]!.endpoints.indices where !known.contains(where: { !$0.path.isEmpty }) {
                chains[chain]!.endpoints[i].path = []
            }
        }
    }
}
