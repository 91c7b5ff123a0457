import FlowTracing

/// Findings for other programs: JSON lines of schema `lymer.finding/1`, a line a finding, and CSV.
///
/// ```json
/// {"schema": "lymer.finding/1", "inferred": true, "id": "cycle-0f3a…", "cluster": "cycle-0f3a…", "rank": 1, "clusterScore": 92,
///  "typology": "cycle", "version": 1, "confidence": 55, "category": "layering", "dwva": [], "technique": "ADT3028.003",
///  "subjects": ["…"], "members": ["…"], "firstTime": "…", "lastTime": "…", "firedTime": "…", "firedBy": "…",
///  "values": [{"chain": "tron", "asset": "USDT", "decimals": 6, "amount": "1000000"}],
///  "measures": [{"name": "hops", "unit": "count", "value": 4, "threshold": 3, "fires": "at least"}],
///  "score": 82, "parts": [{"name": "typology", "points": 55, "value": 55}],
///  "exposures": [{"category": "exchange", "kind": "community", "direction": "in", "asset": "USDT", "value": "…", "total": "…"}],
///  "transactions": [{"chain": "tron", "tx": "…", "index": 0, "from": "…", "to": "…", "asset": "USDT", "amount": "…", "time": "…"}],
///  "transactionsLeftOut": 0}
/// ```
///
/// Amounts are decimal strings of base units; shares are thousandths. `exposures` are those of the whole cluster's members; where paths
/// of several transfers count, `value` is what came directly, `indirect` what came through unlabelled addresses, and `shortest`
/// the transfers of the shortest path.
extension FindingReport {
    func jsonLines(into out: inout ReportWriter) {
        for (rank, cluster) in result.clusters.enumerated() {
            for finding in cluster.findings {
                var json = JSONWriter(out, flat: true)
                json.object { json in line(finding, cluster, rank + 1, &json) }
                out = json.out
                out.write("\n")
            }
        }
    }

    private func line(_ finding: Finding, _ cluster: SuspiciousCluster, _ rank: Int, _ json: inout JSONWriter) {
        let members = FindingMembers(ledger: ledger, typology: typology(finding))
        json.member("schema", FindingReport.schema)
        json.member("inferred", true)
        json.member("id", finding.id)
        json.member("cluster", cluster.id)
        json.member("rank", rank)
        json.member("clusterScore", cluster.score.total)
        members.write(finding, to: &json)
        json.array("exposures", cluster.exposures) { json, one in
            json.object { json in
                json.member("category", one.exposure.category.name)
                json.member("kind", one.exposure.kindName)
                json.member("direction", one.direction.rawValue)
                members.asset(one.asset, &json)
                json.member("value", one.value)
                json.member("total", one.total)
                if exposureHops > 1 {
                    json.member("indirect", one.indirect)
                    json.member("shortest", one.minHops)
                }
            }
        }
        members.transactions(of: finding, to: &json)
    }

    static let columns = [
        "rank", "cluster", "cluster_score", "finding", "typology", "score", "subjects", "members", "transactions",
        "first_time", "last_time", "fired_time", "values", "measures",
    ]

    /// A line a finding, by rank of its cluster.
    func csv(into out: inout ReportWriter) {
        out.write(FindingReport.columns.joined(separator: ",") + "\n")
        for (rank, cluster) in result.clusters.enumerated() {
            for finding in cluster.findings {
                let fields = [
                    "\(rank + 1)", cluster.id, "\(cluster.score.total)", finding.id, finding.typology,
                    "\(finding.score.total)", finding.subjects.map { text($0, finding) }.joined(separator: " "),
                    "\(finding.members.count)", "\(finding.rows.count + finding.rowsLeftOut)",
                    Timestamp.text(finding.firstTime), Timestamp.text(finding.lastTime),
                    Timestamp.text(finding.firedTime), values(finding),
                    finding.measures.map(measure).joined(separator: "; "),
                ]
                out.write(fields.map { CSVRow.field($0, column: "amount") }.joined(separator: ",") + "\n")
            }
        }
    }
}
