import FlowTracing

/// What every finding looked like and whether it was right: for those who tune points. CSV, a line a finding.
public struct FindingFactsTable {
    let findings: [Finding]
    let verdicts: [FindingVerdict]

    public init(findings: [Finding], truths: [PatternTruth], ledger: Ledger) {
        self.findings = findings
        verdicts = FindingVerdict.all(findings, truths: truths, ledger: ledger)
    }

    public func write(into out: inout ReportWriter) {
        let names = FindingFacts().list.map(\.name).joined(separator: ",")
        out.write("finding,typology,fired,right,instance,kind,operator,touches,score,\(names),measures,partOf\n")
        for (finding, verdict) in zip(findings, verdicts) {
            let numbers = ([finding.score.total] + finding.facts.list.map(\.value)).map(String.init)
            let fields =
                [
                    finding.id, finding.typology, "\(finding.firedTime)", verdict.found == nil ? "0" : "1",
                    verdict.found?.id ?? "", verdict.found?.kind ?? "", verdict.found?.operatorName ?? "",
                    verdict.touched?.kind ?? "",
                ] + numbers + [finding.measures.map { "\($0.value)" }.joined(separator: " "), finding.partOf ?? ""]
            out.write(fields.map { CSVRow.field($0, column: "amount") }.joined(separator: ",") + "\n")
        }
    }
}
