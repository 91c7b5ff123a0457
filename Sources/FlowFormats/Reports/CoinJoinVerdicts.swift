import FlowTracing

/// One transaction before every coinjoin heuristic: what each says and why, its entropy, how inputs and outputs are linked.
public struct CoinJoinVerdicts {
    private let ledger: Ledger
    private let outputs: OutputLedger
    private let transaction: Int
    private let shape: TransactionShape
    private let verdicts: [(heuristic: any CoinJoinHeuristic, verdict: CoinJoinVerdict)]
    private let analysis: Boltzmann.Analysis?

    /// The transactions of an id, one a UTXO chain that has it.
    public static func of(_ id: String, in ledger: Ledger) -> [CoinJoinVerdicts] {
        let digits = id.hasPrefix("0x") ? String(id.dropFirst(2)) : id
        guard digits.utf8.count == 64, let bytes = Hex.bytes(Array(digits.utf8)) else { return [] }
        let hash = Hash32(bytes)
        return ledger.outputChains.compactMap { outputs in
            outputs.find(hash).map { CoinJoinVerdicts(ledger, outputs, $0) }
        }
    }

    /// - Complexity: that of the heuristics and of `Boltzmann.analyse`.
    private init(_ ledger: Ledger, _ outputs: OutputLedger, _ transaction: Int) {
        (self.ledger, self.outputs, self.transaction) = (ledger, outputs, transaction)
        shape = ledger.shape(of: transaction, in: outputs)
        verdicts = CoinJoinHeuristics.verdicts(for: shape)
        let inputs = shape.inputs.compactMap(\.amount)
        let taken = shape.outputs.map { $0.owner?.kind == .data ? 0 : $0.amount ?? 0 }
        let match = verdicts.first { $0.verdict.finding != nil }
        let fee = match.map { $0.heuristic.intraFee(denomination: $0.verdict.finding?.denominations.last ?? 0) } ?? 0
        // An input of unknown amount may have paid for anything.
        analysis =
            inputs.count == shape.inputs.count && !inputs.isEmpty
            ? Boltzmann.analyse(inputs: inputs, outputs: taken, intraFee: fee) : nil
    }

    public static func write(
        _ all: [CoinJoinVerdicts], format: CoinJoinReport.Format, width: Int = 100, into out: inout ReportWriter
    ) {
        switch format {
        case .table:
            var canvas = TableCanvas(out, style: ReportStyle(width: width))
            for one in all { one.table(into: &canvas) }
            out = canvas.out
        case .json:
            var json = JSONWriter(out)
            json.object { json in
                json.member("schema", CoinJoinReport.schema)
                json.array("transactions", all) { json, one in json.object { one.json(into: &$0) } }
            }
            json.out.write("\n")
            out = json.out
        case .csv:
            out.write("chain,tx,heuristic,version,verdict,confidence,reason\n")
            for one in all { one.csv(into: &out) }
        }
    }

    // MARK: What one heuristic says

    private static func words(_ verdict: CoinJoinVerdict) -> (verdict: String, confidence: Int?, reason: String?) {
        switch verdict {
        case .match(let finding): ("match", finding.confidence, nil)
        case .rejected(let reason): ("rejected", nil, reason)
        case .undecided(let reason): ("undecided", nil, reason)
        }
    }

    private func csv(into out: inout ReportWriter) {
        for (heuristic, verdict) in verdicts {
            let words = CoinJoinVerdicts.words(verdict)
            let reason = words.reason.map { "\"\($0)\"" } ?? ""
            let fields = [
                ledger.chainName(of: outputs.asset), outputs.idText(transaction), heuristic.name,
                String(heuristic.version), words.verdict, words.confidence.map { String($0) } ?? "", reason,
            ]
            out.write(fields.joined(separator: ",") + "\n")
        }
    }

