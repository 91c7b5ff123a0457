import FlowTracing

/// One entry of a label list as text, before it is checked: the rules that every list shares.
struct LabelEntry {
    var line: Int
    var address: String
    /// CAIP-2 name or an alias of it; `nil` where the list names no chain.
    var chain: String?
    var label: String?
    var category: String?
    var entity: String?
    var jurisdiction: String?
    /// 0…100, or a GraphSense id.
    var confidence: String?
    var source: String?
    /// Where the entry is of another kind than its list.
    var kind: ListKind?
    /// Unix seconds, first included, last not.
    var validFrom: Int64?
    var validTo: Int64?
    var relation = Tag.Relation.owner

    /// Longest text of a field that is kept; longer ones are cut, addresses are refused.
    static let limit = 512

    /// Checks the entry and hands it over as a tag.
    func add(to labels: inout LabelCollector) {
        let trimmed = LabelEntry.trimmed(address)
        if trimmed.utf8.count != address.utf8.count {
            labels.report(line: line, "address '\(Excerpt.text(trimmed))' has blanks around it, read without")
        }
        let found: LabelAddress
        switch LabelAddress.parse(trimmed, on: labels.chain(chain)) {
        case .success(let address):
            found = address
            if let remark = address.remark { labels.report(line: line, "'\(Excerpt.text(trimmed))' \(remark)") }
        case .failure(let fault): return labels.reject(line: line, "'\(Excerpt.text(trimmed))' \(fault.reason)")
        }
        let label = text(label)
        let category = text(category)
        let entity = text(entity)
        guard let name = label ?? entity ?? category else {
            return labels.reject(line: line, "'\(trimmed)' has no label, category or entity")
        }
        var level = 100
        if let confidence = text(confidence) {
            guard let known = LabelConfidence.level(confidence) else {
                return labels.reject(
                    line: line,
                    "confidence '\(Excerpt.text(confidence))' is neither 0 to 100 nor a GraphSense confidence id")
            }
            level = known
        }
        var country = text(jurisdiction)?.uppercased()
        if let code = country, !LabelEntry.isCountry(code) {
            labels.report(line: line, "jurisdiction '\(Excerpt.text(code))' is no ISO 3166 code, left blank")
            country = nil
        }
        if let from = validFrom, let to = validTo, to <= from {
            return labels.reject(line: line, "'\(Excerpt.text(trimmed))' ceases to hold before it begins to")
        }
        labels.add(
            Tag(
                chain: found.chain, address: found.address, label: name, category: category.map { labels.category($0) },
                entity: entity, jurisdiction: country, confidence: level,
                source: text(source) ?? labels.fileName, kind: kind ?? labels.file.kind,
                validFrom: validFrom, validTo: validTo, relation: relation),
            alsoAs: found.twins, line: line)
    }

    private func text(_ field: String?) -> String? {
        guard let field else { return nil }
        let trimmed = LabelEntry.trimmed(field)
        if trimmed.isEmpty { return nil }
        // Most are short, and to count characters takes long.
        return trimmed.utf8.count <= LabelEntry.limit ? trimmed : String(trimmed.prefix(LabelEntry.limit))
    }

    static func trimmed(_ text: String) -> String {
        // Most begin and end with a letter or a digit, and what Unicode says of a character takes long to look up.
        if let first = text.utf8.first, let last = text.utf8.last, 0x21...0x7e ~= first, 0x21...0x7e ~= last {
            return text
        }
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return text }
        guard first.properties.isWhitespace || last.properties.isWhitespace else { return text }
        let scalars = text.unicodeScalars.drop { $0.properties.isWhitespace }
        guard let end = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(String.UnicodeScalarView(scalars[...end]))
    }

    /// ISO 3166-1 alpha-2 or alpha-3, or an ISO 3166-2 subdivision (`US-NY`). The form only: lists of countries change.
    static func isCountry(_ code: String) -> Bool {
        let parts = code.utf8.split(separator: 0x2d, omittingEmptySubsequences: false)
        guard let country = parts.first, (2...3).contains(country.count),
            country.allSatisfy({ $0 >= 0x41 && $0 <= 0x5a }), parts.count <= 2
        else { return false }
        guard parts.count == 2 else { return true }
        return (1...3).contains(parts[1].count)
            && parts[1].allSatisfy { $0 >= 0x41 && $0 <= 0x5a || $0 >= 0x30 && $0 <= 0x39 }
    }
}

/// How sure a list is, 0…100.
enum LabelConfidence {
    /// GraphSense TagPack confidence ids and their levels (tagpack-tool 25.8).
    static let graphSense: [String: Int] = [
        "override": 100, "ownership": 100, "ledger_immanent": 100, "manual_transaction": 90, "service_api": 70,
        "forensic_investigation": 70, "authority_data": 60, "trusted_provider": 50, "service_data": 50, "forensic": 50,
        "untrusted_transaction": 40, "web_crawl": 20, "heuristic": 10, "unknown": 5,
    ]

    static func level(_ text: String) -> Int? {
        guard text.utf8.count <= 3, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return graphSense[text.lowercased()]
        }
        return Int(text).flatMap { $0 <= 100 ? $0 : nil }
    }
}
