import FlowTracing

/// What an answer on a UTXO chain says besides: every transaction on the trace with its inputs, coinjoins, peel chains.
struct OutputSection {
    let ledger: Ledger
    let outputs: OutputLedger
    let trace: AssetTrace

    func write(into json: inout JSONWriter) {
        var coinjoins: [UInt32: String] = [:]
        for one in trace.coinjoins { coinjoins[one.transaction] = one.finding.heuristic }
        json.array("transactions", trace.transactions) { json, step in
            json.object { write(step, coinjoin: coinjoins[step.transaction], into: &$0) }
        }
        json.array("coinjoins", trace.coinjoins) { json, one in json.object { write(one, into: &$0) } }
        json.array("peelChains", trace.peelChains) { json, chain in json.object { write(chain, into: &$0) } }
    }

    private func write(_ step: TransactionTrace, coinjoin: String?, into json: inout JSONWriter) {
        let transaction = Int(step.transaction)
        json.member("tx", outputs.idText(transaction))
        json.member("block", outputs.block(transaction).map { Int(clamping: $0) })
        json.member("time", time: outputs.time(transaction))
        if outputs.isCoinbase(transaction) { json.member("coinbase", true) }
        json.member("fee", outputs.fee(transaction))
        json.member("taintedFee", step.fee)
        if let coinjoin { json.member("coinjoin", coinjoin) }
        let seeded = Set(step.seeded)
        json.array("inputs", step.inputs.enumerated()) { json, input in
            json.object(flat: true) { json in
                let row = Int(input.element.row)
                reference(row, into: &json)
                json.member("address", ledger.knownText(ledger.recipient(row), asset: trace.asset))
                json.member("amount", ledger.amount(row))
                let (outputs, output) = ledger.output(row)
                if outputs.isInferred(output) { json.member("inferred", true) }
                json.member("tainted", input.element.tainted)
                if seeded.contains(input.offset) { json.member("seed", true) }
            }
        }
    }

    private func write(_ one: CoinJoinTrace, into json: inout JSONWriter) {
        json.member("tx", outputs.idText(Int(one.transaction)))
        CoinJoinJSON.finding(one.finding, into: &json)
        json.member("entered", one.entered)
        CoinJoinJSON.entropy(one.entropy, into: &json)
        let first = ledger.firstRow(of: outputs) + outputs.outputs(of: Int(one.transaction)).lowerBound
        json.array("candidates", one.candidates) { json, candidate in
            json.object(flat: true) { json in
                let row = first + candidate.output
                json.member("index", candidate.output)
                json.member("address", ledger.knownText(ledger.recipient(row), asset: trace.asset))
                json.member("amount", ledger.amount(row))
                CoinJoinJSON.odds(candidate, into: &json)
            }
        }
    }

    private func write(_ chain: PeelChain, into json: inout JSONWriter) {
        json.member("heuristic", PeelChain.heuristic.name)
        json.member("version", PeelChain.heuristic.version)
        json.array("transactions", chain.transactions, flat: true) { $0.string(outputs.idText(Int($1))) }
        json.array("peeled", chain.peeled) { json, row in
            json.object(flat: true) { reference(Int(row), into: &$0) }
        }
        json.object("remainder", flat: true) { reference(Int(chain.remainder), into: &$0) }
    }

    /// An output; `null` for value out of a shielded pool, which has no name.
    private func reference(_ row: Int, into json: inout JSONWriter) {
        let (outputs, output) = ledger.output(row)
        let reference = outputs.reference(output)
        json.member("tx", reference.map { Hex.text($0.id.bytes) })
        json.member("index", reference.map { Int($0.index) })
    }
}

/// A coinjoin as JSON, in a trace or by itself.
enum CoinJoinJSON {
    static func finding(_ finding: CoinJoinFinding, into json: inout JSONWriter) {
        json.member("heuristic", finding.heuristic)
        json.member("version", finding.version)
        json.member("confidence", finding.confidence)
        json.member("isMix", finding.isMix)
        json.array("denominations", finding.denominations, flat: true) { $0.string(String($1)) }
    }

    /// `mappings` is `null` where they were not counted; where not `exact`, `bits` is a lower bound.
    static func entropy(_ entropy: MixEntropy, into json: inout JSONWriter) {
        json.object("entropy", flat: true) { json in
            json.member("bits", entropy.bits)
            json.member("mappings", entropy.mappings.map(\.decimalDigits))
            json.member("exact", entropy.isExact)
        }
    }

    /// `link`: the share of the mappings that link the output to tainted value, `null` where they were not counted.
    static func odds(_ candidate: MixCandidate, into json: inout JSONWriter) {
        json.member("probability", candidate.probability)
        json.member("odds", "\(candidate.odds.numerator)/\(candidate.odds.denominator)")
        json.member("link", candidate.link.map { "\($0.mappings.decimalDigits)/\($0.of.decimalDigits)" })
        json.member("expected", candidate.expected)
        json.member("minimum", candidate.minimum)
        json.member("maximum", candidate.maximum)
    }
}
