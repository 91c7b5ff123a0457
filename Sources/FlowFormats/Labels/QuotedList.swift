import FlowTracing

/// Which authority's list an entry quotes, by where it says it has it from. A quotation is of that list's kind.
enum QuotedList {
    /// - Parameter source: a URL, or a short name such as `ofac-sdn-list-20220405`, `fbi-seizure-2013`.
    static func kind(of source: String) -> ListKind? {
        if let host = host(of: source) {
            return ["treasury.gov", "treas.gov"].contains { host == $0 || host.hasSuffix(".\($0)") } ? .ofacSDN : nil
        }
        let name = source.lowercased()
        if name.hasPrefix("ofac-") { return .ofacSDN }
        return name.contains("seizure") ? .seizure : nil
    }

    /// The day that stands at the end of the source's name: of the action or list that is quoted.
    static func day(of source: String) -> Int64? {
        let digits = source.unicodeScalars.reversed().prefix { $0 == "-" || $0.properties.numericType == .decimal }
        let tail = String(String.UnicodeScalarView(digits.reversed())).split(separator: "-").joined(separator: "-")
        return tail.utf8.count == 8 || tail.utf8.count == 10 ? LabelDate.seconds(tail) : nil
    }

    private static func host(of source: String) -> String? {
        guard let scheme = source.firstRange(of: "://") else { return nil }
        return source[scheme.upperBound...].prefix { $0 != "/" && $0 != ":" }.lowercased()
    }
}
