import CFlowKernels

/// Numbers addresses in order of first appearance.
///
/// 20-byte addresses: slots (`SlotTable`) beside dense keys. For given first sixteen bytes the prefix is a permutation of
/// the last four (`AddressHash`): where prefix and first sixteen bytes are equal, the address is. So the keys looked at are
/// sixteen bytes, never in two cache lines, and a hit costs two cache misses, both asked for in advance by whoever has many
/// addresses at hand. Other addresses are texts, in a table of their own.
///
/// The slots of a stored ledger's addresses stand in runs, asked after the table's own; `gather` takes them all into it.
///
/// One thread may write while others read through a `reader`; see there.
struct AddressTable: ~Copyable, Sendable {
    /// The first sixteen bytes of each address, and the last four; zero for a text.
    var heads = Column<AddressHead>()
    var tails = Column<UInt32>()
    /// The other addresses, and their numbers here, ascending.
    var texts = TextTable()
    var textIDs = Column<AddressID>()
    private var table = SlotTable()
    private var hashing = AddressHash()
    /// The slots of the first addresses.
    private var runs: [SlotRun] = []

    init() {}

    private init(viewing other: borrowing AddressTable) {
        heads = other.heads.view
        tails = other.tails.view
        texts = other.texts.view
        textIDs = other.textIDs.view
        table = other.table.view
        (hashing, runs) = (other.hashing, other.runs)
    }

    /// The same addresses, for reading, while no address is added to this table.
    var view: AddressTable { AddressTable(viewing: self) }

    var count: Int { heads.count }
    var byteCount: Int {
        heads.byteCount + tails.byteCount + table.byteCount + texts.byteCount + textIDs.byteCount
            + runs.reduce(0) { $0 + $1.byteCount }
    }

    @inline(__always)
    func prefix(_ key: AddressBytes) -> UInt32 { hashing(key) }

    // MARK: Numbering

    /// The number of `key`, given now if it is new.
    @inline(__always)
    mutating func intern(_ key: AddressBytes, prefix: UInt32) -> AddressID {
        let home = table.home(prefix)
        var place = home
        let mask = table.mask
        while true {
            let slot = table.slots.base[place]
            if slot == 0 { return insert(key, prefix: prefix, at: place) }
            if slot >> 32 == prefix {
                let id = UInt32(truncatingIfNeeded: slot) &- 1
                if heads[id] == key.head { return id }
            }
            place = SlotLine.next(place, home: home, mask: mask)
        }
    }

    /// True where `id`, the candidate for the prefix of `key`, is its number.
    @inline(__always)
    func knows(_ id: AddressID, _ key: AddressBytes, _ isConfirmed: Bool) -> Bool {
        id != .max && (isConfirmed || heads[id] == key.head)
    }

    @inline(never)
    private mutating func insert(_ key: AddressBytes, prefix: UInt32, at place: Int) -> AddressID {
        if !runs.isEmpty, let stored = find(inRuns: key) { return stored }
        let id = append(key)
        table.insert(prefix, id, at: place)
        return id
    }

    private mutating func append(_ key: AddressBytes) -> AddressID {
        defer {
            heads.append(key.head)
            tails.append(key.low)
        }
        return AddressID(heads.count)
    }

    mutating func intern(_ address: Address) -> AddressID {
        switch address {
        case .bytes(let key): return intern(key, prefix: prefix(key))
        case .text(let text):
            let number = texts.intern(text)
            if Int(number) < textIDs.count { return textIDs[number] }
            let id = append(.zero)
            textIDs.append(id)
            return id
        case .script: preconditionFailure("scripts have a table of their own")
        }
    }

    /// Forgets the numbers from `count` on, none of which is stored. Nobody else may be reading.
    ///
    /// - Complexity: O(slots).
    mutating func truncate(to count: Int) {
        guard count < heads.count else { return }
        precondition(count >= stored)
        heads.truncate(to: count)
        tails.truncate(to: count)
        textIDs.truncate(to: textIDs.firstPlace(notBelow: AddressID(count)))
        texts.truncate(to: textIDs.count)
        table.removeAll()
        enter(stored..<count)
    }

    // MARK: Looking up

    /// The number of an address already seen.
    func find(_ address: Address) -> AddressID? {
        switch address {
        case .text(let text):
            guard let number = texts.find(text), Int(textIDs[number]) < count else { return nil }
            return textIDs[number]
        case .script: return nil
        case .bytes(let key): return table.find(prefix(key)) { heads[$0] == key.head } ?? find(inRuns: key)
        }
    }

    private func find(inRuns key: AddressBytes) -> AddressID? {
        for run in runs {
            // What is stored may be damaged: keys are compared in full.
            if let id = run.find(AddressHash(run.seed)(key), where: { heads[$0] == key.head && tails[$0] == key.low }) {
                return id
            }
        }
        return nil
    }

    subscript(id: AddressID) -> Address {
        // The keys of texts are zero.
        if textIDs.count > 0, heads[id] == AddressBytes.zero.head {
            let number = textIDs.firstPlace(notBelow: id)
            if number < textIDs.count, textIDs[number] == id { return .text(texts[UInt32(number)]) }
        }
        return .bytes(AddressBytes(head: heads[id], low: tails[id]))
    }

    /// A view to look numbers up. Valid until the table next grows and, for other threads, from `settle` on while the table
    /// lives. It does not see what stands in runs.
    var reader: AddressReader {
        AddressReader(
            slots: table.slots.base, heads: heads.base, shift: table.shift, mask: table.mask, hashing: hashing)
    }

