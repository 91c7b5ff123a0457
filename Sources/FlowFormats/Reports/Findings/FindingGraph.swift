import FlowTracing

/// One finding as GraphML: its addresses and its transfers.
extension FindingReport {
    private static let document = GraphMLDocument(
        id: "finding", nodeKeys: ["address", "chain", "role", "entity", "category"],
        edgeKeys: ["asset", "tx", "index", "time", "amount", "label"])

    public func graph(_ finding: Finding, into out: inout ReportWriter) {
        Self.document.begin(into: &out)
        let chain = finding.rows.first.map { ledger.chainName(of: ledger.asset($0)) } ?? ""
        var numbers: [AddressID: Int] = [:]
        for (number, member) in finding.members.enumerated() {
            numbers[member] = number
            let tag = attribution.decidingTag(of: ledger.address(member), chain: chain)
            Self.document.node(
                number,
                [
                    text(member, finding), chain, finding.subjects.contains(member) ? "subject" : "member",
                    tag.map { $0.entity ?? $0.label }, tag?.category?.name,
                ], into: &out)
        }
        for (number, row) in finding.rows.enumerated() {
            guard let source = numbers[ledger.sender(row)], let target = numbers[ledger.recipient(row)] else {
                continue
            }
            let asset = ledger.asset(row)
            let amount = ledger.amount(row)
            Self.document.edge(
                number, source, target,
                [
                    ledger.name(of: asset), ledger.transactionText(row), String(ledger.index(row)),
                    Timestamp.text(ledger.time(row)), amount.decimalDigits,
                    AmountText.grouped(amount, decimals: ledger.assets[Int(asset)].decimals) + " "
                        + ledger.name(of: asset),
                ], into: &out)
        }
        Self.document.end(into: &out)
    }
}
