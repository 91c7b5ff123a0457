/// Writes numbers and texts as the store's files hold them: little-endian, every list and text behind its length.
struct FieldWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func count(_ value: Int) { number(UInt64(value)) }

    mutating func blob(_ value: [UInt8]) {
        count(value.count)
        bytes += value
    }

    mutating func blob(_ value: UnsafeRawBufferPointer) {
        count(value.count)
        bytes.append(contentsOf: value)
    }

    mutating func text(_ value: String) { blob(Array(value.utf8)) }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Sets a number that was written as a place holder.
    mutating func set<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self) }
    }
}

/// Reads what `FieldWriter` wrote. Never reads past the end, whatever the bytes say.
struct FieldReader {
    let bytes: UnsafeRawBufferPointer
    let path: String
    /// Where the bytes stand in the file.
    let start: Int
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer, path: String, start: Int) {
        (self.bytes, self.path, self.start) = (bytes, path, start)
    }

    var remaining: Int { bytes.count - offset }

    func fault(_ reason: String) -> StoreError { .corrupt(path: path, offset: start + offset, reason: reason) }

    mutating func number<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type = Value.self) throws(StoreError)
        -> Value
    {
        let size = MemoryLayout<Value>.size
        guard remaining >= size else { throw fault("a number is cut off") }
        defer { offset += size }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// A number of things of which each takes at least `unit` of the bytes that follow.
    mutating func count(of unit: Int = 0) throws(StoreError) -> Int {
        let value: UInt64 = try number()
        guard value <= UInt64(Int.max), unit == 0 || Int(value) <= remaining / unit else {
            offset -= 8
            throw fault("a length of \(value) does not fit")
        }
        return Int(value)
    }

    mutating func blob() throws(StoreError) -> UnsafeRawBufferPointer {
        let length = try count(of: 1)
        defer { offset += length }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
    }

    mutating func text() throws(StoreError) -> String { String(decoding: try blob(), as: UTF8.self) }
}
