/// A small JSON document as a value; for files that are read whole.
indirect enum JSONValue {
    case object([(key: String, value: JSONValue)])
    case array([JSONValue])
    case string(String)
    /// Exact text.
    case number(String)
    case boolean(Bool)
    case null

    /// - Throws: `JSONScanner.Fault`; also for a key given twice.
    static func read(_ scanner: inout JSONScanner, depth: Int = 0) throws(JSONScanner.Fault) -> JSONValue {
        guard depth < InputLimit.depth else { throw .bad("JSON nested deeper than \(InputLimit.depth)") }
        switch try scanner.peek() {
        case 0x7B:
            scanner.i += 1
            var members: [(key: String, value: JSONValue)] = []
            var keys: Set<String> = []
            if try scanner.closes(0x7D) { return .object([]) }
            repeat {
                _ = try scanner.peek()
                let key = try text(&scanner)
                guard keys.insert(key).inserted else { throw .bad("the key '\(Excerpt.text(key))' is given twice") }
                try scanner.expect(0x3A)
                members.append((key, try read(&scanner, depth: depth + 1)))
            } while try scanner.goesOn(until: 0x7D)
            return .object(members)
        case 0x5B:
            scanner.i += 1
            var elements: [JSONValue] = []
            if try scanner.closes(0x5D) { return .array([]) }
            repeat { elements.append(try read(&scanner, depth: depth + 1)) } while try scanner.goesOn(until: 0x5D)
            return .array(elements)
        case 0x22: return .string(try text(&scanner))
        default:
            var bytes: [UInt8] = []
            let kind = try scanner.word(into: &bytes)
            let word = String(decoding: bytes, as: UTF8.self)
            switch kind {
            case .null: return .null
            case .boolean: return .boolean(word == "true")
            case .number: return .number(word)
            }
        }
    }

    private static func text(_ scanner: inout JSONScanner) throws(JSONScanner.Fault) -> String {
        var bytes: [UInt8] = []
        try scanner.string(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The whole of a file as one value.
    static func read(_ source: ByteSource) throws(InputError) -> JSONValue {
        let window = try ByteWindow(source)
        try window.fill(atLeast: .max)
        let bytes = UnsafeBufferPointer(start: window.base + window.start, count: window.count)
        if let reason = TextCheck.fault(window.base + window.start, window.count) {
            throw .file(name: source.name, reason: "the file \(reason)")
        }
        var scanner = JSONScanner(window.base, from: window.start, to: window.end)
        do throws(JSONScanner.Fault) {
            let value = try read(&scanner)
            scanner.skipSpace()
            guard scanner.i == scanner.end else { throw scanner.unexpected() }
            return value
        } catch {
            let line = 1 + bytes.prefix(scanner.i - window.start).count { $0 == 0x0A }
            switch error {
            case .incomplete: throw .line(name: source.name, line: line, reason: "the file ends inside a JSON value")
            case .bad(let reason): throw .line(name: source.name, line: line, reason: reason)
            }
        }
    }
}
