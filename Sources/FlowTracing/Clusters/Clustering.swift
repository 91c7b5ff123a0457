import CFlowKernels

/// What keeps clusters from swallowing each other.
public struct ClusterGuards: Sendable, Equatable {
    /// A weak link never joins two clusters of this size.
    public var largeSize: UInt32 = 100
    /// A link that joins two clusters of this size raises an alarm, however strong it is.
    public var alarmSize: UInt32 = 1_000

    public init() {}

    /// Tags that name different entities with this confidence or more keep their clusters apart.
    public static let entityConfidence = 85
}

/// Clusters of addresses by links applied in order: union by size with a log of unions, so that any number of the last
/// links can be taken back.
///
/// Public for measuring; `LedgerClusters` is what asks the heuristics.
///
/// - Complexity: a link O(log members), some cache misses that are asked for ahead; taking back O(unions taken back).
public struct Clustering: ~Copyable {
    /// Why a link joined nothing although its ends were apart.
    public enum Refusal: UInt8, Sendable, BitwiseCopyable, CaseIterable {
        /// Both clusters are named by strong tags, and differently.
        case conflict
        /// The link is weak and both clusters are large.
        case large
    }

    struct Refused: BitwiseCopyable {
        var link: UInt32
        var reason: Refusal
    }

    /// A union of two clusters both of which were already large.
    struct Alarm: BitwiseCopyable {
        var link: UInt32
        var sizes: (UInt32, UInt32)
    }

    private(set) var forest = UnionForest()
    private(set) var refusals = Column<Refused>()
    private(set) var alarms = Column<Alarm>()
    /// Links considered so far.
    private(set) var applied = 0
    private let guards: ClusterGuards
    /// By node: has an entry in `entities`.
    private var hasEntity = BitColumn()
    /// The entity of a cluster by its root; entries of former roots wait for the union to be taken back.
    private var entities: [UInt32: UInt32] = [:]

    public init(guards: ClusterGuards = ClusterGuards()) { self.guards = guards }

    public var unions: Int { forest.log.count }
    /// Bytes of cells, unions, refusals and alarms.
    public var byteCount: Int { forest.byteCount + refusals.byteCount + alarms.byteCount + hasEntity.words.byteCount }
    /// Addresses, each a cluster of its own at first.
    public var count: Int { forest.count }

    public mutating func grow(to count: Int) {
        forest.grow(to: count)
        hasEntity.words.resize(to: max(hasEntity.words.count, (count + 63) / 64), filling: 0)
    }

    /// Gives a node that no link was applied to yet the entity that a strong tag names.
    mutating func name(_ node: UInt32, entity: UInt32) {
        precondition(applied == 0 || forest.size(ofRoot: node) == 1)
        entities[node] = entity
        hasEntity.set(Int(node))
    }

    @inline(__always)
    public func root(_ node: UInt32) -> UInt32 { forest.root(node) }
    public func size(of node: UInt32) -> Int { Int(forest.size(ofRoot: forest.root(node))) }

    /// Applies the links from `applied` up to `end` that are not void.
    ///
    /// Paths are walked for a block of links at once, so that their cache misses overlap. What is an ancestor of a node
    /// stays one when others are joined, so a walk may be finished later.
    public mutating func apply(_ links: borrowing ClusterLinks, upTo end: Int? = nil) {
        apply(links, upTo: end ?? links.count, voidable: 0) { _ in false }
    }