    /// Gives keys and slots memory that never moves, so that other threads may read while this one writes.
    mutating func settle() {
        heads.settle()
        table.slots.settle()
    }

    // MARK: Stored addresses

    /// True where the columns fit one another.
    var hasRightLengths: Bool { heads.count == tails.count && textIDs.count == texts.count }

    /// Addresses whose slots stand in runs: those below.
    var stored: Int { runs.last?.range.upperBound ?? 0 }

    /// Takes over addresses whose keys, texts and text numbers were put into the columns from elsewhere, `runs` having the
    /// slots of the first of them; the others get theirs here.
    ///
    /// - Throws: where the runs do not follow one another from 0 on, or there are too many.
    /// - Complexity: O(runs + addresses behind them).
    mutating func adopt(_ runs: [SlotRun], texts textRuns: [SlotRun]) throws(IndexError) {
        precondition(self.runs.isEmpty)
        guard hasRightLengths else {
            throw .unsound(index: "addresses", reason: "its columns do not have one length")
        }
        try texts.adopt(textRuns)
        self.runs = try SlotRun.following(runs, kind: .addresses, count: count)
        enter(stored..<count)
    }

    /// Finds places for the addresses from `first` on, and the texts from `firstText` on, which were appended to the columns
    /// from elsewhere.
    mutating func admit(from first: Int, texts firstText: Int) {
        texts.admit(from: firstText)
        enter(first..<count)
    }

    /// Takes the slots of all runs into the table, so that numbering many addresses costs no look-up more.
    ///
    /// - Complexity: O(addresses); for a single run a copy of its slots.
    mutating func gather() {
        texts.gather()
        guard let first = runs.first else { return }
        runs = []
        if let copy = SlotTable(copying: first) {
            table = copy
            hashing = AddressHash(first.seed)
            enter(first.range.upperBound..<count)
        } else {
            table = SlotTable(room: count)
            enter(0..<count)
        }
    }

    /// The slots of the addresses from `first` on, to be stored.
    ///
    /// - Complexity: O(addresses from `first` on); where the table has just these it is the table's own memory, valid until
    ///   that next grows.
    func run(from first: Int) -> SlotRun {
        if first == stored {
            return SlotRun(.addresses, first..<count, table.view, seed: hashing.seed)
        }
        return run(of: first..<count)
    }

    /// The slots of `range`, in memory of their own: what merging runs gives.
    ///
    /// - Complexity: O(addresses of the range).
    func run(of range: Range<Int>) -> SlotRun {
        let hashing = AddressHash()
        let keys = keys(hashing)
        var table = SlotTable(room: range.count)
        table.insert(range) { keys.prefix($0) }
        return SlotRun(.addresses, range, table, seed: hashing.seed)
    }

    private mutating func enter(_ range: Range<Int>) {
        let keys = keys(hashing)
        table.insert(range) { keys.prefix($0) }
    }

    private func keys(_ hashing: AddressHash) -> AddressKeys {
        AddressKeys(heads: heads.view, tails: tails.view, textIDs: textIDs.view, hashing: hashing)
    }

    /// Looks at everything: every address, by text or by bytes, must be found as itself.
    ///
    /// - Complexity: O(addresses).
    func verify() throws(IndexError) {
        guard hasRightLengths else {
            throw .unsound(index: "addresses", reason: "its columns do not have one length")
        }
        try texts.verify()
        for number in 0..<textIDs.count {
            let id = Int(textIDs[number])
            guard id < count, number == 0 || textIDs[number - 1] < textIDs[number],
                AddressBytes(head: heads[id], low: tails[id]) == .zero
            else { throw .unsound(index: "addresses", reason: "text \(number) has another's number") }
        }
        for run in runs {
            let keys = keys(AddressHash(run.seed))
            try run.verify { keys.prefix($0) }
        }
        for id in 0..<AddressID(count) {
            guard find(self[id]) == id else {
                throw .unsound(index: "addresses", reason: "address \(id) is not found, or stands twice")
            }
        }
    }
}

/// The keys that prefixes are made of.
private struct AddressKeys: ~Copyable {
    let heads: Column<AddressHead>
    let tails: Column<UInt32>
    let textIDs: Column<AddressID>
    let hashing: AddressHash

    /// The prefix of an address; `nil` for a text.
    @inline(__always)
    func prefix(_ id: AddressID) -> UInt32? {
        let key = AddressBytes(head: heads[id], low: tails[id])
        if textIDs.count > 0, key == .zero, textIDs.contains(sorted: id) { return nil }
        return hashing(key)
    }
}

/// The first sixteen bytes of an address, as `AddressBytes` has them.
struct AddressHead: BitwiseCopyable, Sendable {
    fileprivate var words: SIMD4<UInt32>

    @inline(__always)
    static func == (a: AddressHead, b: AddressHead) -> Bool {
        let difference = a.words ^ b.words
        return (difference[0] | difference[1]) | (difference[2] | difference[3]) == 0
    }
}

extension AddressBytes {
    @inline(__always)
    var head: AddressHead { AddressHead(words: SIMD4(word0, word1, word2, word3)) }

    init(head: AddressHead, low: UInt32) {
        (word0, word1, word2, word3, word4) = (head.words[0], head.words[1], head.words[2], head.words[3], low)
    }
}
