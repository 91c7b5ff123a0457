import FlowTracing

/// `chain,address,label,category,entity,jurisdiction,confidence,source,list_kind,valid_from,valid_to,relation` in any
/// order; `address` and one of label, category or entity suffice. Lines that begin with `#` are comments, wherever they
/// stand.
///
/// Other lists' words for the columns are known (`kind`, `type`, `name`, `network`, `country`). A column `role` or
/// `role_claimed` is read as a label: it is prose, and prose must not end a trace.
enum CSVLabels: LabelList {
    static let name = "label-csv"
    static let summary = "CSV with an address column and one of label, category, entity"

    private static let addressNames = ["address", "wallet", "wallet_address", "account"]

    static func recognises(_ sample: LabelSample) -> Bool {
        let columns = sample.columns
        return columns.count > 1 && !Set(columns).isDisjoint(with: addressNames.map(ColumnNames.normalise))
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        var rows = try LabelRows(source)
        var names = try rows.header()
        let columns = Columns(&names)
        rows.bind(names)
        var record = Record()
        while try rows.next(&record, &labels) {
            switch columns.entry(record) {
            case .success(let entry): entry.add(to: &labels)
            case .failure(let fault): labels.reject(line: record.line, fault.reason)
            }
        }
    }

    private struct Fault: Error { var reason: String }

    private struct Columns {
        let chain, address, label, category, entity, jurisdiction, confidence, source: ColumnSlot
        let kind, from, to, relation: ColumnSlot

        init(_ names: inout ColumnNames) {
            chain = names.column("chain", "network", "blockchain")
            address = names.column(addressNames)
            label = names.column("label", "name", "name_tag", "tag", "role_claimed", "role")
            category = names.column("category", "kind", "type")
            entity = names.column("entity", "owner", "actor", "service")
            jurisdiction = names.column("jurisdiction", "country")
            confidence = names.column("confidence")
            source = names.column("source", "claim_source")
            kind = names.column("list_kind")
            from = names.column("valid_from")
            to = names.column("valid_to")
            relation = names.column("relation")
        }

        func entry(_ record: borrowing Record) -> Result<LabelEntry, Fault> {
            var entry = LabelEntry(
                line: record.line, address: record.value(address)?.string ?? "", chain: record.value(chain)?.string,
                label: record.value(label)?.string, category: record.value(category)?.string,
                entity: record.value(entity)?.string, jurisdiction: record.value(jurisdiction)?.string,
                confidence: record.value(confidence)?.string, source: record.value(source)?.string)
            if let text = record.value(kind)?.string {
                guard let known = ListKind(rawValue: text.lowercased()) else {
                    let kinds = ListKind.allCases.map(\.rawValue).joined(separator: ", ")
                    return .failure(Fault(reason: "list_kind '\(Excerpt.text(text))' is none of \(kinds)"))
                }
                entry.kind = known
            }
            if let text = record.value(relation)?.string {
                guard let known = Tag.Relation(rawValue: text.lowercased()) else {
                    return .failure(
                        Fault(reason: "relation '\(Excerpt.text(text))' is neither owner nor counterparty"))
                }
                entry.relation = known
            }
            for (slot, place, name) in [(from, \LabelEntry.validFrom, "valid_from"), (to, \.validTo, "valid_to")] {
                guard let field = record.value(slot) else { continue }
                guard let time = field.time else {
                    return .failure(Fault(reason: "\(name) '\(Excerpt.text(field.string))' is no time"))
                }
                entry[keyPath: place] = time
            }
            return .success(entry)
        }
    }
}
