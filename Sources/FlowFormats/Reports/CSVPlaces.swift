import FlowTracing

/// The places and deposits of one asset of one case, as rows.
struct CSVPlaces {
    let ledger: Ledger
    let id: String
    let rule: TaintRule
    let trace: AssetTrace

    func write(into out: inout ReportWriter) {
        endpoints(into: &out)
        for resting in trace.resting {
            var row = place(resting.isCovered ? "resting" : "unseen", resting.address, resting.amount)
            if !rule.isMoney { row["kind"] = "reached" }
            row.name(resting.tags.first)
            row["category"] = resting.tags.first?.category?.name ?? ""
            row["first"] = Timestamp.text(resting.since)
            row["hops"] = String(resting.minHops)
            row["note"] = restingNote(resting)
            out.write(row.line)
        }
        for conversion in trace.conversions {
            let flow = conversion.flow
            var row = place("convertedOut", ledger.recipient(Int(flow.row)), flow.tainted)
            row["note"] = received(conversion)
            out.write(row.line)
            out.write(deposit("convertedOut", ledger.recipient(Int(flow.row)), flow).line)
        }
        for burn in trace.burns {
            let address = ledger.recipient(Int(burn.flow.row))
            out.write(place("burned", address, burn.flow.tainted).line)
            out.write(deposit("burned", address, burn.flow).line)
        }
        for pruned in trace.pruned {
            var row = place("pruned", pruned.address, pruned.amount)
            row["note"] = pruned.reason.rawValue
            out.write(row.line)
        }
        if trace.closing.fee > 0 {
            var row = place("fee", nil, trace.closing.fee)
            row["note"] = "paid to the chain"
            out.write(row.line)
        }
    }

    private func endpoints(into out: inout ReportWriter) {
        for endpoint in trace.endpoints {
            let kind = String(describing: endpoint.kind)
            var row = place(kind, endpoint.address, endpoint.amount)
            describe(endpoint, in: &row)
            row["transfers"] = String(endpoint.arrivals.count)
            row["first"] = endpoint.arrivals.first.map { Timestamp.text(ledger.time(Int($0.row))) } ?? ""
            row["last"] = endpoint.arrivals.last.map { Timestamp.text(ledger.time(Int($0.row))) } ?? ""
            row["hops"] = String(endpoint.minHops)
            out.write(row.line)
            for arrival in endpoint.arrivals {
                var row = deposit(kind, endpoint.address, arrival)
                describe(endpoint, in: &row)
                out.write(row.line)
            }
        }
    }

    private func describe(_ endpoint: Endpoint, in row: inout CSVRow) {
        row.name(endpoint.tag)
        row["category"] = endpoint.category
        row["inferred"] = endpoint.isInferred ? "true" : "false"
    }

    private func place(_ kind: String, _ address: AddressID?, _ amount: Amount) -> CSVRow {
        var row = CSVRow(ledger: ledger, record: "place", id: id, rule: rule, asset: trace.asset)
        row["kind"] = kind
        row["inferred"] = "false"
        if let address { row["address"] = ledger.text(address, asset: trace.asset) }
        row.set(amount)
        return row
    }

    private func deposit(_ kind: String, _ address: AddressID, _ flow: Flow) -> CSVRow {
        var row = place(kind, address, flow.tainted)
        let i = Int(flow.row)
        row["record"] = "deposit"
        row["tx"] = ledger.transactionText(i)
        row["index"] = String(ledger.index(i))
        row["time"] = Timestamp.text(ledger.time(i))
        row["from"] = ledger.text(ledger.sender(i), asset: trace.asset)
        row["transfer_amount"] = ledger.amount(i).decimalDigits
        return row
    }

    private func restingNote(_ resting: Resting) -> String {
        var notes: [String] = []
        if resting.isCovered, rule.isMoney, let issuer = ledger.assets[Int(trace.asset)].issuer {
            notes.append("\(issuer) can freeze")
        }
        if !resting.isCovered { notes.append("the data do not cover this address") }
        if resting.outgoing > 0 {
            notes.append("sends \(counted(resting.outgoing, "transfer", "transfers")) in these data")
        }
        if let finding = resting.guardFinding {
            notes.append(
                "behaves like a service: \(finding.counterparties) counterparties, \(finding.transfers) transfers")
        }
        return notes.joined(separator: "; ")
    }

    private func received(_ conversion: Conversion) -> String {
        let parts = conversion.received.map { row in
            let asset = ledger.asset(Int(row))
            let decimals = ledger.assets[Int(asset)].decimals
            let amount = ledger.amount(Int(row))
            let text = decimals.map { AmountText.plain(amount, decimals: $0) } ?? amount.decimalDigits
            return "\(text) \(ledger.name(of: asset))"
        }
        return parts.isEmpty ? "" : "received " + parts.joined(separator: ", ")
    }
}
