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
        if ledger.allUndecidedOrder > 0 {
            let what = ledger.count == 0 ? ("transaction has", "transactions have") : ("transfer has", "transfers have")
            list.append(
                "\(counted(ledger.allUndecidedOrder, what.0, what.1)) the same block, time and index as "
                    + "the one before: their order is the files' own")
        }
        list += lookalikes
        let inferred = outputTraces.reduce(0) { $0 + $1.inferredInputs(ledger) }
        if inferred > 0 {
            list.append(
                "\(counted(inferred, "input spends an output", "inputs spend outputs")) whose amount no source tells; the "
                    + "least possible was taken")
        }
        return list
    }

    /// The answers on UTXO chains.
    private var outputTraces: [AssetTrace] {
        report.ledger.outputChains.isEmpty ? [] : traces.filter { report.ledger.outputs(of: $0) != nil }
    }

    private var traces: [AssetTrace] {
        guard case .destinations(let cases) = report.answer else { return [] }
        return cases.flatMap(\.assets)
    }

    /// Who inferred something that the answer shows, each once, by name.
    private var heuristics: String {
        var names: Set<String> = []
        for trace in traces {
            if trace.endpoints.contains(where: { $0.deposit != nil }) || !trace.possibleEndpoints.isEmpty {
                names.insert("\(DepositRules.heuristic.name) \(DepositRules.version)")
            }
        }
        for trace in outputTraces {
            for one in trace.coinjoins { names.insert("\(one.finding.heuristic) \(one.finding.version)") }
            if !trace.peelChains.isEmpty { names.insert("\(PeelChain.heuristic.name) \(PeelChain.heuristic.version)") }
            if trace.endpoints.contains(where: { $0.kind == .inferredEndpoint && $0.deposit == nil })
                || !trace.crossed.isEmpty
            {
                names.insert("\(BehaviourGuard.heuristic.name) \(BehaviourGuard.heuristic.version)")
            }
        }
        return names.isEmpty ? "" : " Heuristics that spoke: \(names.sorted().joined(separator: ", "))."
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
            "Read \(content) of "
            + "\(counted(ledger.addressCount + ledger.scriptCount, "address", "addresses")) from "
            + counted(ledger.files.count, "file", "files")
        let duplicates = ledger.allDuplicates
        if duplicates > 0 { text += ", \(counted(duplicates, "duplicate", "duplicates")) dropped" }
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
        return text + " Opening \(report.options.opening.name)." + heuristics
    }

    private var content: String {
        let ledger = report.ledger
        let transfers = counted(ledger.count, "transfer", "transfers")
        if ledger.outputChains.isEmpty { return transfers }
        let transactions =
            counted(ledger.transactionCount, "transaction", "transactions") + " with "
            + counted(ledger.outputCount, "output", "outputs")
        return ledger.count == 0 ? transactions : "\(transfers) and \(transactions)"
    }
}
