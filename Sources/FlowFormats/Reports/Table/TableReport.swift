import FlowTracing

/// The answer for people: the closing balance first, then where to act, then what to doubt.
///
/// Whatever must be copied (addresses, transactions) stands in full. What only a heuristic says is marked
/// `(inferred)`; amounts and times are records of the ledger, names are what label lists say.
public enum TableReport: ReportEncoder {
    public static let name = "table"
    public static let summary = "for people at a terminal"

    public static func encode(_ report: TraceReport, style: ReportStyle, into out: inout ReportWriter) {
        var canvas = TableCanvas(out, style: style)
        switch report.answer {
        case .destinations(let cases) where report.rule == "all":
            for group in groups(cases) {
                TableSensitivity(ledger: report.ledger, cases: group).write(into: &canvas)
            }
        case .destinations(let cases):
            if cases.count > 1 { TableOverview(ledger: report.ledger, cases: cases).write(into: &canvas) }
            let shown = cases.prefix(style.top ?? cases.count)
            for one in shown { write(one, report, into: &canvas) }
            if shown.count < cases.count {
                canvas.gap()
                canvas.more(cases.count - shown.count, "cases", sum: "", indent: 0)
            }
        case .origins(let cases):
            for one in cases { TableOrigins(ledger: report.ledger, one: one).write(into: &canvas) }
        }
        TableFooter(report: report).write(into: &canvas)
        out = canvas.out
    }

    /// Results of one case under several rules, cases in order of first appearance.
    private static func groups(_ cases: [CaseTrace]) -> [[CaseTrace]] {
        var order: [String: Int] = [:]
        var groups: [[CaseTrace]] = []
        for one in cases {
            if let place = order[one.id] {
                groups[place].append(one)
            } else {
                order[one.id] = groups.count
                groups.append([one])
            }
        }
        return groups
    }

    /// What stands above a case: what was followed, from where, under which rule.
    static func title(
        _ id: String, _ rule: TaintRule, seeds: [String], isBackward: Bool = false, into canvas: inout TableCanvas
    ) {
        canvas.gap()
        let verb = isBackward ? "traced backward" : "traced"
        canvas.line(.init("\(VisibleText.of(id))", .bold), .init("  \(verb) under "), .init(rule.rawValue, .bold))
        canvas.paragraph(rule.summary, ink: .dim, indent: 2)
        let shown = canvas.style.top.map { max($0, 1) } ?? seeds.count
        for seed in seeds.prefix(shown) {
            canvas.line(indent: 2, .init(isBackward ? "of " : "from ", .dim), .init(VisibleText.of(seed)))
        }
        canvas.more(seeds.count - min(shown, seeds.count), "seeds", sum: "", indent: 2)
    }

    static func failure(_ reason: String, into canvas: inout TableCanvas) {
        canvas.gap()
        canvas.paragraph("! not answered: \(VisibleText.of(reason))", ink: .bad, indent: 2, hanging: 2)
    }

    private static func write(_ one: CaseTrace, _ report: TraceReport, into canvas: inout TableCanvas) {
        title(one.id, one.rule, seeds: one.seeds, into: &canvas)
        if let reason = one.failure { failure(reason, into: &canvas) }
        for trace in one.assets {
            let section = TableSection(report: report, one: one, trace: trace, top: canvas.style.top)
            section.writeBalance(into: &canvas)
            section.writeFreezeQueue(into: &canvas)
            section.writeEndpoints(into: &canvas)
            section.writePossibleEndpoints(into: &canvas)
            section.writeResting(into: &canvas)
            section.writeUnseen(into: &canvas)
            section.writeCoinJoins(into: &canvas)
            section.writePeelChains(into: &canvas)
            section.writeConversions(into: &canvas)
            section.writeUntracked(into: &canvas)
            section.writePruned(into: &canvas)
            section.writeBurns(into: &canvas)
            section.writeConflicts(into: &canvas)
            section.writeCrossed(into: &canvas)
        }
    }
}

