import FlowTracing

/// Findings of a watch as JSON lines of schema `lymer.finding/1`: what `lymer flag` writes, without what only a whole ledger
/// knows (cluster, rank, exposures), and with
///
/// ```json
/// "key": "fan-in-0123456789ab", "state": "provisional", "first": "fan-in-0123456789ab"
/// ```
///
/// `key` is the finding's `id` as far as it has grown, `first` what it was called when it began; the state is `provisional`
/// then, and `final` once it is whole: `lymer flag` finds that one too.
public enum FindingEncoder {
    /// Transactions that a line shows, so that it stays below the mebibyte that readers of lines take.
    static let mostTransactions = 1_000

    public static func state(_ news: FindingNews) -> String { news.isWhole ? "final" : "provisional" }

    /// One line, its line end included.
    public static func line(_ news: FindingNews, of ledger: Ledger, _ configuration: FlaggingConfiguration) -> [UInt8] {
        let finding = news.finding
        let members = FindingMembers(
            ledger: ledger, typology: configuration.typologies.first { $0.name == finding.typology })
        var json = JSONWriter(ReportWriter(capacity: 2_048 + 256 * finding.rows.count), flat: true)
        json.object { json in
            json.member("schema", FindingReport.schema)
            json.member("key", finding.id)
            json.member("state", state(news))
            json.member("first", news.first)
            json.member("inferred", true)
            json.member("id", finding.id)
            members.write(finding, to: &json)
            members.transactions(of: finding, limit: mostTransactions, to: &json)
        }
        json.out.write(byte: 0x0A)
        return json.out.bytes
    }
}
