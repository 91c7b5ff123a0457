import FlowTracing

/// What every finding of several worlds looked like and whether it was right: for those who tune points. CSV, a line a
/// finding. Keeps the lines, not the findings.
public struct FindingFactsTable {
    private var lines = ReportWriter()

    public init() {}

    /// - Parameter world: what people call the world, as its folder.
    public mutating func add(_ findings: [Finding], truths: [PatternTruth], ledger: Ledger, world: String) {
        let verdicts = FindingVerdict.all(findings, truths: truths, ledger: ledger)
        for (finding, verdict) in zip(findings, verdicts) {
            let numbers = ([finding.score.total] + finding.facts.list.map(\.value)).map(String.init)
            let fields =
                [
                    finding.id, finding.typology, "\(finding.firedTime)", verdict.found == nil ? "0" : "1",
                    verdict.found?.id ?? "", verdict.found?.kind ?? "", verdict.found?.operatorName ?? "",
                    verdict.touched?.kind ?? "",
                ] + numbers + [finding.measures.map { "\($0.value)" }.joined(separator: " "), finding.partOf ?? ""]
            lines.write(
                fields.map { CSVRow.field($0, column: "amount") }.joined(separator: ",") + "," + CSVRow.field(world)
                    + "\n")
        }
    }

    public func write(into out: inout ReportWriter) {
        let names = FindingFacts().list.map(\.name).joined(separator: ",")
        out.write("finding,typology,fired,right,instance,kind,operator,touches,score,\(names),measures,partOf,world\n")
        out.write(lines.bytes)
    }
}
