/// Reads the part of Turtle (W3C Recommendation, 2014) that vocabularies are published in: prefixes, IRIs and prefixed
/// names, `a`, lists of predicates (`;`) and objects (`,`), literals with languages and types, comments. Blank nodes and
/// collections are refused.
struct TurtleReader {
    struct Triple: Equatable {
        var subject: String
        var predicate: String
        var object: String
        /// The object is text, not the name of a thing.
        var isLiteral: Bool
    }

    /// Bytes of one name or literal.
    static let textLimit = 1 << 16
    static let tripleLimit = 1_000_000

    private let name: String
    private let bytes: UnsafeBufferPointer<UInt8>
    private var i = 0
    private var line = 1
    private var prefixes: [String: String] = [:]

    static func read(_ source: ByteSource) throws(InputError) -> [Triple] {
        let window = try ByteWindow(source, limit: LabelReader.sizeLimit)
        try window.fill(atLeast: .max)
        let bytes = UnsafeBufferPointer(start: window.base + window.start, count: window.count)
        if let base = bytes.baseAddress, let reason = TextCheck.fault(base, bytes.count) {
            throw .file(name: source.name, reason: "the file \(reason)")
        }
        var reader = TurtleReader(name: source.name, bytes: bytes)
        return try reader.triples()
    }

    private init(name: String, bytes: UnsafeBufferPointer<UInt8>) { (self.name, self.bytes) = (name, bytes) }

    private mutating func triples() throws(InputError) -> [Triple] {
        var triples: [Triple] = []
        while peek() != nil {
            if takes("@prefix") {
                try readPrefix()
                continue
            }
            let subject = try resource()
            repeat {
                // A semicolon may end the list.
                if peek() == 0x2e { break }
                let predicate = try self.predicate()
                repeat {
                    let (object, isLiteral) = try self.object()
                    triples.append(
                        Triple(subject: subject, predicate: predicate, object: object, isLiteral: isLiteral))
                    guard triples.count <= TurtleReader.tripleLimit else {
                        throw fault("there are more than \(AmountText.count(TurtleReader.tripleLimit)) statements")
                    }
                } while takes(0x2c)
            } while takes(0x3b)
            guard takes(0x2e) else { throw fault("expected a full stop behind a statement") }
        }
        return triples
    }

    private mutating func readPrefix() throws(InputError) {
        _ = peek()
        let label = word()
        guard label.hasSuffix(":"), peek() == 0x3c else { throw fault("expected @prefix name: <IRI> .") }
        prefixes[String(label.dropLast())] = try iri()
        guard takes(0x2e) else { throw fault("expected a full stop behind @prefix") }
    }

    private mutating func predicate() throws(InputError) -> String {
        if i + 1 < bytes.count, bytes[i] == 0x61, bytes[i + 1] <= 0x20 {
            i += 1
            return "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
        }
        return try resource()
    }

    private mutating func object() throws(InputError) -> (String, Bool) {
        switch peek() {
        case 0x22?, 0x27?:
            let text = try literal()
            if i < bytes.count, bytes[i] == 0x40 {
                i += 1
                _ = word()
            } else if i + 1 < bytes.count, bytes[i] == 0x5e, bytes[i + 1] == 0x5e {
                i += 2
                _ = try resource()
            }
            return (text, true)
        case let byte? where byte >= 0x30 && byte <= 0x39 || byte == 0x2b || byte == 0x2d: return (word(), true)
        default: return (try resource(), false)
        }
    }

    /// An IRI, or a prefixed name written out.
    private mutating func resource() throws(InputError) -> String {
        guard let byte = peek() else { throw fault("the file ends inside a statement") }
        switch byte {
        case 0x3c: return try iri()
        case 0x5b, 0x28, 0x5f: throw fault("blank nodes and collections are not read")
        default:
            let name = word()
            guard let colon = name.firstIndex(of: ":"), let prefix = prefixes[String(name[..<colon])] else {
                throw fault("'\(Excerpt.text(name))' has no known prefix")
            }
            return prefix + name[name.index(after: colon)...]
        }
    }

