/// The slots of the numbers that a table gave in one stretch, with what they are hashed by: never changed once made. Keys
/// stand elsewhere; see `SlotTable`.
///
/// - Complexity: a look-up O(1) expected. 11 to 23 bytes a number.
package final class SlotRun: Sendable {
    /// What is numbered.
    package enum Kind: UInt64, Sendable {
        case addresses = 1
        case texts = 2
    }

    package let kind: Kind
    /// The numbers.
    package let range: Range<Int>
    let seed: HashSeed
    let slots: Column<UInt64>
    let shift: UInt32
    private let shape: Column<UInt64>
    /// Keeps the memory of a run that was not made here.
    private let owner: (any AnyObject & Sendable)?

    /// The run of a table with the numbers of `range`.
    init(_ kind: Kind, _ range: Range<Int>, _ table: consuming SlotTable, seed: HashSeed) {
        var shape = Column<UInt64>()
        let words = [
            kind.rawValue, UInt64(range.lowerBound), UInt64(range.upperBound), UInt64(32 - table.shift), seed.word0,
            seed.word1, seed.word2, seed.word3,
        ]
        for word in words { shape.append(word) }
        self.shape = shape
        (self.kind, self.range, self.seed, shift, owner) = (kind, range, seed, table.shift, nil)
        slots = table.slots
    }

    package var byteCount: Int { slots.byteCount }

    /// The number of this prefix that `isWanted`.
    @inline(__always)
    func find(_ prefix: UInt32, where isWanted: (UInt32) -> Bool) -> UInt32? {
        let home = Int(prefix &>> shift)
        var place = home
        // A run whose bytes are damaged may have no free place.
        for _ in 0..<slots.count {
            let slot = slots.base[place]
            if slot == 0 { return nil }
            let number = UInt32(truncatingIfNeeded: slot) &- 1
            if slot >> 32 == prefix, range.contains(Int(number)), isWanted(number) { return number }
            place = SlotLine.next(place, home: home, mask: slots.count &- 1)
        }
        return nil
    }

    /// Everything the run is, valid while it lives.
    package var sections: [IndexSection] {
        [IndexSection(name: "shape", bytes: shape.bytes), IndexSection(name: "slots", bytes: slots.bytes)]
    }

    /// A run over the bytes of one that was made before.
    ///
    /// Whatever the bytes, looking up in it stays within them; whether the answers are right is for the table's `verify` to
    /// say.
    ///
    /// - Throws: where the sections do not fit one another.
    /// - Complexity: O(1).
    package init(_ sections: [IndexSection], owner: (any AnyObject & Sendable)? = nil) throws(IndexError) {
        let sections = IndexSections(sections)
        let shape = try sections.column("shape", of: UInt64.self, count: 8)
        let bits = shape[3]
        guard let kind = Kind(rawValue: shape[0]), shape[1] <= shape[2], shape[2] <= UInt64(UInt32.max),
            3...31 ~= bits, kind == .texts || shape[6] & 1 == 1
        else { throw .unsound(index: "addresses", reason: "its shape is none") }
        slots = try sections.column("slots", of: UInt64.self, count: 1 << Int(bits))
        (self.kind, range) = (kind, Int(shape[1])..<Int(shape[2]))
        seed = HashSeed(shape[4], shape[5], shape[6], shape[7])
        (shift, self.owner) = (32 - UInt32(bits), owner)
        self.shape = shape
    }

    /// Looks at everything: every number of the range that has a prefix must have one slot, where a search finds it.
    ///
    /// - Complexity: O(slots + numbers).
    func verify(prefix: (UInt32) -> UInt32?) throws(IndexError) {
        var missing = 0
        for place in 0..<slots.count where slots[place] != 0 { missing -= 1 }
        for number in range {
            guard let prefix = prefix(UInt32(number)) else { continue }
            missing += 1
            guard find(prefix, where: { Int($0) == number }) != nil else {
                throw .unsound(index: "addresses", reason: "number \(number) has no slot")
            }
        }
        guard missing == 0 else { throw .unsound(index: "addresses", reason: "it has slots of nothing") }
    }

    /// - Returns: `runs`.
    /// - Throws: `unsound` where they do not follow one another from 0 on, or go beyond `count`.
    static func following(_ runs: [SlotRun], kind: Kind, count: Int) throws(IndexError) -> [SlotRun] {
        var end = 0
        for run in runs {
            guard run.kind == kind, run.range.lowerBound == end, run.range.upperBound <= count else {
                throw .unsound(index: "addresses", reason: "its runs do not cover the numbers from \(end) on")
            }
            end = run.range.upperBound
        }
        return runs
    }
}
