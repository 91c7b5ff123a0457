import FlowTracing

/// OFAC's addresses one ticker a file, `sanctioned_addresses_XBT.txt` or `.json`, as a public tool extracts them: addresses
/// and nothing else, so that the file's name alone says what they are.
enum SDNTickerLabels: LabelList {
    static let name = "ofac-sdn-ticker"
    static let summary = "OFAC addresses of one ticker (sanctioned_addresses_XBT.txt or .json)"

    private static let prefix = "sanctioned_addresses_"

    static func recognises(_ sample: LabelSample) -> Bool { ticker(sample.name) != nil }

    private static func ticker(_ name: String) -> String? {
        guard name.hasPrefix(prefix), let dot = name.lastIndex(of: "."),
            ["txt", "json"].contains(name[name.index(after: dot)...])
        else { return nil }
        let ticker = name[..<dot].dropFirst(prefix.count)
        return ticker.isEmpty || !ticker.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x5a }) ? nil : String(ticker)
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        let file = LabelSample("", name: source.name).name
        let ticker = ticker(file) ?? ""
        // Text and JSON of one ticker are two files of the same tags: neither is a newer version of the other.
        OFACList.begin(&labels, list: file)
        labels.file.title = "OFAC SDN, \(ticker)"
        if file.hasSuffix(".json") {
            let document = try LabelDocument(source)
            try document.walk { (cursor: inout JSONCursor, place: inout LinePlace) throws(JSONFault) in
                try cursor.array { (cursor: inout JSONCursor, _: Int) throws(JSONFault) in
                    let line = place.line(at: cursor.i)
                    add(try cursor.label(), ticker, line, &labels)
                }
            }
        } else {
            var lines = try TextLines(source)
            while let line = try lines.next() {
                if line.text.isEmpty || line.text.hasPrefix("#") { continue }
                add(line.text, ticker, line.number, &labels)
            }
        }
    }

    private static func add(_ address: String, _ ticker: String, _ line: Int, _ labels: inout LabelCollector) {
        LabelEntry(
            line: line, address: address, chain: SanctionedParty.chain(ticker: ticker), label: "OFAC SDN (\(ticker))",
            category: OFACList.category, entity: nil, jurisdiction: nil, confidence: nil,
            source: "OFAC SDN, ticker \(ticker)"
        ).add(to: &labels)
    }
}
