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
        out.write(
            "finding,typology,fired,right,kind,operator,touches,score,excess,newMembers,dedication,servedTransfers,equalAmounts,"
                + "knownCrime,members,transfers,duration,measures\n")
        for (finding, verdict) in zip(findings, verdicts) {
            let facts = finding.facts
            let numbers = [
                finding.score.total, facts.excess, facts.newMembers, facts.dedication, facts.servedTransfers,
                facts.equalAmounts, facts.knownCrime, facts.members, facts.transfers, facts.duration,
            ].map(String.init)
            let fields =
                [
                    finding.id, finding.typology, "\(finding.firedTime)", verdict.found == nil ? "0" : "1",
                    verdict.found?.kind ?? "", verdict.found?.operatorName ?? "", verdict.touched?.kind ?? "",
                ] + numbers + [finding.measures.map { "\($0.value)" }.joined(separator: " ")]
            out.write(fields.map { CSVRow.field($0, column: "amount") }.joined(separator: ",") + "\n")
        }
    }
}
