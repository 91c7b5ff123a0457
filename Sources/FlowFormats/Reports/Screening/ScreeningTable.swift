import FlowTracing

/// A screening for people: who an address is, on which lists; then where its money came from and where it went.
struct ScreeningTable {
    let report: ScreeningReport
    private var ledger: Ledger { report.ledger }

    init(report: ScreeningReport) { self.report = report }

    func write(style: ReportStyle, into out: inout ReportWriter) {
        var canvas = TableCanvas(out, style: style)
        if let subjects = report.subjects {
            var exposures: [AddressID: [Exposure]] = [:]
            report.forEachExposure { exposures[$0.address, default: []].append($0) }
            for subject in subjects { write(subject, subject.ids.flatMap { exposures[$0] ?? [] }, into: &canvas) }
        } else {
            overview(into: &canvas)
        }
        footer(into: &canvas)
        out = canvas.out
    }

    /// Lists that are named one by one, of each kind.
    private static let namedOfAKind = 6

    /// The lists that are named, by kind; the last of each kind with how many of it are not.
    private var shownLists: [(list: LabelFile, others: Int)] {
        ListKind.allCases.flatMap { kind in
            let lists = report.lists.filter { $0.kind == kind }
            let named = lists.prefix(ScreeningTable.namedOfAKind)
            return named.enumerated().map { place, list in
                (list, place == named.count - 1 ? lists.count - named.count : 0)
            }
        }
    }

    // MARK: One address

    private func write(
        _ subject: ScreeningReport.Subject, _ exposures: [Exposure], into canvas: inout TableCanvas
    ) {
        canvas.gap()
        canvas.line(.init(VisibleText.of(subject.text), .bold))
        for tag in subject.tags { write(tag, into: &canvas) }
        if subject.isInConflict {
            canvas.paragraph(
                "The lists disagree about this address; all they say stands above.", ink: .caution, indent: 2)
        }
        if subject.tags.isEmpty {
            if report.lists.isEmpty {
                canvas.paragraph("no label list was given", ink: .dim, indent: 2)
            }
            for (list, others) in shownLists {
                let more =
                    others == 0 ? "" : ", nor on \(counted(others, "other", "others")) of kind \(list.kind.rawValue)"
                canvas.paragraph(
                    "not on this list version (\(VisibleText.of(list.versionText)))\(more)", ink: .dim, indent: 2)
            }
        }
        for cluster in subject.clusters {
            let name = VisibleText.of(ledger.text(ledger.address(cluster.name)))
            let links = cluster.links.compactMap(ScreeningReport.HeuristicLinks.init).map(\.text)
            canvas.paragraph(
                "screened as one with \(counted(cluster.members.count - 1, "other address", "other addresses")) "
                    + "(cluster \(name)), inferred by \(links.joined(separator: ", "))", ink: .caution, indent: 2,
                hanging: 2)
        }
        if subject.ids.isEmpty { canvas.paragraph("does not occur in these data", indent: 2) }
        for exposure in exposures { write(exposure, into: &canvas) }
    }

    private func write(_ tag: Tag, into canvas: inout TableCanvas) {
        var words = VisibleText.of(tag.entity ?? tag.label)
        words += ", \(VisibleText.of(tag.category?.name ?? "no category"))"
        if let jurisdiction = tag.jurisdiction { words += ", \(VisibleText.of(jurisdiction))" }
        words += ", confidence \(tag.confidence)"
        if tag.relation == .counterparty { words += "; only a counterparty: no attribution" }
        var list = tag.kind.rawValue
        if !tag.list.isEmpty { list += ", \(VisibleText.of(tag.list))" }
        if !tag.source.isEmpty { list += ", \(VisibleText.of(tag.source))" }
        canvas.paragraph("\(words)  [\(list)]", indent: 2, hanging: 2)
    }

    private func write(_ exposure: Exposure, into canvas: inout TableCanvas) {
        let decimals = ledger.assets[Int(exposure.asset)].decimals
        var amounts = AmountFormat(decimals: decimals)
        for row in exposure.rows {
            amounts.include(row.direct)
            amounts.include(row.indirect)
        }
        amounts.include(exposure.total)
        amounts.include(exposure.untracked)
        let verb = exposure.direction == .received ? "Received" : "Sent"
        canvas.gap()
        canvas.line(
            indent: 2,
            .init("\(verb) \(amounts(exposure.total)) \(VisibleText.of(ledger.name(of: exposure.asset)))", .bold),
            .init("  on \(ledger.chainName(of: exposure.asset))", .dim))
        var rows = [
            [exposure.direction == .received ? "from" : "to", "list", "value", "direct", "indirect", "share", "hops"]
        ]
        for row in exposure.rows {
            rows.append([
                VisibleText.of(row.exposure.category.name), row.exposure.kindName, amounts(row.value),
                amounts(row.direct), amounts(row.indirect), AmountText.percent(row.value, of: exposure.total),
                String(row.minHops),
            ])
        }
        rows.append([
            "untracked", "", amounts(exposure.untracked), "", "",
            AmountText.percent(exposure.untracked, of: exposure.total), "",
        ])
        canvas.grid(rows, indent: 4)
        if exposure.overlap > 0 {
            canvas.paragraph(
                "\(amounts(exposure.overlap)) stand in more than one row: those addresses are on several lists",
                ink: .dim,
                indent: 4)
        }
    }