    private func json(into json: inout JSONWriter) {
        json.member("chain", ledger.chainName(of: outputs.asset))
        json.member("tx", outputs.idText(transaction))
        json.member("block", outputs.block(transaction).map { Int(clamping: $0) })
        json.member("time", time: outputs.time(transaction))
        json.array("verdicts", verdicts) { json, one in
            json.object(flat: true) { json in
                let words = CoinJoinVerdicts.words(one.verdict)
                json.member("heuristic", one.heuristic.name)
                json.member("version", one.heuristic.version)
                json.member("verdict", words.verdict)
                if let finding = one.verdict.finding {
                    json.member("confidence", finding.confidence)
                    json.member("isMix", finding.isMix)
                    json.array("denominations", finding.denominations) { $0.string(String($1)) }
                    json.array("mixedOutputs", finding.mixedOutputs) { $0.number($1) }
                }
                if let reason = words.reason { json.member("reason", reason) }
            }
        }
        coins("inputs", shape.inputs, into: &json)
        coins("outputs", shape.outputs, into: &json)
        if let analysis {
            CoinJoinJSON.entropy(analysis.entropy, into: &json)
        } else {
            json.member("entropy", String?.none)
        }
        guard let links = analysis?.links else { return json.member("links", String?.none) }
        json.array("links", shape.inputs.indices) { json, input in
            // A row an input, a column an output: the mappings that put both in one pair.
            json.list(shape.outputs.indices) { $0.string(links[input, $1].decimalDigits) }
        }
    }

    private func coins(_ key: String, _ coins: [TransactionShape.Coin], into json: inout JSONWriter) {
        json.array(key, coins) { json, coin in
            json.object(flat: true) { json in
                json.member("address", coin.owner?.text)
                json.member("amount", coin.amount.map { String($0) })
            }
        }
    }

    // MARK: For people

    private func meaning(_ finding: CoinJoinFinding?) -> String {
        guard let finding else { return "" }
        guard finding.isMix else { return "confidence \(finding.confidence), prepares a mix" }
        let shown = finding.mixedOutputs.prefix(CoinJoinVerdicts.widestMatrix).map { String($0) }
        let rest = finding.mixedOutputs.count - shown.count
        return "confidence \(finding.confidence); outputs that look alike: \(shown.joined(separator: ", "))"
            + (rest > 0 ? " and \(AmountText.count(rest)) more" : "")
    }

    private static let widestMatrix = 10

    private func table(into canvas: inout TableCanvas) {
        let coin = CoinText(ledger, outputs)
        canvas.gap()
        canvas.line(.init(outputs.idText(transaction), .bold))
        let block = outputs.block(transaction).map { "block \(AmountText.count(Int(clamping: $0))), " } ?? ""
        canvas.paragraph(
            "\(block)\(Timestamp.plain(outputs.time(transaction))) UTC, "
                + "\(counted(shape.inputs.count, "input", "inputs")), \(counted(shape.outputs.count, "output", "outputs")), "
                + "fee \(coin(UInt64(clamping: outputs.fee(transaction))))", indent: 2)
        canvas.heading("Verdicts (inferred)", "in the order in which they are asked, the first match wins")
        for (heuristic, verdict) in verdicts {
            let words = CoinJoinVerdicts.words(verdict)
            let why = words.reason ?? meaning(verdict.finding)
            canvas.paragraph(
                "\(heuristic.name) version \(heuristic.version): \(words.verdict), \(why)",
                ink: words.reason == nil ? .caution : .plain, indent: 2, hanging: 4)
        }
        canvas.heading("Entropy", analysis?.entropy.words ?? "not counted: the amount of an input is unknown")
        matrix(into: &canvas)
    }

    /// Shares of the mappings that link an input (a row) to an output (a column).
    private func matrix(into canvas: inout TableCanvas) {
        guard let links = analysis?.links, links.mappings > 0 else { return }
        guard shape.inputs.count <= 50, shape.outputs.count <= CoinJoinVerdicts.widestMatrix else {
            return canvas.paragraph("links of inputs and outputs: --format json", ink: .dim, indent: 2)
        }
        let coin = CoinText(ledger, outputs)
        canvas.paragraph("links: share of the mappings that put an input and an output in one pair", indent: 2)
        var rows = [["input"] + shape.outputs.indices.map { "→ \($0)" }]
        for (number, input) in shape.inputs.enumerated() {
            rows.append(
                ["\(number)  \(coin(input.amount ?? 0))"]
                    + shape.outputs.indices.map { AmountText.percent(links[number, $0], of: links.mappings) })
        }
        canvas.grid(rows, indent: 4)
        for (number, output) in shape.outputs.enumerated() {
            canvas.line(
                indent: 4, .init("→ \(number)  \(coin(output.amount ?? 0))  "), .init(output.owner?.text ?? "unknown"))
        }
    }
}
