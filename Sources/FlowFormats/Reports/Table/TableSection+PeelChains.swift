import FlowTracing

/// Peel chains on the way, folded to a few lines each. Showing them changes no amount.
extension TableSection {
    func writePeelChains(into canvas: inout TableCanvas) {
        let list = trace.peelChains
        guard let outputs, !list.isEmpty else { return }
        canvas.heading(
            "Peel chains (inferred)", "hop after hop most moves on to a fresh address, a small part leaves")
        let heuristic = PeelChain.heuristic
        canvas.paragraph(
            "\(heuristic.name) version \(heuristic.version), confidence \(heuristic.confidence)"
                + (canvas.style.unfolds ? "" : "; folded, --unfold shows every hop"), ink: .dim, indent: 2)
        let shown = list.prefix(canvas.style.top ?? list.count)
        let number = max(4, String(shown.count).utf8.count + 3)
        for (place, chain) in shown.enumerated() {
            let times = chain.transactions.map { outputs.time(Int($0)) }
            canvas.line(
                .init(TableCanvas.right("\(place + 1).", number) + "  "),
                .init(
                    "\(counted(chain.transactions.count, "hop", "hops")), "
                        + "\(Timestamp.plain(times.first ?? 0)) to \(Timestamp.plain(times.last ?? 0))"))
            summary(chain, outputs, indent: number + 2, into: &canvas)
            if canvas.style.unfolds { hops(chain, outputs, indent: number + 4, into: &canvas) }
        }
        canvas.more(list.count - shown.count, "peel chains", sum: "", indent: number + 2)
    }

    private func summary(_ chain: PeelChain, _ outputs: OutputLedger, indent: Int, into canvas: inout TableCanvas) {
        let peeled = sum(chain.peeled.map { ledger.amount(Int($0)) })
        let addresses = Set(chain.peeled.map { ledger.recipient(Int($0)) }).count
        let left = ledger.amount(Int(chain.remainder))
        canvas.paragraph(
            "\(units(peeled)) peeled to \(counted(addresses, "address", "addresses"))\(own(chain.peeled)), "
                + "\(units(left)) \(isSpent(chain.remainder) ? "went on from" : "remains at")"
                + "\(own([chain.remainder])):",
            indent: indent, hanging: 2)
        canvas.line(indent: indent + 2, .init(text(ledger.recipient(Int(chain.remainder)))))
        if let first = chain.transactions.first, let last = chain.transactions.last, !canvas.style.unfolds {
            canvas.line(indent: indent + 2, .init("first tx ", .dim), .init(outputs.idText(Int(first))))
            canvas.line(indent: indent + 2, .init("last tx  ", .dim), .init(outputs.idText(Int(last))))
        }
    }

    /// The case's part of some outputs: ` (0.5 the case's)`.
    private func own(_ rows: [UInt32]) -> String {
        guard isMoney else { return "" }
        return " (\(amount(sum(rows.compactMap { flow($0)?.tainted }))) the case's)"
    }

    private func isSpent(_ row: UInt32) -> Bool {
        let (outputs, output) = ledger.output(Int(row))
        return outputs.spender(output) != nil
    }

    private func hops(_ chain: PeelChain, _ outputs: OutputLedger, indent: Int, into canvas: inout TableCanvas) {
        for (hop, transaction) in chain.transactions.enumerated() {
            canvas.line(indent: indent, .init("\(hop + 1)  \(Timestamp.plain(outputs.time(Int(transaction))))"))
            canvas.line(indent: indent + 2, .init("tx ", .dim), .init(outputs.idText(Int(transaction))))
            for output in outputs.outputs(of: Int(transaction)) where outputs.amount(output) != 0 {
                let row = ledger.firstRow(of: outputs) + output
                let isPeeled = row == Int(chain.peeled[hop])
                canvas.line(
                    indent: indent + 2, .init(isPeeled ? "peeled    " : "moves on  ", .dim),
                    .init("\(units(ledger.amount(row)))\(own([UInt32(row)]))"),
                    .init("  → \(text(ledger.recipient(row)))"))
            }
        }
    }
}
