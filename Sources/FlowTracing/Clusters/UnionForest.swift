/// Disjoint sets, joined by size without path compression, so that every union can be taken back.
///
/// A cell is 4 bytes: a root's own size with the top bit set, else the parent. A union is kept in 12 bytes: the root that
/// became a child, its size, and the link that joined them. A path is at most log₂ members long.
///
/// Source: Tarjan and van Leeuwen, Worst-case analysis of set union algorithms (J. ACM 1984); Westbrook and Tarjan,
/// Amortized analysis of algorithms for set union with backtracking (SIAM J. Computing 1989).
struct UnionForest: ~Copyable {
    struct Union: BitwiseCopyable {
        var child: UInt32
        var childSize: UInt32
        /// Number of the link, and in the top bit `tookEntity`.
        var link: UInt32
    }

    private(set) var cells = Column<UInt32>()
    private(set) var log = Column<Union>()

    static var rootMark: UInt32 { 1 << 31 }
    /// In `Union.link`: the union gave the parent the child's entity.
    static var entityMark: UInt32 { 1 << 31 }

    var count: Int { cells.count }
    var byteCount: Int { cells.byteCount + log.byteCount }

    /// Adds nodes of their own up to `count`.
    mutating func grow(to count: Int) {
        precondition(count < Int(Self.rootMark), "clusters number their members by 31 bits")
        if count > cells.count { cells.resize(to: count, filling: Self.rootMark | 1) }
    }

    /// - Complexity: O(log members).
    @inline(__always)
    func root(_ node: UInt32) -> UInt32 {
        var node = node
        while true {
            let cell = cells.base[Int(node)]
            if cell >= Self.rootMark { return node }
            node = cell
        }
    }

    @inline(__always)
    func size(ofRoot root: UInt32) -> UInt32 { cells.base[Int(root)] & ~Self.rootMark }

    /// Joins two roots: the larger stays, of equals the first.
    @inline(__always)
    mutating func unite(parent: UInt32, child: UInt32, link: UInt32) {
        let childSize = size(ofRoot: child)
        log.append(Union(child: child, childSize: childSize, link: link))
        cells.base[Int(parent)] += childSize
        cells.base[Int(child)] = parent
    }

    /// Joins the sets of two nodes, if they are two.
    ///
    /// - Complexity: O(log members).
    mutating func join(_ a: UInt32, _ b: UInt32) {
        let (a, b) = (root(a), root(b))
        if a == b { return }
        let isLarger = size(ofRoot: a) >= size(ofRoot: b)
        unite(parent: isLarger ? a : b, child: isLarger ? b : a, link: 0)
    }

    /// Takes the last union back.
    mutating func undo() -> (union: Union, parent: UInt32) {
        let union = log[log.count - 1]
        log.truncate(to: log.count - 1)
        let parent = cells[union.child]
        cells[parent] -= union.childSize
        cells[union.child] = Self.rootMark | union.childSize
        return (union, parent)
    }
}
