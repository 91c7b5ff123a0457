import FlowTracing

/// Value that did not reach a service: what rests, what the data do not show, what was swapped, cut or lost.
extension TableSection {
    func writeResting(into canvas: inout TableCanvas) {
        let list = trace.resting.filter { $0.isCovered || !isMoney }
        guard !list.isEmpty else { return }
        guard isMoney else {
            canvas.heading("Reached", "addresses that no label or stop names")
            return entries(list, what: "addresses", into: &canvas)
        }
        canvas.heading("Resting", "still there at the last record")
        let symbol = VisibleText.of(ledger.name(of: trace.asset))
        if let issuer = ledger.assets[Int(trace.asset)].issuer {
            canvas.paragraph("freeze: \(issuer) can freeze \(symbol) at these addresses", ink: .good, indent: 2)
        } else {
            canvas.paragraph("freeze: nobody is known who can freeze \(symbol) at rest; watch these", indent: 2)
        }
        entries(list, what: "addresses", into: &canvas)
    }

    func writeUnseen(into canvas: inout TableCanvas) {
        let list = trace.resting.filter { !$0.isCovered }
        guard isMoney, !list.isEmpty else { return }
        canvas.heading("Unseen", "arrived at addresses whose own history is not in these data: it may have moved on")
        canvas.paragraph(
            "next: export these, largest first, and add the files to this command", ink: .caution, indent: 2)
        entries(list, what: "addresses", into: &canvas)
    }

    private func entries(_ list: [Resting], what: String, into canvas: inout TableCanvas) {
        let shown = list.prefix(canvas.style.top ?? list.count)
        let columns = columns(shown.map { ($0.address, $0.amount) })
        for (number, resting) in shown.enumerated() {
            entry(number + 1, resting.address, resting.amount, columns: columns, into: &canvas)
            var facts = ["since \(Timestamp.plain(resting.since))", distance(resting.minHops)]
            if isMoney, resting.balance > resting.amount {
                let balance = amount(resting.balance)
                // What an uncovered address has now is not known.
                facts.append(resting.isCovered ? "holds \(balance) in all" : "\(balance) in all as far as seen")
            }
            if resting.outgoing > 0 {
                facts.append(
                    outputs == nil
                        ? "sends \(counted(resting.outgoing, "transfer", "transfers")) in these data"
                        : "spends \(counted(resting.outgoing, "output", "outputs")) in these data")
            }
            canvas.paragraph(facts.joined(separator: ", "), ink: .dim, indent: columns.indent, hanging: 2)
            unspent(resting.outputs, indent: columns.indent, into: &canvas)
            for tag in resting.tags {
                canvas.paragraph("label \(describe(tag))", indent: columns.indent, hanging: 2)
            }
            if let finding = resting.guardFinding {
                canvas.paragraph(
                    "(inferred) behaves like a service: \(describe(finding)); the owner may have moved on inside it",
                    ink: .caution, indent: columns.indent, hanging: 2)
            }
        }
        let rest = list.dropFirst(shown.count)
        canvas.more(
            rest.count, what, sum: isMoney ? units(sum(rest.map(\.amount))) : "", indent: columns.indent)
    }

    /// The unspent outputs that hold an address' part, on UTXO chains.
    private func unspent(_ list: [Flow], indent: Int, into canvas: inout TableCanvas) {
        let shown = list.prefix(canvas.style.top ?? list.count)
        for output in shown {
            let whole = amount(ledger.amount(Int(output.row)))
            let part = isMoney ? "\(amount(output.tainted)) of \(whole)" : whole
            canvas.line(
                indent: indent, .init("output ", .dim), .init(reference(output.row)),
                .init(list.count == 1 ? "" : "  " + part))
        }
        let rest = list.dropFirst(shown.count)
        canvas.more(rest.count, "outputs", sum: isMoney ? units(sum(rest.map(\.tainted))) : "", indent: indent)
    }

