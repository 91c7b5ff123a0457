import FlowTracing

/// Warnings, what was read, and how to read the table.
struct TableFooter {
    let report: TraceReport

    func write(into canvas: inout TableCanvas) {
        let warnings = warnings
        if !warnings.isEmpty {
            canvas.heading("Warnings")
            for warning in warnings {
                canvas.paragraph("! " + VisibleText.of(warning), ink: .caution, indent: 2, hanging: 2)
            }
        }
        canvas.gap()
        canvas.paragraph(read, ink: .dim)
        canvas.paragraph(
            "Times are UTC. Amounts, times and transactions are the ledger's; names and categories are what the label "
                + "lists say; (inferred) marks what only a heuristic says.", ink: .dim)
    }

    private var warnings: [String] {
        let ledger = report.ledger
        var list = ledger.files.flatMap { file in file.notes.map { "\(file.name): \($0)" } } + report.notes
        if ledger.rejected > 0 {
            list.append("\(counted(ledger.rejected, "row was", "rows were")) rejected and is not in the ledger")
        }
        for asset in ledger.excludedAssets {
            list.append(
                "\(ledger.name(of: asset)) on \(ledger.chainName(of: asset)) is left out whole: an amount or balance "
                    + "reaches 2^128")
        }
        if report.isCoverageAssumed, report.direction == "forward" {
            list.append(
                "the files are assumed to cover every address to their end; if they do not, resting value may have "
                    + "moved on: say what they cover with --covers")
        }
        if ledger.undecidedOrder > 0 {
            list.append(
                "\(counted(ledger.undecidedOrder, "transfer has", "transfers have")) the same block, time and index as "
                    + "the one before: their order is the files' own")
        }
        list += lookalikes
        return list
    }

    /// Assets of the answer whose symbol imitates a well-known one.
    private var lookalikes: [String] {
        guard case .destinations(let cases) = report.answer else { return [] }
        let seen = Set(cases.flatMap(\.assets).map(\.asset))
        return seen.sorted().filter { report.ledger.assets[Int($0)].isLookalike }.map { asset in
            "\(report.ledger.name(of: asset)) of \(report.ledger.contractText(of: asset) ?? "an unknown contract") is "
                + "not the well-known asset of that name"
        }
    }

    private var read: String {
        let ledger = report.ledger
        var text =
            "Read \(counted(ledger.count, "transfer", "transfers")) of "
            + "\(counted(ledger.addressCount, "address", "addresses")) from "
            + counted(ledger.files.count, "file", "files")
        if ledger.duplicates > 0 { text += ", \(counted(ledger.duplicates, "duplicate", "duplicates")) dropped" }
        if let range = ledger.timeRange {
            text += ", \(Timestamp.plain(range.first)) to \(Timestamp.plain(range.last))"
        }
        let covers: String =
            switch report.coverage {
            case .all: "every address"
            case .none: "no address"
            case .addresses(let list): counted(list.count, "address", "addresses")
            }
        text += ". Covered: \(covers)\(report.isCoverageAssumed ? " (assumed)" : "")."
        return text + " Opening \(report.options.opening.name)."
    }
}
