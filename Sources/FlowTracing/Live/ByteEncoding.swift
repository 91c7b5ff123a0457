/// Little-endian fields one after another: how catalogues and summaries are written.
package struct ByteEncoder {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func put<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func put(_ value: Bool) { bytes.append(value ? 1 : 0) }

    package mutating func put(_ text: String) {
        put(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func put(_ raw: some Collection<UInt8>) {
        put(UInt32(raw.count))
        bytes.append(contentsOf: raw)
    }

    /// A list: how many, then each.
    package mutating func put<T>(_ list: some Collection<T>, _ each: (inout ByteEncoder, T) -> Void) {
        put(UInt32(list.count))
        for item in list { each(&self, item) }
    }
}

/// Reads what `ByteEncoder` wrote. Bytes may have been damaged: nothing is read beyond the end, no count is believed that
/// the bytes left could not hold.
package struct ByteDecoder {
    private let bytes: UnsafeRawBufferPointer
    package private(set) var position = 0

    /// The bytes end in the middle of a field, or a field says what it cannot.
    package struct Damage: Error, Equatable {
        package var position: Int
    }

    /// `bytes` must outlive the decoder.
    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Reads all of `bytes`.
    package static func read<T>(
        _ bytes: [UInt8], _ body: (inout ByteDecoder) throws(Damage) -> T
    ) throws(Damage) -> T {
        let result: Result<T, Damage> = bytes.withUnsafeBytes { raw in
            var input = ByteDecoder(raw)
            do throws(Damage) {
                let value = try body(&input)
                return input.isAtEnd ? .success(value) : .failure(input.damage)
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    package var isAtEnd: Bool { position == bytes.count }
    package var damage: Damage { Damage(position: position) }

    package mutating func take<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(Damage) -> T {
        let size = MemoryLayout<T>.size
        guard bytes.count - position >= size else { throw damage }
        defer { position += size }
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
    }

    package mutating func bool() throws(Damage) -> Bool {
        let value = try take(UInt8.self)
        guard value <= 1 else { throw damage }
        return value == 1
    }

    package mutating func raw() throws(Damage) -> UnsafeRawBufferPointer {
        let count = Int(try take(UInt32.self))
        guard bytes.count - position >= count else { throw damage }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    package mutating func text() throws(Damage) -> String {
        guard let text = String(validating: try raw(), as: UTF8.self) else { throw damage }
        return text
    }

    package mutating func list<T>(_ each: (inout ByteDecoder) throws(Damage) -> T) throws(Damage) -> [T] {
        let count = Int(try take(UInt32.self))
        // Every item takes at least a byte.
        guard count <= bytes.count - position else { throw damage }
        var items: [T] = []
        items.reserveCapacity(count)
        for _ in 0..<count { items.append(try each(&self)) }
        return items
    }
}