    /// - Parameters:
    ///   - voidable: bits of the heuristics whose links `isVoid` is asked about.
    ///   - isVoid: by the number of a link.
    mutating func apply(
        _ links: borrowing ClusterLinks, upTo end: Int, voidable: UInt64, isVoid: (Int) -> Bool
    ) {
        precondition(end <= links.count && end < Int(UnionForest.entityMark))
        let block = 64
        let weak = ClusterHeuristics.weak
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * block) { ends in
            guard let ends = ends.baseAddress else { return }
            while applied < end {
                let count = min(block, end - applied)
                walk(links, count: count, to: ends)
                for i in 0..<count {
                    let (x, y) = (forest.root(ends[2 * i]), forest.root(ends[2 * i + 1]))
                    if x == y { continue }
                    let link = applied + i
                    let bit: UInt64 = 1 << UInt64(links.heuristics.base[link])
                    if voidable & bit != 0, isVoid(link) { continue }
                    join(x, y, link: UInt32(link), isWeak: weak & bit != 0)
                }
                applied += count
            }
        }
    }

    /// The ends of the next `count` links, or ancestors of theirs whose cells were asked for.
    @inline(__always)
    private func walk(_ links: borrowing ClusterLinks, count: Int, to ends: UnsafeMutablePointer<UInt32>) {
        let cells = forest.cells.base
        let (a, b) = (links.a.base + applied, links.b.base + applied)
        for i in 0..<count {
            flow_prefetch_read(cells + Int(a[i]))
            flow_prefetch_read(cells + Int(b[i]))
        }
        for i in 0..<count {
            (ends[2 * i], ends[2 * i + 1]) = (a[i], b[i])
        }
        for _ in 0..<2 {
            for i in 0..<2 * count {
                let node = ends[i]
                let cell = cells[Int(node)]
                let next = cell >= UnionForest.rootMark ? node : cell
                ends[i] = next
                flow_prefetch_read(cells + Int(next))
            }
        }
    }

    @inline(__always)
    private mutating func join(_ x: UInt32, _ y: UInt32, link: UInt32, isWeak: Bool) {
        let (sizeX, sizeY) = (forest.size(ofRoot: x), forest.size(ofRoot: y))
        let small = min(sizeX, sizeY)
        if isWeak, small >= guards.largeSize {
            return refusals.append(Refused(link: link, reason: .large))
        }
        let (parent, child) = sizeX >= sizeY ? (x, y) : (y, x)
        var mark: UInt32 = 0
        if !entities.isEmpty, hasEntity[Int(child)] {
            switch adopt(from: child, by: parent) {
            case .conflict: return refusals.append(Refused(link: link, reason: .conflict))
            case .taken: mark = UnionForest.entityMark
            case .equal: break
            }
        }
        if small >= guards.alarmSize { alarms.append(Alarm(link: link, sizes: (sizeX, sizeY))) }
        forest.unite(parent: parent, child: child, link: link | mark)
    }

    private enum Adoption { case conflict, equal, taken }

    /// The child's cluster is named by a strong tag: what becomes of its name.
    @inline(never)
    private mutating func adopt(from child: UInt32, by parent: UInt32) -> Adoption {
        let entity = entities[child]
        if hasEntity[Int(parent)] { return entities[parent] == entity ? .equal : .conflict }
        entities[parent] = entity
        hasEntity.set(Int(parent))
        return .taken
    }

    /// Takes back the links from `link` on.
    ///
    /// - Complexity: O(unions, refusals and alarms taken back).
    mutating func undo(to link: Int) {
        guard link < applied else { return }
        while forest.log.count > 0 {
            let last = forest.log[forest.log.count - 1]
            guard Int(last.link & ~UnionForest.entityMark) >= link else { break }
            let (union, parent) = forest.undo()
            guard union.link & UnionForest.entityMark != 0 else { continue }
            entities[parent] = nil
            hasEntity.clear(Int(parent))
        }
        while !refusals.isEmpty, Int(refusals[refusals.count - 1].link) >= link {
            refusals.truncate(to: refusals.count - 1)
        }
        while !alarms.isEmpty, Int(alarms[alarms.count - 1].link) >= link { alarms.truncate(to: alarms.count - 1) }
        applied = link
    }

    /// Takes every link back.
    public mutating func undoAll() { undo(to: 0) }

    /// True where a guard kept `link` from joining.
    ///
    /// - Complexity: O(log refusals).
    func isRefused(_ link: Int) -> Bool {
        let place = refusals.firstPlace { Int($0.link) < link }
        return place < refusals.count && Int(refusals[place].link) == link
    }
}
