/// Numbers texts in order of first appearance: their bytes one after another, where each ends, and slots (`SlotTable`) to
/// find them by. Texts are equal where their bytes are.
///
/// The slots of stored texts stand in runs, asked after the table's own.
struct TextTable: ~Copyable, Sendable {
    var bytes = Column<UInt8>()
    var ends = Column<UInt32>()
    private var table = SlotTable()
    private var hashing = TextHash()
    /// The slots of the first texts.
    private var runs: [SlotRun] = []

    init() {}

    private init(viewing other: borrowing TextTable) {
        bytes = other.bytes.view
        ends = other.ends.view
        table = other.table.view
        (hashing, runs) = (other.hashing, other.runs)
    }

    /// The same texts, for reading, while none is added to this table.
    var view: TextTable { TextTable(viewing: self) }

    var count: Int { ends.count }
    var byteCount: Int {
        bytes.byteCount + ends.byteCount + table.byteCount + runs.reduce(0) { $0 + $1.byteCount }
    }

    /// The number of `text`, given now if it is new.
    mutating func intern(_ text: String) -> UInt32 {
        if let number = find(text) { return number }
        let number = UInt32(count)
        var text = text
        text.withUTF8 { utf8 in
            if let start = utf8.baseAddress { bytes.append(start, count: utf8.count) }
            table.insert(hashing(UnsafeRawBufferPointer(utf8)), number)
        }
        ends.append(UInt32(bytes.count))
        return number
    }

    /// The number of a text already seen.
    func find(_ text: String) -> UInt32? {
        var text = text
        return text.withUTF8 { utf8 in find(UnsafeRawBufferPointer(utf8)) }
    }

    private func find(_ text: UnsafeRawBufferPointer) -> UInt32? {
        if let number = table.find(hashing(text), where: { TextTable.areEqual(utf8(of: $0), text) }) { return number }
        for run in runs {
            let prefix = TextHash(seed: run.seed)(text)
            if let number = run.find(prefix, where: { TextTable.areEqual(utf8(of: $0), text) }) { return number }
        }
        return nil
    }

    private static func areEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        a.count == b.count && a.elementsEqual(b)
    }

    subscript(number: UInt32) -> String { String(decoding: utf8(of: number), as: UTF8.self) }

    /// Within the bytes, whatever the ends say.
    private func utf8(of number: UInt32) -> UnsafeRawBufferPointer {
        let end = min(Int(ends[number]), bytes.count)
        let start = number == 0 ? 0 : min(Int(ends[number - 1]), end)
        return UnsafeRawBufferPointer(rebasing: bytes.bytes[start..<end])
    }

    /// Forgets the texts from `count` on, none of which is stored.
    ///
    /// - Complexity: O(slots + texts that stay).
    mutating func truncate(to count: Int) {
        guard count < self.count else { return }
        precondition(count >= stored)
        bytes.truncate(to: count == 0 ? 0 : Int(ends[count - 1]))
        ends.truncate(to: count)
        table.removeAll()
        admit(from: stored)
    }

    // MARK: Stored texts

    /// Texts whose slots stand in runs: those below.
    var stored: Int { runs.last?.range.upperBound ?? 0 }

    /// Takes over texts whose bytes and ends were put into the columns from elsewhere, `runs` having the slots of the first
    /// of them.
    ///
    /// - Throws: where the runs do not follow one another from 0 on, or there are too many.
    /// - Complexity: O(runs + texts behind them).
    mutating func adopt(_ runs: [SlotRun]) throws(IndexError) {
        precondition(self.runs.isEmpty)
        self.runs = try SlotRun.following(runs, kind: .texts, count: count)
        admit(from: stored)
    }

    /// Finds places for the texts from `first` on, which were appended to the columns from elsewhere.
    mutating func admit(from first: Int) {
        guard first < count else { return }
        let texts = view
        let hashing = hashing
        table.insert(first..<count) { hashing(texts.utf8(of: $0)) }
    }

    /// Takes the slots of all runs into the table.
    mutating func gather() {
        guard let first = runs.first else { return }
        runs = []
        if let copy = SlotTable(copying: first) {
            table = copy
            hashing = TextHash(seed: first.seed)
            admit(from: first.range.upperBound)
        } else {
            table = SlotTable(room: count)
            admit(from: 0)
        }
    }

    /// The slots of the texts from `first` on, to be stored. Where the table has just these it is the table's own memory,
    /// valid until that next grows.
    func run(from first: Int) -> SlotRun {
        first == stored
            ? SlotRun(.texts, first..<count, table.view, seed: hashing.seed) : run(of: first..<count)
    }

    /// The slots of `range`, in memory of their own: what merging runs gives.
    func run(of range: Range<Int>) -> SlotRun {
        let hashing = TextHash()
        var table = SlotTable(room: range.count)
        let texts = view
        table.insert(range) { hashing(texts.utf8(of: $0)) }
        return SlotRun(.texts, range, table, seed: hashing.seed)
    }

    /// Looks at everything: every text must be found as itself.
    ///
    /// - Complexity: O(bytes).
    func verify() throws(IndexError) {
        func unsound(_ reason: String) -> IndexError { .unsound(index: "texts", reason: reason) }
        for number in 0..<count {
            guard number == 0 || ends[number - 1] <= ends[number] else { throw unsound("their ends do not ascend") }
        }
        guard (count == 0 ? 0 : Int(ends[count - 1])) == bytes.count else { throw unsound("bytes are left over") }
        for run in runs {
            let hashing = TextHash(seed: run.seed)
            try run.verify { hashing(utf8(of: $0)) }
        }
        for number in 0..<UInt32(count) {
            guard find(utf8(of: number)) == number else {
                throw unsound("text \(number) is not found, or stands twice")
            }
        }
    }
}

/// A seeded hash of bytes, by folded multiplications of sixteen at a time. Whoever makes up names must not be able to
/// choose where they fall.
struct TextHash: Sendable {
    let seed: HashSeed

    init(seed: HashSeed = HashSeed()) { self.seed = seed }

    func callAsFunction(_ text: UnsafeRawBufferPointer) -> UInt32 {
        var hash = seed.word2
        func mix(_ a: UInt64, _ b: UInt64) {
            let product = (a ^ seed.word0 ^ hash).multipliedFullWidth(by: b ^ seed.word1)
            hash = (product.high ^ product.low) &+ seed.word3
        }
        var place = 0
        while place + 16 <= text.count {
            mix(
                UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self)),
                UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self)))
            place += 16
        }
        var rest: (UInt64, UInt64) = (0, 0)
        for (i, byte) in text[place...].enumerated() {
            if i < 8 { rest.0 |= UInt64(byte) << UInt64(8 * i) } else { rest.1 |= UInt64(byte) << UInt64(8 * i - 64) }
        }
        mix(rest.0, rest.1)
        mix(UInt64(text.count), hash)
        return UInt32(truncatingIfNeeded: hash >> 32)
    }
}
