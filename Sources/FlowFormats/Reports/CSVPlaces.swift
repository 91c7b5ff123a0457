import FlowTracing

/// The places and deposits of one asset of one case, as rows.
struct CSVPlaces {
    let ledger: Ledger
    let id: String
    let rule: TaintRule
    let trace: AssetTrace
    private let outputs: OutputLedger?
    private let payers: Payers

    init(ledger: Ledger, id: String, rule: TaintRule, trace: AssetTrace) {
        (self.ledger, self.id, self.rule, self.trace) = (ledger, id, rule, trace)
        outputs = ledger.outputs(of: trace)
        payers = Payers(ledger)
    }

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
            for flow in resting.outputs {
                var row = deposit(row["kind"], resting.address, flow)
                row["record"] = "output"
                out.write(row.line)
            }
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
        for possible in trace.possibleEndpoints { out.write(row(of: possible).line) }
        if rule.isMoney { freezes(into: &out) }
        if let outputs { for one in trace.coinjoins { candidates(of: one, outputs, into: &out) } }
    }

    private func endpoints(into out: inout ReportWriter) {
        for endpoint in trace.endpoints {
            let kind = String(describing: endpoint.kind)
            let coinjoin = trace.coinjoin(of: endpoint)
            let address = coinjoin == nil ? endpoint.address : nil
            var row = place(kind, address, endpoint.amount)
            describe(endpoint, in: &row)
            row["transfers"] = String(endpoint.arrivals.count)
            let times = trace.times(of: endpoint, ledger)
            row["first"] = times.map { Timestamp.text($0.first) } ?? ""
            row["last"] = times.map { Timestamp.text($0.last) } ?? ""
            row["hops"] = String(endpoint.minHops)
            if let coinjoin { row["tx"] = id(of: coinjoin) }
            out.write(row.line)
            for arrival in endpoint.arrivals {
                var row = deposit(kind, address, arrival)
                describe(endpoint, in: &row)
                if let coinjoin {
                    row["time"] = times.map { Timestamp.text($0.first) } ?? ""
                    row["from"] = ledger.knownText(ledger.recipient(Int(arrival.row)), asset: trace.asset) ?? ""
                    row["note"] = "output spent by \(id(of: coinjoin))"
                }
                out.write(row.line)
            }
        }
    }

    private func id(of coinjoin: CoinJoinTrace) -> String { outputs?.idText(Int(coinjoin.transaction)) ?? "" }

    private func candidates(of one: CoinJoinTrace, _ outputs: OutputLedger, into out: inout ReportWriter) {
        let first = ledger.firstRow(of: outputs) + outputs.outputs(of: Int(one.transaction)).lowerBound
        for candidate in one.candidates {
            let i = first + candidate.output
            var row = CSVRow(ledger: ledger, record: "candidate", id: id, rule: rule, asset: trace.asset)
            row["kind"] = "coinjoin"
            row["address"] = ledger.knownText(ledger.recipient(i), asset: trace.asset) ?? ""
            row["entity"] = one.finding.heuristic
            row["category"] = "coinjoin"
            row["inferred"] = "true"
            row["tx"] = id(of: one)
            row["index"] = String(candidate.output)
            row["time"] = Timestamp.text(ledger.time(i))
            row["transfer_amount"] = ledger.amount(i).decimalDigits
            row["note"] =
                "probability \(candidate.probability); expected \(candidate.expected.decimalDigits); at least "
                + "\(candidate.minimum.decimalDigits); at most \(candidate.maximum.decimalDigits); not traced"
            out.write(row.line)
        }
    }

    private func describe(_ endpoint: Endpoint, in row: inout CSVRow) {
        row.name(endpoint.namingTag)
        if let deposit = endpoint.deposit { row["note"] = note(deposit) }
        if let coinjoin = trace.coinjoin(of: endpoint) { row["entity"] = coinjoin.finding.heuristic }
        row["category"] = endpoint.category
        row["inferred"] = endpoint.isInferred ? "true" : "false"
    }

    private func note(_ deposit: InferredDeposit) -> String {
        let sweep = deposit.evidence.first.map { sweep in
            "received \(reference(sweep.receipt)), swept \(reference(sweep.sweep))"
        }
        let parts: [String?] = [deposit.verdict, deposit.reasons, sweep, deposit.nestingWords]
        return parts.compactMap { $0 }.joined(separator: "; ")
    }

    private func reference(_ row: UInt32) -> String { "\(ledger.transactionText(Int(row))):\(ledger.index(Int(row)))" }

    private func row(of possible: PossibleEndpoint) -> CSVRow {
        var row = CSVRow(ledger: ledger, record: "possible", id: id, rule: rule, asset: trace.asset)
        row["kind"] = "inferredEndpoint"
        row["address"] = ledger.text(possible.deposit.address, asset: trace.asset)
        row.name(possible.deposit.service)
        row["category"] = possible.deposit.service.category?.name ?? ""
        row["inferred"] = "true"
        row["transfers"] = String(possible.transfers)
        row["first"] = Timestamp.text(ledger.time(Int(possible.first)))
        row["last"] = Timestamp.text(ledger.time(Int(possible.last)))
        row["transfer_amount"] = possible.amount.decimalDigits
        row["note"] = note(possible.deposit)
        return row
    }

    private func freezes(into out: inout ReportWriter) {
        for (rank, entry) in FreezeQueue(trace, ledger).entries.enumerated() {
            var row = place(entry.place.rawValue, entry.address, entry.amount)
            let party = entry.power.custodian ?? entry.power.issuer
            row["record"] = "freeze"
            row["index"] = String(rank + 1)
            row["entity"] = party?.name ?? ""
            row["category"] = party?.category ?? ""
            row["jurisdiction"] = party?.jurisdiction ?? ""
            row["inferred"] = entry.power.custodian?.isInferred ?? false ? "true" : "false"
            row[entry.isStillThere ? "first" : "last"] = Timestamp.text(entry.since)
            row["note"] =
                "\(entry.power.words) can freeze; "
                + (entry.isStillThere ? "still there at the last record" : "not known whether still there")
            out.write(row.line)
        }
    }

    private func place(_ kind: String, _ address: AddressID?, _ amount: Amount) -> CSVRow {
        var row = CSVRow(ledger: ledger, record: "place", id: id, rule: rule, asset: trace.asset)
        row["kind"] = kind
        row["inferred"] = "false"
        if let address { row["address"] = ledger.text(address, asset: trace.asset) }
        row.set(amount)
        return row
    }

    private func deposit(_ kind: String, _ address: AddressID?, _ flow: Flow) -> CSVRow {
        var row = place(kind, address, flow.tainted)
        let i = Int(flow.row)
        row["record"] = "deposit"
        row["tx"] = ledger.transactionText(i)
        row["index"] = String(ledger.index(i))
        row["time"] = Timestamp.text(ledger.time(i))
        row["from"] = payers.payer(i).map { ledger.text($0, asset: trace.asset) } ?? ""
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
            let what = outputs == nil ? ("sends", "transfer", "transfers") : ("spends", "output", "outputs")
            notes.append("\(what.0) \(counted(resting.outgoing, what.1, what.2)) in these data")
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
