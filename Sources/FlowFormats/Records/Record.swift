/// One row of a file: a CSV record or a JSON object. Reused from row to row.
public struct Record: Sendable {
    /// Line it begins at, from 1.
    public internal(set) var line = 1
    /// Values one after another, unquoted and unescaped.
    var bytes: [UInt8] = []
    /// Where each value lies in `bytes`, by place; `start` -1 where it is absent.
    var fields: [FieldRange] = []
    /// Place of each slot, -1 where absent.
    var places: [Int] = []
    /// Places that no slot asked for.
    var extras: [Int] = []
    /// What a JSON object has besides, as a hash.
    var unasked: UInt64 = 0

    /// Hash over every column, asked for or not.
    ///
    /// - Complexity: O(bytes of the row).
    public var fingerprint: UInt64 {
        var hash = RowHash()
        hash.add(unasked)
        for place in fields.indices { add(place, to: &hash) }
        return hash.value
    }

    /// Hash over the columns no slot asked for; 0 where there are none.
    public var extraFingerprint: UInt64 {
        if extras.isEmpty, unasked == 0 { return 0 }
        var hash = RowHash()
        hash.add(unasked)
        for place in extras where place < fields.count { add(place, to: &hash) }
        return hash.value
    }

    private func add(_ place: Int, to hash: inout RowHash) {
        let range = fields[place]
        if range.start < 0 { return hash.add(UInt64.max) }
        bytes.withUnsafeBufferPointer {
            hash.add(UnsafeBufferPointer(rebasing: $0[Int(range.start)..<Int(range.end)]))
        }
    }

    struct FieldRange: Sendable {
        var start: Int32
        var end: Int32
    }

    /// The value without blanks around it; `nil` where the row has none (no such column, JSON `null`).
    @inline(__always)
    public subscript(_ slot: ColumnSlot) -> FieldText? {
        let place = places[slot.number]
        guard place >= 0, place < fields.count else { return nil }
        let range = fields[place]
        guard range.start >= 0 else { return nil }
        return FieldText(trimming: bytes[Int(range.start)..<Int(range.end)])
    }

    /// The value with the blanks around it: a piece of a text that was cut anywhere.
    func untrimmed(_ slot: ColumnSlot) -> String? {
        let place = places[slot.number]
        guard place >= 0, place < fields.count, fields[place].start >= 0 else { return nil }
        return String(decoding: bytes[Int(fields[place].start)..<Int(fields[place].end)], as: UTF8.self)
    }

    /// The value, `nil` also where it is blank.
    @inline(__always)
    public func value(_ slot: ColumnSlot) -> FieldText? {
        guard let text = self[slot], !text.isEmpty else { return nil }
        return text
    }
}

/// A value of a row: bytes of valid UTF-8 without blanks around them.
public struct FieldText: Sendable {
    public let bytes: ArraySlice<UInt8>

    public init(trimming slice: ArraySlice<UInt8>) {
        var start = slice.startIndex
        var end = slice.endIndex
        while start < end, slice[start] == 0x20 || slice[start] == 0x09 { start += 1 }
        while end > start, slice[end - 1] == 0x20 || slice[end - 1] == 0x09 { end -= 1 }
        bytes = slice[start..<end]
    }

    public init(_ text: String) { self.init(trimming: ArraySlice(text.utf8)) }

    public var isEmpty: Bool { bytes.isEmpty }
    public var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Plain decimal digits, at most 2⁶⁴−1.
    public var unsigned: UInt64? {
        var value: UInt64 = 0
        guard !bytes.isEmpty, bytes.count <= 20 else { return nil }
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte &- 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// Equal to `text`, ASCII letters in any case.
    public func equals(_ text: StaticString) -> Bool {
        guard text.utf8CodeUnitCount == bytes.count else { return false }
        var pointer = text.utf8Start
        for byte in bytes {
            let a = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            let b = pointer.pointee >= 0x41 && pointer.pointee <= 0x5A ? pointer.pointee | 0x20 : pointer.pointee
            if a != b { return false }
            pointer += 1
        }
        return true
    }
}
