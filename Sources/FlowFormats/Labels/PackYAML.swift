import Yams

/// A pack of GraphSense as YAML. Anchors and aliases are refused: packs need none, and they are how a small file becomes a
/// huge one.
enum PackYAML {
    /// Whether a text begins as YAML, and has one of `keys` at a line's first column.
    static func begins(_ sample: LabelSample, with keys: String...) -> Bool {
        guard let first = sample.lines.first else { return false }
        let opensYAML = first.hasPrefix("---") || first.hasPrefix("%YAML") || isKey(first)
        return opensYAML && sample.lines.contains { line in keys.contains { isKey(line, $0) } }
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

    /// The pack's fields. What the pack says of itself goes to `file`.
    static func read(_ source: ByteSource, into file: inout LabelFile) throws(InputError) -> Node.Mapping {
        let pack = try document(source, expected: "is no TagPack: expected a title and tags")
        file.title = short(pack["title"])
        file.publisher = short(pack["creator"])
        file.source = short(pack["source"])
        // When the pack was changed last: of which day it is, not since when its tags hold.
        if let version = short(pack["lastmod"]) {
            file.version = version
            file.date = LabelDate.seconds(version)
        }
        return pack
    }

    /// The whole file as one mapping.
    ///
    /// - Parameter expected: said of a file that is YAML, but no mapping.
    static func document(_ source: ByteSource, expected: String) throws(InputError) -> Node.Mapping {
        let text = try text(of: source)
        if let line = aliasLine(text) {
            throw .line(name: source.name, line: line, reason: "YAML anchors and aliases are not read")
        }
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch { throw fault(error, source.name) }
        guard let mapping = root?.mapping else { throw .file(name: source.name, reason: expected) }
        return mapping
    }

    private static func short(_ node: Node?) -> String? {
        guard let text = node?.scalar?.string else { return nil }
        let trimmed = LabelEntry.trimmed(text)
        return trimmed.isEmpty ? nil : String(trimmed.prefix(LabelEntry.limit))
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