    private mutating func iri() throws(InputError) -> String {
        i += 1
        let start = i
        while i < bytes.count, bytes[i] > 0x20, bytes[i] != 0x3e, i - start <= TurtleReader.textLimit { i += 1 }
        guard i < bytes.count, bytes[i] == 0x3e else { throw fault("an IRI does not end") }
        i += 1
        return text(start..<(i - 1))
    }

    /// In one or three quotes of either kind.
    private mutating func literal() throws(InputError) -> String {
        let quote = bytes[i]
        let isLong = i + 2 < bytes.count && bytes[i + 1] == quote && bytes[i + 2] == quote
        i += isLong ? 3 : 1
        var out: [UInt8] = []
        while i < bytes.count {
            let byte = bytes[i]
            if byte == quote {
                if !isLong {
                    i += 1
                    return String(decoding: out, as: UTF8.self)
                }
                if i + 2 < bytes.count, bytes[i + 1] == quote, bytes[i + 2] == quote {
                    i += 3
                    return String(decoding: out, as: UTF8.self)
                }
            } else if byte == 0x0a {
                guard isLong else { throw fault("a literal does not end on its line") }
                line += 1
            } else if byte == 0x5c {
                try escape(into: &out)
                continue
            }
            guard out.count < TurtleReader.textLimit else { throw fault("a literal is longer than 64 KiB") }
            out.append(byte)
            i += 1
        }
        throw fault("a literal does not end")
    }

    private mutating func escape(into out: inout [UInt8]) throws(InputError) {
        guard i + 1 < bytes.count else { throw fault("a literal does not end") }
        let letter = bytes[i + 1]
        i += 2
        switch letter {
        case 0x74: out.append(0x09)
        case 0x6e: out.append(0x0a)
        case 0x72: out.append(0x0d)
        case 0x62: out.append(0x08)
        case 0x66: out.append(0x0c)
        case 0x22, 0x27, 0x5c: out.append(letter)
        case 0x75, 0x55:
            let count = letter == 0x75 ? 4 : 8
            guard i + count <= bytes.count, let code = UInt32(text(i..<(i + count)), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw fault("an escape is no character") }
            out += Array(String(Character(scalar)).utf8)
            i += count
        default: throw fault("an escape is no character")
        }
    }

    /// Letters up to a blank or a mark that ends a name. A full stop inside belongs to it, one at its end does not.
    private mutating func word() -> String {
        let start = i
        scan: while i < bytes.count, i - start < TurtleReader.textLimit {
            switch bytes[i] {
            case 0...0x20, 0x22, 0x23, 0x27, 0x28, 0x29, 0x2c, 0x3b, 0x3c, 0x3e, 0x5b, 0x5d: break scan
            case 0x2e:
                guard i + 1 < bytes.count, bytes[i + 1] > 0x20, bytes[i + 1] != 0x23 else { break scan }
                i += 1
            default: i += 1
            }
        }
        return text(start..<i)
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// The next byte that is no blank and no comment, which stays the next; `nil` behind the last.
    private mutating func peek() -> UInt8? {
        while i < bytes.count {
            let byte = bytes[i]
            if byte == 0x0a {
                line += 1
            } else if byte == 0x23 {
                while i < bytes.count, bytes[i] != 0x0a { i += 1 }
                continue
            } else if byte > 0x20 {
                return byte
            }
            i += 1
        }
        return nil
    }

    private mutating func takes(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        i += 1
        return true
    }

    private mutating func takes(_ keyword: StaticString) -> Bool {
        let count = keyword.utf8CodeUnitCount
        guard i + count <= bytes.count else { return false }
        for place in 0..<count where bytes[i + place] != keyword.utf8Start[place] { return false }
        i += count
        return true
    }

    private func fault(_ reason: String) -> InputError { .line(name: name, line: line, reason: reason) }
}
