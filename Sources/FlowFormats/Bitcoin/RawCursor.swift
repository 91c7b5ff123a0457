import FlowTracing

/// What is wrong with the bytes of a block. The reader of files adds name, offset of the block and its number.
struct RawFault: Error, Equatable {
    /// Place of the field in the block's bytes.
    var at: Int
    var part: RawPart
    var field: String
    var value: String
    var reason: String
}

/// The part of a block that a field belongs to. Transactions, inputs and outputs are numbered as the chain does, from 0.
struct RawPart: Equatable {
    enum Kind: UInt8 { case block, transaction, input, output, witness }
    var kind = Kind.block
    var transaction = 0
    var index = 0

    /// Behind `block 17`.
    var text: String {
        switch kind {
        case .block: ""
        case .transaction: ", transaction \(transaction)"
        case .input: ", transaction \(transaction), input \(index)"
        case .output: ", transaction \(transaction), output \(index)"
        case .witness: ", transaction \(transaction), witness of input \(index)"
        }
    }
}

/// Reads the fields of a block one after another, never past its end.
struct RawCursor {
    let base: UnsafeRawPointer
    var i: Int
    let end: Int
    var part = RawPart()

    init(_ bytes: UnsafeRawBufferPointer, from start: Int = 0) {
        // An empty buffer may have no address; nothing is read from this one then.
        base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
        (i, end) = (start, bytes.count)
    }

    var left: Int { end - i }

    @inline(__always)
    mutating func skip(_ count: Int, _ field: StaticString) throws(RawFault) {
        guard end - i >= count else { throw short(field) }
        i += count
    }

    @inline(__always)
    mutating func uint32(_ field: StaticString) throws(RawFault) -> UInt32 {
        guard end - i >= 4 else { throw short(field) }
        i += 4
        return UInt32(littleEndian: base.loadUnaligned(fromByteOffset: i - 4, as: UInt32.self))
    }

    @inline(__always)
    mutating func uint64(_ field: StaticString) throws(RawFault) -> UInt64 {
        guard end - i >= 8 else { throw short(field) }
        i += 8
        return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: i - 8, as: UInt64.self))
    }

    /// A count of things that take at least `least` bytes each, all of which must still follow; with a `least` of 0 they
    /// need not.
    @inline(__always)
    mutating func count(_ field: StaticString, of least: Int) throws(RawFault) -> Int {
        guard i < end else { throw short(field) }
        let first = Int(base.load(fromByteOffset: i, as: UInt8.self))
        if first < 0xFD, first * least < end - i {
            i += 1
            return first
        }
        return try longCount(field, of: least)
    }

    @inline(never)
    private mutating func longCount(_ field: StaticString, of least: Int) throws(RawFault) -> Int {
        let start = i
        let first = base.load(fromByteOffset: i, as: UInt8.self)
        let bytes = first < 0xFD ? 0 : 2 << Int(first - 0xFD)
        guard end - i > bytes else { throw short(field) }
        var value = bytes == 0 ? UInt64(first) : 0
        for place in (0..<bytes).reversed() {
            value = value << 8 | UInt64(base.load(fromByteOffset: i + 1 + place, as: UInt8.self))
        }
        i += 1 + bytes
        // One number has one spelling: nodes refuse the others.
        let shorter: UInt64 = bytes == 0 ? 0 : bytes == 2 ? 0xFD : bytes == 4 ? 1 << 16 : 1 << 32
        guard value >= shorter else { throw fault(start, field, "\(value)", "is not written in its shortest form") }
        guard value <= UInt64(least == 0 ? Int(UInt32.max) : left / least) else {
            throw fault(start, field, "\(value)", "beyond the end")
        }
        return Int(value)
    }

    @inline(never)
    func short(_ field: StaticString) -> RawFault { fault(i, field, "", "the data end inside it") }

    @inline(never)
    func fault(_ at: Int, _ field: StaticString, _ value: String, _ reason: String) -> RawFault {
        RawFault(at: at, part: part, field: "\(field)", value: value, reason: reason)
    }
}
