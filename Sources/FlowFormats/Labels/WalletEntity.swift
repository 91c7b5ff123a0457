import FlowTracing

/// One entity of the schema `CryptoWallet`.
struct WalletEntity {
    var line = 0
    var caption: String?
    var addresses: [String] = []
    var datasets: [String] = []
    var topics: [String] = []
    /// Who holds it: the entity it is nested in or that is nested in it, or ids of entities of other lines.
    var holder: String?
    var holderIDs: [String] = []
    var source: String?
    var validFrom: Int64?
    var validTo: Int64?
    var lastSeen: Int64?

    struct Fault: Error { var reason: String }

    /// Which authority stands behind a data set.
    private static let kinds: [String: ListKind] = ["us_ofac_sdn": .ofacSDN, "us_fincen_311": .section311]

    var kind: ListKind {
        for dataset in datasets { if let kind = WalletEntity.kinds[dataset] { return kind } }
        return topics.contains("sanction") ? .otherSanctions : .community
    }

    /// Appends the wallets of one line.
    static func find(
        in bytes: UnsafeBufferPointer<UInt8>, line: Int, _ wallets: inout [WalletEntity]
    ) throws(Fault) {
        guard let base = bytes.baseAddress else { return }
        if let reason = TextCheck.fault(base, bytes.count) { throw Fault(reason: "the line \(reason)") }
        var scanner = JSONScanner(base, from: 0, to: bytes.count)
        let value: JSONValue
        do throws(JSONScanner.Fault) {
            value = try JSONValue.read(&scanner)
            scanner.skipSpace()
            guard scanner.i == scanner.end else { throw scanner.unexpected() }
        } catch {
            switch error {
            case .incomplete: throw Fault(reason: "the line ends inside a JSON value")
            case .bad(let reason): throw Fault(reason: reason)
            }
        }
        collect(value, holder: nil, line, &wallets)
    }

    /// - Parameter holder: the entity around it.
    private static func collect(_ value: JSONValue, holder: JSONValue?, _ line: Int, _ wallets: inout [WalletEntity]) {
        let properties = value["properties"]
        if value["schema"]?.text == "CryptoWallet" {
            wallets.append(WalletEntity(value, holder: holder, line))
            return
        }
        guard case .object(let members)? = properties else { return }
        for (_, list) in members {
            for one in list.elements where one["schema"] != nil { collect(one, holder: value, line, &wallets) }
        }
    }

    private init(_ value: JSONValue, holder outer: JSONValue?, _ line: Int) {
        self.line = line
        caption = value["caption"]?.text
        let properties = value["properties"]
        addresses = properties?["publicKey"]?.texts ?? []
        datasets = value["datasets"]?.texts ?? []
        topics = properties?["topics"]?.texts ?? []
        source = properties?["sourceUrl"]?.texts.first
        lastSeen = value["last_seen"]?.text.flatMap(Timestamp.parse)
        let held = properties?["holder"]?.elements ?? []
        let nested = outer ?? held.first { $0["schema"] != nil }
        if let nested {
            holder = nested["caption"]?.text
            topics += nested["properties"]?["topics"]?.texts ?? []
            if datasets.isEmpty { datasets = nested["datasets"]?.texts ?? [] }
            takeDates(of: nested)
        }
        takeDates(of: value)
        holderIDs = held.compactMap(\.text)
    }

    /// A sanction says when it began, and when it ended.
    private mutating func takeDates(of entity: JSONValue) {
        let sanctions = (entity["properties"]?["sanctions"]?.elements ?? []).compactMap { $0["properties"] }
        let starts = sanctions.flatMap { $0["startDate"]?.texts ?? [] }.compactMap(LabelDate.seconds)
        let ends = sanctions.compactMap { $0["endDate"]?.texts.compactMap(LabelDate.seconds).max() }
        if let start = starts.min() { validFrom = start }
        // Only where every sanction has ended.
        if !sanctions.isEmpty, ends.count == sanctions.count { validTo = ends.max() }
    }

    /// One entry an address; a wallet without any is an entry without address.
    ///
    /// - Parameter holders: names of the entities of other lines.
    func add(to labels: inout LabelCollector, holders: [String: String]) {
        let name = holder ?? holderIDs.lazy.compactMap { holders[$0] }.first
        for address in addresses.isEmpty ? [""] : addresses {
            LabelEntry(
                line: line, address: address, chain: nil, label: name ?? caption ?? "CryptoWallet", category: category,
                entity: name, jurisdiction: nil, confidence: nil, source: source ?? datasets.first, kind: kind,
                validFrom: validFrom, validTo: validTo
            ).add(to: &labels)
        }
    }

    private var category: String? {
        if topics.contains("sanction") { return OFACList.category }
        return topics.first.map { String($0.map { $0 == "." ? "_" : $0 }) }
    }
}

extension JSONValue {
    fileprivate subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }

    /// The values of a list; of anything else, itself.
    fileprivate var elements: [JSONValue] {
        switch self {
        case .array(let list): list
        case .null: []
        default: [self]
        }
    }

    fileprivate var texts: [String] { elements.compactMap(\.text) }
}
