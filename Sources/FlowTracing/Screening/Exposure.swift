/// What part of an address' money came from, or went to, attributed addresses of one category and one kind of list.
///
/// **Definition.** An address is *attributed* where an owner's tag of enough confidence gives it a category; the set of its
/// (category, list kind) pairs is its *source*. All other addresses are unattributed. A *path* of length n is n transfers
/// of one asset, each later in the ledger than the one before, each paid by the address that the one before paid, so that
/// the addresses between are all unattributed: a walk stops at every attributed address, because coins that leave a
/// service are not the coins that came. Length 1 is direct exposure, 2…`hops` indirect.
///
/// **The value of a path** is what a haircut carries along it. A holding has a balance (what is spent beyond it appears
/// untracked in that moment: opening `observed`) and spends every part of itself in proportion: of a part `p`, ⌊p·a/b⌋
/// move with a spend of `a` out of `b` and ⌊p·(b−a)/b⌋ stay; the unit that both floors may leave out becomes untracked.
/// In exact arithmetic a path from transfer r to transfer s is worth aᵣ·Π(aᵢ/bᵢ)·Π(1−aⱼ/bⱼ): the spends that it takes, and
/// those that its holdings made in between.
///
/// - **received** of an address: the transfers that it receives, each split by the sources of the paths that end with it.
///   One pass in ledger order; a part is (source, length).
/// - **sent**: the transfers that it sends, split by the sources that the paths beginning with it reach. The same paths with
///   the same values, looked at from their other end: one pass from the last row to the first, in which holdings begin
///   with their closing balance and are undone. (The value of a path is the same from both ends, because the balances
///   between cancel: only the floors fall elsewhere.)
///
/// Fees leave first, in proportion, and reach nobody. Value from the null address is of unknown origin, value to it reaches
/// nobody. A leg of a swap ends a walk, unless one of its two ends is attributed. Self-transfers and zero values pay their
/// fee. What remains is **untracked**: of unknown origin, beyond the limit of hops, still held, or lost to floors. So
/// Σ over sources of (direct + indirect) + untracked = total, exactly, for every address, asset and direction.
///
/// An address that is on several lists has several pairs, and its money counts in a row for each; `attributed` counts it
/// once, `overlap` says how much the rows count beyond that.
public struct Exposure: Sendable, Equatable {
    public enum Direction: String, Sendable, CaseIterable {
        /// What the address received, by where it came from.
        case received = "in"
        /// What the address sent, by where it went.
        case sent = "out"
    }

    public var address: AddressID
    public var asset: AssetID
    public var direction: Direction
    /// Everything the address received (or sent) of the asset, base units; fees and self-transfers not counted.
    public var total: Amount
    /// What paths of at most `hops` transfers explain.
    public var attributed: Amount
    /// What the rows count more than once, because attributed addresses stand on several lists.
    public var overlap: Amount
    /// Largest value first, then by category and kind.
    public var rows: [Row]

    public var untracked: Amount { total - attributed }

    /// Exposure to one category on one kind of list.
    public struct Row: Sendable, Equatable {
        public var exposure: ExposureClass
        /// By a transfer from or to an attributed address itself.
        public var direct: Amount
        /// Through unattributed addresses.
        public var indirect: Amount
        /// Transfers of the shortest path that carries any value: 1 is direct.
        public var minHops: Int

        public var value: Amount { direct + indirect }
    }
}

/// A category together with the kind of list that says so: `exchange` on a community list and `exchange` on a sanctions list
/// are two things, and never one.
public struct ExposureClass: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var category: Category
    public var kind: ListKind

    public init(_ category: Category, _ kind: ListKind) { (self.category, self.kind) = (category, kind) }

    public static func < (a: ExposureClass, b: ExposureClass) -> Bool {
        a.category.name != b.category.name ? a.category.name < b.category.name : a.kind < b.kind
    }

    public var description: String { "\(category.name)/\(kind.rawValue)" }
}

/// Everything an exposure depends on besides the ledger and the tags.
public struct ScreeningOptions: Sendable, Equatable {
    /// Transfers of the longest path that counts; 1 is direct exposure alone.
    public var hops = 5
    public var directions: Set<Exposure.Direction> = [.received, .sent]
    /// Only tags that held at this moment, and only transfers before the first that is later (Unix seconds).
    public var asOf: Int64?
    /// Tags of less confidence attribute nothing.
    public var leastConfidence = Tag.stoppingConfidence

    public init() {}

    public static let rule = "haircut"
    /// A holding keeps its parts by source and length: their number bounds the memory of a pass.
    public static let mostHops = 32
    /// Different (category, kind) pairs in one run.
    public static let mostClasses = 64
    /// Different sets of such pairs on one chain.
    public static let mostSources = 250

    /// - Throws: `FlowError.malformed` for a number of hops out of range.
    public func check() throws(FlowError) {
        guard (1...ScreeningOptions.mostHops).contains(hops) else {
            throw .malformed(
                what: "a number of hops", value: String(hops), expected: "1 to \(ScreeningOptions.mostHops)")
        }
    }
}
