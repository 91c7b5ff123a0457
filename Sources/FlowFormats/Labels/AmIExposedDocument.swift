import FlowTracing

/// The JSON files of the am-i-exposed data: `entities.json`, services with sample addresses, and `ofac-addresses.json`,
/// addresses alone.
enum AmIExposedDocument: LabelList {
    static let name = "am-i-exposed-json"
    static let summary = "am-i-exposed JSON: entities with sample addresses, or OFAC addresses"

    static func recognises(_ sample: LabelSample) -> Bool {
        guard sample.text.first == "{", sample.text.contains("\"lastUpdated\"") else { return false }
        return sample.text.contains("\"sampleAddresses\"")
            || isOFAC(sample.name) && sample.text.contains("\"addresses\"")
    }

    /// Where the addresses stand alone, the file's name says whose list they are of.
    private static func isOFAC(_ name: String) -> Bool { name.hasPrefix("ofac") }

    private enum Field: String, JSONField {
        case lastUpdated, source, entities, addresses
        static let table = JSONFieldTable<Field>()
    }

    private enum EntityField: String, JSONField {
        case name, category, country, sampleAddresses
        static let table = JSONFieldTable<EntityField>()
    }

    /// Its words for what DW-VA or we call otherwise.
    private static let categories = [
        "payment": "payment_processor", "darknet": "darknet_market", "mining": "miner",
    ]

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        labels.file.publisher = AmIExposedRows.publisher
        let isOFAC = isOFAC(labels.file.list)
        if isOFAC { labels.file.kind = .ofacSDN }
        let document = try LabelDocument(source)
        try document.walk { (cursor: inout JSONCursor, place: inout LinePlace) throws(JSONFault) in
            var members = try JSONMembers<Field>(&cursor)
            while let field = try members.next(&cursor) {
                switch field {
                case .lastUpdated:
                    let text = try cursor.label()
                    labels.file.version = String(text.prefix(LabelEntry.limit))
                    labels.file.date = LabelDate.seconds(text)
                case .source: labels.file.source = String(try cursor.label().prefix(LabelEntry.limit))
                case .entities:
                    try cursor.array { (cursor: inout JSONCursor, _: Int) throws(JSONFault) in
                        try entity(&cursor, &place, &labels)
                    }
                case .addresses:
                    try cursor.array { (cursor: inout JSONCursor, _: Int) throws(JSONFault) in
                        let line = place.line(at: cursor.i)
                        LabelEntry(
                            line: line, address: try cursor.label(), chain: nil,
                            label: isOFAC ? "OFAC SDN" : labels.file.list,
                            category: isOFAC ? OFACList.category : nil, entity: nil, jurisdiction: nil,
                            confidence: nil, source: nil
                        ).add(to: &labels)
                    }
                }
            }
        }
    }

    private static func entity(
        _ cursor: inout JSONCursor, _ place: inout LinePlace, _ labels: inout LabelCollector
    ) throws(JSONFault) {
        var name: String?
        var category: String?
        var country: String?
        var addresses: [(text: String, line: Int)] = []
        var members = try JSONMembers<EntityField>(&cursor)
        while let field = try members.next(&cursor) {
            switch field {
            case .name: name = try cursor.label()
            case .category: category = try cursor.label()
            case .country: country = try cursor.label()
            case .sampleAddresses:
                try cursor.array { (cursor: inout JSONCursor, _: Int) throws(JSONFault) in
                    let line = place.line(at: cursor.i)
                    addresses.append((try cursor.label(), line))
                }
            }
        }
        for address in addresses {
            LabelEntry(
                line: address.line, address: address.text, chain: nil, label: nil,
                category: category.map { categories[$0] ?? $0 }, entity: name,
                jurisdiction: country.flatMap(CountryName.code), confidence: nil, source: nil
            ).add(to: &labels)
        }
    }
}
