import FlowTracing

/// Ranked clusters as an analyst reads them.
extension FindingReport {
    func table(_ style: ReportStyle, into out: inout ReportWriter) {
        var canvas = TableCanvas(out, style: style)
        canvas.paragraph(
            "\(counted(result.clusters.count, "suspicious cluster", "suspicious clusters")), "
                + "\(counted(result.clusters.reduce(0) { $0 + $1.findings.count }, "finding", "findings")) in "
                + "\(counted(result.transfers, "transfer", "transfers")). Every one is an inference: honest people make the "
                + "same patterns.", ink: .bold)
        let shown = result.clusters.prefix(top ?? .max)
        for (number, cluster) in shown.enumerated() {
            canvas.gap()
            canvas.line(
                .init("\(number + 1).  ", .dim), .init("score \(cluster.score.total)", .bold),
                .init("  " + cluster.typologies.joined(separator: ", "), .accent))
            canvas.paragraph(
                "\(counted(cluster.findings.count, "finding", "findings")), "
                    + "\(counted(cluster.members.count, "address", "addresses")), \(Timestamp.plain(cluster.firstTime)) to "
                    + Timestamp.plain(cluster.lastTime), indent: 4)
            canvas.paragraph("points: " + points(cluster.score), ink: .dim, indent: 4, hanging: 2)
            for finding in cluster.findings.prefix(4) { brief(finding, into: &canvas) }
            if cluster.findings.count > 4 {
                canvas.paragraph("… and \(cluster.findings.count - 4) more", ink: .dim, indent: 4)
            }
            exposures(cluster, most: 6, indent: 4, into: &canvas)
        }
        if result.clusters.count > shown.count {
            canvas.gap()
            canvas.paragraph(
                "… and \(counted(result.clusters.count - shown.count, "more cluster", "more clusters")); --top shows more",
                ink: .dim)
        }
        canvas.gap()
        if below > 0 {
            canvas.paragraph(
                "\(counted(below, "cluster", "clusters")) of fewer than \(leastScore) points left out; --min-score shows them.",
                ink: .dim)
        }
        canvas.paragraph(
            "Ran: " + configuration.typologies.map(\.name).joined(separator: ", ") + ", over a window of "
                + MeasureUnit.seconds.text(configuration.window) + ".", ink: .dim)
        if !cuts.isEmpty { canvas.paragraph(cuts, ink: .dim) }
        if let first = shown.first?.findings.first {
            canvas.paragraph("'--explain \(first.id)' shows a finding's transfers and thresholds.", ink: .dim)
        }
        for note in notes { canvas.paragraph("Note: " + note, ink: .caution, hanging: 2) }
        out = canvas.out
    }

    func points(_ score: FindingScore) -> String {
        score.parts.filter { $0.points != 0 }.map { "\($0.name) \($0.points > 0 ? "+" : "−")\(abs($0.points))" }
            .joined(separator: ", ")
    }

    private func brief(_ finding: Finding, into canvas: inout TableCanvas) {
        canvas.line(indent: 4, .init(finding.id, .accent), .init("  " + values(finding)))
        let subjects = finding.subjects.prefix(3).map { named($0, finding) }
        let more = finding.subjects.count > 3 ? " and \(finding.subjects.count - 3) more" : ""
        if let typology = typology(finding) {
            canvas.paragraph("\(typology.subject): \(subjects.joined(separator: ", "))\(more)", indent: 8, hanging: 2)
        }
        canvas.paragraph(
            finding.measures.map(measure).joined(separator: ", ")
                + "; \(counted(finding.rows.count + finding.rowsLeftOut, "transfer", "transfers"))", indent: 8,
            hanging: 2)
    }

