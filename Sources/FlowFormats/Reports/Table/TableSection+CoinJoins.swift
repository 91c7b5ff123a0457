import FlowTracing

/// Coinjoins that the case's value entered: inference, shown beside the balance and never inside it.
extension TableSection {
    /// What an endpoint is called: its address, or the transaction of the coinjoin that it is.
    func name(_ endpoint: Endpoint) -> String {
        trace.coinjoin(of: endpoint).map { id(Int($0.transaction)) } ?? text(endpoint.address)
    }

    func id(_ transaction: Int) -> String { outputs?.idText(transaction) ?? "" }

    func describe(
        _ coinjoin: CoinJoinTrace, of endpoint: Endpoint, indent: Int, into canvas: inout TableCanvas
    ) {
        canvas.paragraph(
            "(inferred) coinjoin: \(coinjoin.finding.words)", ink: .caution, indent: indent, hanging: 2)
        let time = trace.times(of: endpoint, ledger).map { Timestamp.plain($0.first) } ?? ""
        canvas.paragraph(
            "entered by \(counted(endpoint.arrivals.count, "input", "inputs")), \(time), \(distance(endpoint.minHops))",
            indent: indent, hanging: 2)
    }

    /// Each output of the case's that a coinjoin spends.
    func inputs(_ flows: [Flow], indent: Int, into canvas: inout TableCanvas) {
        let shown = flows.prefix(canvas.style.top ?? flows.count)
        for flow in shown {
            let whole = amount(ledger.amount(Int(flow.row)))
            canvas.line(
                indent: indent + 2, .init(isMoney ? "\(amount(flow.tainted)) of \(whole)" : whole),
                .init("  from \(text(ledger.recipient(Int(flow.row))))"))
            canvas.line(indent: indent + 4, .init("output ", .dim), .init(reference(flow.row)))
        }
        let rest = flows.dropFirst(shown.count)
        canvas.more(rest.count, "inputs", sum: isMoney ? units(sum(rest.map(\.tainted))) : "", indent: indent + 2)
    }

    func writeCoinJoins(into canvas: inout TableCanvas) {
        let list = trace.coinjoins
        guard let outputs, !list.isEmpty else { return }
        canvas.heading("Coinjoins (inferred)", "where value may have gone; a candidate is never counted as traced")
        let shown = list.prefix(canvas.style.top ?? list.count)
        let number = max(4, String(shown.count).utf8.count + 3)
        for (place, one) in shown.enumerated() {
            if place > 0 { canvas.gap() }
            let transaction = Int(one.transaction)
            canvas.line(
                .init(TableCanvas.right("\(place + 1).", number) + "  "), .init(id(transaction), .caution))
            let block = outputs.block(transaction).map { "block \(AmountText.count(Int(clamping: $0))), " } ?? ""
            canvas.paragraph(
                "\(one.finding.words), \(block)\(Timestamp.plain(outputs.time(transaction)))", indent: number + 2,
                hanging: 2)
            canvas.paragraph(whatHappened(one), indent: number + 2, hanging: 2)
            if one.finding.isMix { canvas.paragraph(privacy(one), indent: number + 2, hanging: 2) }
            candidates(one, outputs, indent: number + 2, into: &canvas)
        }
        canvas.more(list.count - shown.count, "coinjoins", sum: "", indent: number + 2)
    }

    private func whatHappened(_ one: CoinJoinTrace) -> String {
        let entered = "\(units(one.entered)) entered"
        if !one.finding.isMix {
            return "\(entered); it prepares a mix: its outputs are still the spender's, nothing stops"
        }
        return report.options.coinjoin == .stop
            ? "\(entered) and ended here, booked as mixer" : "\(entered); the rule went through it as through any other"
    }

    private func privacy(_ one: CoinJoinTrace) -> String {
        let equal = one.finding.denominations.map { "\(units(Amount($0)))" }.joined(separator: ", ")
        let count = counted(one.finding.mixedOutputs.count, "output", "outputs")
        return "\(count) that look alike (\(equal)); entropy \(one.entropy.words)"
    }

    private func candidates(
        _ one: CoinJoinTrace, _ outputs: OutputLedger, indent: Int, into canvas: inout TableCanvas
    ) {
        guard !one.candidates.isEmpty else { return }
        let first = ledger.firstRow(of: outputs) + outputs.outputs(of: Int(one.transaction)).lowerBound
        let shown = one.candidates.prefix(canvas.style.top ?? one.candidates.count)
        var amount = amount
        for candidate in shown {
            amount.include(candidate.expected)
            amount.include(candidate.minimum)
            amount.include(candidate.maximum)
        }
        var rows = [["candidate", "odds", "expected", "least", "most"]]
        for candidate in shown {
            let odds = candidate.odds
            rows.append([
                "\(candidate.output)  \(text(ledger.recipient(first + candidate.output)))",
                AmountText.percent(Amount(odds.numerator), of: Amount(odds.denominator)), amount(candidate.expected),
                amount(candidate.minimum), amount(candidate.maximum),
            ])
        }
        canvas.grid(rows, indent: indent)
        canvas.more(one.candidates.count - shown.count, "candidates", sum: "", indent: indent)
    }
}
