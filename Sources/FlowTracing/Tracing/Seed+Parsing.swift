extension Seed {
    /// Reads `[CHAIN/]tx:HASH[:INDEX|:*][/ASSET]`, `out:` and `in:ADDRESS[@FROM..TO]`, `held:ADDRESS[@TIME]`.
    ///
    /// - Throws: `FlowError.malformed`, naming the text.
    public init(parsing text: String) throws(FlowError) {
        let forms = ["tx:", "out:", "in:", "held:"]
        var body = text[...]
        var chain: String?
        if !forms.contains(where: { body.hasPrefix($0) }) {
            guard let slash = body.firstIndex(of: "/"), slash > body.startIndex else { throw Seed.malformed(text) }
            chain = Chain.canonicalName(String(body[..<slash]))
            body = body[body.index(after: slash)...]
        }
        guard let form = forms.first(where: { body.hasPrefix($0) }) else { throw Seed.malformed(text) }
        body = body.dropFirst(form.count)
        var asset: String?
        if let slash = body.lastIndex(of: "/") {
            asset = String(body[body.index(after: slash)...])
            body = body[..<slash]
            if asset?.isEmpty ?? true { throw Seed.malformed(text) }
        }
        guard !body.isEmpty else { throw Seed.malformed(text) }
        self.init(text: text, chain: chain, asset: asset, form: try Seed.form(form, body, text))
    }

    private static func form(_ form: String, _ body: Substring, _ text: String) throws(FlowError) -> Form {
        if form == "tx:" {
            guard let colon = body.lastIndex(of: ":") else { return .transaction(String(body), .only) }
            let index = body[body.index(after: colon)...]
            let hash = String(body[..<colon])
            guard !hash.isEmpty else { throw malformed(text) }
            if index == "*" { return .transaction(hash, .all) }
            guard let number = UInt32(index), number != .max else { throw malformed(text) }
            return .transaction(hash, .at(number))
        }
        let parts = body.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let address = String(parts[0])
        guard !address.isEmpty else { throw malformed(text) }
        guard parts.count == 2 else {
            switch form {
            case "out:": return .out(address, from: nil, to: nil)
            case "in:": return .into(address, from: nil, to: nil)
            default: return .held(address, at: nil)
            }
        }
        if form == "held:" { return .held(address, at: try time(parts[1], text)) }
        var window = parts[1]
        guard let dots = window.firstIndex(of: "."), window[dots...].hasPrefix("..") else { throw malformed(text) }
        let from = try time(window[..<dots], text)
        window = window[window.index(dots, offsetBy: 2)...]
        let to = try time(window, text)
        return form == "out:" ? .out(address, from: from, to: to) : .into(address, from: from, to: to)
    }

    private static func time(_ part: Substring, _ text: String) throws(FlowError) -> Int64? {
        if part.isEmpty { return nil }
        guard let time = Timestamp.parse(part) else { throw malformed(text) }
        return time
    }

    private static func malformed(_ text: String) -> FlowError {
        .malformed(
            what: "a seed", value: text,
            expected: "[CHAIN/]tx:HASH[:INDEX|:*][/ASSET], out:ADDRESS[@FROM..TO] or in:ADDRESS[@FROM..TO]")
    }
}
