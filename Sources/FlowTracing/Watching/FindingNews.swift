/// A finding as a watch tells it: when it begins, and when it is whole.
public struct FindingNews: Sendable, Equatable {
    public var finding: Finding
    /// False for a finding that may still grow.
    public var isWhole: Bool
    /// What the finding was called when it began.
    public var first: String

    init(_ finding: Finding, isWhole: Bool, first: String) {
        (self.finding, self.isWhole, self.first) = (finding, isWhole, first)
    }

    /// A hash of all that is told. Addresses and rows before those taken back keep their numbers.
    var digest: Int {
        var hasher = Hasher()
        hasher.combine(isWhole)
        hasher.combine(finding.id)
        hasher.combine(first)
        hasher.combine(finding.subjects)
        hasher.combine(finding.members)
        for one in finding.measures { hasher.combine(one.value) }
        hasher.combine(finding.rowsLeftOut)
        for part in finding.score.parts { hasher.combine(part.value) }
        return hasher.finalize()
    }
}

/// What was told lately, so that a pass that starts anew does not tell it again: 64-bit hashes in two generations.
struct ToldNews {
    /// Of a generation; at most twice as many are remembered, the latest ones.
    private let limit: Int
    private var (latest, older): (Set<Int>, Set<Int>) = ([], [])

    init(limit: Int = 1 << 21) { self.limit = limit }

    /// True where it was not told; from then on it was.
    mutating func isNew(_ digest: Int) -> Bool {
        if latest.contains(digest) { return false }
        let isKnown = older.contains(digest)
        if latest.count >= limit { (older, latest) = (latest, []) }
        latest.insert(digest)
        return !isKnown
    }

    var byteCount: Int { (latest.capacity + older.capacity) * MemoryLayout<Int>.stride }
}
