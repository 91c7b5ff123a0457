import FlowTracing

/// Clusters of a ledger: all of some size, or that of one address. All of it is inference, and says so.
public struct ClusterReport {
    public enum Format: String, CaseIterable, Sendable { case table, json, csv }

    public static let schema = "lymer.clusters/1"

    public var clusters: LedgerClusters
    public var list: [ClusterSummary]
    public var totals: ClusterTotals
    /// Names of heuristics that were left out, and what falls apart without them.
    public var without: [String]
    public var fallingApart: (clusters: Int, pieces: Int, largestLoss: Int)?
    /// Sentences the reader must see: what labels left out, …
    public var notes: [String]
    /// Clusters that the table shows; `nil` shows all.
    public var top: Int?

    public init(
        _ clusters: LedgerClusters, list: [ClusterSummary], without: [String] = [],
        fallingApart: (clusters: Int, pieces: Int, largestLoss: Int)? = nil, notes: [String] = [], top: Int? = 20
    ) {
        (self.clusters, self.list, self.without) = (clusters, list, without)
        (self.fallingApart, self.notes, self.top) = (fallingApart, notes, top)
        totals = clusters.totals()
    }

    private var ledger: Ledger { clusters.ledger }
    private func text(_ address: AddressID) -> String { ledger.text(ledger.address(address)) }

    public func write(_ format: Format, width: Int = 100, into out: inout ReportWriter) {
        switch format {
        case .table: table(width: width, into: &out)
        case .json: json(into: &out)
        case .csv: csv(into: &out)
        }
    }

    // MARK: For people

    private func table(width: Int, into out: inout ReportWriter) {
        var canvas = TableCanvas(out, style: ReportStyle(width: width))
        canvas.heading("Clusters (inferred)", "addresses that seem to have one owner; 'lymer why' shows the evidence")
        for cluster in list.prefix(top ?? list.count) { entry(cluster, into: &canvas) }
        if list.isEmpty { canvas.line(indent: 2, .init("none", .dim)) }
        canvas.more(list.count - min(list.count, top ?? list.count), "clusters", sum: "", indent: 2)
        canvas.gap()
        canvas.paragraph(
            "\(counted(totals.clusters, "cluster", "clusters")) of \(counted(totals.members, "address", "addresses")) "
                + "among \(AmountText.count(totals.addresses)), the largest of \(AmountText.count(totals.largest)). Links: "
                + (totals.links.isEmpty
                    ? "none"
                    : totals.links.map { "\($0.heuristic) \(AmountText.count($0.count))" }.joined(separator: ", "))
                + ".",
            ink: .dim)
        canvas.paragraph(leftOut, ink: .dim)
        if let fallingApart, !without.isEmpty {
            canvas.paragraph(
                "Without \(without.joined(separator: ", ")): \(counted(fallingApart.clusters, "cluster falls", "clusters fall")) "
                    + "apart into \(counted(fallingApart.pieces, "piece", "pieces")); the largest loss is "
                    + "\(counted(fallingApart.largestLoss, "address", "addresses")).", ink: .caution)
        }
        for note in notes { canvas.paragraph("Note: " + note, ink: .caution, hanging: 2) }
        out = canvas.out
    }

    /// Every cut is counted.
    private var leftOut: String {
        var parts = ["\(counted(totals.void, "link", "links")) void"]
        parts.append("\(AmountText.count(totals.conflicts)) refused between different strong labels")
        parts.append("\(AmountText.count(totals.refusedWeak)) weak ones between large clusters")
        if !ledger.outputChains.isEmpty {
            parts.append(
                "\(counted(clusters.coinjoins, "coinjoin", "coinjoins")) and "
                    + "\(counted(clusters.suspects, "suspected PayJoin or coinjoin of two", "suspected PayJoins or coinjoins of two")) not joined"
            )
        }
        parts.append(counted(totals.alarms, "growth alarm", "growth alarms"))
        return "Left out: " + parts.joined(separator: ", ") + "."
    }

