/// The members of an alert's line, found by name: an alert is read a million times here, and its strings hold no escapes.
struct AlertText {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// The text of the first member `name`: without its quotes, `nil` for null or none.
    subscript(name: StaticString) -> String? {
        let wanted = [UInt8(ascii: "\"")] + name.withUTF8Buffer { Array($0) } + Array("\":".utf8)
        guard var at = find(wanted, from: bytes.startIndex) else { return nil }
        at += wanted.count
        while at < bytes.endIndex, bytes[at] == UInt8(ascii: " ") { at += 1 }
        guard at < bytes.endIndex else { return nil }
        let isString = bytes[at] == UInt8(ascii: "\"")
        if isString { at += 1 }
        let end = bytes[at...].firstIndex { byte in
            isString ? byte == UInt8(ascii: "\"") : byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
        }
        let text = String(decoding: bytes[at..<(end ?? bytes.endIndex)], as: UTF8.self)
        return !isString && text == "null" ? nil : text
    }

    private func find(_ wanted: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= wanted.count else { return nil }
        return bytes.withUnsafeBufferPointer { all in
            for at in 0...(all.count - wanted.count) where all[at] == wanted[0] && all[at + 1] == wanted[1] {
                var length = 2
                while length < wanted.count, all[at + length] == wanted[length] { length += 1 }
                if length == wanted.count { return start + at }
            }
            return nil
        }
    }

    /// Generated transactions begin with the number of their row.
    var transactionNumber: Int? {
        guard let hash = self["tx"], hash.utf8.count == 66 else { return nil }
        return Int(hash.dropFirst(2).prefix(16), radix: 16)
    }
}
