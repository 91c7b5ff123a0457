import FlowTracing

/// Every coinjoin of a ledger, found and written one by one: nothing is kept but counts.
///
/// All of it is inference: a heuristic says it, by name and version, with a confidence.
public struct CoinJoinReport {
    public enum Format: String, CaseIterable, Sendable { case table, json, csv }

    public static let schema = "lymer.coinjoins/1"
    /// Mappings of a listed coinjoin are counted within some milliseconds, else bounded; of one asked for by its id within
    /// what a trace takes.
    public static let stepLimit = 200_000

    private let ledger: Ledger
    private let width: Int

    init(_ ledger: Ledger, width: Int) { (self.ledger, self.width) = (ledger, width) }

    /// - Parameter width: columns of a table.
    /// - Complexity: O(transactions), and at most `stepLimit` steps for each coinjoin.
    public static func list(_ ledger: Ledger, format: Format, width: Int = 100, into out: inout ReportWriter) {
        let report = CoinJoinReport(ledger, width: width)
        switch format {
        case .table: report.table(into: &out)
        case .json: report.json(into: &out)
        case .csv: report.csv(into: &out)
        }
    }

    /// A coinjoin that was found.
    private struct Found {
        var outputs: OutputLedger
        var transaction: Int
        var finding: CoinJoinFinding
        /// The most outputs that share one amount of the mix.
        var anonymitySet: Int
        var entropy: MixEntropy
    }

    /// Hands over what is found, and tells how much each heuristic found.
    private func search(_ body: (Found) -> Void) -> [(name: String, count: Int)] {
        var counts: [String: Int] = [:]
        ledger.forEachCoinJoin { outputs, transaction, shape, finding in
            counts[finding.heuristic, default: 0] += 1
            let clean = [Amount](repeating: 0, count: shape.inputs.count)
            let (_, entropy) = MixCandidates.candidates(
                shape: shape, finding: finding, tainted: clean, stepLimit: CoinJoinReport.stepLimit)
            let amounts = finding.mixedOutputs.compactMap { shape.outputs[$0].amount }
            let sizes = Dictionary(amounts.map { ($0, 1) }, uniquingKeysWith: +)
            body(
                Found(
                    outputs: outputs, transaction: transaction, finding: finding,
                    anonymitySet: finding.isMix ? sizes.values.max() ?? 0 : 0, entropy: entropy))
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func table(into out: inout ReportWriter) {
        var canvas = TableCanvas(out, style: ReportStyle(width: width))
        canvas.heading(
            "Coinjoins (inferred)", "what a heuristic says, never a record; 'lymer heuristics' names its source")
        let counts = search { found in
            let (outputs, transaction, finding) = (found.outputs, found.transaction, found.finding)
            let coin = CoinText(ledger, outputs)
            let block = outputs.block(transaction).map { "block \(AmountText.count(Int(clamping: $0))), " } ?? ""
            let amounts = finding.denominations.prefix(4).map(coin.callAsFunction).joined(separator: ", ")
            let more = finding.denominations.count > 4 ? " and \(finding.denominations.count - 4) more" : ""
            canvas.line(indent: 2, .init(outputs.idText(transaction), .accent))
            canvas.paragraph(
                "\(finding.words); \(block)\(Timestamp.plain(outputs.time(transaction))); "
                    + (finding.isMix
                        ? "\(counted(finding.mixedOutputs.count, "output", "outputs")) of \(amounts)\(more), "
                            + "anonymity set \(found.anonymitySet), \(found.entropy.words)"
                        : "prepares a mix with entries of \(amounts)"),
                indent: 6, hanging: 2)
        }
        canvas.gap()
        let total = counts.reduce(0) { $0 + $1.count }
        let parts = counts.map { "\($0.name) \(AmountText.count($0.count))" }
        canvas.paragraph(
            "\(AmountText.count(total)) among \(counted(ledger.transactionCount, "transaction", "transactions"))"
                + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")) + ". Times are UTC.", ink: .dim)
        out = canvas.out
    }

    private func json(into out: inout ReportWriter) {
        var json = JSONWriter(out)
        json.object { json in
            json.member("schema", CoinJoinReport.schema)
            json.member("transactions", ledger.transactionCount)
            var counts: [(name: String, count: Int)] = []
            json.objects("coinjoins") { element in
                counts = search { found in element { write(found, into: &$0) } }
            }
            json.object("counts", flat: true) { json in for one in counts { json.member(one.name, one.count) } }
        }
        json.out.write("\n")
        out = json.out
    }

    private func write(_ found: Found, into json: inout JSONWriter) {
        let outputs = found.outputs
        json.member("chain", ledger.chainName(of: outputs.asset))
        json.member("tx", outputs.idText(found.transaction))
        json.member("block", outputs.block(found.transaction).map { Int(clamping: $0) })
        json.member("time", time: outputs.time(found.transaction))
        CoinJoinJSON.finding(found.finding, into: &json)
        json.member("mixedOutputs", found.finding.mixedOutputs.count)
        json.member("anonymitySet", found.anonymitySet)
        CoinJoinJSON.entropy(found.entropy, into: &json)
    }

    private func csv(into out: inout ReportWriter) {
        out.write(
            "chain,tx,block,time,heuristic,version,confidence,mix,denominations,mixed_outputs,anonymity_set,"
                + "entropy_bits,mappings,exact\n")
        _ = search { found in
            let (outputs, finding) = (found.outputs, found.finding)
            let fields = [
                ledger.chainName(of: outputs.asset), outputs.idText(found.transaction),
                outputs.block(found.transaction).map { String($0) } ?? "",
                Timestamp.text(outputs.time(found.transaction)), finding.heuristic, String(finding.version),
                String(finding.confidence), String(finding.isMix),
                finding.denominations.map { String($0) }.joined(separator: " "), String(finding.mixedOutputs.count),
                String(found.anonymitySet), found.entropy.bits, found.entropy.mappings?.decimalDigits ?? "",
                String(found.entropy.isExact),
            ]
            out.write(fields.joined(separator: ",") + "\n")
        }
    }
}

extension MixEntropy {
    /// `10.546 bits (1,496 mappings)`, or the bound.
    var words: String {
        guard isExact else { return "at least \(bits) bits (too large to count)" }
        return "\(bits) bits"
            + (mappings.map { " (\(AmountText.grouped($0, decimals: nil)) \($0 == 1 ? "mapping" : "mappings"))" } ?? "")
    }
}
