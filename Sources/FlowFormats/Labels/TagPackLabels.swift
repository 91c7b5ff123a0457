import FlowTracing
import Yams

/// GraphSense TagPacks (YAML): a header whose fields every tag inherits, and a list of tags.
///
/// The entity is the tag's `actor`, by its name where an actor pack read with it knows the id. The category is the first of
/// `category`, `concepts` and `abuse` that ends a trace, else `abuse`, else the first of all; where there is none of them,
/// the actor's.
enum TagPackLabels: LabelList {
    static let name = "tagpack"
    static let summary = "GraphSense TagPack (YAML)"

    static func recognises(_ sample: LabelSample) -> Bool { PackYAML.begins(sample, with: "tags", "title") }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        let actors = labels.actors
        var unknown: Set<String> = []
        try entries(of: source, into: &labels) { entry, labels in
            var entry = entry
            if let id = entry.entity, !actors.isEmpty {
                if let actor = actors[id] {
                    entry.entity = actor.name
                    entry.jurisdiction = actor.jurisdiction
                    entry.category = entry.category ?? actor.category
                } else {
                    unknown.insert(id)
                }
            }
            entry.add(to: &labels)
        }
        if !unknown.isEmpty {
            labels.file.remarks.append("\(counted(unknown.count, "actor", "actors")) that no actor pack knows")
        }
    }

    /// Every tag as an entry, before it is checked.
    static func entries(
        of source: ByteSource, into labels: inout LabelCollector, _ body: (LabelEntry, inout LabelCollector) -> Void
    ) throws(InputError) {
        let pack = try PackYAML.read(source, into: &labels.file)
        guard let tags = pack["tags"]?.sequence else {
            throw .file(name: source.name, reason: "is no TagPack: it has no list of tags")
        }
        let header = TagFields(pack)
        for tag in tags {
            guard let mapping = tag.mapping else {
                labels.reject(line: tag.mark?.line ?? 0, "a tag is not a mapping")
                continue
            }
            let fields = TagFields(mapping)
            guard let address = fields.address else {
                let isTransaction = fields.hasTransaction
                labels.reject(
                    line: tag.mark?.line ?? 0,
                    isTransaction ? "tags a transaction, not an address" : "a tag has no address")
                continue
            }
            body(fields.entry(address: address, header: header), &labels)
        }
    }
}

/// The fields of a tag, or those that the header hands down, picked out in one pass.
struct TagFields {
    var address: String?
    var line = 0
    var hasTransaction = false
    var label, source, currency, network, category, confidence, actor, abuse: String?
    var concepts: [String]?

    init(_ mapping: Node.Mapping) {
        for (key, value) in mapping {
            guard let key = key.scalar?.string else { continue }
            let text = value.scalar?.string
            switch key {
            case "address": (address, line) = (text, value.mark?.line ?? 0)
            case "tx_hash": hasTransaction = true
            case "label": label = text
            case "source": source = text
            case "currency": currency = text
            case "network": network = text
            case "category": category = text
            case "confidence": confidence = text
            case "actor": actor = text
            case "abuse": abuse = text
            case "concepts": concepts = value.sequence?.compactMap(\.scalar?.string)
            default: break
            }
        }
    }

    func entry(address: String, header: TagFields) -> LabelEntry {
        let chain = TagPackChain.name(
            network: network ?? header.network, currency: currency ?? header.currency,
            address: LabelEntry.trimmed(address))
        let source = source ?? header.source
        let category = category ?? header.category
        var entry = LabelEntry(
            line: line, address: address, chain: chain, label: label ?? header.label,
            category: TagFields.category(category, concepts ?? header.concepts ?? [], abuse ?? header.abuse),
            entity: actor ?? header.actor, jurisdiction: nil, confidence: confidence ?? header.confidence,
            source: source)
        entry.kind = source.flatMap(QuotedList.kind)
        if entry.kind == .ofacSDN { entry.validFrom = source.flatMap(QuotedList.day) }
        // Read off the token's own contract.
        if category == "black_list", entry.confidence == "ledger_immanent" { entry.kind = .issuerFreeze }
        return entry
    }

    static func category(_ category: String?, _ concepts: [String], _ abuse: String?) -> String? {
        let all = [category].compactMap { $0 } + concepts + [abuse].compactMap { $0 }
        return all.first { Category($0).role != .none } ?? abuse ?? all.first
    }
}

/// Which chain a TagPack means. GraphSense writes tickers; tokens live on the chain that their address' form tells.
enum TagPackChain {
    private static let chains: [String: String] = [
        "BTC": "bip122:000000000019d6689c085ae165831e93", "ETH": "eip155:1", "TRX": "tron", "TRON": "tron",
        "BSC": "eip155:56", "BEP20": "eip155:56", "MATIC": "eip155:137", "AVAX": "eip155:43114", "FTM": "eip155:250",
        "ETC": "eip155:61", "RBTC": "eip155:30", "ARB": "eip155:42161", "OP": "eip155:10",
    ]
    private static let tokens: Set<String> = ["USDT", "USDC", "DAI", "WETH", "WBTC", "BUSD", "TUSD"]

    static func name(network: String?, currency: String?, address: String) -> String? {
        guard let ticker = (network ?? currency)?.uppercased() else { return nil }
        let isHex = address.hasPrefix("0x") && address.utf8.count == 42
        if tokens.contains(ticker) { return isHex ? "eip155:1" : nil }
        guard let chain = chains[ticker] else { return ticker.lowercased() }
        // Some list another chain of the same family under its ticker (`X-avax1…`): then the text alone decides.
        if chain.hasPrefix("eip155:"), ticker != "ETH", !isHex { return nil }
        return chain
    }
}
