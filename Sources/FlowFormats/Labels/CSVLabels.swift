import FlowTracing

/// `chain,address,label,category,entity,jurisdiction,confidence,source` in any order; `address` and one of label,
/// category or entity suffice. Lines that begin with `#` are comments, wherever they stand.
///
/// Other lists' words for the columns are known (`kind`, `type`, `name`, `network`, `country`). A column `role` or
/// `role_claimed` is read as a label: it is prose, and prose must not end a trace.
enum CSVLabels: LabelList {
    static let name = "label-csv"
    static let summary = "CSV with an address column and one of label, category, entity"

    private static let addressNames = ["address", "wallet", "wallet_address", "account"]

    static func recognises(_ sample: LabelSample) -> Bool {
        guard let header = sample.lines.first else { return false }
        let columns = header.split { $0 == "," || $0 == ";" || $0 == "\t" }
            .map { ColumnNames.normalise($0.filter { $0 != "\"" && $0 != "\u{feff}" }) }
        return columns.count > 1 && !Set(columns).isDisjoint(with: addressNames.map(ColumnNames.normalise))
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        let window = try ByteWindow(source)
        var reader = CSVReader(window)
        try skipComments(&reader)
        var names = ColumnNames(header: try reader.header())
        let columns = Columns(&names)
        reader.bind(names)
        var record = Record()
        while true {
            try skipComments(&reader)
            do throws(ReadFault) {
                guard try reader.next(&record) else { return }
            } catch {
                switch error {
                case .fatal(let error): throw error
                case .row(let line, let reason):
                    labels.reject(line: line, reason)
                    continue
                }
            }
            columns.entry(record).add(to: &labels)
        }
    }

    /// Comments are passed over as bytes: what they say need not be CSV.
    private static func skipComments(_ reader: inout CSVReader) throws(InputError) {
        let window = reader.window
        while true {
            if window.start == window.end {
                if window.isLast { return }
                try window.refill()
                continue
            }
            let byte = window.base[window.start]
            if byte == 0x0a || byte == 0x0d {
                if byte == 0x0a { reader.line += 1 }
                window.consume(to: window.start + 1)
            } else if byte == 0x23 {
                try skipLine(window)
            } else {
                return
            }
        }
    }

    private static func skipLine(_ window: ByteWindow) throws(InputError) {
        while true {
            var i = window.start
            while i < window.end, window.base[i] != 0x0a { i += 1 }
            window.consume(to: i)
            if i < window.end || window.isLast { return }
            try window.refill()
        }
    }

    private struct Columns {
        let chain, address, label, category, entity, jurisdiction, confidence, source: ColumnSlot

        init(_ names: inout ColumnNames) {
            chain = names.column("chain", "network", "blockchain")
            address = names.column(addressNames)
            label = names.column("label", "name", "name_tag", "tag", "role_claimed", "role")
            category = names.column("category", "kind", "type")
            entity = names.column("entity", "owner", "actor", "service")
            jurisdiction = names.column("jurisdiction", "country")
            confidence = names.column("confidence")
            source = names.column("source", "claim_source")
        }

        func entry(_ record: borrowing Record) -> LabelEntry {
            LabelEntry(
                line: record.line, address: record.value(address)?.string ?? "", chain: record.value(chain)?.string,
                label: record.value(label)?.string, category: record.value(category)?.string,
                entity: record.value(entity)?.string, jurisdiction: record.value(jurisdiction)?.string,
                confidence: record.value(confidence)?.string, source: record.value(source)?.string)
        }
    }
}