    func writeConversions(into canvas: inout TableCanvas) {
        let list = trace.conversions
        guard !list.isEmpty else { return }
        canvas.heading("Converted", "swapped in the same transaction; not followed into what was received")
        for conversion in list.prefix(canvas.style.top ?? list.count) {
            let row = Int(conversion.flow.row)
            canvas.line(
                indent: 2,
                .init(
                    "\(time(conversion.flow.row))  "
                        + (isMoney ? "\(amount(conversion.flow.tainted)) of " : "") + units(ledger.amount(row))))
            canvas.line(indent: 4, .init("by ", .dim), .init(text(ledger.sender(row))))
            canvas.line(indent: 4, .init("at ", .dim), .init(text(ledger.recipient(row))))
            canvas.line(indent: 4, .init("tx ", .dim), .init(reference(conversion.flow.row)))
            for other in conversion.received {
                canvas.line(indent: 4, .init("received ", .dim), .init(received(other)))
            }
        }
        let rest = list.dropFirst(canvas.style.top ?? list.count)
        canvas.more(rest.count, "swaps", sum: units(sum(rest.map(\.flow.tainted))), indent: 2)
    }

    /// The other side of a swap: `0.5 WETH, index 4`.
    private func received(_ row: UInt32) -> String {
        let asset = ledger.asset(Int(row))
        let decimals = ledger.assets[Int(asset)].decimals
        let amount = AmountText.grouped(ledger.amount(Int(row)), decimals: decimals)
        let mark = ledger.assets[Int(asset)].isLookalike ? " (lookalike)" : ""
        let unit = (decimals == nil ? "base units of " : "") + VisibleText.of(ledger.name(of: asset))
        return "\(amount) \(unit)\(mark), index \(ledger.index(Int(row)))"
    }

    func writeUntracked(into canvas: inout TableCanvas) {
        guard isMoney, trace.untrackedOnPath > 0 else { return }
        canvas.heading("Untracked", "\(units(trace.untrackedOnPath)) of other money")
        let whence =
            outputs == nil
            ? "The addresses on the way already had it before these data begin (opening \(report.options.opening.name)); "
            : "Transactions on the way also spend outputs that these data do not contain; "
        canvas.paragraph(
            whence + "it counts as clean. Where it truly came from is not in the data.", ink: .dim, indent: 2)
    }

    func writePruned(into canvas: inout TableCanvas) {
        let list = trace.pruned
        guard !list.isEmpty else { return }
        canvas.heading("Pruned", "not followed further because of this run's limits")
        let shown = list.prefix(canvas.style.top ?? list.count)
        let columns = columns(shown.map { ($0.address, $0.amount) })
        for (number, pruned) in shown.enumerated() {
            entry(number + 1, pruned.address, pruned.amount, columns: columns, into: &canvas)
            canvas.line(indent: columns.indent, .init("--\(pruned.reason.rawValue)", .dim))
        }
        let rest = list.dropFirst(shown.count)
        canvas.more(rest.count, "addresses", sum: units(sum(rest.map(\.amount))), indent: columns.indent)
    }

    func writeBurns(into canvas: inout TableCanvas) {
        guard !trace.burns.isEmpty else { return }
        canvas.heading(
            "Burned",
            outputs == nil
                ? "sent to the null address: gone, or redeemed with the issuer"
                : "in outputs that nobody can spend: gone")
        deposits(trace.burns.map(\.flow), indent: 0, into: &canvas)
    }

    /// `Binance, exchange, MT, confidence 80, by list.csv`.
    func describe(_ tag: Tag) -> String {
        var parts = [tag.label]
        if let entity = tag.entity, entity != tag.label { parts.append(entity) }
        if let category = tag.category { parts.append(category.name) }
        if let jurisdiction = tag.jurisdiction { parts.append(jurisdiction) }
        parts.append("confidence \(tag.confidence)")
        if !tag.source.isEmpty { parts.append("by \(tag.source)") }
        return VisibleText.of(parts.joined(separator: ", "))
    }

    func describe(_ finding: GuardFinding) -> String {
        "\(AmountText.count(finding.counterparties)) counterparties, \(AmountText.count(finding.transfers)) transfers"
    }
}