    private func entry(_ cluster: ClusterSummary, into canvas: inout TableCanvas) {
        canvas.line(
            indent: 2, .init(text(cluster.name), .accent),
            .init("  " + counted(cluster.members.count, "address", "addresses"), .bold))
        let names = cluster.entities.prefix(4).map { one in
            let category = one.category.map { ", \($0)" } ?? ""
            return "\(VisibleText.of(one.entity)) (\(one.kind.rawValue)\(category)) \(AmountText.count(one.count))"
        }
        let more = cluster.entities.count > 4 ? " and \(cluster.entities.count - 4) more" : ""
        if !names.isEmpty { canvas.paragraph("labels: " + names.joined(separator: ", ") + more, indent: 6, hanging: 2) }
        let links = cluster.links.map { "\($0.heuristic) \(AmountText.count($0.count))" }
        if !links.isEmpty { canvas.paragraph("links: " + links.joined(separator: ", "), indent: 6, hanging: 2) }
        var alarms: [String] = []
        if cluster.alarms > 0 { alarms.append(counted(cluster.alarms, "growth alarm", "growth alarms")) }
        if cluster.conflicts > 0 {
            alarms.append("\(counted(cluster.conflicts, "link", "links")) to a cluster of another label refused")
        }
        if cluster.refusedWeak > 0 {
            alarms.append("\(counted(cluster.refusedWeak, "weak link", "weak links")) to a large cluster refused")
        }
        if !alarms.isEmpty { canvas.paragraph(alarms.joined(separator: "; "), ink: .caution, indent: 6, hanging: 2) }
    }

    // MARK: For machines

    private func json(into out: inout ReportWriter) {
        var json = JSONWriter(out)
        json.object { json in
            json.member("schema", ClusterReport.schema)
            json.member("inferred", true)
            json.array("heuristics", ClusterHeuristics.all.filter { clusters.selection.contains($0.name) }) {
                json, one in
                json.object(flat: true) { json in
                    json.member("name", one.name)
                    json.member("version", one.version)
                    json.member("confidence", one.confidence)
                    json.member("strength", one.strength.rawValue)
                    json.member("links", totals.links.first { $0.heuristic == one.name }?.count ?? 0)
                }
            }
            json.object("totals", flat: true) { json in
                json.member("addresses", totals.addresses)
                json.member("clusters", totals.clusters)
                json.member("members", totals.members)
                json.member("largest", totals.largest)
                json.member("voidLinks", totals.void)
                json.member("refusedConflicts", totals.conflicts)
                json.member("refusedWeak", totals.refusedWeak)
                json.member("alarms", totals.alarms)
                json.member("coinjoins", clusters.coinjoins)
                json.member("suspects", clusters.suspects)
            }
            if let fallingApart, !without.isEmpty {
                json.object("without", flat: true) { json in
                    json.array("heuristics", without) { $0.string($1) }
                    json.member("clusters", fallingApart.clusters)
                    json.member("pieces", fallingApart.pieces)
                    json.member("largestLoss", fallingApart.largestLoss)
                }
            }
            json.array("notes", notes) { $0.string($1) }
            json.array("clusters", list) { json, cluster in json.object { entry(cluster, into: &$0) } }
        }
        json.out.write("\n")
        out = json.out
    }

    private func entry(_ cluster: ClusterSummary, into json: inout JSONWriter) {
        json.member("id", text(cluster.name))
        json.member("size", cluster.members.count)
        json.array("labels", cluster.entities) { json, one in
            json.object(flat: true) { json in
                json.member("entity", one.entity)
                json.member("category", one.category)
                json.member("kind", one.kind.rawValue)
                json.member("members", one.count)
            }
        }
        json.object("links", flat: true) { json in for one in cluster.links { json.member(one.heuristic, one.count) } }
        json.member("alarms", cluster.alarms)
        json.member("refusedConflicts", cluster.conflicts)
        json.member("refusedWeak", cluster.refusedWeak)
        json.array("members", sorted(cluster.members), flat: true) { $0.string($1) }
    }

    private func sorted(_ members: [AddressID]) -> [String] { members.map(text).sorted() }

    private func csv(into out: inout ReportWriter) {
        out.write("cluster,size,address,entity,category\n")
        for cluster in list {
            let tags = cluster.entities.first
            let end = [tags?.entity ?? "", tags?.category ?? ""].map { CSVRow.field($0) }.joined(separator: ",")
            let start = CSVRow.field(text(cluster.name)) + ",\(cluster.members.count),"
            for member in sorted(cluster.members) { out.write(start + CSVRow.field(member) + "," + end + "\n") }
        }
    }
}
