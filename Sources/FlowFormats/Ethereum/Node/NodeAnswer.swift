import FlowTracing

/// What is wrong with a node's answer: a sentence that names the place and the value in it.
package struct NodeFault: Error, Equatable, Sendable, CustomStringConvertible {
    package var reason: String
    package init(_ reason: String) { self.reason = reason }
    package var description: String { reason }
}

/// Reads the `result` of a JSON-RPC answer. What a node says is not trusted: every number, hash and address is checked
/// for form, nesting is limited, what is not asked for is passed over.
package enum NodeAnswer {
    /// Reads the JSON text `bytes`, which must be one value, by `body`.
    static func read<Value>(
        _ bytes: ArraySlice<UInt8>, _ body: (inout JSONCursor) throws(JSONFault) -> Value
    ) throws(NodeFault) -> Value {
        let outcome: Result<Value, NodeFault> = bytes.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return .failure(NodeFault("the answer is empty")) }
            var cursor = JSONCursor(base, from: 0, to: text.count)
            do throws(JSONFault) {
                let value = try body(&cursor)
                if (try? cursor.peek()) != nil { throw cursor.unexpected() }
                return .success(value)
            } catch {
                return .failure(NodeFault(sentence(error, base, text.count)))
            }
        }
        return try outcome.get()
    }

    private static func sentence(_ fault: JSONFault, _ base: UnsafePointer<UInt8>, _ end: Int) -> String {
        switch fault {
        case .incomplete: return "the answer ends inside a JSON value"
        case .malformed(let reason): return reason
        case .bad(let offset, let member, let value, let reason):
            let path = JSONPath(to: offset, from: 0, base: base, end: end)
            let place = [path.text, member].filter { !$0.isEmpty }.joined(separator: ".")
            let shown = Excerpt.text(value ?? path.value)
            return (place.isEmpty ? "the answer" : "'\(place)'") + (shown.isEmpty ? " " : " '\(shown)' ") + reason
        }
    }

    /// A quantity below 2⁶⁴: `eth_blockNumber`, `eth_chainId`.
    package static func number(_ bytes: ArraySlice<UInt8>) throws(NodeFault) -> UInt64 {
        try read(bytes) { cursor throws(JSONFault) in try cursor.quantity() }
    }

    /// The bytes of hexadecimal data, at most `limit` of them: what `eth_call` answers.
    package static func data(_ bytes: ArraySlice<UInt8>, atMost limit: Int) throws(NodeFault) -> [UInt8] {
        try read(bytes) { cursor throws(JSONFault) in
            _ = try cursor.peek()
            let at = cursor.i
            let data = try cursor.text { text -> [UInt8]? in
                guard text.count <= 2 + 2 * limit, JSONCursor.hasPrefix(text) else { return nil }
                var out: [UInt8] = []
                guard let count = HexDigits.decode(UnsafeBufferPointer(rebasing: text[2...]), into: &out) else {
                    return nil
                }
                return Array(out.prefix(count))
            }
            guard let data else { throw .bad(at, "is not hexadecimal data of at most \(limit) bytes") }
            return data
        }
    }

    /// True for `null`: the node does not have it.
    package static func isNull(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.drop { $0 <= 0x20 }.starts(with: "null".utf8)
    }
}

extension JSONCursor {
    static func hasPrefix(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count >= 2 && text[0] == 0x30 && text[1] | 0x20 == 0x78
    }

    /// A number as nodes write it, `0x` and hexadecimal digits; `nil` where it is 2¹²⁸ or more.
    mutating func amount() throws(JSONFault) -> Amount? {
        guard try peek() == 0x22 else { throw .bad(i, "is not a hexadecimal number") }
        let at = i
        let parsed = try string { text -> Amount?? in
            guard JSONCursor.hasPrefix(text), text.count > 2, text.count <= 66 else { return .none }
            return JSONCursor.number(UnsafeBufferPointer(rebasing: text[2...]))
        }
        guard let parsed else { throw .bad(at, "is not a hexadecimal number") }
        return parsed
    }

    /// `.none`: not a number; `.some(nil)`: 2¹²⁸ or more.
    static func number(_ digits: UnsafeBufferPointer<UInt8>) -> Amount?? {
        var value: Amount = 0
        var overflows = false
        for byte in digits {
            guard let digit = Hex.value(byte) else { return .none }
            if value >> 124 != 0 { overflows = true }
            value = value << 4 | Amount(digit)
        }
        return .some(overflows ? nil : value)
    }

    /// A number below 2⁶⁴.
    mutating func quantity() throws(JSONFault) -> UInt64 {
        _ = try peek()
        let at = i
        guard let value = try amount(), value <= Amount(UInt64.max) else { throw .bad(at, "is more than 2^64-1") }
        return UInt64(value)
    }

    /// A position or index: below 2³²−1.
    mutating func place() throws(JSONFault) -> UInt32 {
        _ = try peek()
        let at = i
        let value = try quantity()
        guard value < UInt64(UInt32.max) else { throw .bad(at, "is more than 2^32-2") }
        return UInt32(value)
    }

    /// `0x` and 64 digits.
    mutating func prefixedHash() throws(JSONFault) -> Hash32 {
        guard try peek() == 0x22 else { throw .bad(i, "is not a hash") }
        let at = i
        let hash = try string { text -> Hash32? in
            guard text.count == 66, JSONCursor.hasPrefix(text) else { return nil }
            return HexDigits.hash(UnsafeBufferPointer(rebasing: text[2...]))
        }
        guard let hash else { throw .bad(at, "is not 0x and 64 hexadecimal digits") }
        return hash
    }

    /// `0x` and 40 digits; TRON's nodes may keep their prefix, `0x41` and 40 digits. `nil` for an empty text or `0x`.
    mutating func nodeAddress() throws(JSONFault) -> AddressBytes? {
        guard try peek() == 0x22 else { throw .bad(i, "is not an address") }
        let at = i
        let parsed = try string { text -> AddressBytes?? in
            if text.isEmpty { return .some(nil) }
            guard JSONCursor.hasPrefix(text) else { return .none }
            let digits = text[2...]
            if digits.isEmpty { return .some(nil) }
            let hasTronPrefix = digits.count == 42 && digits[2] == 0x34 && digits[3] == 0x31
            guard digits.count == 40 || hasTronPrefix else { return .none }
            var bytes: [UInt8] = []
            guard HexDigits.decode(UnsafeBufferPointer(rebasing: digits.suffix(40)), into: &bytes) == 20 else {
                return .none
            }
            return .some(AddressBytes(bytes.prefix(20)))
        }
        guard let parsed else { throw .bad(at, "is not 0x and 40 hexadecimal digits") }
        return parsed
    }
}
