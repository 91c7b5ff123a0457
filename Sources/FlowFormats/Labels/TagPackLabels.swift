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
        let text = try text(of: source)
        if let line = aliasLine(text) {
            throw .line(name: source.name, line: line, reason: "YAML anchors and aliases are not read")
        }
        let root: Node
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw InputError.file(name: source.name, reason: "is no TagPack: it is empty")
            }
            root = node
        } catch let error as InputError {
            throw error
        } catch {
            throw fault(error, source.name)
        }
        guard let pack = root.mapping else { throw .file(name: source.name, reason: "is no TagPack: expected title and tags") }
        if pack["tags"] == nil, pack["actors"] != nil {
            throw .file(name: source.name, reason: "is an ActorPack: it names actors, not addresses; give TagPacks")
        }
        guard let tags = pack["tags"]?.sequence else {
            throw .file(name: source.name, reason: "is no TagPack: it has no list of tags")
        }
        for tag in tags { add(tag, header: pack, to: &labels) }
    }

    private static func add(_ node: Node, header: Node.Mapping, to labels: inout LabelCollector) {
        let line = node.mark?.line ?? 0
        guard let tag = node.mapping else { return labels.reject(line: line, "a tag is not a mapping") }
        func field(_ key: String) -> String? { (tag[key] ?? header[key])?.scalar?.string }
        guard let address = tag["address"]?.scalar?.string else {
            if tag["tx_hash"] != nil { return labels.reject(line: line, "tags a transaction, not an address") }
            return labels.reject(line: line, "a tag has no address")
        }
        let concepts = (tag["concepts"] ?? header["concepts"])?.sequence?.compactMap(\.scalar?.string) ?? []
        let entry = LabelEntry(
            line: tag["address"]?.mark?.line ?? line, address: address,
            chain: TagPackChain.name(network: field("network"), currency: field("currency"), address: address),
            label: field("label"), category: category(field("category"), concepts, field("abuse")),
            entity: field("actor"), jurisdiction: nil, confidence: field("confidence"), source: field("source"))
        entry.add(to: &labels)
    }

    private static func category(_ category: String?, _ concepts: [String], _ abuse: String?) -> String? {
        let all = [category].compactMap { $0 } + concepts + [abuse].compactMap { $0 }
        return all.first { Category($0).role != .none } ?? abuse ?? all.first
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
        for byte in text.utf8 {
            // A quote before them makes them text.
            let canBegin = before == 0x20 || before == 0x0a || before == 0x5b || before == 0x2c || before == 0x7b
            if byte == 0x26, canBegin { hasAnchor = true }
            if byte == 0x2a, canBegin, alias == nil { alias = line }
            if byte == 0x0a { line += 1 }
            before = byte
        }
        return hasAnchor ? alias : nil
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
