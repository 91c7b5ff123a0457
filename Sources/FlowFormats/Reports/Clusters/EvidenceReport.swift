import FlowTracing

/// Why two addresses are in one cluster: link by link, with the transaction and the heuristic of each.
public struct EvidenceReport {
    public static let schema = "lymer.why/1"

    public var ledger: Ledger
    public var a: AddressID
    public var b: AddressID
    public var evidence: ClusterEvidence
    /// Heuristics left out, and what there is without them.
    public var without: [String]
    public var remaining: ClusterEvidence?

    public init(
        ledger: Ledger, _ a: AddressID, _ b: AddressID, evidence: ClusterEvidence, without: [String] = [],
        remaining: ClusterEvidence? = nil
    ) {
        (self.ledger, self.a, self.b, self.evidence) = (ledger, a, b, evidence)
        (self.without, self.remaining) = (without, remaining)
    }

    private func text(_ address: AddressID) -> String { ledger.text(ledger.address(address)) }

    public func write(_ format: ClusterReport.Format, width: Int = 100, into out: inout ReportWriter) {
        switch format {
        case .table:
            var canvas = TableCanvas(out, style: ReportStyle(width: width))
            canvas.heading("Evidence (inferred)", "what joins two addresses, by the fewest links")
            tell(evidence, into: &canvas)
            if let remaining, !without.isEmpty {
                canvas.heading("Without \(without.joined(separator: ", "))")
                tell(remaining, into: &canvas)
            }
            out = canvas.out
        case .json:
            var json = JSONWriter(out)
            json.object { json in
                json.member("schema", EvidenceReport.schema)
                json.member("inferred", true)
                json.member("a", text(a))
                json.member("b", text(b))
                tell(evidence, into: &json)
                if let remaining, !without.isEmpty {
                    json.object("without") { json in
                        json.array("heuristics", without) { $0.string($1) }
                        tell(remaining, into: &json)
                    }
                }
            }
            json.out.write("\n")
            out = json.out
        case .csv:
            out.write("step,from,to,heuristic,version,strength,confidence,chain,tx,row,time\n")
            guard case .path(let links) = remaining ?? evidence else { return }
            for (number, link) in links.enumerated() {
                let fields = [
                    String(number + 1), text(link.from), text(link.to), link.heuristic, String(link.version),
                    link.strength.rawValue, String(link.confidence), ledger.chainName(of: ledger.asset(link.row)),
                    ledger.transactionText(link.row), String(link.row), Timestamp.text(ledger.time(link.row)),
                ]
                out.write(fields.map { CSVRow.field($0) }.joined(separator: ",") + "\n")
            }
        }
    }

    private func words(_ evidence: ClusterEvidence) -> String {
        switch evidence {
        case .unknownAddress: "an address is not in this ledger"
        case .apart: "they are on chains that have no addresses in common"
        case .separate(let x, let y):
            "nothing joins them: one is in a cluster of \(AmountText.count(x)), the other of \(AmountText.count(y))"
        case .path(let links) where links.isEmpty: "they are one address"
        case .path(let links): counted(links.count, "link joins them", "links join them")
        }
    }

    private func tell(_ evidence: ClusterEvidence, into canvas: inout TableCanvas) {
        canvas.paragraph(words(evidence), indent: 2)
        guard case .path(let links) = evidence, let first = links.first else { return }
        canvas.line(indent: 4, .init(text(first.from), .accent))
        for link in links {
            canvas.paragraph(
                "\(link.heuristic) version \(link.version), \(link.strength.rawValue), confidence \(link.confidence); "
                    + Timestamp.plain(ledger.time(link.row)), indent: 8, hanging: 2)
            canvas.paragraph("\(ledger.transactionText(link.row)), row \(link.row)", ink: .dim, indent: 8, hanging: 2)
            canvas.line(indent: 4, .init(text(link.to), .accent))
        }
    }

    private func tell(_ evidence: ClusterEvidence, into json: inout JSONWriter) {
        guard case .path(let links) = evidence else {
            json.member("joined", false)
            json.member("reason", words(evidence))
            if case .separate(let x, let y) = evidence {
                json.array("clusterSizes", [x, y]) { $0.number($1) }
            }
            return
        }
        json.member("joined", true)
        json.array("path", links) { json, link in
            json.object(flat: true) { json in
                json.member("from", text(link.from))
                json.member("to", text(link.to))
                json.member("heuristic", link.heuristic)
                json.member("version", link.version)
                json.member("strength", link.strength.rawValue)
                json.member("confidence", link.confidence)
                json.member("chain", ledger.chainName(of: ledger.asset(link.row)))
                json.member("tx", ledger.transactionText(link.row))
                json.member("row", link.row)
                json.member("time", time: ledger.time(link.row))
            }
        }
    }
}