    private func exposures(_ cluster: SuspiciousCluster, most: Int, indent: Int, into canvas: inout TableCanvas) {
        for one in cluster.exposures.prefix(most) {
            let word = one.direction == .received ? "received from" : "sent to"
            var parts: [String] = []
            if one.value > 0 || one.indirect == 0 { parts.append(share(one.value, of: one)) }
            if one.indirect > 0 {
                let through = one.minHops > 1 ? ", \(one.minHops) transfers away or more" : ""
                parts.append(share(one.indirect, of: one) + " indirectly" + through)
            }
            canvas.paragraph(
                "\(word) \(one.exposure.category) (\(one.exposure.kindName)): " + parts.joined(separator: "; "),
                indent: indent, hanging: 2)
        }
        if cluster.exposures.count > most {
            let more = counted(cluster.exposures.count - most, "more exposure", "more exposures")
            canvas.paragraph("… and \(more)", ink: .dim, indent: indent)
        }
    }

    private func share(_ amount: Amount, of one: ClusterExposure) -> String {
        AmountText.grouped(amount, decimals: ledger.assets[Int(one.asset)].decimals)
            + " \(VisibleText.of(ledger.name(of: one.asset))), \(AmountText.percent(amount, of: one.total))"
    }

    /// One finding in full: `lymer flag --explain ID`.
    public func explain(_ finding: Finding, style: ReportStyle, into out: inout ReportWriter) {
        var canvas = TableCanvas(out, style: style)
        canvas.line(.init(finding.id, .bold), .init("  score \(finding.score.total)"))
        if let typology = typology(finding) {
            canvas.paragraph("\(typology.summary). Version \(typology.version), confidence \(typology.confidence).")
            canvas.paragraph("source: \(typology.source)", ink: .dim)
            canvas.paragraph("may be wrong for: \(typology.knownFalsePositives)", ink: .caution)
            canvas.paragraph("is called: \(crosswalk(typology))", ink: .dim)
        }
        canvas.heading("Why", points(finding.score))
        for one in finding.measures { canvas.paragraph(measure(one), indent: 2) }
        for part in finding.score.parts {
            canvas.paragraph("\(part.name): \(part.value), \(part.points) points", ink: .dim, indent: 2)
        }
        canvas.heading("Who", counted(finding.members.count, "address", "addresses"))
        for one in finding.subjects { canvas.paragraph(named(one, finding) + "  subject", indent: 2) }
        for one in finding.members where !finding.subjects.contains(one) {
            canvas.paragraph(named(one, finding), indent: 2)
        }
        if let cluster = result.clusters.first(where: { $0.findings.contains { $0.id == finding.id } }),
            !cluster.exposures.isEmpty
        {
            let hops = exposureHops > 1 ? ", by at most \(exposureHops) transfers" : ""
            canvas.heading("Exposure", "of all members of its cluster\(hops)")
            exposures(cluster, most: .max, indent: 2, into: &canvas)
        }
        canvas.heading("What", values(finding))
        for row in finding.rows.prefix(top.map { 10 * $0 } ?? .max) {
            let asset = ledger.asset(row)
            canvas.paragraph(
                "\(Timestamp.plain(ledger.time(row)))  \(text(ledger.sender(row), finding)) → \(text(ledger.recipient(row), finding))  "
                    + AmountText.grouped(ledger.amount(row), decimals: ledger.assets[Int(asset)].decimals) + " "
                    + VisibleText.of(ledger.name(of: asset)) + "  " + ledger.transactionText(row), indent: 2, hanging: 4
            )
        }
        let left = finding.rows.count - finding.rows.prefix(top.map { 10 * $0 } ?? .max).count + finding.rowsLeftOut
        if left > 0 {
            canvas.paragraph("… and \(counted(left, "more transfer", "more transfers"))", ink: .dim, indent: 2)
        }
        canvas.paragraph(
            "Fired at \(Timestamp.plain(finding.firedTime)), by \(ledger.transactionText(finding.firedAt)); what came before was "
                + "enough.", ink: .dim)
        for note in notes { canvas.paragraph("Note: " + note, ink: .caution, hanging: 2) }
        out = canvas.out
    }

    /// Our category in the words of others.
    func crosswalk(_ typology: any Typology) -> String {
        guard let one = Crosswalk.of(typology.category) else {
            return typology.category.name
        }
        let words =
            one.terms.map { "DW-VA \($0.id)\(one.isBroader ? " (broader)" : "")" } + [one.technique].compactMap { $0 }
        return words.isEmpty ? typology.category.name : "\(typology.category.name); " + words.joined(separator: ", ")
    }
}
