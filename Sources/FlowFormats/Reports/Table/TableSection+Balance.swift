import FlowTracing

/// The closing balance: the first thing read, the thing that must add up.
extension TableSection {
    func writeBalance(into canvas: inout TableCanvas) {
        canvas.gap()
        let last = ledger.timeRange.map { Timestamp.plain($0.last) + " UTC" } ?? "none"
        let chain = VisibleText.of(ledger.shortChainName(of: trace.asset))
        let symbol = VisibleText.of(ledger.name(of: trace.asset))
        let mark = ledger.assets[Int(trace.asset)].isLookalike ? " (a lookalike, not the well-known asset)" : ""
        canvas.line(.init("\(symbol) on \(chain)\(mark)", .bold), .init("  last record \(last)"))
        if let contract = ledger.contractText(of: trace.asset) {
            canvas.line(indent: 2, .init("contract ", .dim), .init(VisibleText.of(contract)))
        }
        canvas.gap()
        guard isMoney else { return writeReached(into: &canvas) }

        let lines = closingLines
        let all = lines.map(\.amount) + [total, trace.injected]
        let width = all.map { amount($0).utf8.count }.max() ?? 0
        let names = 18
        for line in lines {
            canvas.line(
                [
                    .init("  " + TableCanvas.left(line.name, names)),
                    .init(TableCanvas.right(amount(line.amount), width)),
                    .init("  " + TableCanvas.right(share(line.amount), 7)),
                ], last: .init(line.meaning, line.ink), indent: 6)
        }
        canvas.line(.init("  " + String(repeating: "─", count: names + width + 9), .dim))
        if trace.closing.convertedIn > 0 {
            canvas.line(
                .init("  " + TableCanvas.left("converted in", names)),
                .init(TableCanvas.right(amount(trace.closing.convertedIn), width)))
        }
        let isExact = trace.residual == 0
        canvas.line(
            [
                .init("  " + TableCanvas.left("injected", names), .bold),
                .init(TableCanvas.right(amount(trace.injected), width), .bold),
                .init("  " + TableCanvas.right(share(trace.injected), 7)),
            ],
            last: isExact
                ? .init("adds up to the last unit", .dim)
                : .init("DOES NOT ADD UP by \(trace.residual) base units: do not use", .bad), indent: 6)
        if amount.decimals == nil {
            canvas.paragraph("in base units: the decimals of \(symbol) are not known", ink: .dim, indent: 2)
        }
    }

    private struct BalanceLine {
        var name: String
        var amount: Amount
        var meaning: String
        var ink: TableCanvas.Ink = .dim
    }

    /// Where one can act first, then what is lost; lines of nothing are left out, but resting and unseen always show.
    private var closingLines: [BalanceLine] {
        let closing = trace.closing
        func at(_ kind: EndKind) -> Int { trace.endpoints.count { $0.kind == kind } }
        let covered = trace.resting.count { $0.isCovered }
        let lines = [
            BalanceLine(name: "endpoint", amount: closing.endpoint, meaning: "at \(services(at(.endpoint)))"),
            BalanceLine(
                name: "inferred endpoint", amount: closing.inferredEndpoint,
                meaning: "at \(inferredPlaces) (inferred)", ink: .caution),
            BalanceLine(
                name: "mixer", amount: closing.mixer, meaning: "into \(mixers)"),
            BalanceLine(
                name: "bridge", amount: closing.bridge,
                meaning: "over \(counted(at(.bridge), "bridge", "bridges")) to another chain"),
            BalanceLine(
                name: "converted out", amount: closing.convertedOut,
                meaning: "swapped in \(counted(trace.conversions.count, "transfer", "transfers"))"),
            BalanceLine(
                name: "resting", amount: closing.resting, meaning: restingMeaning(covered), ink: .good),
            BalanceLine(
                name: "unseen", amount: closing.unseen,
                meaning: closing.unseen == 0
                    ? "nothing" : "on \(addresses(trace.resting.count - covered)) the data do not cover", ink: .caution),
            BalanceLine(name: "fee", amount: closing.fee, meaning: "paid to the chain"),
            BalanceLine(
                name: "burned", amount: closing.burned,
                meaning: outputs == nil ? "sent to the null address" : "in outputs that nobody can spend"),
            BalanceLine(name: "pruned", amount: closing.pruned, meaning: "not followed: the limits of this run"),
        ]
        return lines.filter { $0.amount > 0 || $0.name == "resting" || $0.name == "unseen" }
    }

    private var inferredPlaces: String {
        let places = trace.endpoints.filter { $0.kind == .inferredEndpoint }
        let deposits = places.count { $0.deposit != nil }
        var parts: [String] = []
        if deposits > 0 { parts.append(counted(deposits, "deposit address", "deposit addresses")) }
        if deposits < places.count { parts.append("\(services(places.count - deposits)) by behaviour only") }
        return parts.joined(separator: " and ")
    }

    private var mixers: String {
        let coinjoins = trace.endpoints.count { $0.coinjoin != nil }
        let mixers = trace.endpoints.count { $0.kind == .mixer } - coinjoins
        if coinjoins == 0 { return counted(mixers, "mixer", "mixers") }
        let inferred = counted(coinjoins, "coinjoin", "coinjoins") + " (inferred)"
        return mixers == 0 ? inferred : counted(mixers, "mixer", "mixers") + " and " + inferred
    }

    private func restingMeaning(_ count: Int) -> String {
        guard trace.closing.resting > 0 else { return "nothing" }
        let assumed = report.isCoverageAssumed ? " (coverage assumed)" : ""
        return "still on \(addresses(count))\(assumed)"
    }

    private func services(_ count: Int) -> String { counted(count, "service", "services") }
    private func addresses(_ count: Int) -> String { counted(count, "address", "addresses") }

    private func writeReached(into canvas: inout TableCanvas) {
        canvas.paragraph(
            "reached \(counted(trace.endpoints.count, "endpoint", "endpoints")) and "
                + "\(addresses(trace.resting.count)) besides. \(rule.rawValue) is not money: it shows where value could "
                + "have passed, there is no balance. Amounts below are all that passed.",
            indent: 2)
    }
}
