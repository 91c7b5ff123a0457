import FlowTracing

/// The route behind an endpoint, and who paid.
extension TableSection {
    /// The widest route from a seed to the endpoint, address by address. Stretches of a peel chain are one line unless all
    /// hops are asked for.
    func route(_ endpoint: Endpoint, indent: Int, into canvas: inout TableCanvas) {
        guard let first = endpoint.path.first else { return }
        canvas.line(
            indent: indent,
            .init("route", .bold),
            .init(" of \(counted(endpoint.path.count, "transfer", "transfers")), the widest from a seed to here"))
        canvas.line(indent: indent + 2, .init(payer(Int(first))))
        let stretches = canvas.style.unfolds ? [] : foldable(endpoint.path)
        var place = 0
        while place < endpoint.path.count {
            var last = place
            if let stretch = stretches.first(where: { $0.lowerBound == place }) {
                last = stretch.upperBound - 1
                canvas.paragraph(
                    "\(counted(stretch.count, "hop", "hops")) of a peel chain (inferred) since "
                        + "\(time(endpoint.path[place])), folded; the last:", ink: .dim, indent: indent + 4, hanging: 2)
            }
            let row = endpoint.path[last]
            var head = "\(time(row))  "
            if isMoney, let flow = flow(row) { head += amount(flow.tainted) + " of " }
            head += units(ledger.amount(Int(row)))
            canvas.line(indent: indent + 4, .init(head))
            canvas.line(indent: indent + 4, .init("tx ", .dim), .init(reference(row)))
            canvas.line(indent: indent + 2, .init("→ "), .init(text(ledger.recipient(Int(row)))))
            place = last + 1
        }
    }

    /// Places of a route where at least as many hops as make a peel chain follow one.
    private func foldable(_ path: [UInt32]) -> [Range<Int>] {
        var steps: [UInt32: (chain: Int, hop: Int)] = [:]
        for (chain, one) in trace.peelChains.enumerated() {
            for (hop, transaction) in one.transactions.enumerated() { steps[transaction] = (chain, hop) }
        }
        if steps.isEmpty { return [] }
        let hops = path.map { row -> (chain: Int, hop: Int)? in
            guard ledger.isOutput(Int(row)) else { return nil }
            let (outputs, output) = ledger.output(Int(row))
            return outputs.transaction(ofOutput: output).flatMap { steps[UInt32($0)] }
        }
        var stretches: [Range<Int>] = []
        var start = 0
        while start < hops.count {
            var end = start + 1
            if let first = hops[start] {
                while end < hops.count, let next = hops[end], next.chain == first.chain,
                    next.hop == first.hop + end - start
                { end += 1 }
                if end - start >= PeelChain.fewestHops { stretches.append(start..<end) }
            }
            start = end
        }
        return stretches
    }

    /// - Complexity: O(log flows); flows are in ledger order.
    func flow(_ row: UInt32) -> Flow? {
        var range = 0..<trace.flows.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            let candidate = trace.flows[middle]
            if candidate.row == row { return candidate }
            range = candidate.row < row ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    /// Who paid a transfer or an output, in words where it is not one address.
    func payer(_ row: Int) -> String {
        if let payer = payers.payer(row) { return text(payer) }
        let (outputs, output) = ledger.output(row)
        if let transaction = outputs.transaction(ofOutput: output), outputs.isCoinbase(transaction) {
            return "the coinbase"
        }
        let senders = ledger.senders(row).filter { $0 != .max }
        return senders.count < 2
            ? "an address that these data do not name" : "\(AmountText.count(senders.count)) addresses"
    }
}
