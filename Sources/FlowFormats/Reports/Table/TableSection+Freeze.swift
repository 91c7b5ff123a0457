import FlowTracing

/// Where to act, in which order; and the deposit addresses that only a heuristic sees.
extension TableSection {
    func writeFreezeQueue(into canvas: inout TableCanvas) {
        guard isMoney else { return }
        let queue = FreezeQueue(trace, ledger)
        guard !queue.entries.isEmpty else { return }
        canvas.heading("Freeze queue", "whom to ask first")
        canvas.paragraph(
            "by amount; at a service it counts half, for nobody outside knows whether it is still there, as it is at rest "
                + "at the last record", ink: .dim, indent: 2)
        let shown = queue.entries.prefix(canvas.style.top ?? queue.entries.count)
        let columns = columns(shown.map { ($0.address, $0.amount) })
        for (number, entry) in shown.enumerated() {
            self.entry(number + 1, entry.address, entry.amount, columns: columns, into: &canvas)
            let isInferred = entry.power.custodian?.isInferred ?? false
            canvas.paragraph(
                "ask \(VisibleText.of(entry.power.words)); \(presence(entry))", ink: isInferred ? .caution : .plain,
                indent: columns.indent, hanging: 2)
        }
        let rest = queue.entries.dropFirst(shown.count)
        canvas.more(rest.count, "places", sum: units(sum(rest.map(\.amount))), indent: columns.indent)
        if queue.outOfReach > 0 {
            canvas.paragraph(
                "\(units(queue.outOfReach)) more rests, or is at services, where nobody is known who would freeze it",
                ink: .dim, indent: 2)
        }
    }

    private func presence(_ entry: FreezeEntry) -> String {
        let since = Timestamp.plain(entry.since)
        return entry.isStillThere ? "there since \(since)" : "arrived \(since)"
    }

    func writePossibleEndpoints(into canvas: inout TableCanvas) {
        let list = trace.possibleEndpoints
        guard !list.isEmpty else { return }
        canvas.heading(
            "Possible endpoints (inferred)", "unlabelled addresses that sweep to a service's hot wallet")
        canvas.paragraph(
            "the balance counts what reached them wherever it went on to; those of confidence "
                + "\(Tag.stoppingConfidence) and more end a trace with --inferred-endpoints on",
            ink: .caution, indent: 2)
        let shown = list.prefix(canvas.style.top ?? list.count)
        let columns = columns(shown.map { ($0.deposit.address, $0.amount) })
        for (number, possible) in shown.enumerated() {
            entry(
                number + 1, text(possible.deposit.address), possible.amount, columns: columns, ink: .caution,
                into: &canvas)
            describe(possible.deposit, indent: columns.indent, into: &canvas)
        }
        canvas.more(list.count - shown.count, "addresses", sum: "", indent: columns.indent)
    }

    /// Whose deposit address it is said to be, why, and the rows that can be checked.
    func describe(_ deposit: InferredDeposit, indent: Int, into canvas: inout TableCanvas) {
        let service = deposit.service
        let who = [service.displayName, service.category?.name, service.jurisdiction].compactMap { $0 }
            .map(VisibleText.of)
        canvas.paragraph(
            "(inferred) deposit address of \(who.joined(separator: " · "))", ink: .caution, indent: indent, hanging: 2)
        canvas.paragraph(
            "\(deposit.reasons); \(deposit.verdict)", ink: .dim, indent: indent, hanging: 2)
        if let words = deposit.nestingWords {
            canvas.paragraph(VisibleText.of(words), ink: .caution, indent: indent, hanging: 2)
        }
        if let sweep = deposit.evidence.first {
            canvas.line(indent: indent, .init("received ", .dim), .init(reference(sweep.receipt)))
            canvas.line(indent: indent, .init("swept    ", .dim), .init(reference(sweep.sweep)))
            canvas.line(indent: indent, .init("to       ", .dim), .init(text(deposit.hotWallet)))
        }
    }
}
