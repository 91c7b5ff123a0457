import FlowTracing

/// `lymer labels import` and `lymer labels list`.
extension LabelReport {
    static func table(_ imported: LabelImports, _ path: String, into canvas: inout TableCanvas) {
        let imports = imported.lists
        let files = imports.flatMap(\.files)
        let fresh = imports.filter(\.isNew)
        canvas.heading("Imported", "into \(VisibleText.of(path))")
        var rows = [["list", "kind", "tags", "left out", "problems", "conflicts", "began", "ended"]]
        for one in imports {
            let version = one.version
            let numbers =
                one.isNew
                ? [version.tags, version.leftOut, version.problems, version.conflicts, one.began, one.ended].map(
                    AmountText.count)
                : ["there already", "", "", "", "", ""]
            rows.append([VisibleText.of(version.id), version.kind.rawValue] + numbers)
        }
        if imports.count > 1 {
            func sum(_ field: (LabelListVersion) -> Int) -> String {
                AmountText.count(fresh.reduce(0) { $0 + field($1.version) })
            }
            rows.append(
                [counted(fresh.count, "list version", "list versions") + " new", "", sum(\.tags), sum(\.leftOut)]
                    + [sum(\.problems), sum(\.conflicts)]
                    + [fresh.reduce(0) { $0 + $1.began }, fresh.reduce(0) { $0 + $1.ended }].map(AmountText.count))
        }
        canvas.grid(rows, indent: 2)
        for one in fresh where one.previous != nil {
            canvas.paragraph(
                "\(VisibleText.of(one.version.id)) comes after version \(VisibleText.of(one.previous ?? "")), which is kept: "
                    + "tags that it has not any more end with \(date(one.version.since))", indent: 2, hanging: 2)
        }
        let remarks = files.flatMap { file in file.remarks.map { "\(file.name): \($0)" } }
        for remark in remarks { canvas.paragraph(VisibleText.of(remark), indent: 2, hanging: 2) }
        list(
            "Problems", fresh.flatMap { $0.files.flatMap(\.problems) }, fresh.reduce(0) { $0 + $1.version.problems },
            &canvas)
        list("Conflicts", conflicts(imported), fresh.isEmpty ? 0 : imported.conflictCount, &canvas)
        list("Passed over", imported.passedOver, imported.passedOver.count, &canvas)
    }

    /// Both claims of every conflict, each with its place.
    private static func conflicts(_ imported: LabelImports) -> [String] {
        imported.conflicts.map { conflict in
            let address = conflict.address.text(form: conflict.chain.map { Chain(name: $0).form } ?? .evm)
            let claims = conflict.claims.map { claim in
                let who = claim.entity ?? "nobody named"
                return "\(who)\(claim.category.map { " (\($0))" } ?? "") at \(claim.place)"
            }
            return "\(address): " + claims.joined(separator: "; ")
        }
    }

    private static func list(_ title: String, _ lines: [String], _ count: Int, _ canvas: inout TableCanvas) {
        guard count > 0 else { return }
        let shown = lines.prefix(canvas.style.top ?? .max)
        canvas.heading(title, AmountText.count(count))
        for line in shown { canvas.paragraph(VisibleText.of(line), indent: 2, hanging: 2) }
        if count > shown.count {
            canvas.paragraph("… and \(AmountText.count(count - shown.count)) more; --top 0 shows more", indent: 2)
        }
    }

    static func members(_ imported: LabelImports, _ path: String, into json: inout JSONWriter) {
        json.member("database", path)
        json.array("imports", imported.lists) { json, one in
            json.object { json in
                members(one.version, into: &json)
                json.member("new", one.isNew)
                json.member("previous", one.previous)
                json.member("began", one.began)
                json.member("ended", one.ended)
                let files = one.isNew ? one.files : []
                json.array("remarks", files.flatMap(\.remarks)) { $0.string($1) }
                json.array("problemLines", files.flatMap(\.problems)) { $0.string($1) }
            }
        }
        json.member("conflicts", imported.conflictCount)
        json.array("conflictLines", conflicts(imported)) { $0.string($1) }
        json.array("passedOver", imported.passedOver) { $0.string($1) }
    }

    static func table(_ versions: [LabelListVersion], _ path: String, into canvas: inout TableCanvas) {
        canvas.heading("Label lists", "of \(VisibleText.of(path))")
        var rows = [["list", "version", "date", "kind", "tags", "ending", "left out", "conflicts", "sha256"]]
        var last: String?
        for version in versions {
            rows.append([
                version.list == last ? "" : VisibleText.of(version.list), VisibleText.of(version.version),
                version.date.map(Timestamp.dateText) ?? "none given", version.kind.rawValue,
                AmountText.count(version.tags), AmountText.count(version.stopping), AmountText.count(version.leftOut),
                AmountText.count(version.conflicts), String(version.sha256.prefix(12)),
            ])
            last = version.list
        }
        canvas.grid(rows, indent: 2)
        if versions.isEmpty { canvas.line(indent: 2, "none yet: lymer labels import FILE…") }
    }
}
