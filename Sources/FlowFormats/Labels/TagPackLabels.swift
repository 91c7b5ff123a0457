import FlowTracing
import Yams

/// GraphSense TagPacks (YAML): a header whose fields every tag inherits, and a list of tags.
///
/// The entity is the tag's `actor`. The category is the first of `category`, `concepts` and `abuse` that ends a trace,
/// else `abuse`, else the first of all. YAML anchors and aliases are refused: TagPacks need none, and they are how a
/// small file becomes a huge one.
enum TagPackLabels: LabelList {
    static let name = "tagpack"
    static let summary = "GraphSense TagPack (YAML)"

    static func recognises(_ sample: LabelSample) -> Bool {
        guard let first = sample.lines.first else { return false }
        let opensYAML = first.hasPrefix("---") || first.hasPrefix("%YAML") || isKey(first)
        return opensYAML && (sample.lines.contains { isKey($0, "tags") || isKey($0, "title") || isKey($0, "actors") })
    }

    /// Whether a line begins `key:` at its first column.
    private static func isKey(_ line: String, _ key: String? = nil) -> Bool {
        guard let colon = line.utf8.firstIndex(of: 0x3a) else { return false }
        let after = line.utf8[line.utf8.index(after: colon)...]
        guard after.isEmpty || after.first == 0x20 else { return false }
        let name = line[..<colon]
        if let key { return name == key }
        return !name.isEmpty && name.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7a || $0 == 0x5f }
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        try entries(of: source, into: &labels) { entry, labels in entry.add(to: &labels) }
    }

    /// Every tag as an entry, before it is checked.
    static func entries(
        of source: ByteSource, into labels: inout LabelCollector, _ body: (LabelEntry, inout LabelCollector) -> Void
    ) throws(InputError) {
        let text = try text(of: source)
        if let line = aliasLine(text) {
            throw .line(name: source.name, line: line, reason: "YAML anchors and aliases are not read")
        }
        let pack = try pack(text, source.name)
        if pack["tags"] == nil, pack["actors"] != nil {
            throw .file(name: source.name, reason: "is an ActorPack: it names actors, not addresses; give TagPacks")
        }
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

    private static func pack(_ text: String, _ name: String) throws(InputError) -> Node.Mapping {
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch { throw fault(error, name) }
        guard let pack = root?.mapping else {
            throw .file(name: name, reason: "is no TagPack: expected a title and tags")
        }
        return pack
    }

    /// The whole file as text.
    private static func text(of source: ByteSource) throws(InputError) -> String {
        let window = try ByteWindow(source, limit: LabelReader.sizeLimit)
        try window.fill(atLeast: LabelReader.sizeLimit)
        guard window.isLast, window.count <= LabelReader.sizeLimit else {
            throw .file(name: source.name, reason: "is larger than \(LabelReader.sizeLimit >> 20) MiB")
        }
        let base = window.base + window.start
        if let reason = TextCheck.fault(base, window.count) { throw .file(name: source.name, reason: reason) }
        return String(decoding: UnsafeBufferPointer(start: base, count: window.count), as: UTF8.self)
    }

    /// The first line with an alias (`*name` where a value can begin), if there is also an anchor (`&name`).
    private static func aliasLine(_ text: String) -> Int? {
        var line = 1
        var before: UInt8 = 0x0a
        var hasAnchor = false
        var alias: Int?
        var mark: UInt8?
        for byte in text.utf8 {
            // A mark counts where a value can begin (a quote before it makes it text) and a name follows.
            if let mark, isNameByte(byte) {
                if mark == 0x26 { hasAnchor = true } else if alias == nil { alias = line }
            }
            let canBegin = before == 0x20 || before == 0x0a || before == 0x5b || before == 0x2c || before == 0x7b
            mark = canBegin && (byte == 0x26 || byte == 0x2a) ? byte : nil
            if byte == 0x0a { line += 1 }
            before = byte
        }
        return hasAnchor ? alias : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a || byte >= 0x80 || byte == 0x5f
    }

    private static func fault(_ error: any Error, _ name: String) -> InputError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .line(name: name, line: mark.line, reason: "malformed YAML: \(Excerpt.text(problem))")
        case .duplicatedKeysInMapping(let keys, let context):
            .line(
                name: name, line: context.mark.line,
                reason: "malformed YAML: '\(Excerpt.text(keys.joined(separator: "', '")))' is there twice")
        default: .file(name: name, reason: "malformed YAML")
        }
    }
}

/// The fields of a tag, or those that the header hands down, picked out in one pass.
private struct TagFields {
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
        return LabelEntry(
            line: line, address: address, chain: chain, label: label ?? header.label,
            category: TagFields.category(
                category ?? header.category, concepts ?? header.concepts ?? [], abuse ?? header.abuse),
            entity: actor ?? header.actor, jurisdiction: nil, confidence: confidence ?? header.confidence,
            source: source ?? header.source)
    }

    private static func category(_ category: String?, _ concepts: [String], _ abuse: String?) -> String? {
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
