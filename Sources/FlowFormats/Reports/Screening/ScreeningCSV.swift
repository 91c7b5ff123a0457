import FlowTracing

/// A screening as rows: one for each address, direction, asset, category and kind of list, and one of category `untracked` for
/// the rest of the total. Amounts in base units; shares of the total, six digits, rounded down.
///
/// The `value`s of an address, direction and asset add up to `total` where no address stands on several lists and nothing
/// is left out by `--min-share`. Where clusters are screened as one there is a column more, `members`: the addresses that the
/// row is about.
struct ScreeningCSV {
    let report: ScreeningReport

    static let columns = [
        "address", "chain", "asset", "contract", "decimals", "direction", "category", "kind", "direct", "indirect",
        "value", "total", "share", "min_hops", "rule", "hops",
    ]

    func write(into out: inout ReportWriter) {
        let ledger = report.ledger
        let entities = report.screening.entities
        let columns = ScreeningCSV.columns + (entities == nil ? [] : ["members"])
        out.write(columns.joined(separator: ",") + "\n")
        var asset: AssetID?
        var middle = ""
        let rule = ",\(ScreeningOptions.rule),\(report.screening.options.hops)"
        var writer = ReportWriter()
        swap(&writer, &out)
        report.forEachExposure { exposure in
            if asset != exposure.asset {
                asset = exposure.asset
                let one = ledger.assets[Int(exposure.asset)]
                middle = [
                    ledger.chainName(of: exposure.asset), ledger.name(of: exposure.asset),
                    ledger.contractText(of: exposure.asset) ?? "", one.decimals.map { String($0) } ?? "",
                ].map { CSVRow.field($0, column: "") }.joined(separator: ",")
            }
            let address = CSVRow.field(ledger.text(exposure.address, asset: exposure.asset), column: "address")
            let start = "\(address),\(middle),\(exposure.direction.rawValue),"
            let total = exposure.total.decimalDigits
            let end = rule + (report.members(of: exposure).map { ",\($0)" } ?? "") + "\n"
            func line(_ name: String, _ direct: String, _ indirect: String, _ value: Amount, _ hops: String) {
                writer.write(start)
                writer.write("\(name),\(direct),\(indirect),\(value.decimalDigits),\(total),")
                writer.write("\(AmountText.share(value, of: exposure.total)),\(hops)\(end)")
            }
            for row in exposure.rows {
                let name = CSVRow.field(row.exposure.category.name, column: "category")
                line(
                    "\(name),\(row.exposure.kindName)", row.direct.decimalDigits, row.indirect.decimalDigits,
                    row.value, String(row.minHops))
            }
            if exposure.untracked > 0 { line("untracked,", "", "", exposure.untracked, "") }
        }
        swap(&writer, &out)
    }
}
