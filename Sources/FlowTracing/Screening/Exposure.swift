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
///
/// **UTXO chains.** A holding is an output, and a transaction is a payment by all who spend more in it than they get, to all
/// who get more than they spend. What an owner both spends and gets in one transaction is its own change: it moves nowhere,
/// keeps its length and counts in no total. Beyond that all payers' value is one pool, from which every receiver, and last
/// the fee, has its share of every part in proportion; the receiver's outputs share what it then holds in proportion to
/// their amounts. With `own` = min(spent, got) of each owner, a path through one of its outputs of amount o goes on with
/// (spent − own)/spent of its value, of which (got' − own')/pool reaches another owner, of which o'/got' stands in one of
/// its outputs. Every quotient of two is rounded down, what floors leave out is untracked, and the same transaction seen
/// from its other end gives the same value to every path.
///
/// A fee is no payer's own: what an address *sent* of a UTXO chain's coin includes its share of fees, which reaches nobody
/// and is untracked. A coinbase creates value of unknown origin, outputs from before the ledger are untracked unless their
/// owner is attributed, `OP_RETURN` and shielded pools are nobody. A **coinjoin** (`CoinJoinHeuristics`, mixes only, an
/// inference) is a stop with a row of its own, category `coinjoin`, kind `heuristic`: what others than its owner get from
/// one came directly from a coinjoin, what is paid into one went directly to it, and no path leads through.
///
/// **Clusters**, where asked for: all members of a cluster are one address, attributed as all of them together are;
/// transfers between them are self-transfers. The numbers are those of a ledger in which every member is replaced by the
/// first one and such transfers are left out, but for their fees; what is a coinjoin is judged by the true addresses.
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

    init(
        _ address: AddressID, _ asset: AssetID, _ direction: Direction, total: Amount, _ found: ExposureGathering.Found
    ) {
        (self.address, self.asset, self.direction, self.total) = (address, asset, direction, total)
        (attributed, overlap, rows) = (found.attributed, found.overlap, found.rows)
    }

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
    /// `nil` where no list says so but a heuristic: a transaction that looks like a coinjoin.
    public var kind: ListKind?

    public init(_ category: Category, _ kind: ListKind?) { (self.category, self.kind) = (category, kind) }

    /// What transactions are that a coinjoin heuristic matches.
    public static let coinjoin = ExposureClass(Category("coinjoin"), nil)

    /// The kind of list, or `heuristic`.
    public var kindName: String { kind?.rawValue ?? "heuristic" }

    public static func < (a: ExposureClass, b: ExposureClass) -> Bool {
        if a.category.name != b.category.name { return a.category.name < b.category.name }
        guard let kind = a.kind else { return false }
        return b.kind.map { kind < $0 } ?? true
    }

    public var description: String { "\(category.name)/\(kindName)" }
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
