import FlowTracing

/// Where the pieces of one serialised transaction lie in its block.
struct RawTransaction {
    var start: Int
    /// Behind the version, and behind marker and flag where there are witnesses (BIP 144).
    var body: Int
    /// Where the witnesses begin, or the lock time where there are none.
    var witness: Int
    var end: Int
    var hasWitness: Bool
    /// One input that spends nothing: the transaction creates value.
    var isCoinbase: Bool

    static let inputLength = 41
    static let outputLength = 9
    /// Version, two counts, one input, one output, lock time.
    static let length = 4 + 1 + inputLength + 1 + outputLength + 4
}

extension RawCursor {
    /// Walks over the transaction that begins here; every count and length is checked.
    mutating func transaction(_ number: Int, mostMoney: UInt64) throws(RawFault) -> RawTransaction {
        part = RawPart(kind: .transaction, transaction: number)
        var found = RawTransaction(start: i, body: 0, witness: 0, end: 0, hasWitness: false, isCoinbase: false)
        try skip(4, "version")
        // No transaction is without inputs: a zero says that a flag and witnesses follow.
        if left >= 2, base.load(fromByteOffset: i, as: UInt8.self) == 0 {
            let flag = base.load(fromByteOffset: i + 1, as: UInt8.self)
            guard flag == 1 else { throw unknownFlag(flag) }
            found.hasWitness = true
            i += 2
        }
        found.body = i
        let inputs = try inputs(&found)
        try outputs(mostMoney: mostMoney)
        found.witness = i
        if found.hasWitness { try witnesses(of: inputs, marker: found.body - 2) }
        part.kind = .transaction
        try skip(4, "lock time")
        found.end = i
        return found
    }

    private mutating func inputs(_ found: inout RawTransaction) throws(RawFault) -> Int {
        let start = i
        let inputs = try count("input count", of: RawTransaction.inputLength)
        guard inputs > 0 else { throw fault(start, "input count", "0", "a transaction needs an input") }
        part.kind = .input
        for input in 0..<inputs {
            part.index = input
            let outpoint = i
            try skip(36, "outpoint")
            if base.loadUnaligned(fromByteOffset: outpoint + 32, as: UInt32.self) == .max,
                Hash32(stored: base + outpoint).isZero
            {
                guard inputs == 1 else {
                    throw fault(outpoint, "outpoint", "null", "spends nothing beside other inputs")
                }
                found.isCoinbase = true
            }
            i += try count("script length", of: 1)
            try skip(4, "sequence")
        }
        part.kind = .transaction
        return inputs
    }

    private mutating func outputs(mostMoney: UInt64) throws(RawFault) {
        let start = i
        let outputs = try count("output count", of: RawTransaction.outputLength)
        guard outputs > 0 else { throw fault(start, "output count", "0", "a transaction needs an output") }
        part.kind = .output
        for output in 0..<outputs {
            part.index = output
            let amount = try uint64("amount")
            guard amount <= mostMoney else {
                throw fault(i - 8, "amount", "\(amount)", "is more than there can be (\(mostMoney))")
            }
            i += try count("script length", of: 1)
        }
    }

    private mutating func witnesses(of inputs: Int, marker: Int) throws(RawFault) {
        part.kind = .witness
        var isEmpty = true
        for input in 0..<inputs {
            part.index = input
            let items = try count("item count", of: 1)
            if items > 0 { isEmpty = false }
            for _ in 0..<items { i += try count("item length", of: 1) }
        }
        part.kind = .transaction
        guard !isEmpty else { throw fault(marker, "flag", "1", "promises witnesses, and there are none") }
    }

    private func unknownFlag(_ flag: UInt8) -> RawFault {
        switch flag {
        case 0: fault(i, "input count", "0", "a transaction needs an input")
        case 8, 9: fault(i + 1, "flag", "\(flag)", "marks an extension block (MWEB), which is not supported")
        default: fault(i + 1, "flag", "\(flag)", "is unknown")
        }
    }
}

/// Reads what a walk has checked.
struct CheckedCursor {
    let base: UnsafeRawPointer
    var i: Int

    @inline(__always)
    mutating func count() -> Int {
        let first = base.load(fromByteOffset: i, as: UInt8.self)
        i += 1
        if first < 0xFD { return Int(first) }
        return longCount(first)
    }

    @inline(never)
    private mutating func longCount(_ first: UInt8) -> Int {
        let start = i
        switch first {
        case 0xFD:
            i += 2
            return Int(UInt16(littleEndian: base.loadUnaligned(fromByteOffset: start, as: UInt16.self)))
        case 0xFE:
            i += 4
            return Int(UInt32(littleEndian: base.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
        default:
            i += 8
            return Int(UInt64(littleEndian: base.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
        }
    }

    @inline(__always)
    mutating func uint32() -> UInt32 {
        i += 4
        return UInt32(littleEndian: base.loadUnaligned(fromByteOffset: i - 4, as: UInt32.self))
    }

    @inline(__always)
    mutating func uint64() -> UInt64 {
        i += 8
        return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: i - 8, as: UInt64.self))
    }

    @inline(__always)
    mutating func hash() -> Hash32 {
        i += 32
        return Hash32(stored: base + i - 32)
    }

    @inline(__always)
    mutating func script() -> UnsafeBufferPointer<UInt8> {
        let count = count()
        i += count
        return UnsafeBufferPointer(start: (base + i - count).assumingMemoryBound(to: UInt8.self), count: count)
    }
}
