import FlowTracing

/// UTXO transactions with a question asked of them, small enough to print.
struct OutputWorld: Equatable, ShrinkingWorld {
    var transactions: [NaiveTransaction]
    var files = 1
    var until: Int64?
    var cases: [NaiveCase]
    var question: OutputQuestion

    /// Chains by name, as across chains nothing touches.
    func naiveLedgers() throws(NaiveOutputs.Fault) -> [NaiveOutputs] {
        var result: [NaiveOutputs] = []
        // Files are read one after the other.
        let read = (0..<files).flatMap { file in transactions.filter { $0.file == file } }
        for chain in Set(read.map(\.chain)).sorted() {
            result.append(try NaiveOutputs(chain: chain, read, until: until))
        }
        return result
    }

    func naiveAnswers() throws -> [OutputAnswer] {
        let tracer = OutputTracer(try naiveLedgers(), question, coinJoin: OutputWorld.coinJoin)
        return cases.map(tracer.trace)
    }

    /// The registered heuristics decide what a coinjoin is; the oracle, what follows from it.
    static func coinJoin(_ entry: NaiveOutputs.Entry) -> (heuristic: String, isMix: Bool)? {
        let transaction = entry.transaction
        func coin(_ amount: UInt128, _ owner: String?) -> TransactionShape.Coin {
            .init(amount: UInt64(amount), owner: owner.map { OutputNames.script($0, chain: transaction.chain) })
        }
        let shape = TransactionShape(
            inputs: zip(transaction.inputs, entry.inputs).map { coin($1.amount, $1.owner) },
            outputs: transaction.outputs.map { coin(UInt128($0.amount), $0.owner) }, block: transaction.block)
        return CoinJoinHeuristics.finding(for: shape).map { ($0.heuristic, $0.isMix) }
    }

    func asking(_ rule: String) -> OutputWorld {
        var world = self
        world.question.rule = rule
        return world
    }

    var smaller: [OutputWorld] {
        var list: [OutputWorld] = []
        func with(_ change: (inout OutputWorld) -> Void) {
            var copy = self
            change(&copy)
            if copy != self { list.append(copy) }
        }
        for i in cases.indices where cases.count > 1 { with { $0.cases.remove(at: i) } }
        for i in transactions.indices where transactions.count > 1 { with { $0.transactions.remove(at: i) } }
        for i in cases.indices {
            for j in cases[i].seeds.indices where cases[i].seeds.count > 1 { with { $0.cases[i].seeds.remove(at: j) } }
            with { $0.cases[i].stops = [] }
        }
        for i in question.tags.indices { with { $0.question.tags.remove(at: i) } }
        with { $0.question.stops = [] }
        with { $0.question.maxHops = nil }
        with { $0.question.minAmount = nil }
        with { $0.question.coverage = nil }
        with { $0.question.followsFees = false }
        with { $0.question.stopsAtCoinJoins = false }
        with { $0.until = nil }
        if files > 1 {
            with { world in
                world.files = 1
                for i in world.transactions.indices { world.transactions[i].file = 0 }
            }
        }
        for i in transactions.indices {
            for j in transactions[i].inputs.indices where transactions[i].inputs.count > 1 {
                with { $0.transactions[i].inputs.remove(at: j) }
            }
            if let last = transactions[i].outputs.indices.last, last > 0 {
                with { $0.transactions[i].outputs.remove(at: last) }
            }
            for j in transactions[i].outputs.indices {
                with { $0.transactions[i].outputs[j].amount = min(1, $0.transactions[i].outputs[j].amount) }
                with { $0.transactions[i].outputs[j].amount /= 2 }
            }
        }
        return list
    }
}

extension OutputWorld: CustomStringConvertible {
    var description: String {
        var lines = ["file chain block/position time tx: inputs -> outputs"]
        for one in transactions {
            let inputs = one.inputs.map { input in
                let what = input.previous.map { "\($0):\(input.vout)" } ?? "pool"
                let said = [input.amount.map(String.init), input.owner].compactMap { $0 }.joined(separator: " ")
                return said.isEmpty ? what : "\(what) (\(said))"
            }
            let place = "\(one.block.map(String.init) ?? "-")/\(one.position.map(String.init) ?? "-")"
            lines.append(
                "\(one.file) \(one.chain) \(place) \(one.time) \(one.id): "
                    + (one.isCoinbase ? "coinbase" : inputs.joined(separator: ", ")) + " -> "
                    + one.outputs.map { "\($0.amount) \($0.owner)" }.joined(separator: ", "))
        }
        lines.append("until \(until.map(String.init) ?? "-")")
        for aCase in cases {
            lines.append("case \(aCase.id): \(aCase.seeds.map { World.short($0.text) }) stops \(aCase.stops)")
        }
        lines.append("\(question)")
        return lines.joined(separator: "\n")
    }
}
