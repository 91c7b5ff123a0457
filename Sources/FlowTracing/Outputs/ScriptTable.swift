import CFlowKernels

/// Numbers the script addresses of a ledger's UTXO chains in order of first appearance.
///
/// Open addressing over 4-byte slots beside dense cells of 24 bytes: network, kind and the first twenty bytes of the
/// payload. The other twelve bytes of witness script hashes and taproot keys stand apart, so that the many short addresses
/// do not pay for them. Of 2ᵏ slots a slot's low k bits are an address' number + 1, the bits above the last ones of its tag;
/// the tag's first k bits are its place. The hash is seeded: whoever receives money chooses the scripts.
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

        /// The payload goes on in a tail.
        var isLong: Bool { (ScriptKind(rawValue: UInt8(truncatingIfNeeded: form))?.payloadBytes ?? 0) > 20 }
    }
    /// Bytes 20–31 of a payload, and whose they are.
    struct Tail: BitwiseCopyable {
        var number: UInt32
        var word5: UInt32
        var word6: UInt32
        var word7: UInt32
    }

    private(set) var cells = Column<Cell>()
    /// Ascending by number.
    private(set) var tails = Column<Tail>()
    private(set) var slots = Column<UInt32>(repeating: 0, count: 1 << 8)
    /// Slots are 2 to the power of this.
    private var bits: UInt32 = 8
    private let seed: HashSeed
    /// The seed as a store keeps it.
    let seedWords: Column<UInt64>

    init() {
        precondition(MemoryLayout<Cell>.stride == 24)
        seed = HashSeed()
        seedWords = seed.words
    }

    /// `slots` are those of these addresses under `seed`, a power of two.
    init(cells: consuming Column<Cell>, tails: consuming Column<Tail>, slots: consuming Column<UInt32>, seed: HashSeed)
    {
        bits = UInt32(slots.count.trailingZeroBitCount)
        self.seed = seed
        seedWords = seed.words
        self.cells = cells
        self.tails = tails
        self.slots = slots
    }

    private init(viewing other: borrowing ScriptTable) {
        cells = other.cells.view
        tails = other.tails.view
        slots = other.slots.view
        (bits, seed) = (other.bits, other.seed)
        seedWords = seed.words
    }

    /// The same addresses, for reading, while none is added to this table.
    var view: ScriptTable { ScriptTable(viewing: self) }

    var count: Int { cells.count }
    var byteCount: Int { cells.byteCount + tails.byteCount + slots.byteCount }

    private var numberMask: UInt32 { UInt32(truncatingIfNeeded: slots.count &- 1) }

    @inline(__always)
    private func place(_ tag: UInt32) -> Int { Int(tag &>> (32 &- bits)) }

    /// What the slot of an address of this tag looks like above the number.
    @inline(__always)
    private func mark(_ tag: UInt32) -> UInt32 { tag &<< bits }

    /// The seeded hash of an address.
    @inline(__always)
    func tag(_ address: ScriptAddress) -> UInt32 {
        let form = UInt64(address.network.rawValue) << 8 | UInt64(address.kind.rawValue)
        let mixed = (address.payload.seededHash(seed) ^ form) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }

    @inline(__always)
    func prefetch(_ tag: UInt32) { flow_prefetch_read(slots.base + place(tag)) }

    /// Asks for the cell that the first slot of `tag` names.
    @inline(__always)
    func prefetchCell(_ tag: UInt32) {
        let slot = slots.base[place(tag)]
        if slot != 0 { flow_prefetch_read(cells.base + Int((slot & numberMask) &- 1)) }
    }

    /// The number of `address`, given now if it is new.
    @inline(__always)
    mutating func intern(_ address: ScriptAddress, tag: UInt32) -> UInt32 {
        var place = place(tag)
        while true {
            let slot = slots.base[place]
            if slot == 0 { return insert(address, tag: tag, at: place) }
            let number = (slot & numberMask) &- 1
            if slot & ~numberMask == mark(tag), matches(number, address) { return number }
            place = (place + 1) & (slots.count - 1)
        }
    }

    mutating func intern(_ address: ScriptAddress) -> UInt32 { intern(address, tag: tag(address)) }

    func find(_ address: ScriptAddress) -> UInt32? {
        let tag = tag(address)
        var place = place(tag)
        while slots[place] != 0 {
            let number = (slots[place] & numberMask) &- 1
            if slots[place] & ~numberMask == mark(tag), matches(number, address) { return number }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    subscript(number: UInt32) -> ScriptAddress {
        address(number, tail: cells[number].isLong ? tailPlace(number) : 0)
    }

    /// - Parameter tail: the place of its tail, where it has one.
    private func address(_ number: UInt32, tail place: Int) -> ScriptAddress {
        let cell = cells[number]
        guard let network = ScriptNetwork(rawValue: UInt8(truncatingIfNeeded: cell.form >> 8)),
            let kind = ScriptKind(rawValue: UInt8(truncatingIfNeeded: cell.form))
        else { preconditionFailure("a cell of the script table is corrupt") }
        let tail = kind.payloadBytes > 20 ? tails[place] : Tail(number: 0, word5: 0, word6: 0, word7: 0)
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
        slots[place] = mark(tag) | (number + 1)
        if cells.count * 10 > slots.count * 7 { double() }
        return number
    }

    /// A slot keeps too little of its tag to say where it belongs in a larger table: the cells do, in one sequential pass.
    private mutating func double() {
        slots = Column(zeros: slots.count * 2)
        bits += 1
        let ahead = 32
        var tail = 0
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: ahead) { tags in
            for i in 0..<cells.count + ahead {
                if i >= ahead { put(UInt32(i - ahead), tag: tags[i % ahead]) }
                guard i < cells.count else { continue }
                // Tails stand in the order of the numbers.
                while tail < tails.count, tails.base[tail].number < UInt32(i) { tail += 1 }
                tags[i % ahead] = tag(address(UInt32(i), tail: tail))
                flow_prefetch_write(slots.base + place(tags[i % ahead]))
            }
        }
    }

    @inline(__always)
    private func put(_ number: UInt32, tag: UInt32) {
        var place = place(tag)
        while slots.base[place] != 0 { place = (place + 1) & (slots.count - 1) }
        slots.base[place] = mark(tag) | (number + 1)
    }
}
