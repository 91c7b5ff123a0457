import FlowTracing

/// What a reader should doubt: labels that disagree, services that were walked through.
extension TableSection {
    func writeConflicts(into canvas: inout TableCanvas) {
        let list = trace.endpoints.filter(TableSection.hasConflict)
        guard !list.isEmpty else { return }
        canvas.heading("Conflicting labels", "all are kept, the first decides")
        for endpoint in list.prefix(canvas.style.top ?? list.count) {
            canvas.line(indent: 2, .init(text(endpoint.address)))
            for tag in [endpoint.tag].compactMap({ $0 }) + endpoint.otherTags {
                canvas.paragraph(describe(tag), ink: tag == endpoint.tag ? .plain : .dim, indent: 4, hanging: 2)
            }
        }
        let rest = list.dropFirst(canvas.style.top ?? list.count)
        canvas.more(rest.count, "addresses", sum: "", indent: 2)
    }

    /// Labels that say another category, or another entity, than the one that decides.
    static func hasConflict(_ endpoint: Endpoint) -> Bool {
        guard let tag = endpoint.tag else { return !endpoint.otherTags.isEmpty }
        return endpoint.otherTags.contains { other in
            if let a = other.category, let b = tag.category, a != b { return true }
            guard let a = other.entity, let b = tag.entity else { return false }
            return folded(a) != folded(b)
        }
    }

    /// Names compared as people do: `Binance.com` and `binance com` are one.
    private static func folded(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

    func writeCrossed(into canvas: inout TableCanvas) {
        guard !trace.crossed.isEmpty else { return }
        let thresholds = report.options.behaviourGuard
        canvas.heading(
            "Crossed (inferred)",
            "value was followed through addresses that behave like services")
        canvas.paragraph(
            "at least \(AmountText.count(thresholds.counterparties)) counterparties and "
                + "\(AmountText.count(thresholds.transfers)) transfers, no label. Behind a service the coins are no "
                + "longer the victim's: label these, or run again with --guard stop",
            ink: .caution, indent: 2)
        let list = byAmount(trace.crossed, amount: { Amount($0.transfers) }, address: { text($0.address) })
        for finding in list.prefix(canvas.style.top ?? list.count) {
            canvas.line(indent: 2, .init(text(finding.address)), .init("  \(describe(finding))"))
        }
        let rest = list.dropFirst(canvas.style.top ?? list.count)
        canvas.more(rest.count, "addresses", sum: "", indent: 2)
    }
}
