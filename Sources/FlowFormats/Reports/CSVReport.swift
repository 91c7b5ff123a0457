import FlowTracing

/// Rows for a spreadsheet, for an exchange's compliance desk, for an issuer.
///
/// `record` tells what a row is:
/// - `place`: one place where value is; the `amount`s of a case's places add up to what was injected.
/// - `deposit`: one transfer into an endpoint, a burn or a swap, under its place: `amount` is its tainted part,
///   `transfer_amount` all of it. The deposits of an endpoint add up to its place.
/// - `output`: one unspent output of a UTXO chain, under the resting place it is part of: they add up to it.
/// - `candidate`: an output of a coinjoin where value that entered it may be, an inference: it has no `amount`, for it is
///   not traced; `transfer_amount` is the whole output. The coinjoin's own place names its transaction in `tx`.
/// - `possible`: a deposit address by inference that value reached and that did not end it: no `amount`, for the value is
///   booked where it went; `transfer_amount` is what arrived.
/// - `freeze`: a place where somebody can freeze, `index` its place in the queue; the same value as its `place`.
/// - `origin`: where value came from (`--backward`).
/// - `error`: a case that could not be run.
///
/// `amount` is in base units, `units` the same in units of the asset. `inferred` is true where a heuristic, not a
/// record or a label, says so. A text that a spreadsheet would take for a formula is led by an apostrophe.
public enum CSVReport: ReportEncoder {
    public static let name = "csv"
    public static let summary = "one row a place where value is, and one a deposit"

    static let columns = [
        "record", "case", "rule", "chain", "asset", "contract", "kind", "address", "entity", "category", "jurisdiction",
        "inferred", "amount", "units", "decimals", "transfers", "first", "last", "hops", "tx", "index", "time", "from",
        "transfer_amount", "note",
    ]

    public static func encode(_ report: TraceReport, style: ReportStyle, into out: inout ReportWriter) {
        out.write(columns.joined(separator: ",") + "\n")
        switch report.answer {
        case .destinations(let cases):
            for one in cases {
                if let failure = one.failure { error(one.id, one.rule, failure, into: &out) }
                for trace in one.assets {
                    CSVPlaces(ledger: report.ledger, id: one.id, rule: one.rule, trace: trace).write(into: &out)
                }
            }
        case .origins(let cases):
            for one in cases {
                if let failure = one.failure { error(one.id, one.rule, failure, into: &out) }
                for answer in one.assets { origins(answer, one, report.ledger, into: &out) }
            }
        }
    }

    private static func error(_ id: String, _ rule: TaintRule, _ failure: String, into out: inout ReportWriter) {
        out.write(CSVRow(["record": "error", "case": id, "rule": rule.rawValue, "note": failure]).line)
    }

    private static func origins(
        _ answer: AssetOrigins, _ one: CaseOrigins, _ ledger: Ledger, into out: inout ReportWriter
    ) {
        var base = CSVRow(ledger: ledger, record: "origin", id: one.id, rule: one.rule, asset: answer.asset)
        for origin in answer.origins {
            var row = base
            row["kind"] = origin.kind.rawValue
            row["address"] = ledger.text(origin.address, asset: answer.asset)
            row.name(origin.tag)
            row["category"] = origin.tag?.category?.name ?? ""
            if let amount = origin.amount { row.set(amount) }
            row["hops"] = String(origin.minHops)
            out.write(row.line)
        }
        if answer.rounding != 0 {
            base["kind"] = "rounding"
            base["amount"] = String(answer.rounding)
            out.write(base.line)
        }
    }
}

/// One row, its fields by column name.
struct CSVRow {
    private var fields: [String: String]
    private var decimals: Int?

    init(_ fields: [String: String]) { self.fields = fields }

    init(ledger: Ledger, record: String, id: String, rule: TaintRule, asset: AssetID) {
        decimals = ledger.assets[Int(asset)].decimals
        fields = [
            "record": record, "case": id, "rule": rule.rawValue, "chain": ledger.chainName(of: asset),
            "asset": ledger.name(of: asset), "contract": ledger.contractText(of: asset) ?? "",
            "decimals": decimals.map { String($0) } ?? "",
        ]
    }

    subscript(column: String) -> String {
        get { fields[column] ?? "" }
        set {
            assert(CSVReport.columns.contains(column))
            fields[column] = newValue
        }
    }

    mutating func set(_ amount: Amount) {
        self["amount"] = amount.decimalDigits
        if let decimals { self["units"] = AmountText.plain(amount, decimals: decimals) }
    }

    mutating func name(_ tag: Tag?) {
        self["entity"] = tag?.displayName ?? ""
        self["jurisdiction"] = tag?.jurisdiction ?? ""
    }

    /// The row as RFC 4180 writes it.
    var line: String { CSVReport.columns.map { CSVRow.field(self[$0], column: $0) }.joined(separator: ",") + "\n" }

    static func field(_ text: String, column: String = "") -> String {
        var text = text
        // A leading = + - @ makes a spreadsheet run the text; our own numbers may begin with a minus.
        if let first = text.utf8.first, "=+-@\t\r".utf8.contains(first), column != "amount" { text = "'" + text }
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d }) else { return text }
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" { quoted.unicodeScalars.append(character) }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}
