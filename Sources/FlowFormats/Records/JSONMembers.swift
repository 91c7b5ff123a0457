/// The members of an object that a format asks for: an enumeration of their names.
protocol JSONField: RawRepresentable<String>, CaseIterable, Sendable {
    static var table: JSONFieldTable<Self> { get }
}

/// Finds members by name.
struct JSONFieldTable<Field: JSONField>: Sendable {
    private struct Entry: Sendable {
        /// The first eight bytes, zeros behind a shorter name.
        let head: UInt64
        let name: [UInt8]
        let field: Field
    }
    private let entries: [Entry]

    init() {
        precondition(Field.allCases.count <= 64)
        entries = Field.allCases.map {
            let name = Array($0.rawValue.utf8)
            return Entry(head: name.withUnsafeBufferPointer(JSONFieldTable.head), name: name, field: $0)
        }
    }

    private static func head(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if name.count >= 8 { return UnsafeRawPointer(name.baseAddress!).loadUnaligned(as: UInt64.self).littleEndian }
        var word: UInt64 = 0
        for (i, byte) in name.enumerated() { word |= UInt64(byte) << UInt64(8 * i) }
        return word
    }

    /// The place of `name` in the enumeration, and its case.
    func find(_ name: UnsafeBufferPointer<UInt8>) -> (place: Int, field: Field)? {
        let head = JSONFieldTable.head(name)
        for place in entries.indices
        where entries[place].head == head && entries[place].name.count == name.count
            && (name.count <= 8 || entries[place].name.elementsEqual(name))
        {
            return (place, entries[place].field)
        }
        return nil
    }
}

/// Walks the members of one object: those asked for, in the order of the text, each at most once. All others are passed
/// over; `null` counts as absent.
struct JSONMembers<Field: JSONField> {
    /// Where the object begins.
    let start: Int
    private var seen: UInt64 = 0
    private var isOpen = false

    /// - Throws: where the next value is no object.
    init(_ cursor: inout JSONCursor) throws(JSONFault) {
        guard try cursor.peek() == 0x7B else { throw .bad(cursor.i, "is not an object") }
        start = cursor.i
    }

    /// The next member asked for, the cursor at its value; `nil` behind the object.
    mutating func next(_ cursor: inout JSONCursor) throws(JSONFault) -> Field? {
        while true {
            if isOpen {
                guard try cursor.goesOn(until: 0x7D) else { return nil }
            } else {
                isOpen = true
                try cursor.expect(0x7B)
                if try cursor.closes(0x7D) { return nil }
            }
            _ = try cursor.peek()
            let found = try cursor.string { Field.table.find($0) }
            try cursor.expect(0x3A)
            let first = try cursor.peek()
            guard let found else {
                try cursor.skipValue()
                continue
            }
            let bit: UInt64 = 1 << UInt64(found.place)
            guard seen & bit == 0 else { throw .bad(cursor.i, "is given twice") }
            if first == 0x6E, try cursor.isNull() { continue }
            seen |= bit
            return found.field
        }
    }

    /// - Throws: `field` is missing, where `value` is `nil`.
    func require<Value>(_ value: Value?, _ field: Field) throws(JSONFault) -> Value {
        guard let value else {
            throw .bad(at: start, member: field.rawValue, value: "", reason: "is missing")
        }
        return value
    }

    /// A fault of `field`, whose value was read before.
    func fault(_ field: Field, _ value: String, _ reason: String) -> JSONFault {
        .bad(at: start, member: field.rawValue, value: value, reason: reason)
    }
}
