import FlowTracing

/// Where value came from (`--backward`).
struct TableOrigins {
    let ledger: Ledger
    let one: CaseOrigins

    func write(into canvas: inout TableCanvas) {
        TableReport.title(one.id, one.rule, seeds: one.seeds, isBackward: true, into: &canvas)
        if let reason = one.failure { TableReport.failure(reason, into: &canvas) }
        for answer in one.assets { write(answer, into: &canvas) }
    }

    private func write(_ answer: AssetOrigins, into canvas: inout TableCanvas) {
        let symbol = VisibleText.of(ledger.name(of: answer.asset))
        var format = AmountFormat(decimals: ledger.assets[Int(answer.asset)].decimals)
        format.include(answer.amount)
        for origin in answer.origins { if let amount = origin.amount { format.include(amount) } }
        let unit = format.decimals == nil ? "base units of \(symbol)" : symbol
        let chain = VisibleText.of(ledger.shortChainName(of: answer.asset))
        canvas.gap()
        canvas.line(.init("\(symbol) on \(chain)", .bold), .init("  \(format(answer.amount)) \(unit)"))
        canvas.gap()
        let origins = answer.origins
        let shown = origins.prefix(canvas.style.top ?? origins.count)
        let width = shown.compactMap(\.amount).map { format($0).utf8.count }.max() ?? 0
        let number = max(4, String(shown.count).utf8.count + 3)
        for (i, origin) in shown.enumerated() {
            let address = VisibleText.of(ledger.text(origin.address, asset: answer.asset))
            var line = TableCanvas.right("\(i + 1).", number) + "  "
            if let amount = origin.amount {
                let share = TableCanvas.right(AmountText.percent(amount, of: answer.amount), 7)
                line += TableCanvas.right(format(amount), width) + "  " + share + "  "
            }
            canvas.line(.init(line), .init(address, .accent))
            let stop = origin.tag == nil && origin.kind == .service ? "named as a stop" : nil
            let who = [stop, origin.tag?.displayName, origin.tag?.category?.name, origin.tag?.jurisdiction]
                .compactMap { $0 }.map(VisibleText.of)
            let distance =
                origin.minHops == 0 ? "straight from there" : "\(counted(origin.minHops, "hop", "hops")) back"
            let parts = [TableOrigins.meaning(origin.kind)] + who + [distance]
            canvas.paragraph(parts.joined(separator: " · "), ink: .dim, indent: number + 2, hanging: 2)
        }
        let rest = origins.dropFirst(shown.count)
        let sum = rest.reduce(Amount(0)) { $0 &+ ($1.amount ?? 0) }
        canvas.more(
            rest.count, "origins", sum: one.rule.isMoney ? "\(format(sum)) \(unit)" : "", indent: number + 2)
        if answer.rounding != 0 {
            canvas.gap()
            canvas.paragraph(
                "rounding: \(answer.rounding) in base units, which the floors of \(one.rule.rawValue) leave unexplained",
                ink: .dim, indent: 2)
        }
    }

    private static func meaning(_ kind: Origin.Kind) -> String {
        switch kind {
        case .mint: "minted"
        case .service: "paid out by a service"
        case .opening: "already there when the data begin"
        case .limit: "not followed further back: --max-hops"
        }
    }
}