    // MARK: All addresses

    /// What one (asset, direction, category, kind) comes to over all addresses.
    private struct Sum {
        var addresses = 0
        var direct = 0
    }

    private func overview(into canvas: inout TableCanvas) {
        struct Place: Hashable {
            var asset: AssetID
            var direction: Exposure.Direction
            var exposure: ExposureClass
        }
        var sums: [Place: Sum] = [:]
        var order: [Place] = []
        var addresses: [AssetID: [Exposure.Direction: Int]] = [:]
        report.forEachExposure { exposure in
            addresses[exposure.asset, default: [:]][exposure.direction, default: 0] += 1
            for row in exposure.rows {
                let place = Place(asset: exposure.asset, direction: exposure.direction, exposure: row.exposure)
                if sums[place] == nil { order.append(place) }
                sums[place, default: Sum()].addresses += 1
                if row.direct > 0 { sums[place, default: Sum()].direct += 1 }
            }
        }
        canvas.heading("All addresses", "how many are exposed to whom; --csv and --json have every one")
        var rows = [["asset", "direction", "category", "list", "directly", "in all", "of addresses"]]
        let sorted = order.enumerated().sorted {
            let (a, b) = ($0.element, $1.element)
            if a.asset != b.asset || a.direction != b.direction { return $0.offset < $1.offset }
            return a.exposure < b.exposure
        }
        for place in sorted.map(\.element) {
            guard let sum = sums[place] else { continue }
            rows.append([
                VisibleText.of(ledger.name(of: place.asset)), place.direction.rawValue,
                VisibleText.of(place.exposure.category.name), place.exposure.kindName,
                AmountText.count(sum.direct), AmountText.count(sum.addresses),
                AmountText.count(addresses[place.asset]?[place.direction] ?? 0),
            ])
        }
        canvas.grid(rows, indent: 2)
    }

    private func footer(into canvas: inout TableCanvas) {
        let options = report.screening.options
        canvas.gap()
        var words =
            "Inferred: value by haircut along paths of at most \(counted(options.hops, "transfer", "transfers")) through "
            + "unattributed addresses; opening balances observed; labels of confidence \(options.leastConfidence) and more"
        if let asOf = options.asOf { words += "; as of \(Timestamp.text(asOf))" }
        words +=
            ". Shares are of the total; untracked is of unknown origin, farther away, at rest, or lost to rounding."
        canvas.paragraph(words, ink: .dim)
        if !ledger.outputChains.isEmpty {
            canvas.paragraph(
                "UTXO chains: a transaction is a payment of all who spend more in it than they get to all who get more than "
                    + "they spend, in proportion; own change moves nowhere; what was sent includes fees, which are untracked. "
                    + "A transaction that looks like a coinjoin is a stop, shown as coinjoin/heuristic: an inference "
                    + "('lymer coinjoins').", ink: .dim)
        }
        if let totals = report.clusterTotals {
            let links = totals.links.compactMap(ScreeningReport.HeuristicLinks.init).map(\.text)
            canvas.paragraph(
                "Clusters, an inference: \(counted(totals.members, "address", "addresses")) in "
                    + "\(counted(totals.clusters, "cluster", "clusters")) screened as one each; what moved between them is not "
                    + "counted, and what labels say of one holds for all"
                    + (links.isEmpty ? "." : ". By \(links.joined(separator: ", "))."), ink: .caution, hanging: 2)
        }
        for (list, others) in shownLists {
            let more = others == 0 ? "" : ", and \(counted(others, "other", "others")) of this kind that --json names"
            canvas.paragraph(
                "List: \(VisibleText.of(list.versionText)), \(list.kind.rawValue)\(more)", ink: .dim, hanging: 2)
        }
        for note in report.notes { canvas.paragraph("Note: \(VisibleText.of(note))", ink: .dim, hanging: 2) }
    }
}
