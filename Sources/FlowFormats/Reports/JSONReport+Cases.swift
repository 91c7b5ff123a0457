import FlowTracing

/// The cases of a result. Lists stand in the order in which `Tracer` gives them: by amount, then address; flows in
/// ledger order.
extension JSONReport {
    static func cases(of report: TraceReport, into json: inout JSONWriter) {
        switch report.answer {
        case .destinations(let cases):
            json.array("cases", cases) { json, one in json.object { write(one, report.ledger, into: &$0) } }
        case .origins(let cases):
            json.array("cases", cases) { json, one in json.object { write(one, report.ledger, into: &$0) } }
        }
    }

    private static func head(
        _ id: String, _ rule: TaintRule, _ seeds: [String], _ failure: String?, into json: inout JSONWriter
    ) {
        json.member("id", id)
        json.member("rule", rule.rawValue)
        json.array("seeds", seeds, flat: true) { $0.string($1) }
        if let failure { json.member("error", failure) }
    }

    static func write(_ one: CaseTrace, _ ledger: Ledger, into json: inout JSONWriter) {
        head(one.id, one.rule, one.seeds, one.failure, into: &json)
        json.array("assets", one.assets) { json, trace in
            json.object { AssetSection(ledger: ledger, trace: trace, isMoney: one.rule.isMoney).write(into: &$0) }
        }
    }

    static func write(_ one: CaseOrigins, _ ledger: Ledger, into json: inout JSONWriter) {
        head(one.id, one.rule, one.seeds, one.failure, into: &json)
        json.array("assets", one.assets) { json, answer in
            json.object { json in
                identity(of: answer.asset, in: ledger, into: &json)
                json.member("amount", answer.amount)
                json.array("origins", answer.origins) { json, origin in
                    json.object(flat: true) { json in
                        json.member("kind", origin.kind.rawValue)
                        json.member("address", ledger.text(origin.address, asset: answer.asset))
                        json.member("entity", origin.tag?.displayName)
                        json.member("category", origin.tag?.category?.name)
                        if let amount = origin.amount {
                            json.member("amount", amount)
                        } else {
                            json.member("reached", true)
                        }
                        json.member("minHops", origin.minHops)
                    }
                }
                if one.rule.isMoney { json.member("rounding", String(answer.rounding)) }
            }
        }
    }
}

/// One asset of one case.
private struct AssetSection {
    let ledger: Ledger
    let trace: AssetTrace
    /// False for `poison` and `reach`, which have no injected, closing or residual.
    let isMoney: Bool
    let payers: Payers
    private var inference: InferenceSection { InferenceSection(ledger: ledger, asset: trace.asset) }

    init(ledger: Ledger, trace: AssetTrace, isMoney: Bool) {
        (self.ledger, self.trace, self.isMoney) = (ledger, trace, isMoney)
        payers = Payers(ledger)
    }

    func write(into json: inout JSONWriter) {
        JSONReport.identity(of: trace.asset, in: ledger, into: &json)
        if isMoney { balance(into: &json) }
        json.array("endpoints", trace.endpoints) { json, endpoint in
            json.object { write(endpoint, into: &$0) }
        }
        json.array("resting", trace.resting) { json, resting in
            json.object(flat: true) { write(resting, into: &$0) }
        }
        json.array("burns", trace.burns) { json, burn in
            json.object(flat: true) { json in
                json.member("address", text(ledger.recipient(Int(burn.flow.row))))
                arrival(burn.flow, into: &json)
            }
        }
        json.array("conversions", trace.conversions) { json, conversion in
            json.object { write(conversion, into: &$0) }
        }
        json.array("pruned", trace.pruned) { json, pruned in
            json.object(flat: true) { json in
                json.member("address", text(pruned.address))
                json.member("amount", pruned.amount)
                json.member("reason", pruned.reason.rawValue)
            }
        }
        if !trace.crossed.isEmpty {
            json.array("crossed", trace.crossed) { json, finding in
                json.object(flat: true) { json in
                    json.member("address", text(finding.address))
                    counts(finding, into: &json)
                }
            }
        }
        if !trace.possibleEndpoints.isEmpty {
            json.array("possibleEndpoints", trace.possibleEndpoints) { json, possible in
                json.object { inference.write(possible, isMoney: isMoney, into: &$0) }
            }
        }
        if isMoney { inference.write(FreezeQueue(trace, ledger), into: &json) }
        json.array("flows", trace.flows) { json, flow in
            json.object(flat: true) { json in
                transfer(Int(flow.row), into: &json) { json in
                    json.member("to", text(ledger.recipient(Int(flow.row))))
                }
                json.member("tainted", flow.tainted)
                if flow.fee > 0 { json.member("fee", flow.fee) }
            }
        }
        if let outputs = ledger.outputs(of: trace) {
            OutputSection(ledger: ledger, outputs: outputs, trace: trace).write(into: &json)
        }
    }

    private func balance(into json: inout JSONWriter) {
        json.member("injected", trace.injected)
        let closing = trace.closing
        json.object("closing", flat: true) { json in
            for line in closing.lines {
                json.member(line.name, line.amount)
                if line.name == "convertedOut" { json.member("convertedIn", closing.convertedIn) }
            }
        }
        json.member("residual", String(trace.residual))
        json.member("untrackedOnPath", trace.untrackedOnPath)
    }

