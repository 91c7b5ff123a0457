/// Transactions waiting for their turn, the first in ledger order next: one bit each, and a bit over every 64 bits, and
/// another over those. So a trace that visits ten transactions of ten million and one that visits them all use the same
/// schedule.
///
/// - Complexity: `insert` O(1); `popFirst` O(transactions / 2¹⁸), a few words.
struct PendingTransactions: ~Copyable {
    private let bits: Column<UInt64>
    private let words: Column<UInt64>
    private let groups: Column<UInt64>

    init(count: Int) {
        bits = Column(zeros: count / 64 + 1)
        words = Column(zeros: count >> 12 + 1)
        groups = Column(zeros: count >> 18 + 1)
    }

    @inline(__always)
    mutating func insert(_ number: Int) {
        bits.base[number >> 6] |= 1 << UInt64(number & 63)
        words.base[number >> 12] |= 1 << UInt64(number >> 6 & 63)
        groups.base[number >> 18] |= 1 << UInt64(number >> 12 & 63)
    }

    /// Takes the first out, where it stands before `end`.
    mutating func popFirst(before end: Int = .max) -> Int? {
        guard let group = (0..<groups.count).first(where: { groups.base[$0] != 0 }) else { return nil }
        let word = group << 6 | groups.base[group].trailingZeroBitCount
        let place = word << 6 | words.base[word].trailingZeroBitCount
        let bit = bits.base[place].trailingZeroBitCount
        if place << 6 | bit >= end { return nil }
        bits.base[place] &= bits.base[place] &- 1
        if bits.base[place] == 0 {
            words.base[word] &= words.base[word] &- 1
            if words.base[word] == 0 { groups.base[group] &= groups.base[group] &- 1 }
        }
        return place << 6 | bit
    }
}
