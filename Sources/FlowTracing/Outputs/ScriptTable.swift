import CFlowKernels

/// Numbers the script addresses of a ledger's UTXO chains in order of first appearance.
///
/// Open addressing over 8-byte slots {tag 32, number + 1 32} beside dense cells of 24 bytes: network, kind and the first
/// twenty bytes of the payload. The other twelve bytes of witness script hashes and taproot keys stand apart, so that the
/// many short addresses do not pay for them. The hash is seeded: whoever receives money chooses the scripts.
///
/// Invariant: `slots.count` is a power of two and at most 70% full.
struct ScriptTable: ~Copyable, Sendable {
    struct Cell: BitwiseCopyable {
        var form: UInt32
        var word0: UInt32
        var word1: UInt32
        var word2: UInt32
        var word3: UInt32
        var word4: UInt32
    }
    /// Bytes 20–31 of a payload, and whose they are.
    struct Tail: BitwiseCopyable {
        var number: UInt32
        var word5: UInt32
        var word6: UInt32
        var word7: UInt32
    }

    private var cells = Column<Cell>()
    /// Ascending by number.
    private var tails = Column<Tail>()
    private var slots = Column<UInt64>(repeating: 0, count: 1 << 8)
    private var shift: UInt32 = 32 - 8
    private let seed = HashSeed()

    init() {
        precondition(MemoryLayout<Cell>.stride == 24)
    }

    var count: Int { cells.count }
    var byteCount: Int { cells.byteCount + tails.byteCount + slots.byteCount }

    /// The slot tag of an address.
    @inline(__always)
    func tag(_ address: ScriptAddress) -> UInt32 {
        let form = UInt64(address.network.rawValue) << 8 | UInt64(address.kind.rawValue)
        let mixed = (address.payload.seededHash(seed) ^ form) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }

    @inline(__always)
    func prefetch(_ tag: UInt32) { flow_prefetch_read(slots.base + Int(tag &>> shift)) }

    /// Asks for the cell that the first slot of `tag` names.
    @inline(__always)
    func prefetchCell(_ tag: UInt32) {
        let slot = slots.base[Int(tag &>> shift)]
        if slot != 0 { flow_prefetch_read(cells.base + Int(UInt32(truncatingIfNeeded: slot) &- 1)) }
    }

    /// The number of `address`, given now if it is new.
    @inline(__always)
    mutating func intern(_ address: ScriptAddress, tag: UInt32) -> UInt32 {
        var place = Int(tag &>> shift)
        let mask = slots.count - 1
        while true {
            let slot = slots.base[place]
            if slot == 0 { return insert(address, tag: tag, at: place) }
            let number = UInt32(truncatingIfNeeded: slot) &- 1
            if UInt32(truncatingIfNeeded: slot >> 32) == tag, matches(number, address) { return number }
            place = (place + 1) & mask
        }
    }

    mutating func intern(_ address: ScriptAddress) -> UInt32 { intern(address, tag: tag(address)) }

    func find(_ address: ScriptAddress) -> UInt32? {
        let tag = tag(address)
        var place = Int(tag &>> shift)
        while slots[place] != 0 {
            let number = UInt32(truncatingIfNeeded: slots[place]) &- 1
            if UInt32(truncatingIfNeeded: slots[place] >> 32) == tag, matches(number, address) { return number }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    subscript(number: UInt32) -> ScriptAddress {
        let cell = cells[number]
        guard let network = ScriptNetwork(rawValue: UInt8(truncatingIfNeeded: cell.form >> 8)),
            let kind = ScriptKind(rawValue: UInt8(truncatingIfNeeded: cell.form))
        else { preconditionFailure("a cell of the script table is corrupt") }
        let tail = kind.payloadBytes > 20 ? tails[tailPlace(number)] : Tail(number: 0, word5: 0, word6: 0, word7: 0)
        return ScriptAddress(
            network: network, kind: kind,
            payload: Hash32(
                UInt64(cell.word0) << 32 | UInt64(cell.word1), UInt64(cell.word2) << 32 | UInt64(cell.word3),
                UInt64(cell.word4) << 32 | UInt64(tail.word5), UInt64(tail.word6) << 32 | UInt64(tail.word7)))
    }

    func kind(_ number: UInt32) -> ScriptKind {
        ScriptKind(rawValue: UInt8(truncatingIfNeeded: cells[number].form)) ?? .nonstandard
    }

    private func tailPlace(_ number: UInt32) -> Int {
        var low = 0
        var high = tails.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if tails[middle].number <= number { low = middle } else { high = middle }
        }
        return low
    }

    private static func cell(_ address: ScriptAddress) -> Cell {
        Cell(
            form: UInt32(address.network.rawValue) << 8 | UInt32(address.kind.rawValue),
            word0: UInt32(truncatingIfNeeded: address.payload.word0 >> 32),
            word1: UInt32(truncatingIfNeeded: address.payload.word0),
            word2: UInt32(truncatingIfNeeded: address.payload.word1 >> 32),
            word3: UInt32(truncatingIfNeeded: address.payload.word1),
            word4: UInt32(truncatingIfNeeded: address.payload.word2 >> 32))
    }

    @inline(__always)
    private func matches(_ number: UInt32, _ address: ScriptAddress) -> Bool {
        let (a, b) = (cells.base[Int(number)], Self.cell(address))
        guard
            (a.form ^ b.form) | (a.word0 ^ b.word0) | (a.word1 ^ b.word1) | (a.word2 ^ b.word2) | (a.word3 ^ b.word3)
                | (a.word4 ^ b.word4) == 0
        else { return false }
        return address.kind.payloadBytes <= 20 || self[number].payload == address.payload
    }

    @inline(never)
    private mutating func insert(_ address: ScriptAddress, tag: UInt32, at place: Int) -> UInt32 {
        let number = UInt32(cells.count)
        cells.append(Self.cell(address))
        if address.kind.payloadBytes > 20 {
            tails.append(
                Tail(
                    number: number, word5: UInt32(truncatingIfNeeded: address.payload.word2),
                    word6: UInt32(truncatingIfNeeded: address.payload.word3 >> 32),
                    word7: UInt32(truncatingIfNeeded: address.payload.word3)))
        }
        slots[place] = UInt64(tag) << 32 | UInt64(number + 1)
        if cells.count * 10 > slots.count * 7 { double() }
        return number
    }

    /// A slot's tag says where it belongs in a larger table: no cell is touched.
    private mutating func double() {
        let larger = Column<UInt64>(zeros: slots.count * 2)
        shift -= 1
        let mask = larger.count - 1
        for i in 0..<slots.count where slots[i] != 0 {
            var place = Int(UInt32(truncatingIfNeeded: slots[i] >> 32) &>> shift)
            while larger[place] != 0 { place = (place + 1) & mask }
            larger[place] = slots[i]
        }
        slots = larger
    }
}
