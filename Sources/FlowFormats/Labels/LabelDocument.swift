/// A list that is one JSON document.
struct LabelDocument {
    private let window: ByteWindow

    /// - Throws: `InputError` for a document of more than `LabelReader.sizeLimit` bytes or that is no text.
    init(_ source: ByteSource) throws(InputError) {
        window = try ByteWindow(source, limit: LabelReader.sizeLimit)
        try window.fill(atLeast: .max)
        guard window.count <= LabelReader.sizeLimit else {
            throw .file(name: source.name, reason: "is larger than \(LabelReader.sizeLimit >> 20) MiB")
        }
        if let reason = TextCheck.fault(window.base + window.start, window.count) {
            throw .file(name: source.name, reason: "the file \(reason)")
        }
    }

    /// Walks the one value of the document; `body` gets a cursor at its beginning, and a way to tell lines.
    ///
    /// - Throws: what `body` finds wrong, with its line.
    func walk(
        _ body: (inout JSONCursor, inout LinePlace) throws(JSONFault) -> Void
    ) throws(InputError) {
        var cursor = JSONCursor(window.base, from: window.start, to: window.end)
        var place = LinePlace(base: window.base, at: window.start)
        do throws(JSONFault) {
            _ = try cursor.peek()
            try body(&cursor, &place)
        } catch {
            throw error.located(in: window.name, window.base, from: window.start, near: cursor.i)
        }
    }
}

extension JSONFault {
    /// As a fault of the file `name`, whose text begins at `start`; `near` is where reading stopped.
    func located(in name: String, _ base: UnsafePointer<UInt8>, from start: Int, near: Int) -> InputError {
        func line(_ place: Int) -> Int {
            1 + UnsafeBufferPointer(start: base + start, count: max(0, place - start)).count { $0 == 0x0a }
        }
        switch self {
        case .incomplete:
            return .line(name: name, line: line(near), reason: "the file ends inside a JSON value")
        case .malformed(let reason): return .line(name: name, line: line(near), reason: reason)
        case .bad(let at, let member, let value, let reason):
            let subject = member.isEmpty ? "the value" : "'\(member)'"
            let shown = value.map { $0.isEmpty ? "" : " '\(Excerpt.text($0))'" } ?? ""
            return .line(name: name, line: line(at), reason: "\(subject)\(shown) \(reason)")
        }
    }
}

/// Lines of places in a text that come in ascending order.
struct LinePlace {
    private let base: UnsafePointer<UInt8>
    private var counted: Int
    private var line = 1

    init(base: UnsafePointer<UInt8>, at start: Int) { (self.base, counted) = (base, start) }

    /// - Complexity: O(bytes since the last place).
    mutating func line(at place: Int) -> Int {
        while counted < place {
            if base[counted] == 0x0a { line += 1 }
            counted += 1
        }
        return line
    }
}

extension JSONCursor {
    /// A value that must be a text.
    mutating func label() throws(JSONFault) -> String { try text { String(decoding: $0, as: UTF8.self) } }
}
