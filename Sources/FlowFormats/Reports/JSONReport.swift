import FlowTracing

/// The whole answer for other programs: schema `lymer.trace/1`.
///
/// Beyond what the schema asks, an asset names its `contract` and `issuer` and is marked `lookalike`; an endpoint gives
/// the `label`, its `confidence` and `source`, and `otherLabels` that disagree or agree, or where a heuristic alone names
/// it the `deposit` address it is; deposit addresses that ended nothing are `possibleEndpoints`; `freeze` is the queue of
/// what can be frozen by whom; the run carries `notes` and the behaviour guard's thresholds. On a UTXO chain an output's `from` is the one owner of all inputs, else `null`, and
/// an asset lists its `transactions`, `coinjoins` and `peelChains`.
public enum JSONReport: ReportEncoder {
    public static let name = "json"
    public static let summary = "everything, one JSON document (schema \(TraceReport.schema))"

    public static func encode(_ report: TraceReport, style: ReportStyle, into out: inout ReportWriter) {
        var json = JSONWriter(out)
        json.object { json in
            run(report, into: &json)
            cases(of: report, into: &json)
        }
        json.out.write("\n")
        out = json.out
    }

    /// What holds for every case: schema, question, ledger, notes.
    static func run(_ report: TraceReport, into json: inout JSONWriter) {
        json.member("schema", TraceReport.schema)
        json.member("direction", report.direction)
        json.member("rule", report.rule)
        json.member("opening", report.options.opening.name)
        let ledger = report.ledger
        json.object("ledger") { json in
            json.member("transfers", ledger.count + ledger.outputCount)
            if !ledger.outputChains.isEmpty {
                json.member("outputs", ledger.outputCount)
                json.member("transactions", ledger.transactionCount)
            }
            json.member("addresses", ledger.addressCount + ledger.scriptCount)
            json.member("duplicates", ledger.allDuplicates)
            json.member("undecidedOrder", ledger.allUndecidedOrder)
            json.member("rejected", ledger.rejected)
            json.member("first", time: ledger.timeRange?.first)
            json.member("last", time: ledger.timeRange?.last)
            coverage(report, into: &json)
            json.array("sha256", ledger.files.map(\.sha256).filter { !$0.isEmpty }) { $0.string($1) }
            if !ledger.excludedAssets.isEmpty {
                json.array("excludedAssets", ledger.excludedAssets, flat: true) { json, asset in
                    json.object { identity(of: asset, in: ledger, into: &$0) }
                }
            }
        }
        let rule = report.options.behaviourGuard
        json.object("guard", flat: true) { json in
            json.member("action", rule.action.rawValue)
            json.member("counterparties", rule.counterparties)
            json.member("transfers", rule.transfers)
        }
        if report.direction == "forward", report.options.inferredEndpoints != .ignored {
            json.member("inferredEndpoints", report.options.inferredEndpoints == .ending ? "on" : "off")
        }
        let notes = ledger.files.flatMap { file in file.notes.map { "\(file.name): \($0)" } } + report.notes
        json.array("notes", notes) { $0.string($1) }
    }

    private static func coverage(_ report: TraceReport, into json: inout JSONWriter) {
        switch report.coverage {
        case .all: json.member("coverage", "all")
        case .none: json.member("coverage", "none")
        case .addresses(let addresses):
            json.member("coverage", "addresses")
            let texts = addresses.map(report.ledger.text).sorted()
            json.array("covered", texts) { $0.string($1) }
        }
        json.member("coverageAssumed", report.isCoverageAssumed)
    }

    /// What an asset is: its name for people, its chain and whatever tells it from another of the same name.
    static func identity(of asset: AssetID, in ledger: Ledger, into json: inout JSONWriter) {
        let one = ledger.assets[Int(asset)]
        json.member("asset", ledger.name(of: asset))
        json.member("chain", ledger.chainName(of: asset))
        json.member("decimals", one.decimals)
        if let contract = ledger.contractText(of: asset) { json.member("contract", contract) }
        if let issuer = one.issuer { json.member("issuer", issuer) }
        if one.isLookalike { json.member("lookalike", true) }
    }
}
