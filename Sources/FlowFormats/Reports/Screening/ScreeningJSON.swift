import FlowTracing

/// A screening for other programs: schema `lymer.screening/1`.
///
/// ```json
/// { "schema": "lymer.screening/1", "rule": "haircut", "opening": "observed", "hops": 5, "asOf": null, "minConfidence": 60,
///   "lists": [ {"list": "ofac-sdn", "kind": "ofac-sdn", "version": "2024-09-27", "date": "…", "publisher": "…", "sha256": "…"} ],
///   "notes": [],
///   "clusters": {"clusters": 1, "members": 2, "links": [ {"heuristic": "multi-input", "version": 1, "confidence": 90, "links": 3} ]},
///   "addresses": [ { "address": "…", "occurs": true, "conflict": false, "notOn": ["ofac-sdn, version 2024-09-27"],
///       "clusters": [ {"cluster": "…", "members": 2, "links": [ {"heuristic": "multi-input", "version": 1, "confidence": 90, "links": 3} ]} ],
///       "tags": [ {"label": "…", "category": "exchange", "entity": "…", "jurisdiction": "KH", "confidence": 90, "kind": "community",
///                  "list": "…", "source": "…", "relation": "owner", "chain": null, "validFrom": null, "validTo": null} ] } ],
///   "exposures": [ { "address": "…", "asset": "USDT", "chain": "tron", "decimals": 6, "direction": "in", "members": 2,
///       "total": "0", "attributed": "0", "untracked": "0", "untrackedShare": "0.000000", "overlap": "0",
///       "rows": [ {"category": "exchange", "kind": "community", "direct": "0", "indirect": "0", "value": "0", "share": "0.000000", "minHops": 1} ] } ] }
/// ```
///
/// Amounts are decimal strings of base units; shares are of `total`, six digits, rounded down. `attributed` + `untracked` =
/// `total`; the rows of an exposure add up to `attributed` + `overlap`, unless `--min-share` leaves some out. `notOn` names
/// every list where an address stands on none of them. `clusters` and `members` are there where clusters are screened as one:
/// an inference, with the heuristics that joined the addresses; `cluster` is its first address. The kind of a row is
/// `heuristic` where no list says so but a coinjoin heuristic. Without addresses (`--all`) `addresses` is left out; exposures
/// come by asset, direction and address.
struct ScreeningJSON {
    let report: ScreeningReport

    func write(into out: inout ReportWriter) {
        var json = JSONWriter(out)
        let options = report.screening.options
        json.object { json in
            json.member("schema", ScreeningReport.schema)
            json.member("rule", ScreeningOptions.rule)
            json.member("opening", Opening.observed.name)
            json.member("hops", options.hops)
            json.member("asOf", time: options.asOf)
            json.member("minConfidence", options.leastConfidence)
            json.array("lists", report.lists) { json, list in
                json.object(flat: true) { json in
                    json.member("list", list.list)
                    json.member("kind", list.kind.rawValue)
                    json.member("version", list.version)
                    json.member("date", time: list.date)
                    json.member("publisher", list.publisher)
                    json.member("sha256", list.sha256)
                }
            }
            json.array("notes", report.notes) { $0.string($1) }
            if let totals = report.clusterTotals {
                json.object("clusters") { json in
                    json.member("clusters", totals.clusters)
                    json.member("members", totals.members)
                    write(totals.links, into: &json)
                }
            }
            if let subjects = report.subjects {
                json.array("addresses", subjects) { json, subject in write(subject, into: &json) }
            }
            json.objects("exposures") { element in
                report.forEachExposure { exposure in element { write(exposure, into: &$0) } }
            }
        }
        json.out.write("\n")
        out = json.out
    }

    private func write(_ subject: ScreeningReport.Subject, into json: inout JSONWriter) {
        json.object { json in
            json.member("address", subject.text)
            json.member("occurs", !subject.ids.isEmpty)
            json.member("conflict", subject.isInConflict)
            json.array("notOn", subject.tags.isEmpty ? report.lists.map(\.versionText) : []) { $0.string($1) }
            if report.clusterTotals != nil {
                json.array("clusters", subject.clusters) { json, cluster in
                    json.object { json in
                        json.member("cluster", report.ledger.text(report.ledger.address(cluster.name)))
                        json.member("members", cluster.members.count)
                        write(cluster.links, into: &json)
                    }
                }
            }
            json.array("tags", subject.tags) { json, tag in
                json.object(flat: true) { json in
                    json.member("label", tag.label)
                    json.member("category", tag.category?.name)
                    json.member("entity", tag.entity)
                    json.member("jurisdiction", tag.jurisdiction)
                    json.member("confidence", tag.confidence)
                    json.member("kind", tag.kind.rawValue)
                    json.member("list", tag.list)
                    json.member("source", tag.source)
                    json.member("relation", tag.relation.rawValue)
                    json.member("chain", tag.chain)
                    json.member("validFrom", time: tag.validFrom)
                    json.member("validTo", time: tag.validTo)
                }
            }
        }
    }

    private func write(_ links: [(heuristic: String, count: Int)], into json: inout JSONWriter) {
        json.array("links", links.compactMap(ScreeningReport.HeuristicLinks.init)) { json, one in
            json.object(flat: true) { json in
                json.member("heuristic", one.heuristic.name)
                json.member("version", one.heuristic.version)
                json.member("confidence", one.heuristic.confidence)
                json.member("links", one.links)
            }
        }
    }

    private func write(_ exposure: Exposure, into json: inout JSONWriter) {
        let ledger = report.ledger
        json.member("address", ledger.text(exposure.address, asset: exposure.asset))
        JSONReport.identity(of: exposure.asset, in: ledger, into: &json)
        json.member("direction", exposure.direction.rawValue)
        if let members = report.members(of: exposure) { json.member("members", members) }
        json.member("total", exposure.total)
        json.member("attributed", exposure.attributed)
        json.member("untracked", exposure.untracked)
        json.member("untrackedShare", AmountText.share(exposure.untracked, of: exposure.total))
        json.member("overlap", exposure.overlap)
        json.array("rows", exposure.rows) { json, row in
            json.object { json in
                json.member("category", row.exposure.category.name)
                json.member("kind", row.exposure.kindName)
                json.member("direct", row.direct)
                json.member("indirect", row.indirect)
                json.member("value", row.value)
                json.member("share", AmountText.share(row.value, of: exposure.total))
                json.member("minHops", row.minHops)
            }
        }
    }
}
