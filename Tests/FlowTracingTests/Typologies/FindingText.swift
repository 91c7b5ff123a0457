@testable import FlowTracing

/// Findings with names instead of numbers, so that those of two ledgers can be compared.
struct FindingText {
    let ledger: Ledger
    let scale: Amount
    let shift: Int64
    /// Rewrites names and transactions.
    let rename: (String) -> String
    private let names: [Address: String]

    init(
        _ table: TypologyTable, _ ledger: Ledger, _ writing: TypologyTable.Writing = .init(),
        rename: @escaping (String) -> String = { $0 }
    ) {
        (self.ledger, scale, shift, self.rename) = (ledger, writing.scale, writing.shift, rename)
        names = Dictionary(
            table.names.map { (TypologyTable.address($0, salt: writing.salt), $0) }, uniquingKeysWith: { a, _ in a })
    }

    func name(_ id: AddressID) -> String { rename(names[ledger.address(id)] ?? "?") }

    private func names(_ list: [AddressID]) -> String { list.map(name).sorted().joined(separator: " ") }

    func row(_ row: Int) -> String { rename(ledger.transactionText(row)) + "/\(ledger.index(row))" }

    /// Everything that a finding says; without its id where transactions are called otherwise.
    func text(_ one: Finding, hasID: Bool = true) -> String {
        let values = one.values.map { "\(ledger.name(of: $0.asset)) \($0.amount / scale)" }.sorted()
        return """
            \(hasID ? one.id : one.typology) of \(names(one.subjects)) with \(names(one.members)): \
            \(one.rows.map(row)) +\(one.rowsLeftOut) \(one.firstTime - shift)-\(one.lastTime - shift) \(values) \
            \(one.measures.map { "\($0.description.name) \($0.value)" }) at \(row(one.firedAt)) \
            \(one.firedTime - shift) \(one.facts) \(one.score)
            """
    }

    func text(_ cluster: SuspiciousCluster, hasID: Bool = true) -> String {
        """
        \(hasID ? cluster.id : "") \(names(cluster.members)) \(cluster.firstTime - shift)-\(cluster.lastTime - shift) \
        \(hasID ? "\(cluster.score)" : "\(cluster.score.total)"): \(cluster.findings.map { text($0, hasID: hasID) }.sorted())
        """
    }

    func lines(_ result: Flagging.Result, hasIDs: Bool = true) -> [String] {
        (result.findings.map { text($0, hasID: hasIDs) } + result.clusters.map { text($0, hasID: hasIDs) }).sorted()
    }
}
