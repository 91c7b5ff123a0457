import FlowFormats
import FlowTracing

/// Our categories in the words of others, as `lymer categories --crosswalk` shows them.
enum Crosswalks {
    static func text(_ vocabulary: Vocabulary?) -> String {
        let header = ["ours", "INTERPOL DW-VA", "GraphSense", "AADAPT / MISP"] + (vocabulary == nil ? [] : ["in FILE"])
        var rows = [header]
        for one in Crosswalk.all {
            let terms = one.terms.map(\.id).joined(separator: ", ")
            var row = [
                one.category.name, terms.isEmpty ? "-" : one.isBroader ? "broader: \(terms)" : terms,
                one.concepts.isEmpty ? "-" : one.concepts.joined(separator: ", "), one.technique ?? "-",
            ]
            if let vocabulary { row.append(found(one, vocabulary)) }
            rows.append(row)
        }
        let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    /// What the vocabulary calls the terms that it should have; another scheme's are not its.
    private static func found(_ one: Crosswalk, _ vocabulary: Vocabulary) -> String {
        let labels = one.terms.map { term in
            vocabulary.concept(term)?.label ?? (term.scheme == "entities" ? "MISSING" : "other scheme")
        }
        return labels.isEmpty ? "-" : labels.joined(separator: ", ")
    }
}
