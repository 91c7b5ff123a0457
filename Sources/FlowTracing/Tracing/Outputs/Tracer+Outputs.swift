extension Tracer {
    /// One case on every UTXO chain that its seeds name.
    ///
    /// - Complexity: O(inputs and outputs of the transactions reached), and a word a transaction of the chain to begin.
    func outputAssets<H: Holdings & ~Copyable>(
        _ holdings: H.Type, _ prepared: Prepared, _ question: Case, _ rule: TaintRule, _ findsPaths: Bool
    ) throws(FlowError) -> [AssetTrace] {
        var answers: [AssetTrace] = []
        for (place, seeds) in prepared.outputs.sorted(by: { $0.key < $1.key }) {
            let pass: OutputPass<H, OutputLog> = outputPass(place, seeds, question, rule)
            let assembly = OutputAssembly(
                field: field, graph: graph, place: place, rule: rule,
                coverage: coverage[Int(ledger.outputChains[place].chain)], guardLimits: options.behaviourGuard,
                inference: inference, findsPaths: findsPaths)
            answers.append(try assembly.answer(pass.sink.record))
        }
        if !rule.isMoney { answers.removeAll { $0.flows.isEmpty && $0.transactions.isEmpty } }
        return answers.sorted { ledger.precedes(asset: $0.asset, $1.asset) }
    }

    private func outputPass<H: Holdings & ~Copyable, Sink: OutputSink>(
        _ place: Int, _ seeds: OutputSeeds, _ question: Case, _ rule: TaintRule, keepsCleanEntries: Bool = true
    ) -> OutputPass<H, Sink> {
        let question = OutputQuestion(
            seeds: seeds, followsAddresses: rule == .reach, largestFirst: rule == .tiho,
            maxHops: options.maxHops.map { UInt32(clamping: $0) }, minAmount: options.minAmount,
            caseStops: Set(question.stops.compactMap { ledger.find($0) }), coinjoin: options.coinjoin,
            followsFees: options.followsFees, schedule: options.schedule, keepsCleanEntries: keepsCleanEntries,
            inference: endingInference)
        var pass = OutputPass<H, Sink>(
            ledger: ledger, outputs: ledger.outputChains[place], field: field, question: question,
            owners: graph.owners[place], judge: judge())
        pass.run()
        return pass
    }

    /// The sums of one case on its UTXO chains, without lists: for measurements and batch jobs.
    ///
    /// - Precondition: `rule.isMoney`.
    /// - Throws: as `trace` fails: the seeds match nothing or are ambiguous.
    public func outputTotals(_ question: Case, rule: TaintRule) throws(FlowError) -> [OutputTotals] {
        let matching = SeedMatching(ledger: ledger, graph: graph, transactions: transactions)
        let prepared = try prepare(0, question, matching)
        return switch rule {
        case .haircut: sums(PooledHoldings<Haircut>.self, prepared, question, rule)
        case .libr: sums(PooledHoldings<LowestIntermediateBalance>.self, prepared, question, rule)
        case .taintFirst, .tiho: sums(PooledHoldings<TaintFirst>.self, prepared, question, rule)
        case .fifo: sums(LotHoldings<FirstInFirstOut>.self, prepared, question, rule)
        case .lifo: sums(LotHoldings<LastInFirstOut>.self, prepared, question, rule)
        case .poison, .reach: preconditionFailure("\(rule.rawValue) is not money")
        }
    }

    private func sums<H: Holdings & ~Copyable>(
        _: H.Type, _ prepared: Prepared, _ question: Case, _ rule: TaintRule
    ) -> [OutputTotals] {
        prepared.outputs.sorted { $0.key < $1.key }.map { place, seeds in
            let pass: OutputPass<H, OutputSums> = outputPass(place, seeds, question, rule, keepsCleanEntries: false)
            let sums = pass.sink
            func booked(_ booking: Booking) -> Amount { sums.amounts[Int(booking.rawValue)] }
            var closing = Closing()
            closing.endpoint = booked(.endpoint)
            closing.inferredEndpoint = booked(.inferredEndpoint)
            closing.mixer = booked(.mixer)
            closing.bridge = booked(.bridge)
            closing.burned = booked(.burned)
            closing.pruned = booked(.prunedByHops) + booked(.prunedByAmount)
            closing.fee = sums.fee
            let ended = closing.lines.reduce(Amount(0)) { $0 + $1.amount }
            closing.resting = sums.injected - ended
            return OutputTotals(
                asset: ledger.outputChains[place].asset, injected: sums.injected, closing: closing,
                outputs: sums.arrivals)
        }
    }
}

/// One case's sums on one UTXO chain. What rests and what is unseen are one sum, `resting`.
public struct OutputTotals: Sendable, Equatable {
    public var asset: AssetID
    public var injected: Amount
    public var closing: Closing
    /// Outputs that carried tainted value.
    public var outputs: Int
}
