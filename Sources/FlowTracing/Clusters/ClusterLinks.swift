/// Links between addresses of one chain or set of chains, each with its heuristic and the place at which it was made:
/// also those that joined nothing new, so that what a heuristic holds together can be told without it.
///
/// 13 bytes a link; 17 where links have a subject.
public struct ClusterLinks: ~Copyable {
    var a = Column<UInt32>()
    var b = Column<UInt32>()
    /// Row of a transfer, or number of a transaction of a UTXO chain; never falls.
    var places = Column<UInt32>()
    /// Places in `ClusterHeuristics.all`.
    var heuristics = Column<UInt8>()
    /// Addresses that links stand and fall with; empty where none has one.
    var subjects = Column<UInt32>()
    let hasSubjects: Bool

    public init() { hasSubjects = false }
    init(hasSubjects: Bool) { self.hasSubjects = hasSubjects }

    public var count: Int { a.count }
    public var byteCount: Int {
        a.byteCount + b.byteCount + places.byteCount + heuristics.byteCount + subjects.byteCount
    }

    /// - Precondition: `place` is not before that of the last link; fewer than 2³¹ links.
    @inline(__always)
    mutating func append(_ x: UInt32, _ y: UInt32, heuristic: UInt8, place: UInt32, subject: UInt32 = .max) {
        a.append(x)
        b.append(y)
        places.append(place)
        heuristics.append(heuristic)
        if hasSubjects { subjects.append(subject) }
    }

    /// Links between the members of `pairs`, numbered as their places: what a measure of `Clustering` joins.
    public init(pairs: UnsafeBufferPointer<(UInt32, UInt32)>, heuristic: Int) {
        self.init()
        let (first, second) = (a.extend(by: pairs.count), b.extend(by: pairs.count))
        let (place, kind) = (places.extend(by: pairs.count), heuristics.extend(by: pairs.count))
        for i in 0..<pairs.count {
            (first[i], second[i]) = pairs[i]
            (place[i], kind[i]) = (UInt32(i), UInt8(heuristic))
        }
    }

    /// The first link made at `place` or later.
    ///
    /// - Complexity: O(log links).
    func first(notBefore place: Int) -> Int { places.firstPlace(notBelow: UInt32(clamping: place)) }

    /// Forgets the links from `link` on.
    mutating func truncate(to link: Int) {
        a.truncate(to: link)
        b.truncate(to: link)
        places.truncate(to: link)
        heuristics.truncate(to: link)
        if hasSubjects { subjects.truncate(to: link) }
    }
}
