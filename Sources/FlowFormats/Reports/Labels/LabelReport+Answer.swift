import FlowTracing

/// `lymer labels show` and `lymer labels diff`.
extension LabelReport {
    static func table(_ answer: LabelAnswer, into canvas: inout TableCanvas) {
        let when = answer.asOf.map { "as of \(Timestamp.dateText($0))" } ?? "by the newest version of each list"
        canvas.gap()
        canvas.line(.init(VisibleText.of(answer.address), .bold), .init("  " + when))
        for entry in answer.entries where entry.holds { row(entry.tag, into: &canvas) }
        if !answer.entries.contains(where: \.holds) { canvas.line(indent: 2, "on none of the lists below") }
        let others = answer.entries.filter { !$0.holds }
        if !others.isEmpty {
            canvas.heading("At other times")
            for entry in others { row(entry.tag, into: &canvas) }
        }
        if !answer.conflictingOwners.isEmpty {
            let owners = answer.conflictingOwners.map(VisibleText.of).joined(separator: ", ")
            canvas.heading("Conflict", "lists name different owners: \(owners)")
        }
        if !answer.conflictingRoles.isEmpty {
            let categories = answer.conflictingRoles.map { VisibleText.of($0.name) }.joined(separator: ", ")
            canvas.heading("Conflict", "lists give categories that end a trace differently: \(categories)")
        }
        if !answer.absences.isEmpty {
            canvas.heading("Not on", "these list versions; a list says nothing of what came after its date")
            for absence in answer.absences { canvas.paragraph(text(absence), indent: 2, hanging: 2) }
        }
    }

    /// `not on this list version (2024-09-27)`, never more.
    static func text(_ absence: LabelAnswer.Absence) -> String {
        let list = "\(VisibleText.of(absence.list)) (\(absence.kind.rawValue))"
        guard let version = absence.version else {
            let first = absence.firstDate.map(Timestamp.dateText) ?? "no date"
            return "\(list): not known for that date; the first version here is of \(first)"
        }
        let date = absence.date.map(Timestamp.dateText)
        let name = date == version || date == nil ? "" : "version \(VisibleText.of(version)), "
        return "\(list): not on this list version (\(name)\(date ?? "\(VisibleText.of(version)), undated"))"
    }

    private static func row(_ tag: Tag, into canvas: inout TableCanvas) {
        let name = tag.entity.map { $0 == tag.label ? $0 : "\($0): \(tag.label)" } ?? tag.label
        var facts = [tag.category?.name ?? "no category", "confidence \(tag.confidence)"]
        if let jurisdiction = tag.jurisdiction { facts.append(jurisdiction) }
        if tag.relation == .counterparty { facts.append("a counterparty, not the owner") }
        if let chain = tag.chain { facts.append(chain) }
        canvas.line(
            indent: 2, .init(VisibleText.of(name), .accent),
            .init("  " + facts.map(VisibleText.of).joined(separator: ", ")))
        var list = "\(tag.list) (\(tag.kind.rawValue))"
        switch (tag.validFrom, tag.validTo) {
        case (nil, nil): break
        case (let from?, nil): list += ", since \(date(from))"
        case (nil, let to?): list += ", until \(date(to))"
        case (let from?, let to?): list += ", from \(date(from)) until \(date(to))"
        }
        if !tag.source.isEmpty { list += "; source: \(tag.source)" }
        canvas.paragraph(VisibleText.of(list), ink: .dim, indent: 4, hanging: 2)
    }

    static func members(_ answers: [LabelAnswer], _ path: String, into json: inout JSONWriter) {
        json.member("database", path)
        json.array("addresses", answers) { json, answer in
            json.object { json in
                json.member("address", answer.address)
                json.member("asOf", time: answer.asOf)
                json.array("tags", answer.entries) { json, entry in
                    json.object(flat: true) { json in
                        json.member("holds", entry.holds)
                        members(entry.tag, into: &json)
                    }
                }
                json.array("conflictingOwners", answer.conflictingOwners) { $0.string($1) }
                json.array("conflictingCategories", answer.conflictingRoles) { $0.string($1.name) }
                json.array("notOn", answer.absences) { json, absence in
                    json.object(flat: true) { json in
                        json.member("list", absence.list)
                        json.member("kind", absence.kind.rawValue)
                        json.member("version", absence.version)
                        json.member("date", time: absence.date)
                        json.member("firstDate", time: absence.firstDate)
                        json.member("says", text(absence))
                    }
                }
            }
        }
    }

    static func table(_ difference: ListDifference, into canvas: inout TableCanvas) {
        let (old, new) = (difference.old, difference.new)
        canvas.heading(
            VisibleText.of(old.list),
            "\(VisibleText.of(old.version)) (\(date(old.since))) against \(VisibleText.of(new.version)) (\(date(new.since)))"
        )
        for (title, sign, tags) in [("added", "+", difference.added), ("removed", "-", difference.removed)] {
            canvas.heading(title, AmountText.count(tags.count))
            for tag in tags.prefix(canvas.style.top ?? .max) {
                let facts = [tag.entity ?? tag.label, tag.category?.name ?? "", tag.chain ?? ""].filter { !$0.isEmpty }
                canvas.line(
                    indent: 2,
                    "\(sign) \(VisibleText.of(text(of: tag)))  \(VisibleText.of(facts.joined(separator: ", ")))")
            }
            canvas.more(tags.count - (canvas.style.top ?? tags.count), "tags", sum: "", indent: 2)
        }
    }

    static func members(_ difference: ListDifference, _ path: String, into json: inout JSONWriter) {
        json.member("database", path)
        json.object("old") { members(difference.old, into: &$0) }
        json.object("new") { members(difference.new, into: &$0) }
        json.array("added", difference.added) { json, tag in json.object(flat: true) { members(tag, into: &$0) } }
        json.array("removed", difference.removed) { json, tag in json.object(flat: true) { members(tag, into: &$0) } }
    }
}
