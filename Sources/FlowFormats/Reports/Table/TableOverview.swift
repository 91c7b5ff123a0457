import FlowTracing

/// Many cases at a glance: one line a case and asset.
struct TableOverview {
    let ledger: Ledger
    let cases: [CaseTrace]

    func write(into canvas: inout TableCanvas) {
        canvas.heading("Cases", "\(AmountText.count(cases.count)), shares of what each injected")
        var rows = [["case", "asset", "injected", "endpoint", "mixer, bridge, swap", "resting", "unseen", "other"]]
        let shown = cases.prefix(canvas.style.top.map { max($0, 50) } ?? cases.count)
        for one in shown {
            if one.failure != nil { rows.append([VisibleText.of(one.id), "not answered"]) }
            for trace in one.assets { rows.append(row(one, trace)) }
        }
        canvas.grid(rows, indent: 2)
        canvas.more(cases.count - shown.count, "cases", sum: "", indent: 2)
    }

    private func row(_ one: CaseTrace, _ trace: AssetTrace) -> [String] {
        let name = VisibleText.of(ledger.name(of: trace.asset))
        let id = VisibleText.of(one.id)
        guard one.rule.isMoney else {
            return [id, name, "", counted(trace.endpoints.count, "reached", "reached")]
        }
        let closing = trace.closing
        let (total, _) = trace.injected.addingReportingOverflow(closing.convertedIn)
        let decimals = ledger.assets[Int(trace.asset)].decimals
        func share(_ parts: Amount...) -> String {
            AmountText.percent(parts.reduce(0, &+), of: total)
        }
        return [
            id, name, AmountText.grouped(trace.injected, decimals: decimals, fraction: 2),
            share(closing.endpoint, closing.inferredEndpoint),
            share(closing.mixer, closing.bridge, closing.convertedOut),
            share(closing.resting), share(closing.unseen), share(closing.fee, closing.burned, closing.pruned),
        ]
    }
}
