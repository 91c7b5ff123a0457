import FlowTracing

/// Services that value arrived at, and the deposits they need to find the customer.
extension TableSection {
    func writeEndpoints(into canvas: inout TableCanvas) {
        guard !trace.endpoints.isEmpty else { return }
        canvas.heading(
            "Endpoints", "where value reached a service; ask custodial ones who is behind the deposits, and to freeze")
        let endpoints = trace.endpoints
        let shown = endpoints.prefix(canvas.style.top ?? endpoints.count)
        let columns = columns(shown.map { (name($0), $0.amount) })
        for (number, endpoint) in shown.enumerated() {
            canvas.gap()
            entry(
                number + 1, name(endpoint), endpoint.amount, columns: columns,
                ink: endpoint.isInferred ? .caution : .accent, into: &canvas)
            if let coinjoin = trace.coinjoin(of: endpoint) {
                describe(coinjoin, of: endpoint, indent: columns.indent, into: &canvas)
                inputs(endpoint.arrivals, indent: columns.indent, into: &canvas)
            } else {
                describe(endpoint, indent: columns.indent, into: &canvas)
                deposits(endpoint.arrivals, indent: columns.indent, into: &canvas)
            }
            if canvas.style.showsPaths { route(endpoint, indent: columns.indent, into: &canvas) }
        }
        let rest = endpoints.dropFirst(shown.count)
        if !rest.isEmpty { canvas.gap() }
        canvas.more(rest.count, "endpoints", sum: units(sum(rest.map(\.amount))), indent: columns.indent)
    }

    private func describe(_ endpoint: Endpoint, indent: Int, into canvas: inout TableCanvas) {
        var who: [String] = []
        if let tag = endpoint.tag {
            who = [tag.displayName, tag.category?.name, tag.jurisdiction].compactMap { $0 }.map(VisibleText.of)
        } else if !endpoint.isInferred {
            who = ["named as a stop, no label"]
        }
        if let deposit = endpoint.deposit {
            describe(deposit, indent: indent, into: &canvas)
        } else if endpoint.isInferred {
            let guardRule = report.options.behaviourGuard
            who.append(
                "(inferred) behaves like a service: at least \(AmountText.count(guardRule.counterparties)) "
                    + "counterparties and \(AmountText.count(guardRule.transfers)) transfers")
        }
        if !who.isEmpty {
            canvas.paragraph(
                who.joined(separator: " · "), ink: endpoint.isInferred ? .caution : .bold, indent: indent, hanging: 2)
        }
        var when = counted(endpoint.arrivals.count, "deposit", "deposits")
        if let first = endpoint.arrivals.first, let last = endpoint.arrivals.last {
            when += first == last ? ", \(time(first.row))" : ", \(time(first.row)) to \(time(last.row))"
        }
        when += ", \(distance(endpoint.minHops))"
        canvas.paragraph(when, indent: indent, hanging: 2)
        if let tag = endpoint.tag {
            let source = tag.source.isEmpty ? "" : " by \(VisibleText.of(tag.source))"
            canvas.paragraph(
                "label \(VisibleText.of(tag.label))\(source), confidence \(tag.confidence)", ink: .dim, indent: indent,
                hanging: 2)
        }
    }

    /// Each deposit: when, how much of it is the case's, from whom, and the transaction, in full.
    func deposits(_ flows: [Flow], indent: Int, into canvas: inout TableCanvas) {
        let shown = flows.prefix(canvas.style.top ?? flows.count)
        let tainted = shown.map { amount($0.tainted).utf8.count }.max() ?? 0
        let whole = shown.map { amount(ledger.amount(Int($0.row))).utf8.count }.max() ?? 0
        for flow in shown {
            let row = Int(flow.row)
            var head = "\(time(flow.row))  "
            if isMoney { head += TableCanvas.right(amount(flow.tainted), tainted) + " of " }
            head += TableCanvas.right(amount(ledger.amount(row)), whole)
            let sender = "from \(payer(row))"
            if indent + 2 + head.utf8.count + 2 + VisibleText.width(sender) <= canvas.style.width {
                canvas.line(indent: indent + 2, .init(head), .init("  " + sender))
            } else {
                canvas.line(indent: indent + 2, .init(head))
                canvas.line(indent: indent + 4, .init(sender))
            }
            canvas.line(indent: indent + 4, .init("tx ", .dim), .init(reference(flow.row)))
        }
        let rest = flows.dropFirst(shown.count)
        canvas.more(rest.count, "deposits", sum: units(sum(rest.map(\.tainted))), indent: indent + 2)
    }
}
