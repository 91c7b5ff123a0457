/// Transactions waiting for their turn, the first in ledger order next.
///
/// Few are a heap. From some thousands on each is a bit, with a bit over every 64 bits and another over those: so a trace
/// that visits ten transactions of ten million costs ten, and one that visits them all a few words each.
///
/// - Complexity: `insert` and `popFirst` O(log pending) while there are few, then O(1), a word more for 2¹⁸ transactions
///   that nobody waits for.
struct PendingTransactions: ~Copyable {
    private var heap = RowHeap()
    private var bits = Column<UInt64>()
    private var words = Column<UInt64>()
    private var groups = Column<UInt64>()
    /// No group before this one has anything.
    private var firstGroup = 0
    private let count: Int
    /// Every transaction has a bit: what comes can be looked at ahead.
    private(set) var isWide = false

    private let mostInHeap: Int

    init(count: Int, schedule: Schedule) {
        self.count = count
        mostInHeap =
            switch schedule {
            case .automatic: 2_048
            case .indexDriven: .max
            case .scan: 0
            }
    }

    @inline(__always)
    mutating func insert(_ number: Int) {
        if isWide { set(number) } else { push(number) }
    }

    @inline(never)
    private mutating func push(_ number: Int) {
        heap.push(row: UInt32(number), 0)
        if heap.count <= mostInHeap { return }
        bits = Column(zeros: count / 64 + 1)
        words = Column(zeros: count >> 12 + 1)
        groups = Column(zeros: count >> 18 + 1)
        firstGroup = groups.count
        while let one = heap.pop() { set(Int(one.row)) }
        isWide = true
    }

    @inline(__always)
    private mutating func set(_ number: Int) {
        bits.base[number >> 6] |= 1 << UInt64(number & 63)
        words.base[number >> 12] |= 1 << UInt64(number >> 6 & 63)
        groups.base[number >> 18] |= 1 << UInt64(number >> 12 & 63)
        firstGroup = min(firstGroup, number >> 18)
    }

    /// Takes the first out, where it stands before `end`.
    @inline(__always)
    mutating func popFirst(before end: Int = .max) -> Int? {
        guard isWide else { return popHeap(before: end) }
        while groups.base[firstGroup] == 0 {
            if firstGroup + 1 == groups.count { return nil }
            firstGroup += 1
        }
        let word = firstGroup << 6 | groups.base[firstGroup].trailingZeroBitCount
        let place = word << 6 | words.base[word].trailingZeroBitCount
        let bit = bits.base[place].trailingZeroBitCount
        if place << 6 | bit >= end { return nil }
        bits.base[place] &= bits.base[place] &- 1
        if bits.base[place] == 0 {
            words.base[word] &= words.base[word] &- 1
            if words.base[word] == 0 { groups.base[firstGroup] &= groups.base[firstGroup] &- 1 }
        }
        return place << 6 | bit
    }

    private mutating func popHeap(before end: Int) -> Int? {
        guard Int(heap.topRow) < end, let first = heap.pop() else { return nil }
        // A transaction waits once, however many of its inputs are tainted.
        while heap.topRow == first.row { _ = heap.pop() }
        return Int(first.row)
    }

    /// The first that waits behind `number`, where it is near: a guess at what comes, never told what is added meanwhile.
    ///
    /// - Precondition: `isWide`.
    @inline(__always)
    func next(after number: Int) -> Int? {
        let start = number + 1
        var place = start >> 6
        guard place < bits.count else { return nil }
        let rest = bits.base[place] & UInt64.max << UInt64(start & 63)
        if rest != 0 { return place << 6 | rest.trailingZeroBitCount }
        place += 1
        let word = place >> 6
        guard word < words.count else { return nil }
        let later = words.base[word] & UInt64.max << UInt64(place & 63)
        if later == 0 { return nil }
        place = word << 6 | later.trailingZeroBitCount
        return place << 6 | bits.base[place].trailingZeroBitCount
    }
}