    private func write(_ endpoint: Endpoint, into json: inout JSONWriter) {
        let coinjoin = trace.coinjoin(of: endpoint)
        json.member("address", coinjoin == nil ? text(endpoint.address) : nil)
        if let coinjoin, let outputs = ledger.outputs(of: trace) {
            json.member("transaction", outputs.idText(Int(coinjoin.transaction)))
        }
        json.member("entity", coinjoin?.finding.heuristic ?? endpoint.namingTag?.displayName)
        json.member("category", endpoint.category)
        json.member("jurisdiction", endpoint.namingTag?.jurisdiction)
        reached(endpoint.amount, into: &json)
        json.member("transfers", endpoint.arrivals.count)
        let times = trace.times(of: endpoint, ledger)
        json.member("first", time: times?.first)
        json.member("last", time: times?.last)
        json.member("minHops", endpoint.minHops)
        json.member("inferred", endpoint.isInferred)
        if let tag = endpoint.tag {
            json.member("label", tag.label)
            json.member("confidence", tag.confidence)
            json.member("source", tag.source)
        }
        if let deposit = endpoint.deposit { inference.write(deposit, into: &json) }
        if !endpoint.otherTags.isEmpty { tags("otherLabels", endpoint.otherTags, into: &json) }
        json.array("arrivals", endpoint.arrivals) { json, flow in
            json.object(flat: true) { json in
                if coinjoin == nil { arrival(flow, into: &json) } else { entry(flow, at: times?.first, into: &json) }
            }
        }
        json.array("path", endpoint.path, flat: true) { json, row in
            json.object { reference(Int(row), into: &$0) }
        }
    }

    private func write(_ resting: Resting, into json: inout JSONWriter) {
        json.member("address", text(resting.address))
        reached(resting.amount, into: &json)
        if isMoney { json.member("balance", resting.balance) }
        json.member("since", time: resting.since)
        json.member("minHops", resting.minHops)
        json.member("covered", resting.isCovered)
        json.member("outgoing", resting.outgoing)
        if !resting.tags.isEmpty { tags("labels", resting.tags, into: &json) }
        if let finding = resting.guardFinding {
            json.object("guard") { counts(finding, into: &$0) }
        }
        guard ledger.outputs(of: trace) != nil else { return }
        json.array("outputs", resting.outputs) { json, output in
            json.object { json in
                reference(Int(output.row), into: &json)
                json.member("amount", ledger.amount(Int(output.row)))
                json.member("tainted", output.tainted)
            }
        }
    }

    private func write(_ conversion: Conversion, into json: inout JSONWriter) {
        json.member("address", text(ledger.sender(Int(conversion.flow.row))))
        json.member("counterparty", text(ledger.recipient(Int(conversion.flow.row))))
        arrival(conversion.flow, into: &json)
        json.array("received", conversion.received) { json, row in
            json.object(flat: true) { json in
                let asset = ledger.asset(Int(row))
                JSONReport.identity(of: asset, in: ledger, into: &json)
                json.member("index", Int(ledger.index(Int(row))))
                json.member("from", ledger.text(ledger.sender(Int(row)), asset: asset))
                json.member("amount", ledger.amount(Int(row)))
            }
        }
    }

    /// Rules that are not money say that an address was reached, and how much passed to it.
    private func reached(_ amount: Amount, into json: inout JSONWriter) {
        if !isMoney { json.member("reached", true) }
        json.member("amount", amount)
    }

    private func tags(_ key: String, _ tags: [Tag], into json: inout JSONWriter) {
        json.array(key, tags) { json, tag in
            json.object(flat: true) { json in
                json.member("label", tag.label)
                json.member("category", tag.category?.name)
                json.member("entity", tag.entity)
                json.member("jurisdiction", tag.jurisdiction)
                json.member("confidence", tag.confidence)
                json.member("source", tag.source)
            }
        }
    }

    private func counts(_ finding: GuardFinding, into json: inout JSONWriter) {
        json.member("counterparties", finding.counterparties)
        json.member("transfers", finding.transfers)
    }

    private func arrival(_ flow: Flow, into json: inout JSONWriter) {
        transfer(Int(flow.row), into: &json)
        json.member("tainted", flow.tainted)
    }

    /// An output that a coinjoin spends.
    private func entry(_ flow: Flow, at time: Int64?, into json: inout JSONWriter) {
        reference(Int(flow.row), into: &json)
        json.member("time", time: time)
        json.member("from", ledger.knownText(ledger.recipient(Int(flow.row)), asset: trace.asset))
        json.member("amount", ledger.amount(Int(flow.row)))
        json.member("tainted", flow.tainted)
    }

    private func reference(_ row: Int, into json: inout JSONWriter) {
        json.member("tx", ledger.transactionText(row))
        json.member("index", Int(ledger.index(row)))
    }

    private func transfer(_ row: Int, into json: inout JSONWriter, recipient: (inout JSONWriter) -> Void = { _ in }) {
        reference(row, into: &json)
        json.member("time", time: ledger.time(row))
        json.member("from", payers.payer(row).map(text))
        recipient(&json)
        json.member("amount", ledger.amount(row))
    }

    private func text(_ address: AddressID) -> String { ledger.text(address, asset: trace.asset) }
}
