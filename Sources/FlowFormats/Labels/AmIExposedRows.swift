import FlowTracing

/// The `address,entity,source` files of the am-i-exposed data: what the owners are is in the file's name alone, and where
/// each row comes from is in `source` (`ofac-sdn-list-20220405`, `walletexplorer-cluster`).
enum AmIExposedRows: LabelList {
    static let name = "am-i-exposed-csv"
    static let summary = "am-i-exposed CSV: address,entity,source, the category by the file's name"

    static let publisher = "am-i-exposed"

    /// By the beginning of the file's name, the longest first.
    private static let categories: [(prefix: String, category: String?)] = [
        ("bankruptcy-exchange", "exchange"), ("exchange-", "exchange"), ("proof-of-reserves", "exchange"),
        ("darknet-market", "darknet_market"), ("mining-pool", "miner"), ("mixer", "mixer"), ("p2p-platform", "p2p"),
        ("ransomware", "ransomware"), ("bithypha-ransomwhere", "ransomware"), ("scam-ponzi", "scam"),
        ("ofac-entity-labeled", OFACList.category), ("doj-seizure", nil), ("github-tagged", nil), ("bithypha", nil),
    ]

    static func recognises(_ sample: LabelSample) -> Bool {
        sample.columns == ["address", "entity", "source"] && category(sample.name) != nil
    }

    /// `.some(nil)` for a known file of no one category.
    private static func category(_ name: String) -> String?? {
        categories.first { name.hasPrefix($0.prefix) }.map(\.category)
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        let file = LabelSample("", name: source.name).name
        let category = category(file) ?? nil
        labels.file.publisher = publisher
        if file.hasPrefix("ofac") { labels.file.kind = .ofacSDN }
        if file.hasPrefix("doj-seizure") { labels.file.kind = .seizure }
        var rows = try LabelRows(source)
        var names = try rows.header()
        let address = names.column("address")
        let entity = names.column("entity")
        let origin = names.column("source")
        rows.bind(names)
        var record = Record()
        while try rows.next(&record, &labels) {
            let source = record.value(origin)?.string
            var entry = LabelEntry(
                line: record.line, address: record.value(address)?.string ?? "", chain: nil, label: nil,
                category: category, entity: record.value(entity)?.string, jurisdiction: nil, confidence: nil,
                source: source)
            entry.kind = source.flatMap(QuotedList.kind)
            // A list of sanctions is quoted with the day of the action; other sources with that of their own making.
            if entry.kind == .ofacSDN { entry.validFrom = source.flatMap(QuotedList.day) }
            entry.add(to: &labels)
        }
    }
}
