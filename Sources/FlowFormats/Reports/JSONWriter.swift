import FlowTracing

/// Writes JSON in the order of the calls: no dictionary, no surprise.
///
/// A *flat* container stands on one line; others put each member on a line of its own. Keys and strings are escaped as
/// RFC 8259 asks.
struct JSONWriter {
    var out: ReportWriter
    private var depth = 0
    private var isFirst = true
    private var flatDepth = 0

    init(_ out: consuming ReportWriter, flat: Bool = false) {
        self.out = out
        flatDepth = flat ? 1 : 0
    }

    // MARK: containers

    /// A value that is an object.
    mutating func object(flat: Bool = false, _ members: (inout JSONWriter) -> Void) {
        container(open: 0x7b, close: 0x7d, flat: flat, members)
    }

    mutating func object(_ key: String, flat: Bool = false, _ members: (inout JSONWriter) -> Void) {
        name(key)
        object(flat: flat, members)
    }

    /// A member whose value is an array with one element a call of `element`.
    mutating func array<S: Sequence>(
        _ key: String, _ items: S, flat: Bool = false, element: (inout JSONWriter, S.Element) -> Void
    ) {
        name(key)
        container(open: 0x5b, close: 0x5d, flat: flat) { json in
            for item in items {
                json.separate()
                element(&json, item)
            }
        }
    }

    /// A member whose value is an array of objects that come one by one: each call of `element` is one, on one line.
    mutating func objects(
        _ key: String, _ body: (_ element: (_ members: (inout JSONWriter) -> Void) -> Void) -> Void
    ) {
        name(key)
        container(open: 0x5b, close: 0x5d, flat: false) { json in
            body { members in
                json.separate()
                json.object(flat: true, members)
            }
        }
    }

    /// An array inside an array, on one line.
    mutating func list<S: Sequence>(_ items: S, element: (inout JSONWriter, S.Element) -> Void) {
        container(open: 0x5b, close: 0x5d, flat: true) { json in
            for item in items {
                json.separate()
                element(&json, item)
            }
        }
    }

    private mutating func container(open: UInt8, close: UInt8, flat: Bool, _ body: (inout JSONWriter) -> Void) {
        out.write(byte: open)
        depth += 1
        if flat || flatDepth > 0 { flatDepth += 1 }
        isFirst = true
        body(&self)
        depth -= 1
        if !isFirst && flatDepth == 0 { newLine() }
        if flatDepth > 0 { flatDepth -= 1 }
        isFirst = false
        out.write(byte: close)
    }

    private mutating func separate() {
        if !isFirst { out.write(flatDepth > 0 ? ", " : ",") }
        isFirst = false
        if flatDepth == 0 { newLine() }
    }

    private mutating func newLine() {
        out.write(byte: 0x0a)
        out.write(byte: 0x20, count: depth * 2)
    }

    private mutating func name(_ key: String) {
        separate()
        string(key)
        out.write(": ")
    }

    // MARK: members

    mutating func member(_ key: String, _ value: String?) {
        name(key)
        if let value { string(value) } else { out.write("null") }
    }

    /// Amounts are decimal strings: no reader may round them.
    mutating func member(_ key: String, _ amount: Amount) {
        name(key)
        out.write("\"\(amount.decimalDigits)\"")
    }

    mutating func member(_ key: String, _ value: Int?) {
        name(key)
        out.write(value.map(String.init) ?? "null")
    }

    mutating func member(_ key: String, _ value: Bool) {
        name(key)
        out.write(value ? "true" : "false")
    }

    /// Unix seconds as ISO 8601.
    mutating func member(_ key: String, time: Int64?) {
        member(key, time.map(Timestamp.text))
    }

    // MARK: values

    mutating func string(_ text: String) {
        out.write(byte: 0x22)
        if JSONWriter.isPlain(text) {
            out.write(text)
        } else {
            for byte in text.utf8 { escaped(byte) }
        }
        out.write(byte: 0x22)
    }

    private static func isPlain(_ text: String) -> Bool {
        func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
            bytes.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c && $0 != 0x7f }
        }
        // Most of a report is names and strings: several times as fast where the bytes lie side by side.
        return text.utf8.withContiguousStorageIfAvailable { isPlain($0) } ?? isPlain(text.utf8)
    }

    mutating func number(_ value: Int) { out.write(String(value)) }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5c:
            out.write(byte: 0x5c)
            out.write(byte: byte)
        case 0x0a: out.write("\\n")
        case 0x0d: out.write("\\r")
        case 0x09: out.write("\\t")
        case ..<0x20, 0x7f: out.write("\\u00" + Hex.text([byte]))
        default: out.write(byte: byte)
        }
    }
}