/// One asset of one case, ready to be printed.
struct TableSection {
    let report: TraceReport
    let trace: AssetTrace
    let rule: TaintRule
    let amount: AmountFormat
    /// Symbol, or `base units of SYMBOL` where the decimals are unknown.
    let unit: String
    /// What shares are of: everything that was injected or came by a conversion.
    let total: Amount
    /// The UTXO chain that the answer is about, `nil` for an account chain.
    let outputs: OutputLedger?
    let payers: Payers

    var ledger: Ledger { report.ledger }
    var isMoney: Bool { rule.isMoney }

    /// - Parameter top: entries of a list that will be shown; `nil` for all.
    init(report: TraceReport, one: CaseTrace, trace: AssetTrace, top: Int?) {
        (self.report, self.trace, rule) = (report, trace, one.rule)
        outputs = report.ledger.outputs(of: trace)
        payers = Payers(report.ledger)
        let asset = report.ledger.assets[Int(trace.asset)]
        var amount = AmountFormat(decimals: asset.decimals)
        amount.include(trace.injected)
        for line in trace.closing.lines { amount.include(line.amount) }
        for endpoint in trace.endpoints.prefix(top ?? .max) { amount.include(endpoint.amount) }
        for resting in trace.resting.prefix(top ?? .max) { amount.include(resting.amount) }
        self.amount = amount
        let symbol = VisibleText.of(report.ledger.name(of: trace.asset))
        unit = amount.decimals == nil ? "base units of \(symbol)" : symbol
        let (sum, overflow) = trace.injected.addingReportingOverflow(trace.closing.convertedIn)
        total = overflow ? .max : sum
    }

    func text(_ address: AddressID) -> String { VisibleText.of(ledger.text(address, asset: trace.asset)) }
    func share(_ part: Amount) -> String { isMoney ? AmountText.percent(part, of: total) : "" }
    func units(_ value: Amount) -> String { "\(amount(value)) \(unit)" }
    func time(_ row: UInt32) -> String { Timestamp.plain(ledger.time(Int(row))) }
    func reference(_ row: UInt32) -> String {
        "\(VisibleText.of(ledger.transactionText(Int(row)))):\(ledger.index(Int(row)))"
    }

    func sum(_ amounts: some Sequence<Amount>) -> Amount {
        amounts.reduce(Amount(0)) { total, amount in
            let (sum, overflow) = total.addingReportingOverflow(amount)
            return overflow ? .max : sum
        }
    }

    /// `12.  ADDRESS   AMOUNT   SHARE`, columns as wide as the list needs.
    func entry(
        _ number: Int, _ address: AddressID, _ value: Amount, columns: EntryColumns, into canvas: inout TableCanvas
    ) {
        entry(number, text(address), value, columns: columns, ink: .plain, into: &canvas)
    }

    /// - Parameter name: an address, or the transaction of a coinjoin.
    func entry(
        _ number: Int, _ name: String, _ value: Amount, columns: EntryColumns, ink: TableCanvas.Ink,
        into canvas: inout TableCanvas
    ) {
        canvas.line(
            .init(TableCanvas.right("\(number).", columns.number) + "  "),
            .init(TableCanvas.left(name, columns.address), ink),
            .init("  " + TableCanvas.right(amount(value), columns.amount)),
            .init("  " + TableCanvas.right(share(value), isMoney ? 7 : 0), .dim))
    }

    /// Widths for a list of entries.
    struct EntryColumns {
        var number: Int
        var address: Int
        var amount: Int
        /// Where lines under an entry begin.
        var indent: Int { number + 2 }
    }

    func columns(_ entries: [(address: AddressID, amount: Amount)]) -> EntryColumns {
        columns(entries.map { (text($0.address), $0.amount) })
    }

    func columns(_ entries: [(name: String, amount: Amount)]) -> EntryColumns {
        EntryColumns(
            number: max(4, String(entries.count).utf8.count + 3),
            address: entries.map { VisibleText.width($0.name) }.max() ?? 0,
            amount: entries.map { amount($0.amount).utf8.count }.max() ?? 0)
    }
}
